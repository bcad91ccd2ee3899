from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from doanso.ui import formats

NOON = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)  # 12:00 in Hà Nội


def test_a_moment_is_written_in_vietnamese_time_before_the_day():
    assert formats.vn_datetime(datetime(2026, 3, 3, 17, 30, tzinfo=UTC)) == "00:30 04/03/2026"
    assert formats.vn_date(datetime(2026, 3, 3, 17, 30, tzinfo=UTC)) == "04/03/2026"
    assert formats.vn_date(date(1990, 3, 26)) == "26/03/1990"
    assert formats.vn_time(NOON) == "12:00"


@pytest.mark.parametrize("empty", [None, ""])
def test_nothing_is_written_for_no_data(empty):
    shown = [formats.vn_date(empty), formats.vn_datetime(empty), formats.vn_number(empty), formats.vn_money(empty)]
    assert shown == ["", "", "", ""]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.000"),
        (1234567, "1.234.567"),
        (Decimal("1234.5"), "1.234,5"),
        (-1500, "-1.500"),
    ],
)
def test_thousands_have_points_and_decimals_a_comma(value, text):
    assert formats.vn_number(value) == text
    assert formats.vn_money(value) == f"{text} đ"


@pytest.mark.parametrize(("value", "text"), [(1234567, "1,234,567"), (Decimal("1234.5"), "1,234.5")])
def test_english_has_it_the_other_way_round(value, text):
    with translation.override("en"):
        assert (formats.vn_number(value), formats.vn_money(value)) == (text, f"{text} đ")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_a_number_reads_back_as_itself(value):
    assert Decimal(formats.vn_number(value).replace(".", "").replace(",", ".")) == value


@pytest.mark.parametrize(
    ("left", "words", "kind"),
    [
        (timedelta(days=2, hours=23), "Còn 2 ngày", "ok"),
        (timedelta(days=1), "Còn 1 ngày", "ok"),
        (timedelta(hours=23, minutes=59), "Còn 23 giờ", "warn"),
        (timedelta(minutes=59), "Còn 59 phút", "warn"),
        (timedelta(seconds=5), "Còn 1 phút", "warn"),
        (timedelta(hours=-3), "Quá hạn 3 giờ", "bad"),
        (timedelta(days=-4, minutes=-5), "Quá hạn 4 ngày", "bad"),
    ],
)
def test_time_left_is_said_in_words(left, words, kind):
    assert formats.time_left(NOON + left, NOON) == (words, kind)
