"""Facts about staff, for reports."""

from datetime import date, datetime

from doanso.core.units.models import Unit
from doanso.features.staff.queries import counting, scopes


def at_work(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> tuple[int, None]:
    """In the agency and all below it on the last day of the period."""
    return counting.key_figures(_scope(scope_unit_id, end), end).staff, None


def postgraduates(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> tuple[int, int]:
    found = counting.key_figures(_scope(scope_unit_id, end), end)
    return found.postgraduate, found.staff


def _scope(unit_id: int, end: date) -> scopes.Scope:
    return scopes.scope(Unit.objects.get(pk=unit_id), end)
