"""Somebody's entries of the staff register: told on their page, and kept."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.features.staff.models import Employee, Entry, Spell
from doanso.lib.personal import Holding

HIDDEN = ("birth_precision", "person", "cccd")


def _tell(person: Person) -> list[dict[str, Any]]:
    found = Entry.objects.filter(employee__person=person).select_related("unit").order_by("day", "pk")
    return [
        {
            "day": one.day,
            "what": one.get_what_display(),
            "unit": one.unit.name if one.unit else "",
            "facts": _facts(one),
            "cccd": one.values.get("cccd") or "",
            "decision": one.decision,
        }
        for one in found
    ]


def _facts(entry: Entry) -> dict[str, str]:
    """What the entry sets, in words; the citizen number stands by itself."""
    found = {}
    for model in (Employee, Spell):
        for field in model._meta.concrete_fields:
            if field.name in entry.values and field.name not in HIDDEN:
                value = entry.values[field.name]
                row = model(**{field.name: value}) if field.choices else None
                found[str(field.verbose_name)] = str(getattr(row, f"get_{field.name}_display")() if row else value)
    return found


HOLDINGS = (
    Holding(
        "staff.entries",
        _("Entries of the staff register"),
        {
            "day": _("Day"), "what": _("What"), "unit": _("Agency"), "facts": _("Facts"),
            "cccd": _("Citizen number"), "decision": _("Decision"),
        },
        _tell,
        ground=_("Records of service in an agency are kept by the agency."),
        order=35,
    ),
)  # fmt: skip
