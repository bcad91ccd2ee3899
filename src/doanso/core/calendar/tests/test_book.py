"""Whose rows hold for whom."""

from datetime import date

from doanso.core.calendar.book import EVERYBODY, Book, Mark, Schedule
from doanso.core.calendar.worktime import CLOSED_WEEK, FIRST_DAY, OFFICE_WEEK

FRIDAY = date(2026, 10, 2)
MORNINGS = ((((7 * 60, 12 * 60),),) * 5) + ((),) * 2
EVENINGS = ((((13 * 60, 20 * 60),),) * 5) + ((),) * 2


def mark(unit: str, day: date, works: bool = False, confirmed: bool = True) -> Mark:
    return Mark(unit, day, works, confirmed)


def book(*marks: Mark, schedules: tuple[Schedule, ...] = ()) -> Book:
    return Book(1, frozenset(marks), frozenset(schedules))


def test_day_of_a_unit_holds_there_and_below():
    table = book(mark("B", FRIDAY))
    assert [table.calendar(path).is_working_day(FRIDAY) for path in ("", "/A/", "/A/B/", "/A/B/C/", "/A/BB/")] == [
        *(True, True),
        *(False, False, True),
    ]


def test_nearest_unit_wins():
    table = book(mark(EVERYBODY, FRIDAY), mark("A", FRIDAY, works=True), mark("C", FRIDAY))
    assert [table.calendar(path).is_working_day(FRIDAY) for path in ("/X/", "/A/", "/A/B/", "/A/B/C/")] == [
        *(False, True),
        *(True, False),
    ]


def test_units_without_rows_share_one_calendar():
    table = book(mark(EVERYBODY, FRIDAY), mark("B", FRIDAY, works=True))
    assert table.calendar("/A/") is table.calendar("/X/Y/")
    assert table.calendar("/A/B/") is table.calendar("/A/B/C/")
    assert table.calendar("/A/") is not table.calendar("/A/B/")


def test_hours_of_the_nearest_unit_from_their_day_on():
    table = book(
        schedules=(
            Schedule(EVERYBODY, date(2026, 1, 1), OFFICE_WEEK),
            Schedule("A", date(2026, 10, 1), MORNINGS),
            Schedule(EVERYBODY, date(2026, 11, 1), EVENINGS),
            Schedule("B", date(2026, 12, 1), EVENINGS),
        )
    )
    days = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 3), date(2026, 12, 1)]
    assert [table.calendar("").minutes_per_day(day) for day in days] == [480, 480, 420, 420]
    assert [table.calendar("/A/").minutes_per_day(day) for day in days] == [480, 300, 300, 300]
    assert [table.calendar("/A/B/").minutes_per_day(day) for day in days] == [480, 300, 300, 420]


def test_hours_before_the_first_year_hold_from_its_first_day():
    table = book(schedules=(Schedule("A", date(2019, 5, 1), MORNINGS),))
    assert table.calendar("/A/").minutes_per_day(FIRST_DAY) == 300


def test_unsure_from_is_the_first_year_not_wholly_announced():
    whole = [mark(EVERYBODY, date(2025, 1, 1)), mark(EVERYBODY, date(2026, 1, 1))]
    assert book().unsure_from == FIRST_DAY
    assert book(*whole).unsure_from == date(2027, 1, 1)
    partly = [mark(EVERYBODY, date(2027, 1, 1)), mark(EVERYBODY, date(2027, 2, 4), confirmed=False)]
    assert book(*whole, *partly).unsure_from == date(2027, 1, 1)
    assert book(*whole, mark(EVERYBODY, date(2029, 1, 1))).unsure_from == date(2027, 1, 1)
    assert book(*whole, mark("A", date(2027, 1, 1))).unsure_from == date(2027, 1, 1)


def test_changed_is_another_book():
    table = book(mark(EVERYBODY, FRIDAY))
    other = table.changed(add=[mark(EVERYBODY, date(2026, 10, 5))], drop=[(EVERYBODY, FRIDAY)])
    assert [table.calendar("").is_working_day(day) for day in (FRIDAY, date(2026, 10, 5))] == [False, True]
    assert [other.calendar("").is_working_day(day) for day in (FRIDAY, date(2026, 10, 5))] == [True, False]
    assert CLOSED_WEEK == ((),) * 7
