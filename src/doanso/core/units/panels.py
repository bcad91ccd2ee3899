"""What units show on pages that belong to others."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from doanso.core.units import queries


def own_seats(request: HttpRequest) -> dict[str, Any]:
    person, today = request.user.person, timezone.localdate()
    return {"seats": person is not None and queries.lendable(person, today).exists()}


def configuration(request: HttpRequest) -> dict[str, Any]:
    """The administrator's start page: people only for who looks after some."""
    return {"people": queries.units_administered(request.user.person, timezone.localdate()).exists()}
