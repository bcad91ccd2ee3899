"""Facts about cadres, for reports."""

from datetime import date, datetime

from doanso.core.units.models import Unit
from doanso.features.cadres.queries import reading, seats


def vacant(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> tuple[int, int]:
    """Of the seats that are planned in the unit and below on the last day of the period."""
    found = seats.situation(_scope(scope_unit_id, end), end).total
    return found.vacant, found.planned


def women(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> tuple[int, int]:
    found = seats.people(_scope(scope_unit_id, end), end)
    return found.filter(sex="F").count(), found.count()


def _scope(unit_id: int, end: date) -> list[int]:
    return list(reading.scope(Unit.objects.get(pk=unit_id), end))
