from datetime import date

from doanso.features.members import ages


def test_the_ages_and_spans_by_the_calendar() -> None:
    leap = date(1996, 2, 29)
    assert (ages.comes_of_age(leap), ages.last_day_of_staying(leap)) == (date(2027, 3, 1), date(2032, 2, 28))
    assert ages.longest_deferral(date(2024, 2, 29)) == date(2025, 2, 28)
