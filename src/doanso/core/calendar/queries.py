"""Reads of working time. `calendar_for` is what the other apps use."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.signals import request_finished, request_started
from django.db.models import Q, QuerySet

from doanso.core.calendar import plan, signals
from doanso.core.calendar.announcements import Entry
from doanso.core.calendar.book import EVERYBODY, Book, Mark, Schedule
from doanso.core.calendar.models import Day, Hours, Kind, Revision
from doanso.core.calendar.plan import Change
from doanso.core.calendar.worktime import OFFICE_WEEK, Week, WorkCalendar, minute
from doanso.core.units.models import Unit
from doanso.lib import rows
from doanso.lib.statements import ask

_books: dict[UUID, Book] = {}  # tables that this process has read; the newest few
_request = threading.local()  # `memo`: calendars already fetched for the request that this thread serves


def calendar_for(unit_id: int | None = None) -> WorkCalendar:
    """Working time of a unit, or of everybody: one query, none when the same request asked before."""
    memo: dict[int | None, WorkCalendar] | None = getattr(_request, "memo", None)
    if memo is not None and unit_id in memo:
        return memo[unit_id]
    return _calendar(unit_id, *_revision_and_path(unit_id))


def _calendar(unit_id: int | None, number: int, token: UUID | None, path: str) -> WorkCalendar:
    found = _book(number, token).calendar(path)
    memo: dict[int | None, WorkCalendar] | None = getattr(_request, "memo", None)
    if memo is not None:
        memo[unit_id] = found
    return found


def question(unit_id: str) -> rows.Question:
    """For who asks along with a row that `unit_id`, a column, belongs to; `told` keeps the answer for this request."""
    return rows.Question(REVISION_TOLD.replace("UNIT", unit_id))


def told(unit_id: int, answer: list[Any] | None) -> None:
    """Without a request nothing is kept, and without an answer nothing is known."""
    if answer and hasattr(_request, "memo"):
        number, token, path = answer
        if path:  # none of a unit that somebody founded while we waited
            _calendar(unit_id, number, UUID(token), path)


def begin_request(**_signal: Any) -> None:
    _request.memo = {}


def forget(**_signal: Any) -> None:
    """From now on this thread asks anew: after the request, and after a change of the table."""
    _request.__dict__.pop("memo", None)


def ask_anew() -> None:
    """What this request has read so far may be old: for who waited for a lock on what the calendar decides."""
    getattr(_request, "memo", {}).clear()


def current_book() -> Book:
    number, token, _path = _revision_and_path(None)
    return _book(number, token)


@dataclass(frozen=True)
class Preview:
    """`version` is what the reader saw; `moving` running deadlines would change."""

    version: int
    changes: list[Change]
    moving: int


def preview(unit: Unit | None, entries: Iterable[Entry], forecasts: str) -> Preview:
    """What an announcement would change, before anybody applies it."""
    found = plan.changes(list(rows_of(unit)), entries, forecasts)
    return Preview(current_book().version, found, moves(unit, found))


def moves(unit: Unit | None, planned: Sequence[Change]) -> int:
    """How many running deadlines these changes would move: asks whoever counts deadlines."""
    days = [change.day for change in planned if change.moves_work]
    if not days:
        return 0
    code = unit.code if unit else EVERYBODY
    would_be = current_book().changed(
        add=(
            Mark(code, change.day, change.after.kind == Kind.MAKEUP, confirmed=True)
            for change in planned
            if change.after
        ),
        drop=((code, change.day) for change in planned if change.after is None),
    )
    after = cache(lambda unit_id: would_be.calendar(path_of(unit_id)))
    asked = {"earliest": min(days), "unit_id": unit.pk if unit else None, "calendar_for": after}
    return sum(count or 0 for _receiver, count in signals.preview.send(sender=Revision, **asked))


def path_of(unit_id: int | None) -> str:
    """Empty for everybody, and for a unit that does not exist."""
    if unit_id is None:
        return EVERYBODY
    return Unit.objects.filter(pk=unit_id).values_list("path", flat=True).first() or EVERYBODY


def rows_of(unit: Unit | None) -> QuerySet[Day]:
    """The rows that stand under this very unit."""
    return Day.objects.filter(unit=unit).select_related("changed_by")


def days_in_force(unit: Unit | None, first: date, last: date) -> dict[date, Day]:
    """The row that holds for the unit on each day that has any: its own, else the nearest superior's."""
    rows = Day.objects.filter(_unit_or_above(unit), date__range=(first, last)).select_related("unit")
    nearest_last = sorted(rows, key=lambda row: len(row.unit.path) if row.unit else 0)
    return {row.date: row for row in nearest_last}


