"""What this shows on pages that belong to others."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.organisation import queries, rules
from doanso.features.organisation.forms import StartForm


def of_unit(request: HttpRequest) -> dict[str, Any]:
    """On the page of a unit: what is decided about it, and the way to merge it, for who looks after it."""
    person, today = getattr(request.user, "person", None), timezone.localdate()
    code = request.resolver_match.kwargs.get("code", "") if request.resolver_match else ""
    unit = Unit.objects.filter(code=code).first() if person else None
    if unit is None or not rules.looks_after(person, [unit], today):
        return {"unit": None}
    begin = [(reverse(f"organisation:{name}", args=[unit.code]), label) for name, label in StartForm.KINDS]
    return {"unit": unit, "waiting": queries.waiting(unit), "begin": [] if unit.valid_to else begin}


def of_administration(request: HttpRequest) -> dict[str, Any]:
    person, today = request.user.person, timezone.localdate()
    return {"administers": units.units_administered(person, today).exists()}
