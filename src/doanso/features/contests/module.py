from django.utils.translation import gettext_lazy as _

from doanso.features.contests import demo, panels, personal, reconciling
from doanso.features.contests.hot.app import PREFIX, Hot
from doanso.features.contests.queries import published
from doanso.features.contests.queries.organising import ORGANISE
from doanso.features.contests.services import exports, joining
from doanso.lib.modules import MenuItem, Module, NotificationKind, Panel, Reconciler, SearchSource

MODULE = Module(
    "contests",
    _("Contests"),
    live={PREFIX: Hot},
    menu=(
        MenuItem(_("Contests"), "contests:hall", icon="star", public=True, order=25),
        MenuItem(_("Contests of the unit"), "contests:organise", icon="star", permission=ORGANISE, order=67),
    ),
    reconcilers=(Reconciler("contests.log", _("Contests and their log"), reconciling.run),),
    seed=joining.seed,
    holdings=personal.HOLDINGS,
    retention=personal.RETENTION,
    notifications=(
        NotificationKind("contests.code", _("The code to join a contest"), mandatory=True),
        NotificationKind("contests.new_code", _("You got a new private code for a contest"), mandatory=True),
        NotificationKind("contests.excluded", _("You were excluded from a contest"), mandatory=True),
        NotificationKind("contests.appealed", _("An appeal in a contest waits for an answer")),
        NotificationKind("contests.answered", _("Your appeal is answered"), mandatory=True),
        NotificationKind("contests.admitted", _("You are let into a round of a contest")),
        NotificationKind("contests.list_back", _("The list for a round of a contest is given up")),
        NotificationKind("contests.claimed", _("Somebody says that another joined a contest with their phone number")),
        NotificationKind("contests.claim_granted", _("Your phone number is free again in a contest"), mandatory=True),
        NotificationKind("contests.claim_refused", _("The organiser answers about your phone number"), mandatory=True),
        NotificationKind("contests.phone_gone", _("Your phone number goes from a contest"), mandatory=True),
        NotificationKind("contests.won", _("You have won a prize in a contest")),
    ),
    search=(SearchSource("contests", _("Contests"), published.documents, published.visible),),
    panels=(Panel("home", "contests/panels/home.html", panels.running, order=50),),
    load_demo=demo.load,
    demo_order=66,
    places={exports.ENTRANT: _("An entrant's entry"), exports.LIST: _("Results of a contest (.xlsx, PDF)")},
    permissions={
        "contests.organise": _("Prepare contests and publish them"),
        "contests.judge": _("Judge contests: doubts, exclusions, appeals, results"),
    },
)
