from django.utils.translation import gettext_lazy as _

from doanso.features.money import demo
from doanso.features.money.services import chart
from doanso.lib.modules import MenuItem, Module, NotificationKind

MODULE = Module(
    "money",
    _("Money"),
    menu=(MenuItem(_("Money"), "money:index", icon="money", permission="money.view", order=65),),
    permissions={
        "money.view": _("Read the books of the unit and of those below it"),
        "money.collect": _("Collect the unit's dues and pass them up"),
        "money.keep": _("Keep the unit's books: entries, receipts, payments, closing"),
    },
    notifications=(
        NotificationKind("money.passed", _("Dues from a unit below")),
        NotificationKind("money.reminded", _("A reminder of dues")),
    ),
    seed=chart.seed,
    load_demo=demo.load,
    demo_order=65,
)
