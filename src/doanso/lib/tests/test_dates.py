from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.lib import dates

days = st.dates(date(1800, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5/3/2026", (date(2026, 3, 5), "day")),
        ("05-03-2026", (date(2026, 3, 5), "day")),
        ("5.3.2026", (date(2026, 3, 5), "day")),
        (" 5 / 3 / 2026 ", (date(2026, 3, 5), "day")),
        ("2026-03-05", (date(2026, 3, 5), "day")),
        ("ngày 5 tháng 3 năm 2026", (date(2026, 3, 5), "day")),
        ("Ngày 05 tháng 03 năm 2026", (date(2026, 3, 5), "day")),
        ("29/2/2024", (date(2024, 2, 29), "day")),
        ("3/2001", (date(2001, 3, 1), "month")),
        ("2001-03", (date(2001, 3, 1), "month")),
        ("tháng 3 năm 2001", (date(2001, 3, 1), "month")),
        ("1950", (date(1950, 1, 1), "year")),
        ("năm 1950", (date(1950, 1, 1), "year")),
    ],
)
def test_parse_partial_date(typed, expected):
    assert dates.parse_partial_date(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mai",
        "29/2/2026",
        "31/4/2026",
        "13/2026",
        "0/2026",
        "5/3/26",
        "5/3/0206",
        "1/1/2300",
        "1/2/3/2026",
        "12",
        "3/5",
        "2026-03-05T10:00",
        "5/3/2026x",
        "٥/٣/٢٠٢٦",
        "/",
        "123/1/2026",
    ],
)
def test_parse_date_refuses_what_is_no_day(typed):
    with pytest.raises(ValueError):
        dates.parse_partial_date(typed)


@pytest.mark.parametrize("typed", ["2001", "3/2001"])
def test_parse_date_wants_the_whole_day(typed):
    with pytest.raises(ValueError):
        dates.parse_date(typed)


@given(st.text(max_size=30))
def test_parse_of_anything_answers_or_raises_value_error(typed):
    try:
        day, _ = dates.parse_partial_date(typed)
    except ValueError:
        day = None
    assert day is None or day.year in dates.YEARS


@given(days)
def test_every_way_of_writing_a_day_is_read_back(day):
    assert {dates.parse_date(write(day)) for write in (dates.format_date, dates.long_date, date.isoformat)} == {day}


@given(days.map(lambda day: day.replace(day=1)))
def test_partial_dates_are_read_back(day):
    assert dates.parse_partial_date(dates.format_date(day, "month")) == (day, "month")
    assert dates.parse_partial_date(dates.format_date(day, "year")) == (day.replace(month=1), "year")


def test_format_date():
    assert dates.format_date(date(2026, 3, 5)) == "05/03/2026"
    assert dates.format_date(date(2026, 3, 5), "month") == "03/2026"
    assert dates.format_date(date(2026, 3, 5), "year") == "2026"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 1, 10), "ngày 10 tháng 01 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 21), "ngày 21 tháng 11 năm 2026"),
    ],
)
def test_long_date_as_decree_30_writes_it(day, expected):
    assert dates.long_date(day) == expected


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(2000, 5, 10), date(2026, 5, 9), 25),
        (date(2000, 5, 10), date(2026, 5, 10), 26),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
        (date(2000, 2, 29), date(2024, 2, 29), 24),
        (date(2026, 5, 10), date(2026, 5, 9), -1),
    ],
)
def test_age(born, on, years):
    assert dates.age(born, on) == years


def test_local_is_the_clock_in_vietnam():
    moment = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    assert dates.local(moment).isoformat() == "2026-11-21T01:30:00+07:00"


def test_local_refuses_a_moment_without_zone():
    with pytest.raises(ValueError):
        dates.local(datetime(2026, 11, 20))  # noqa: DTZ001 to be refused
