"""How much work lies with whom, and how long it takes: by officer and by unit, for who oversees them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from doanso.blocks.workflow import workload
from doanso.blocks.workflow.workload import Work
from doanso.core.accounts.models import Person
from doanso.core.calendar import queries as calendars
from doanso.core.units import queries as units
from doanso.core.units.models import Position, Unit
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.permissions import OVERSEE
from doanso.features.procedures.queries.dossiers import SOON
from doanso.lib.dates import VN
from doanso.lib.shares import percent


@dataclass(frozen=True)
class Load:
    """`open`, `overdue` and `soon` are as of now; the rest is about steps finished in the month.

    `measured` of them had a time limit: `worked` and `allowed` are working minutes summed over those, pauses left out.
    """

    open: int = 0
    overdue: int = 0
    soon: int = 0
    done: int = 0
    measured: int = 0
    late: int = 0
    worked: int = 0
    allowed: int = 0

    @property
    def average_worked(self) -> int | None:
        return round(self.worked / self.measured) if self.measured else None

    @property
    def average_allowed(self) -> int | None:
        return round(self.allowed / self.measured) if self.measured else None

    @property
    def late_share(self) -> str | None:
        return percent(self.late, self.measured)


@dataclass(frozen=True)
class Row:
    """`person` is None for work that nobody has taken and that several may take."""

    unit: Unit
    person: Person | None
    load: Load


@dataclass(frozen=True)
class Board:
    total: Load
    by_unit: list[Row]
    by_officer: list[Row]


def units_overseen(reader: Person | None, on: date) -> QuerySet[Unit]:
    found = units.units(on).filter(pk__in=units.units_where(reader, OVERSEE, on).values("pk"))
    return found.select_related("parent").order_by("path")


def month_span(month: date) -> tuple[datetime, datetime]:
    """From the first moment of the month's first day to that of the next month's."""
    following = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return datetime.combine(month.replace(day=1), time(), VN), datetime.combine(following, time(), VN)


def board(seen: Iterable[Unit], month: date, on: date, now: datetime) -> Board:
    """The work that lies, or lay, with the seats of these units. The number of queries does not depend on them."""
    known = {unit.pk: unit for unit in seen}
    first, last = month_span(month)
    waiting = workload.open_work(Dossier, known)
    finished = workload.done_work(Dossier, known, first, last)
    sums: dict[tuple[int, int | None], Counter[str]] = defaultdict(Counter)
    holders = _only_holders(waiting, on)
    for work in waiting:
        sums[work.unit_id, work.person_id or _holder(work, holders)].update(_open_counts(work, now))
    minutes = _Minutes(finished)
    for work in finished:
        sums[work.unit_id, work.person_id].update(_done_counts(work, minutes))
    people = Person.objects.in_bulk({person for _unit, person in sums if person})
    officers = [Row(known[unit], people.get(person or 0), Load(**counts)) for (unit, person), counts in sums.items()]
    return Board(_sum(officers), _by_unit(officers), sorted(officers, key=_urgency))


def _open_counts(work: Work, now: datetime) -> dict[str, int]:
    """A step whose dossier waits for its applicant is open, and neither overdue nor soon due."""
    running = work.due_at is not None and not work.waiting
    overdue = running and work.due_at < now
    return {"open": 1, "overdue": int(overdue), "soon": int(running and not overdue and work.due_at < now + SOON)}


def _done_counts(work: Work, minutes: "_Minutes") -> dict[str, int]:
    if work.due_at is None or not work.allowed or work.closed_at is None:
        return {"done": 1}
    late = int(work.closed_at > work.due_at)
    return {"done": 1, "measured": 1, "late": late, "worked": minutes.of(work), "allowed": work.allowed}


class _Minutes:
    """Working minutes by the calendar of the unit that handles the dossier; two queries in all."""

    def __init__(self, finished: list[Work]) -> None:
        wanted = {work.calendar_unit_id for work in finished}
        self.paths = dict(Unit.objects.filter(pk__in=wanted).values_list("pk", "path"))
        self.book = calendars.current_book()

    def of(self, work: Work) -> int:
        calendar = self.book.calendar(self.paths[work.calendar_unit_id])
        return max(0, calendar.minutes_between(work.opened_at, work.closed_at or work.opened_at) - work.paused)


def _only_holders(waiting: list[Work], on: date) -> dict[tuple[str, int], int]:
    """Seats that exactly one person holds: their work is that person's even before they take it."""
    wanted = {unit for work in waiting if not work.person_id for _role, unit, _person in work.seats if unit}
    held: dict[tuple[str, int], set[int]] = defaultdict(set)
    rows = Position.objects.filter(units.valid(on), unit__in=wanted)
    for role, unit, person in rows.values_list("role_id", "unit_id", "person_id"):
        held[role, unit].add(person)
    return {seat: next(iter(people)) for seat, people in held.items() if len(people) == 1}


def _holder(work: Work, holders: dict[tuple[str, int], int]) -> int | None:
    if len(work.seats) != 1:
        return None
    role, unit, person = work.seats[0]
    return person or holders.get((role, unit))


def _sum(rows: Iterable[Row]) -> Load:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(vars(row.load))
    return Load(**total)


def _by_unit(officers: list[Row]) -> list[Row]:
    grouped: dict[int, list[Row]] = defaultdict(list)
    for row in officers:
        grouped[row.unit.pk].append(row)
    return sorted((Row(rows[0].unit, None, _sum(rows)) for rows in grouped.values()), key=_urgency)


def _urgency(row: Row) -> tuple[int, int, str, str]:
    """What burns first; then by name."""
    return -row.load.overdue, -row.load.open, row.person.sort_key if row.person else "", row.unit.path
