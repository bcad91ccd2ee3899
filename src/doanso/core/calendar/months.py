"""A year as twelve small tables, and a deadline as the days that it took: values for templates."""

import calendar as weeks_of_months
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.calendar.models import Day
from doanso.core.calendar.worktime import ZONE, Week, WorkCalendar, clock

# Django's own names are "Thứ 2"; these, in our catalogue, make them "Thứ Hai" everywhere.
WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
WORKING, WEEKEND, MAKEUP, OFF = "work", "rest", "makeup", "off"


@dataclass(frozen=True)
class Cell:
    """`said`: what a screen reader adds to the number."""

    day: date
    state: str
    row: Day | None = None
    today: bool = False

    @property
    def said(self) -> str:
        return f"{self.row.name} ({self.row.get_kind_display()})" if self.row else ""


@dataclass(frozen=True)
class Span:
    """Days in a row that are the same to a reader: Tết, 16–20/02."""

    first: date
    last: date
    row: Day


@dataclass(frozen=True)
class Month:
    first: date
    weeks: list[list[Cell | None]]
    named: list["Span"] = field(default_factory=list)


@dataclass(frozen=True)
class Stretch:
    """One day on the way to a deadline; `minutes` that counted, or why none did."""

    day: date
    minutes: int
    why: str = ""

    @property
    def hours(self) -> str:
        hours, minutes = divmod(self.minutes, 60)
        parts = [_("%(count)d h") % {"count": hours}] if hours else []
        parts += [_("%(count)d min") % {"count": minutes}] if minutes else []
        return " ".join(parts)


def weekdays() -> list[tuple[str, str]]:
    """Short and long names, Monday first."""
    short = (_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))
    return [(name, str(WEEKDAYS[number])) for number, name in enumerate(short)]


def week_table(week: Week) -> list[tuple[str, list[tuple[time, time]]]]:
    """Each weekday's name and its opening and closing times."""
    times = ([(clock(opens), clock(closes)) for opens, closes in windows] for windows in week)
    return [(str(name), windows) for name, windows in zip(WEEKDAYS, times, strict=True)]


def year_of(calendar: WorkCalendar, rows: Mapping[date, Day], year: int, today: date) -> list[Month]:
    """`rows`: the table's row of each day that has one (`queries.days_in_force`)."""
    return [_month(calendar, rows, year, month, today) for month in range(1, 13)]


def _month(calendar: WorkCalendar, rows: Mapping[date, Day], year: int, month: int, today: date) -> Month:
    weeks: list[list[Cell | None]] = []
    for week in weeks_of_months.Calendar().monthdatescalendar(year, month):
        weeks.append([_cell(calendar, rows, day, today) if day.month == month else None for day in week])
    named = [row for day, row in sorted(rows.items()) if (day.year, day.month) == (year, month)]
    return Month(date(year, month, 1), weeks, _spans(named))


def _spans(rows: list[Day]) -> list[Span]:
    spans: list[Span] = []
    for row in rows:
        before = spans[-1] if spans else None
        if before and before.last + timedelta(days=1) == row.date and _told(before.row) == _told(row):
            spans[-1] = Span(before.first, row.date, row)
        else:
            spans.append(Span(row.date, row.date, row))
    return spans


def _told(row: Day) -> tuple[str, str, bool, int | None]:
    return row.name, row.kind, row.confirmed, row.unit_id


def _cell(calendar: WorkCalendar, rows: Mapping[date, Day], day: date, today: date) -> Cell:
    row = rows.get(day)
    if row:
        state = MAKEUP if row.works else OFF
    else:
        state = WORKING if calendar.is_working_day(day) else WEEKEND
    return Cell(day, state, row, day == today)


def way(calendar: WorkCalendar, rows: Mapping[date, Day], start: datetime, due: datetime) -> list[Stretch]:
    """Day by day from the start of counting to the deadline."""
    begin, end = start.astimezone(ZONE), due.astimezone(ZONE)
    found = []
    for offset in range((end.date() - begin.date()).days + 1):
        day = begin.date() + timedelta(days=offset)
        opens = datetime.combine(day, time(), ZONE)
        minutes = calendar.minutes_between(max(begin, opens), min(end, opens + timedelta(hours=23, minutes=59)))
        found.append(Stretch(day, minutes, "" if minutes else _why(rows.get(day), day)))
    return found


def _why(row: Day | None, day: date) -> str:
    if row:
        return row.name
    return _("weekend") if day.weekday() > 4 else _("the office is closed")
