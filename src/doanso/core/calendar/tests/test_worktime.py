"""Counting working time, against dates counted by hand and by a slow oracle."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doanso.core.calendar.tests import oracle
from doanso.core.calendar.worktime import CUTOFF, OFFICE_WEEK, ZONE, OutOfRange, Running, WorkCalendar
from doanso.lib import demo

MARKS = {date.fromisoformat(day): False for day in oracle.OFF} | {
    date.fromisoformat(day): True for day in oracle.MAKEUP
}
MORNING = ((7 * 60, 11 * 60 + 30),)
SATURDAYS = (*OFFICE_WEEK[:5], MORNING, ())
USUAL = WorkCalendar.build(marks=MARKS)
WITH_SATURDAYS = WorkCalendar.build([(date(2020, 1, 1), SATURDAYS)], MARKS)
BARE = WorkCalendar.build()

with oracle.GOLDEN.open(encoding="utf-8", newline="") as file:
    GOLDEN = list(csv.DictReader(file))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def count(calendar: WorkCalendar, row: dict[str, str]) -> datetime:
    cutoff = time.fromisoformat(row["cutoff"]) if row["cutoff"] else None
    start = at(row["start"])
    if row["measure"] == "minutes":
        return calendar.add_minutes(start, int(row["amount"]))
    if row["measure"] == "hours":
        return calendar.add_hours(start, Decimal(row["amount"]))
    return calendar.add_days(start, Decimal(row["amount"]), cutoff=cutoff)


def test_golden_table_has_every_trap():
    assert len(GOLDEN) == 315
    assert {row["start"][:4] for row in GOLDEN} == {"2025", "2026", "2027"}


@pytest.mark.parametrize("start", oracle.STARTS)
def test_golden_dates(start):
    rows = [row for row in GOLDEN if row["start"] == start]
    offices = {"usual": USUAL, "saturday mornings": WITH_SATURDAYS}
    assert [count(offices[row["office"]], row) for row in rows] == [at(row["due"]) for row in rows]


def test_golden_table_is_what_the_oracle_says():
    assert list(oracle.rows()) == GOLDEN


@pytest.mark.parametrize("case", demo.data("holidays_vn")["deadline_test_cases"], ids=lambda case: case["case"])
def test_research_cases(case):
    cutoff = CUTOFF if case["cutoff_15h"] else None
    due = USUAL.add_days(at(case["received"]), case["working_days"], cutoff=cutoff)
    assert due == at(case["expected_due"])


# Counted by hand; the comment is the count.
HAND = [
    # Fri 24/01 16:00 leaves 60 minutes; 27/01-31/01 Tết; Mon 03/02 gives 270 + 150 = 420: 13:30 + 150 = 16:00
    ("2025-01-24T16:00", 1, None, "2025-02-03T16:00"),
    # Fri 25/04 16:30 leaves 30; Sat 26/04 is worked: 480 - 30 = 450 = 270 + 180: 13:30 + 180 = 16:30
    ("2025-04-25T16:30", 1, None, "2025-04-26T16:30"),
    # Tue 29/04 14:00 leaves 180; 30/04-02/05 off, weekend; Mon 05/05: 300 = 270 + 30: 14:00
    ("2025-04-29T14:00", 1, None, "2025-05-05T14:00"),
    # Received on the swapped Friday 02/05: from Mon 05/05 07:00 a whole day
    ("2025-05-02T09:00", 1, CUTOFF, "2025-05-05T17:00"),
    # Wed 31/12 16:59 leaves 1; 01/01 and the late swap 02/01 off, weekend; Mon 05/01: 479: 16:59
    ("2025-12-31T16:59", 1, None, "2026-01-05T16:59"),
    # Fri 09/01 17:30 is closed; Sat 10/01 is worked for 02/01: the whole day
    ("2026-01-09T17:30", 1, CUTOFF, "2026-01-10T17:00"),
    # Sat 10/01 15:01 is after the cut-off; Mon 12/01 whole
    ("2026-01-10T15:01", 1, CUTOFF, "2026-01-12T17:00"),
    # Fri 13/02 10:00 leaves 300; Tết 16/02-20/02; Mon 23/02: 180: 10:00
    ("2026-02-13T10:00", 1, None, "2026-02-23T10:00"),
    # Fri 24/04 13:30 leaves 210; Hùng Kings on Sunday, in lieu Monday 27/04; Tue 28/04: 270: 11:30, not 13:30
    ("2026-04-24T13:30", 1, None, "2026-04-28T11:30"),
    # Fri 21/08 16:59 leaves 1; Sat 22/08 is worked for 31/08: 479: 16:59
    ("2026-08-21T16:59", 1, None, "2026-08-22T16:59"),
    # Mon 31/08 is swapped off, 01-02/09 National Day: Thu 03/09 whole
    ("2026-08-31T09:00", 1, CUTOFF, "2026-09-03T17:00"),
    # Mon 23/11 exactly 15:00 is in time: 120 left; Tue 24/11 Culture Day; Wed 25/11: 360 = 270 + 90: 15:00
    ("2026-11-23T15:00", 1, CUTOFF, "2026-11-25T15:00"),
    # One minute later it begins on Wed 25/11 07:00
    ("2026-11-23T15:01", 1, CUTOFF, "2026-11-25T17:00"),
    # Wed 03/02 14:00 leaves 180; Tết 04/02-10/02; Thu 11/02: 300 = 270 + 30: 14:00
    ("2027-02-03T14:00", 1, None, "2027-02-11T14:00"),
    # Thu 15/04 at closing; Fri 16/04 Hùng Kings; Mon 19/04 whole
    ("2027-04-15T17:00", 1, None, "2027-04-19T17:00"),
    # Thu 29/04 whole; Fri 30/04, Sat 01/05 off; Mon 03/05 in lieu of Saturday; Tue 04/05 whole
    ("2027-04-29T07:00", 2, None, "2027-05-04T17:00"),
]


@pytest.mark.parametrize(("start", "days", "cutoff", "due"), HAND)
def test_dates_counted_by_hand(start, days, cutoff, due):
    assert USUAL.add_days(at(start), days, cutoff=cutoff) == at(due)


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        ("2026-11-18T06:59", "2026-11-18T07:00"),  # before opening
        ("2026-11-18T07:00", "2026-11-18T07:00"),
        ("2026-11-18T11:29", "2026-11-18T11:29"),
        ("2026-11-18T11:30", "2026-11-18T13:30"),  # lunch
        ("2026-11-18T13:30", "2026-11-18T13:30"),
        ("2026-11-18T17:00", "2026-11-19T07:00"),  # closed
        ("2026-11-20T17:00", "2026-11-23T07:00"),  # Friday evening
        ("2026-01-09T17:00", "2026-01-10T07:00"),  # Friday evening before a makeup Saturday
    ],
)
def test_next_working_moment(moment, begins):
    assert USUAL.next_working_moment(at(moment)) == at(begins)


def test_cutoff_is_configurable():
    moment = at("2026-11-18T15:00")
    assert USUAL.start_of_count(moment, time(15, 0)) == moment
    assert USUAL.start_of_count(moment, time(14, 59)) == at("2026-11-19T07:00")
    assert USUAL.start_of_count(at("2026-11-18T16:00"), None) == at("2026-11-18T16:00")


def test_cutoff_on_saturday_morning_of_an_open_office():
    assert WITH_SATURDAYS.start_of_count(at("2026-11-21T10:00"), CUTOFF) == at("2026-11-21T10:00")
    assert WITH_SATURDAYS.start_of_count(at("2026-11-21T12:00"), CUTOFF) == at("2026-11-23T07:00")


def test_seconds_do_not_count():
    assert USUAL.add_minutes(at("2026-11-18T09:00:59"), 30) == at("2026-11-18T09:30")
    assert USUAL.start_of_count(at("2026-11-18T15:00:59"), CUTOFF) == at("2026-11-18T15:00")


def test_utc_goes_in_and_vietnam_comes_out():
    due = USUAL.add_minutes(datetime(2026, 11, 18, 2, 0, tzinfo=UTC), 60)  # 9:00 in Hà Nội
    assert (due.isoformat(), due.tzinfo) == ("2026-11-18T10:00:00+07:00", ZONE)


def test_naive_moment_is_a_mistake():
    with pytest.raises(ValueError, match="time zone"):
        USUAL.add_minutes(datetime(2026, 11, 18), 1)  # noqa: DTZ001 to be refused


@pytest.mark.parametrize("year", [1, 1990, 2036, 9999])
def test_years_outside_are_refused(year):
    with pytest.raises(OutOfRange):
        USUAL.add_minutes(datetime(year, 6, 1, tzinfo=UTC), 1)


def test_deadline_beyond_the_last_year_is_refused():
    with pytest.raises(OutOfRange):
        USUAL.add_days(at("2035-12-31T16:00"), 2)


def test_minutes_between_a_pause():
    # Fri 10:00 to Wed over the new holiday: Fri 90 + 210, Mon 480, Tue off, Wed 07:00-08:00 60
    assert USUAL.minutes_between(at("2026-11-20T10:00"), at("2026-11-25T08:00")) == 840
    assert USUAL.minutes_between(at("2026-11-25T08:00"), at("2026-11-20T10:00")) == -840
    assert USUAL.minutes_between(at("2026-11-21T08:00"), at("2026-11-22T20:00")) == 0


def test_due_is_later_by_exactly_the_pause():
    start, pause = at("2026-11-18T09:00"), (at("2026-11-19T16:00"), at("2026-11-24T12:00"))
    # Wed 360, Thu 480, Fri 480, Mon 120. The pause: Thu 60, Fri 480, Mon 480, Tue is a holiday: 1020 minutes
    assert USUAL.due(start, 1440) == at("2026-11-23T09:00")
    # From Mon 23 09:00 another 1020: Mon 360, Wed 480, Thu 180
    assert USUAL.due(start, 1440, [pause]) == at("2026-11-26T10:00")


def test_backwards_for_reminders():
    due = at("2026-11-26T09:00")
    assert USUAL.add_minutes(due, -120) == at("2026-11-26T07:00")
    assert USUAL.add_minutes(due, -121) == at("2026-11-25T16:59")
    assert USUAL.add_minutes(due, -120 - 480) == at("2026-11-25T07:00")


def test_moved_tells_only_those_that_differ():
    start, later = at("2026-11-18T09:00"), WorkCalendar.build(marks=MARKS | {date(2026, 11, 19): False})
    running = [
        Running(1, start, 60, USUAL.due(start, 60)),
        Running(2, start, 480, USUAL.due(start, 480)),
    ]
    assert USUAL.moved(running) == []
    assert later.moved(running) == [(2, at("2026-11-20T09:00"))]


def test_makeup_day_has_the_hours_of_the_first_working_day():
    tuesday_on = ((), *OFFICE_WEEK[1:5], MORNING, ())
    calendar = WorkCalendar.build([(date(2020, 1, 1), tuesday_on)], MARKS)
    assert calendar.windows(date(2026, 1, 10)) == USUAL.windows(date(2026, 1, 9))
    assert WITH_SATURDAYS.windows(date(2026, 1, 10)) == USUAL.windows(date(2026, 1, 9))


def test_day_is_as_long_as_the_office_works():
    half = (MORNING,) * 5 + ((),) * 2
    mornings = WorkCalendar.build([(date(2026, 7, 1), half)])
    assert mornings.minutes_per_day(date(2026, 6, 30)) == 480
    assert mornings.minutes_per_day(date(2026, 7, 1)) == 270
    assert mornings.add_days(at("2026-07-01T09:00"), 2) == at("2026-07-03T09:00")
    assert WITH_SATURDAYS.minutes_per_day(date(2026, 7, 1)) == 480


def test_hours_change_from_a_day_on():
    winter = (((450, 720), (780, 1020)),) * 5 + ((),) * 2  # 07:30-12:00, 13:00-17:00: 510 minutes
    calendar = WorkCalendar.build([(date(2026, 10, 1), winter)])
    assert calendar.windows(date(2026, 9, 30)) == ((time(7), time(11, 30)), (time(13, 30), time(17)))
    assert calendar.windows(date(2026, 10, 1)) == ((time(7, 30), time(12)), (time(13), time(17)))
    # Wed 30/09 16:00 leaves 60; Thu 01/10 07:30 + 60
    assert calendar.add_minutes(at("2026-09-30T16:00"), 120) == at("2026-10-01T08:30")


def test_is_working_day():
    assert [USUAL.is_working_day(date(2026, 1, day)) for day in (1, 2, 3, 5, 9, 10, 11)] == [
        *(False, False, False),
        *(True, True, True, False),
    ]


moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(ZONE))  # noqa: DTZ001 the zone follows
calendars = st.sampled_from([USUAL, WITH_SATURDAYS, BARE])
minutes = st.integers(0, 30_000)


@given(calendars, moments, minutes)
def test_between_gives_back_what_was_added(calendar, start, amount):
    due = calendar.add_minutes(start, amount)
    assert calendar.minutes_between(start, due) == amount
    assert due >= start.replace(second=0, microsecond=0)


@given(calendars, moments, minutes)
def test_backwards_gives_back_what_was_taken(calendar, due, amount):
    assert calendar.minutes_between(calendar.add_minutes(due, -amount), due) == amount


@given(calendars, moments, minutes, minutes)
def test_adding_in_two_goes_is_adding_once(calendar, start, first, second):
    assert calendar.add_minutes(calendar.add_minutes(start, first), second) == calendar.add_minutes(
        start, first + second
    )


@given(calendars, moments, st.timedeltas(timedelta(0), timedelta(days=90)), minutes)
def test_later_start_is_never_due_earlier(calendar, start, delay, amount):
    assert calendar.add_minutes(start + delay, amount) >= calendar.add_minutes(start, amount)


@given(calendars, moments, moments, moments)
def test_between_adds_up(calendar, a, b, c):
    assert calendar.minutes_between(a, b) + calendar.minutes_between(b, c) == calendar.minutes_between(a, c)


@given(calendars, moments, st.integers(1, 30_000))
def test_due_is_the_first_such_moment_in_open_hours(calendar, start, amount):
    due = calendar.add_minutes(start, amount)
    assert calendar.minutes_between(start, due - timedelta(minutes=1)) == amount - 1
    assert any(opens < due.time() <= closes for opens, closes in calendar.windows(due.date()))


@settings(max_examples=25)
@given(moments, st.integers(1, 3000), st.booleans(), st.sampled_from(["", "15:00"]))
def test_agrees_with_the_oracle(start, amount, saturdays, cutoff):
    calendar = WITH_SATURDAYS if saturdays else USUAL
    begin = calendar.start_of_count(start, CUTOFF if cutoff else None)
    naive = oracle.due(start.replace(tzinfo=None, second=0, microsecond=0), "minutes", str(amount), cutoff, saturdays)
    assert calendar.add_minutes(begin, amount).replace(tzinfo=None) == naive
