from datetime import datetime

from django.utils.translation import gettext_lazy as _

from doanso.blocks.papers import services
from doanso.lib.modules import Module


def seed(now: datetime) -> None:
    """The numbering rules, as rows that an administrator can change."""
    services.add_missing_rules(now=now)


MODULE = Module("papers", _("Official documents"), seed=seed, demo_order=20)
