"""Where somebody belongs and sits: told on their page, and kept as long as the organisation's own history."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.lib.personal import Holding

GROUND = _("The Union's register: who belonged where and decided what must stay provable.")


def _memberships(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "unit": held.unit.name,
            "kind": held.get_kind_display(),
            "state": held.get_state_display(),
            "card": held.card_number or "",
            "since": held.valid_from,
            "until": held.valid_to or "",
        }
        for held in person.memberships.select_related("unit").order_by("valid_from", "pk")
    ]


def _positions(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "role": held.title or held.role.label,
            "unit": held.unit.name,
            "since": held.valid_from,
            "until": held.valid_to or "",
        }
        for held in person.positions.select_related("unit", "role").order_by("valid_from", "pk")
    ]


DAYS = {"since": _("From"), "until": _("Until (date)")}
HOLDINGS = (
    Holding(
        "units.memberships",
        _("Memberships"),
        {"unit": _("Unit"), "kind": _("Kind of membership"), "state": _("State"), "card": _("Card")} | DAYS,
        _memberships,
        ground=GROUND,
        order=20,
    ),
    Holding("units.positions", _("Seats"), {"role": _("Role"), "unit": _("Unit")} | DAYS, _positions, None, GROUND, 30),
)
