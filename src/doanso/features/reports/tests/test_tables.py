"""Tables add up whatever they hold."""

from hypothesis import given
from hypothesis import strategies as st

from doanso.features.reports.tables import COLUMNS, Line, Table, Tally, grouped, groups

COUNTS = st.lists(st.integers(0, 10**6), min_size=10, max_size=10).map(lambda counts: Tally(*counts))


@given(rows=st.lists(st.tuples(st.sampled_from("abc"), COUNTS), max_size=9))
def test_sums_by_label_keep_the_total(rows):
    lines = grouped(rows)

    assert Table([Line(*line) for line in lines]).total.tally == sum((counts for _label, counts in rows), Tally())
    assert [label for label, _counts in lines] == list(dict.fromkeys(label for label, _counts in rows))


@given(one=COUNTS, other=COUNTS)
def test_parts_of_a_sum_are_sums_of_the_parts(one, other):
    both = one + other

    assert both.received == one.received + other.received
    assert (both.solved, both.pending) == (one.solved + other.solved, one.pending + other.pending)


def test_a_row_that_loses_a_dossier_is_found():
    assert Table([Line("a", Tally(online=2, early=1, paused=1))]).adds_up
    assert not Table([Line("a", Tally(online=2, early=1))]).adds_up


def test_share_is_counted_over_what_was_solved():
    assert Tally(early=1, on_time=1, late=1).timely_share == "66,7%"
    assert Tally(online=5, in_time=5).timely_share is None


def test_heads_span_all_columns():
    assert [span for _label, span in groups()] == [4, 4, 4, 1]
    assert sum(span for _label, span in groups()) == len(COLUMNS)
