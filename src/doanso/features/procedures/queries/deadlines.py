"""When a dossier is due, by the working calendar of its unit."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from doanso.core.calendar.queries import calendar_for
from doanso.core.calendar.worktime import Running, WorkCalendar
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Dossier, Version
from doanso.lib.dates import VN, local
from doanso.lib.listed import Seconds, moment

CUTOFF = time(15, 0)
CalendarOf = Callable[[int], WorkCalendar]


def clock_start(version: Version, unit: Unit, at: datetime) -> datetime:
    """From when what arrives now counts: after 15:00 from the opening of the next working day."""
    return calendar_for(unit.pk).start_of_count(at, CUTOFF if version.cutoff else None)


def count_from(version: Version, unit: Unit, at: datetime) -> tuple[datetime, datetime | None]:
    """Where the clock starts and the deadline that follows, by the unit's calendar; None without a limit."""
    calendar = calendar_for(unit.pk)
    start = clock_start(version, unit, at)
    if version.limit_unit == Version.Limit.NONE or not version.limit:
        return start, None
    return start, _due(version, calendar, start)


def promised(
    version: Version, calendar: WorkCalendar, submitted_at: datetime, paused_minutes: int
) -> tuple[datetime, datetime | None]:
    """Where the clock of a dossier starts under this version, and the deadline with the pauses that it had."""
    start = calendar.start_of_count(submitted_at, CUTOFF if version.cutoff else None)
    if version.limit_unit == Version.Limit.NONE or not version.limit:
        return start, None
    return start, calendar.add_minutes(_due(version, calendar, start), paused_minutes)


def _due(version: Version, calendar: WorkCalendar, start: datetime) -> datetime:
    if version.limit_unit == Version.Limit.CALENDAR:
        return _end_of(calendar, local(start).date() + timedelta(days=int(version.limit)))
    return calendar.add_minutes(start, _minutes(version, calendar, start))


def _minutes(version: Version, calendar: WorkCalendar, start: datetime) -> int:
    """The promise in working minutes; a day is as long as the office's usual day at that time."""
    length = 60 if version.limit_unit == Version.Limit.HOURS else calendar.minutes_per_day(local(start).date())
    return int(version.limit * length)


def _end_of(calendar: WorkCalendar, day: date) -> datetime:
    """Closing time of that day; when the office is closed then, of the next day on which it works."""
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, calendar.windows(day)[-1][1], VN)


def running(*, since: date | None = None, below: Unit | None = None) -> QuerySet[Dossier]:
    """Dossiers whose deadline is being counted; `since`: those due on that day or later."""
    found = Dossier.objects.filter(finished_at=None, due_at__isnull=False)
    if since:
        found = found.filter(due_at__gte=datetime.combine(since, time(), VN))
    return found.filter(unit__path__startswith=below.path) if below else found


def moved(rows: QuerySet[Dossier], calendar_of: CalendarOf) -> list[tuple[int, datetime]]:
    """Key and new deadline of those whose deadline is another by these calendars. Two queries for any number."""
    columns = ("pk", "unit_id", Seconds("submitted_at"), "paused_minutes", Seconds("due_at"))
    by_office = defaultdict(list)
    counting = Coalesce("limit_of_id", "version_id")  # after a move the better promise stays
    for pk, unit, submitted, paused, due, version in rows.annotate(counting=counting).values_list(*columns, "counting"):
        by_office[unit, version].append((pk, moment(submitted), paused, moment(due)))
    limits = Version.objects.only("limit", "limit_unit", "cutoff").in_bulk({version for _unit, version in by_office})
    found: list[tuple[int, datetime]] = []
    for (unit, version), dossiers in by_office.items():
        found += _moved(limits[version], calendar_of(unit), dossiers)
    return found


def _moved(
    version: Version, calendar: WorkCalendar, dossiers: list[tuple[int, datetime, int, datetime]]
) -> list[tuple[int, datetime]]:
    cutoff = CUTOFF if version.cutoff else None
    counted = []
    for pk, submitted_at, paused, due in dossiers:
        start = calendar.start_of_count(submitted_at, cutoff)
        if version.limit_unit == Version.Limit.CALENDAR:
            start, minutes = _due(version, calendar, start), 0
        else:
            minutes = _minutes(version, calendar, start)
        counted.append(Running(pk, start, minutes + paused, due))
    return calendar.moved(counted)
