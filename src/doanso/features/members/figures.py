"""Facts about members, for reports."""

from datetime import date, datetime

from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Unit


def active(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> tuple[int, None]:
    """Members of the unit and all below on the last day of the period."""
    path = Unit.objects.values_list("path", flat=True).get(pk=scope_unit_id)
    held = Membership.objects.filter(units.valid(end), unit__path__startswith=path, kind=Membership.Kind.MAIN)
    return held.filter(state__in=units.MEMBER_STATES).count(), None


def admitted(scope_unit_id: int, start: date, end: date, now: datetime | None = None) -> tuple[int, None]:
    """Admitted in the period into the unit or below."""
    path = Unit.objects.values_list("path", flat=True).get(pk=scope_unit_id)
    found = Membership.objects.filter(unit__path__startswith=path, kind=Membership.Kind.MAIN)
    return found.filter(admitted_on__range=(start, end)).count(), None
