"""Dues that somebody paid: told on their page, and kept with the books."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.features.money.models import Dues
from doanso.lib.personal import Holding


def _tell(person: Person) -> list[dict[str, Any]]:
    found = Dues.objects.filter(person=person).select_related("unit").order_by("month", "turn", "pk")
    return [{"month": f"{one.month:%m/%Y}", "what": one.get_kind_display(), "unit": one.unit.name} for one in found]


HOLDINGS = (
    Holding(
        "money.dues",
        _("Months of dues"),
        {"month": _("Month"), "what": _("What"), "unit": _("Unit")},
        _tell,
        ground=_("The books of a unit must show what was paid by whom."),
        order=45,
    ),
)
