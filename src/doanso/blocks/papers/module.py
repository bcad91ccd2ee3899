from datetime import datetime

from django.utils.translation import gettext_lazy as _

from doanso.blocks.papers import queries, services
from doanso.lib.modules import MenuItem, Module
from doanso.lib.moves import Move


def seed(now: datetime) -> None:
    """The numbering rules, as rows that an administrator can change."""
    services.add_missing_rules(now=now)


MODULE = Module(
    "papers",
    _("Official documents"),
    menu=(MenuItem(_("Document templates"), "papers:index", icon="stamp", permission="unit.admin", order=92),),
    moves=(Move("papers.books", _("Documents and their numbers"), queries.to_hand_over, services.hand_over, order=80),),
    seed=seed,
    demo_order=20,
)