def schedules_of(unit: Unit | None) -> list[tuple[date, list[Hours]]]:
    """The unit's own hours by the day from which they hold, the latest first."""
    rows = Hours.objects.filter(unit=unit).select_related("changed_by")
    grouped = [(since, list(group)) for since, group in groupby(rows, key=lambda row: row.valid_from)]
    return grouped[::-1]


def hours_in_force(unit: Unit | None, on: date) -> tuple[Week, Unit | None]:
    """The week that holds for the unit on a day, and the unit under which it stands."""
    rows = Hours.objects.filter(_unit_or_above(unit), valid_from__lte=on).select_related("unit")
    held = sorted(rows, key=lambda row: (len(row.unit.path) if row.unit else 0, row.valid_from))
    if not held:
        return OFFICE_WEEK, None
    last = held[-1]
    return week_of(row for row in held if (row.unit_id, row.valid_from) == (last.unit_id, last.valid_from)), last.unit


def week_of(rows: Iterable[Hours]) -> Week:
    windows: list[list[tuple[int, int]]] = [[] for _weekday in range(7)]
    for row in rows:
        windows[row.weekday].append((minute(row.opens), minute(row.closes)))
    return tuple(tuple(sorted(day)) for day in windows)


def _unit_or_above(unit: Unit | None) -> Q:
    if unit is None:
        return Q(unit=None)
    codes = unit.path.strip("/").split("/")
    paths = ["/" + "/".join(codes[:length]) + "/" for length in range(1, len(codes) + 1)]
    return Q(unit=None) | Q(unit__path__in=paths)


REVISION_TOLD = """
    SELECT json_build_array(number, token, (SELECT path FROM units_unit WHERE id = UNIT)) FROM calendar_revision
"""
REVISION = "SELECT number, token, (SELECT path FROM units_unit WHERE id = %s) FROM calendar_revision"


def _revision_and_path(unit_id: int | None) -> tuple[int, UUID | None, str]:
    """The table as it is now, by its number and token, and where the unit stands."""
    found = ask(REVISION, [unit_id])
    if not found:
        return 0, None, path_of(unit_id)
    [(number, token, path)] = found
    return number, token, path or EVERYBODY


def _book(number: int, token: UUID | None) -> Book:
    if token is None:
        return _read(0)
    if token not in _books:
        if len(_books) > 4:  # several at once only while transactions overlap
            _books.clear()
        _books[token] = _read(number)
    return _books[token]


def _read(version: int) -> Book:
    days = Day.objects.values_list("unit__code", "date", "kind", "confirmed")
    marks = frozenset(Mark(code or EVERYBODY, day, kind == Kind.MAKEUP, sure) for code, day, kind, sure in days)
    hours = Hours.objects.select_related("unit").order_by("unit_id", "valid_from")
    schedules = frozenset(
        Schedule(unit.code if unit else EVERYBODY, since, week_of(rows))
        for (unit, since), rows in groupby(hours, key=lambda row: (row.unit, row.valid_from))
    )
    return Book(version, marks, schedules)


request_started.connect(begin_request, dispatch_uid="calendar.begin")
request_finished.connect(forget, dispatch_uid="calendar.end")
