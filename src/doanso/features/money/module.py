from django.utils.translation import gettext_lazy as _

from doanso.features.money.services import chart
from doanso.lib.modules import Module, NotificationKind

MODULE = Module(
    "money",
    _("Money"),
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
)
