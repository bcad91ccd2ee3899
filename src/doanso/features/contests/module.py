from django.utils.translation import gettext_lazy as _

from doanso.features.contests.hot.app import PREFIX, Hot
from doanso.features.contests.services import joining
from doanso.lib.modules import MenuItem, Module, NotificationKind

MODULE = Module(
    "contests",
    _("Contests"),
    live={PREFIX: Hot},
    menu=(MenuItem(_("Contests"), "contests:hall", icon="star", public=True, order=25),),
    seed=joining.seed,
    notifications=(
        NotificationKind("contests.code", _("The code to join a contest"), mandatory=True),
        NotificationKind("contests.excluded", _("You were excluded from a contest"), mandatory=True),
        NotificationKind("contests.appealed", _("An appeal in a contest waits for an answer")),
        NotificationKind("contests.answered", _("Your appeal is answered"), mandatory=True),
        NotificationKind("contests.won", _("You have won a prize in a contest")),
    ),
    permissions={
        "contests.organise": _("Prepare contests and publish them"),
        "contests.judge": _("Judge contests: doubts, exclusions, appeals, results"),
    },
)
