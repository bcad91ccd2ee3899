from datetime import datetime

from django.utils.translation import gettext_lazy as _

from doanso.blocks.papers import services
from doanso.lib.modules import MenuItem, Module


def seed(now: datetime) -> None:
    """The numbering rules, as rows that an administrator can change."""
    services.add_missing_rules(now=now)


MODULE = Module(
    "papers",
    _("Official documents"),
    menu=(MenuItem(_("Document templates"), "papers:index", icon="stamp", permission="unit.admin", order=92),),
    seed=seed,
    demo_order=20,
)
