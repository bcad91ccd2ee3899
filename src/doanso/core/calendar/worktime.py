"""Working time as a value: plain Python, no database, safe to keep and to share between threads.

The calendar counts whole minutes: seconds are dropped, because what stands on the appointment slip is what counts. Two
positions on the same scale, minutes worked since the first day, make every question a subtraction or a binary search.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from doanso.lib.errors import Refused

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_DAY = date(2020, 1, 1)
LAST_DAY = date(2035, 12, 31)
CUTOFF = time(15, 0)

Window = tuple[int, int]  # minutes since midnight: opens, closes
Week = tuple[tuple[Window, ...], ...]  # Monday first

OFFICE_DAY: tuple[Window, ...] = ((7 * 60, 11 * 60 + 30), (13 * 60 + 30, 17 * 60))
OFFICE_WEEK: Week = (OFFICE_DAY,) * 5 + ((),) * 2
CLOSED_WEEK: Week = ((),) * 7


class OutOfRange(Refused):
    """The moment lies outside the years that the calendar covers."""

    def __init__(self) -> None:
        years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
        super().__init__(_("The working calendar covers the years %(first)s to %(last)s.") % years)


class Running(NamedTuple):
    """A deadline that is being counted; `pauses` are intervals that do not count."""

    key: int
    start: datetime
    minutes: int
    due: datetime
    pauses: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working time of one office. Moments go in with any time zone and come out in Vietnam's."""

    version: int
    unsure_from: date
    """From this day on no official announcement is in the table: show deadlines there with a warning."""
    _windows: tuple[tuple[Window, ...], ...] = field(repr=False)
    _worked: tuple[int, ...] = field(repr=False)
    _day_lengths: tuple[int, ...] = field(repr=False)

    @classmethod
    def build(
        cls,
        weeks: Sequence[tuple[date, Week]] = (),
        marks: Mapping[date, bool] | None = None,
        *,
        version: int = 0,
        unsure_from: date = FIRST_DAY,
    ) -> "WorkCalendar":
        """`weeks`: hours and the day from which they hold, in order; `marks`: True works although it is a day off."""
        windows, lengths = _lay_out(weeks, marks or {})
        worked = tuple(accumulate((_length(day) for day in windows), initial=0))
        return cls(version, unsure_from, windows, worked, lengths)

    def add_minutes(self, start: datetime, minutes: int) -> datetime:
        """The first moment by which so many minutes were worked; backwards when negative: the last such moment."""
        if not minutes:
            return _local(start)
        if minutes > 0:
            return self._first_moment(self._position(start) + minutes)
        return self._last_moment(self._position(start) + minutes)

    def add_hours(self, start: datetime, hours: Decimal | int) -> datetime:
        """Parts of a minute are dropped."""
        return self.add_minutes(start, int(hours * 60))

    def add_days(self, start: datetime, days: Decimal | int, *, cutoff: time | None = None) -> datetime:
        """A day is as many minutes as the office's usual day has (480); see `start_of_count` for `cutoff`."""
        begin = self.start_of_count(start, cutoff)
        return self.add_minutes(begin, int(days * self.minutes_per_day(begin.date())))

    def start_of_count(self, received: datetime, cutoff: time | None = None) -> datetime:
        """Where counting begins: after `cutoff` at the opening of the next working day. Exactly `cutoff` is in time."""
        local = _local(received)
        if cutoff is not None and local.time() > cutoff:
            local = datetime.combine(local.date() + timedelta(days=1), time(), ZONE)
        return self.next_working_moment(local)

    def due(self, start: datetime, minutes: int, pauses: Iterable[tuple[datetime, datetime]] = ()) -> datetime:
        """The deadline, later by exactly the working time of the pauses."""
        return self.add_minutes(start, minutes + sum(self.minutes_between(*pause) for pause in pauses))

    def moved(self, running: Iterable[Running]) -> list[tuple[int, datetime]]:
        """Key and new deadline of those whose stored deadline is no longer right."""
        counted = ((item, self.due(item.start, item.minutes, item.pauses)) for item in running)
        return [(item.key, due) for item, due in counted if due != item.due]

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Minutes worked from `a` to `b`; negative when `b` is earlier."""
        return self._position(b) - self._position(a)

    def next_working_moment(self, moment: datetime) -> datetime:
        """The moment itself when the office is open then, else the next opening."""
        return self._last_moment(self._position(moment))

    def is_working_day(self, day: date) -> bool:
        return bool(self.windows(day))

    def windows(self, day: date) -> tuple[tuple[time, time], ...]:
        """Opening and closing times of that day."""
        return tuple((clock(opens), clock(closes)) for opens, closes in self._windows[_index(day)])

    def minutes_per_day(self, day: date) -> int:
        """Length of a usual day of the hours that hold on `day`: the commonest in the week, the longest if equal."""
        return self._day_lengths[_index(day)]

    def _position(self, moment: datetime) -> int:
        local = _local(moment)
        index, minute = _index(local.date()), local.hour * 60 + local.minute
        within = sum(min(minute, closes) - opens for opens, closes in self._windows[index] if minute > opens)
        return self._worked[index] + within

    def _first_moment(self, position: int) -> datetime:
        """17:00 rather than 07:00 of the next day, 11:30 rather than 13:30."""
        index = bisect_left(self._worked, position) - 1
        if not 0 <= index < len(self._windows):
            raise OutOfRange
        rest = position - self._worked[index]
        for opens, closes in self._windows[index]:
            if rest <= closes - opens:
                return _moment(index, opens + rest)
            rest -= closes - opens
        raise AssertionError("the index and the windows disagree")

    def _last_moment(self, position: int) -> datetime:
        """07:00 rather than 17:00 of the day before, 13:30 rather than 11:30."""
        index = bisect_right(self._worked, position) - 1
        if not 0 <= index < len(self._windows):
            raise OutOfRange
        rest = position - self._worked[index]
        for opens, closes in self._windows[index]:
            if rest < closes - opens:
                return _moment(index, opens + rest)
            rest -= closes - opens
        raise AssertionError("the index and the windows disagree")


def clock(minute: int) -> time:
    return time(*divmod(minute, 60))


def minute(clock_time: time) -> int:
    return clock_time.hour * 60 + clock_time.minute


def usual_day(week: Week) -> int:
    counts = Counter(length for length in map(_length, week) if length)
    return max(counts, key=lambda length: (counts[length], length))


def _length(day: tuple[Window, ...]) -> int:
    return sum(closes - opens for opens, closes in day)


def _lay_out(
    weeks: Sequence[tuple[date, Week]], marks: Mapping[date, bool]
) -> tuple[tuple[tuple[Window, ...], ...], tuple[int, ...]]:
    """Windows of every day of the range, and the length of a usual day then."""
    spans = [(FIRST_DAY, OFFICE_WEEK), *weeks]
    ends = [since for since, _week in spans[1:]] + [LAST_DAY + timedelta(days=1)]
    windows: list[tuple[Window, ...]] = []
    lengths: list[int] = []
    for (_since, week), end in zip(spans, ends, strict=True):
        days = range(len(windows), (end - FIRST_DAY).days)
        windows += [week[(FIRST_DAY.weekday() + day) % 7] for day in days]
        lengths += [usual_day(week)] * len(days)
        # A makeup day has the hours of the week's first working day: what the office does on an ordinary day.
        ordinary = next(day for day in week if day)
        for day in days:
            works = marks.get(FIRST_DAY + timedelta(days=day)) if marks else None
            if works is not None:
                windows[day] = ordinary if works else ()
    return tuple(windows), tuple(lengths)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    if not FIRST_DAY.year - 1 <= moment.year <= LAST_DAY.year + 1:  # far from the range, conversion itself overflows
        raise OutOfRange
    return moment.astimezone(ZONE).replace(second=0, microsecond=0)


_ORIGIN = FIRST_DAY.toordinal()
_DAYS = LAST_DAY.toordinal() - _ORIGIN + 1


def _index(day: date) -> int:
    index = day.toordinal() - _ORIGIN
    if not 0 <= index < _DAYS:
        raise OutOfRange
    return index


def _moment(index: int, minute_of_day: int) -> datetime:
    day = date.fromordinal(_ORIGIN + index)
    hour, minutes = divmod(minute_of_day, 60)
    return datetime(day.year, day.month, day.day, hour, minutes, tzinfo=ZONE)
