"""Somebody's entries of the staff register: told on their page, and kept."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.features.staff.models import Entry
from doanso.lib.personal import Holding


def _tell(person: Person) -> list[dict[str, Any]]:
    found = Entry.objects.filter(employee__person=person).select_related("unit").order_by("day", "pk")
    return [
        {
            "day": one.day,
            "what": one.get_what_display(),
            "unit": one.unit.name if one.unit else "",
            "facts": one.values,
            "decision": one.decision,
        }
        for one in found
    ]


HOLDINGS = (
    Holding(
        "staff.entries",
        _("Entries of the staff register"),
        {
            "day": _("Day"), "what": _("What"), "unit": _("Agency"), "facts": _("Facts"),
            "decision": _("Decision"),
        },
        _tell,
        ground=_("Records of service in an agency are kept by the agency."),
        order=35,
    ),
)  # fmt: skip
