"""The whole table as a value, from which the calendar of any office is made."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from doanso.core.calendar.worktime import FIRST_DAY, LAST_DAY, Week, WorkCalendar

EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One row of days; `unit` is the unit's code, empty for everybody."""

    unit: str
    day: date
    works: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """The hours of one unit from one day on."""

    unit: str
    valid_from: date
    week: Week


@dataclass(frozen=True)
class Book:
    version: int = 0
    marks: frozenset[Mark] = frozenset()
    schedules: frozenset[Schedule] = frozenset()

    def calendar(self, path: str) -> WorkCalendar:
        """Of the unit with this path ("/A/B/"): its own rows first, then its superiors', the nearest first."""
        nearest_first = [*reversed([code for code in path.split("/") if code]), EVERYBODY]
        return _calendar(self, tuple(code for code in nearest_first if code in self.units))

    @cached_property
    def units(self) -> set[str]:
        """Those that have rows of their own."""
        return {mark.unit for mark in self.marks} | {schedule.unit for schedule in self.schedules}

    def changed(self, *, add: Iterable[Mark] = (), drop: Iterable[tuple[str, date]] = ()) -> "Book":
        """As it would be with other days: for previews."""
        rows = {(mark.unit, mark.day): mark for mark in self.marks}
        for key in drop:
            rows.pop(key, None)
        rows |= {(mark.unit, mark.day): mark for mark in add}
        return replace(self, marks=frozenset(rows.values()))

    @property
    def unsure_from(self) -> date:
        """The first of January of the first year, after one that is announced, whose days are not all announced."""
        years: dict[int, bool] = {}
        for mark in self.marks:
            if mark.unit == EVERYBODY:
                years[mark.day.year] = years.get(mark.day.year, True) and mark.confirmed
        year = min((year for year, whole in years.items() if whole), default=FIRST_DAY.year)
        while years.get(year):
            year += 1
        return date(year, 1, 1)


@lru_cache(maxsize=64)  # by content: units without rows of their own share one calendar
def _calendar(book: Book, chain: tuple[str, ...]) -> WorkCalendar:
    marks: dict[date, bool] = {}
    for unit in reversed(chain):
        marks |= {mark.day: mark.works for mark in book.marks if mark.unit == unit}
    return WorkCalendar.build(_weeks(book, chain), marks, version=book.version, unsure_from=book.unsure_from)


def _weeks(book: Book, chain: tuple[str, ...]) -> list[tuple[date, Week]]:
    """At every day on which something begins: the hours of the nearest unit that has any by then."""
    mine = [s for s in book.schedules if s.unit in chain and s.valid_from <= LAST_DAY]
    weeks = []
    for day in sorted({max(s.valid_from, FIRST_DAY) for s in mine}):
        held = [s for s in mine if s.valid_from <= day]
        nearest = min(held, key=lambda s: (chain.index(s.unit), -s.valid_from.toordinal()))
        weeks.append((day, nearest.week))
    return weeks
