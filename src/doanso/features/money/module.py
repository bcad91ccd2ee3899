from django.utils.translation import gettext_lazy as _

from doanso.features.money import demo, personal
from doanso.features.money.importers import DUES
from doanso.features.money.queries import advances
from doanso.features.money.queries import handing_over as handing_over_queries
from doanso.features.money.services import advancing, chart, handing_over, listing, reconciling, undoing
from doanso.lib.modules import Effect, MenuItem, Module, NotificationKind, Reconciler
from doanso.lib.moves import Move

MODULE = Module(
    "money",
    _("Money"),
    menu=(MenuItem(_("Money"), "money:index", icon="money", permission="money.view", order=65),),
    holdings=personal.HOLDINGS,
    places={"money.dues": _("List of dues (.xlsx)")},
    permissions={
        "money.view": _("Read the books of the unit and of those below it"),
        "money.collect": _("Collect the unit's dues and pass them up"),
        "money.keep": _("Keep the unit's books: entries, receipts, payments, closing"),
    },
    notifications=(
        NotificationKind("money.passed", _("Dues from a unit below")),
        NotificationKind("money.to_pay", _("Money to be paid out")),
        NotificationKind("money.reminded", _("A reminder of dues")),
    ),
    effects=(
        Effect("money.advance", _("Approve the advance that is asked for"), advancing.advance),
        Effect("money.settle", _("Approve the settlement of the advance"), advancing.settle, advancing.foreseen),
        Effect(
            "money.dues",
            _("Take over the list of dues, and what is passed up with it"),
            listing.confirm,
            listing.hindrances,
        ),
        Effect("money.dues_on", _("Pass the unit's own share of these dues further up"), listing.pass_on),
        Effect(
            "money.undone",
            _("Undo the settlement that a dossier has approved"),
            undoing.undo_settlement,
            undoing.obstacles,
        ),
        Effect("money.give_up", _("Ask the advance back"), advancing.give_up),
    ),
    importers=(DUES,),
    stands=lambda code: advances.settled_by(code) is not None,
    moves=(
        Move(
            "money.books", _("Money"), handing_over_queries.to_hand_over, handing_over.move, handing_over.hold_books, 90
        ),
    ),
    reconcilers=(
        Reconciler("money.balance", _("Every entry balances"), reconciling.unbalanced),
        Reconciler("money.numbers", _("Numbers of entries have no gaps"), reconciling.gaps),
        Reconciler("money.sums", _("Sums over units are the total"), reconciling.parts_and_whole),
        Reconciler("money.passed", _("Dues passed up are dues received"), reconciling.dues_passed_and_received),
        Reconciler("money.dues", _("Dues of members are in the books"), reconciling.dues_and_books),
        Reconciler("money.owed", _("Nothing is passed up that was not due"), reconciling.owed_upwards),
        Reconciler("money.purses", _("No purse was ever below nothing"), reconciling.purses),
        Reconciler(
            "money.periods", _("Closed periods follow each other and hold what was counted"), reconciling.periods
        ),
        Reconciler("money.trail", _("The books follow from the audit trail"), reconciling.trail),
    ),
    seed=lambda now: chart.seed(now=now),
    load_demo=demo.load,
    demo_order=65,
)
