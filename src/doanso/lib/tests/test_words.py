import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.lib import words
from doanso.lib.demo import data

ONES = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5}
ONES |= {"sáu": 6, "bảy": 7, "tám": 8, "chín": 9}
SCALES = {"nghìn": 10**3, "triệu": 10**6}


def read_back(text):
    """A reader of its own making: what a clerk would write down when the words are dictated."""
    if text.startswith("âm "):
        return -read_back(text.removeprefix("âm "))
    head, tỷ, tail = text.rpartition("tỷ")
    if tỷ:
        return read_back(head.strip()) * 10**9 + (_small(tail.split()) if tail else 0)
    return _small(text.split())


def _small(said):
    total = group = 0
    for word in said:
        if word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word == "trăm":
            group *= 100
        elif word == "mươi":
            group = group // 100 * 100 + group % 100 * 10
        elif word == "mười":
            group += 10
        elif word != "lẻ":
            group += ONES[word]
    return total + group


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm lẻ một"),
        (104, "một trăm lẻ bốn"),
        (105, "một trăm lẻ năm"),
        (111, "một trăm mười một"),
        (1_000, "một nghìn"),
        (1_001, "một nghìn không trăm lẻ một"),
        (1_015, "một nghìn không trăm mười lăm"),
        (21_021, "hai mươi mốt nghìn không trăm hai mươi mốt"),
        (1_000_000, "một triệu"),
        (1_005_000, "một triệu không trăm lẻ năm nghìn"),
        (10**9, "một tỷ"),
        (10**9 + 1_000, "một tỷ không trăm lẻ một nghìn"),
        (10**12, "một nghìn tỷ"),
        (10**15, "một triệu tỷ"),
        (-1_205, "âm một nghìn hai trăm lẻ năm"),
    ],
)
def test_number_in_words(n, expected):
    assert words.number_in_words(n) == expected


def test_money_in_words_as_on_the_estimate_form():
    expected = next(form for form in data("forms")["forms"] if form["code"] == "F-DT")["test"]
    assert words.money_in_words(expected["tong"]) == expected["bang_chu"]


@pytest.mark.parametrize(("n", "expected"), [(0, "Không đồng"), (-1_000, "Âm một nghìn đồng")])
def test_money_in_words_begins_with_a_capital(n, expected):
    assert words.money_in_words(n) == expected


@given(st.integers(-(10**15), 10**15) | st.integers(-9_999, 9_999) | st.integers(1, 10**9).map(lambda n: n * 10**6))
def test_number_in_words_is_read_back_as_the_same_number(n):
    assert read_back(words.number_in_words(n)) == n


@pytest.mark.parametrize("n", [10**18, -(10**18)])
def test_number_too_large_for_words_is_refused(n):
    with pytest.raises(ValueError):
        words.number_in_words(n)
