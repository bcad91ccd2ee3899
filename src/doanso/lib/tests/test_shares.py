from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.lib.shares import in_words, percent, tenths


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([496, 1060, 29], ["31,3%", "66,9%", "1,8%"]),
        ([1, 1, 1], ["33,4%", "33,3%", "33,3%"]),
        ([2, 1], ["66,7%", "33,3%"]),
        ([0, 7], ["0,0%", "100,0%"]),
        ([1] * 7, ["14,3%", "14,3%", "14,3%", "14,3%", "14,3%", "14,3%", "14,2%"]),
    ],
)
def test_shares_by_hand(counts, shares):
    assert [in_words(one) for one in tenths(counts)] == shares


@given(st.lists(st.integers(0, 10**9), max_size=30))
def test_shares_make_a_hundred_and_are_never_off_by_a_tenth(counts):
    found = tenths(counts)
    if not sum(counts):
        assert found is None
        return
    assert sum(found) == 1000
    assert all(abs(Fraction(1000 * n, sum(counts)) - one) < 1 for n, one in zip(counts, found, strict=True))
    assert all(one == 0 for n, one in zip(counts, found, strict=True) if n == 0)


def test_nothing_counted_is_no_share():
    assert (percent(0, 0), percent(1, 3), tenths([])) == (None, "33,3%", None)
