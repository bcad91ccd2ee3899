from datetime import datetime

from django.utils.translation import gettext_lazy as _

from doanso.features.members import demo, figures, panels, personal, services
from doanso.features.members.importers import MEMBERS
from doanso.features.members.services import reconciling, regrouping, terms
from doanso.lib.modules import Figure, MenuItem, Module, NotificationKind, Panel, Reconciler
from doanso.lib.moves import Move


def _seed(now: datetime) -> None:
    services.open_register(now=now)


MODULE = Module(
    "members",
    _("Members"),
    menu=(MenuItem(_("Members"), "members:index", icon="people", permission="people.view@doan", order=60),),
    panels=(
        Panel("profile", "members/panel_own.html", panels.own_record, order=20),
        Panel("unit", "members/panel_unit.html", panels.of_unit),
    ),
    holdings=personal.HOLDINGS,
    effects=services.EFFECTS,
    notifications=(
        NotificationKind("members.admitted", _("You have been admitted")),
        NotificationKind("members.joined", _("A new member in your branch")),
        NotificationKind("members.entered", _("Your record has a new entry")),
        NotificationKind("members.merged", _("Two records of yours became one"), mandatory=True),
        NotificationKind("members.deferral_ends", _("A deferral ends soon")),
    ),
    inbox_kinds={terms.OF_AGE: _("Members beyond the Union's age")},
    figures=(
        Figure("members.active", _("Members at the end of the period"), figures.active),
        Figure("members.admitted", _("Admitted in the period"), figures.admitted),
    ),
    reconcilers=(
        Reconciler("members.trail", _("Register and audit trail"), reconciling.trail),
        Reconciler("members.memberships", _("Register and memberships"), reconciling.memberships),
        Reconciler("members.stranded", _("Members of units that have ended"), reconciling.stranded),
        Reconciler("members.sums", _("Kept sums of members"), reconciling.sums),
        Reconciler("members.merges", _("Merged records have left nothing behind"), reconciling.merges),
    ),
    importers=(MEMBERS,),
    moves=(
        Move(
            "members.register",
            _("Members"),
            regrouping.to_hand_over,
            regrouping.hand_over,
            regrouping.hold,
            order=30,
            some=True,
        ),
    ),
    places={
        "members.member": _("Member's record"),
        "members.pair": _("Two records side by side"),
        "members.book": _("Member's book (PDF)"),
        "members.list": _("List of members (.xlsx)"),
    },
    permissions={"people.import": _("Import members from a spreadsheet")},
    seed=_seed,
    load_demo=demo.load,
    demo_order=60,
)
