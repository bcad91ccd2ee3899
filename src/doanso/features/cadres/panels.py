"""What cadres show on pages that belong to others."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import owns_installation
from doanso.features.cadres import rules
from doanso.features.cadres.bodies import CADRE_ROLES
from doanso.features.cadres.queries import reading


def own_record(request: HttpRequest) -> dict[str, Any]:
    person = request.user.person
    return {"cadre": person if person and person.positions.filter(role__in=CADRE_ROLES).exists() else None}


def of_member(request: HttpRequest) -> dict[str, Any]:
    """A way from a member's record to what they are as a cadre, for who may read it."""
    number = request.resolver_match.kwargs.get("pk") if request.resolver_match else None
    seated = Person.objects.filter(pk=number or 0, positions__role__in=CADRE_ROLES).first()
    reader = getattr(request.user, "person", None)
    shown = seated is not None and rules.may_read(reader, seated, timezone.localdate())
    return {"cadre": seated if shown else None}


def configuration(request: HttpRequest) -> dict[str, Any]:
    return {"owner": owns_installation(request.user.person)}


def of_unit(request: HttpRequest) -> dict[str, Any]:
    """A way from the page of a unit to its committees, for who sees them."""
    person, today = getattr(request.user, "person", None), timezone.localdate()
    code = request.resolver_match.kwargs.get("code", "") if request.resolver_match else ""
    return {"seen": reading.where(person, reading.VIEW, today).filter(code=code).first() if person else None}
