from django.utils.translation import gettext_lazy as _

from doanso.features.contests.hot.app import PREFIX, Hot
from doanso.lib.modules import Module

MODULE = Module(
    "contests",
    _("Contests"),
    live={PREFIX: Hot},
    permissions={
        "contests.organise": _("Prepare contests and publish them"),
        "contests.judge": _("Judge contests: doubts, exclusions, appeals, results"),
    },
)
