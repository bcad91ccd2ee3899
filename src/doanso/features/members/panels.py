"""What members show on pages that belong to others."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from doanso.core.units import queries as units
from doanso.features.members import queries


def own_record(request: HttpRequest) -> dict[str, Any]:
    person, today = request.user.person, timezone.localdate()
    if person is None:
        return {"member": None, "memberships": [], "positions": []}
    memberships = queries.memberships_of(person).filter(units.valid(today))
    return {"member": person, "memberships": memberships, "positions": units.positions_of(person, today)}


def of_unit(request: HttpRequest) -> dict[str, Any]:
    """A way from the page of a unit to its members, for who may see them."""
    person, today = getattr(request.user, "person", None), timezone.localdate()
    code = request.resolver_match.kwargs.get("code", "") if request.resolver_match else ""
    return {"unit": queries.units_to_choose(person, today).filter(code=code).first() if person else None}
