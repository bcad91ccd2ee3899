"""Flows while they are written: whatever is done to the table, keys stay unique and every target is there."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doanso.blocks.workflow import editing
from doanso.blocks.workflow.definition import END, of_rows
from doanso.lib.errors import Refused

LINE = {"steps": [{"key": key, "name": key.upper()} for key in ("a", "b", "c", "d")]}
FORKED = {
    "steps": [
        {"key": "nop", "name": "Nộp", "kind": "start"},
        {"key": "re", "name": "Rẽ", "kind": "branch", "cases": [{"when": "x == 1", "to": "xet"}], "to": "end"},
        {"key": "hoi", "name": "Hỏi", "kind": "consult", "branches": [{"key": "a", "name": "A", "assignee": "bi_thu"}]},
        {"key": "xet", "name": "Xét", "kind": "vote", "assignee": "hop", "otherwise": "hoi", "not_by": ["hoi"]},
        {"key": "ky", "name": "Ký", "assignee": "bi_thu", "not_by": ["applicant", "xet"], "to": "end"},
    ]
}


def keys(flow: dict[str, Any]) -> list[str]:
    return [row["key"] for row in flow["steps"]]


def row(flow: dict[str, Any], key: str) -> dict[str, Any]:
    return next(row for row in flow["steps"] if row["key"] == key)


def targets(flow: dict[str, Any]) -> set[str]:
    return {target for step in of_rows(flow["steps"]).steps for target in step.targets()}


STEPS = st.one_of(
    st.tuples(st.just("add"), st.integers(-1, 9)),
    st.tuples(st.just("duplicate"), st.integers(0, 9)),
    st.tuples(st.just("remove"), st.integers(0, 9)),
    st.tuples(st.just("move_by"), st.integers(0, 9), st.integers(-3, 3)),
    st.tuples(st.just("move"), st.integers(0, 9), st.integers(-1, 9)),
    st.tuples(st.just("kind"), st.integers(0, 9), st.sampled_from(["task", "consult", "vote", "branch", "system"])),
    st.tuples(st.just("to"), st.integers(0, 9), st.integers(-1, 9)),
)


def done(flow: dict[str, Any], what: str, place: int, more: Any = None) -> dict[str, Any]:
    def key(number: int) -> str | None:
        return keys(flow)[number % len(keys(flow))] if number >= 0 and keys(flow) else None

    here = key(place)
    if what == "add":
        return editing.add(flow, after=here)[0]
    if here is None:
        return flow
    if what == "duplicate":
        return editing.duplicate(flow, here)[0]
    if what == "remove":
        return editing.remove(flow, here)
    if what == "move_by":
        return editing.move_by(flow, here, more)
    if what == "move":
        return editing.move(flow, here, after=key(more))
    values = {"kind": more} if what == "kind" else {"to": key(more) or END}
    return editing.change(flow, here, values)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([LINE, FORKED]), st.lists(STEPS, max_size=12))
@example(LINE, [("remove", 0)] * len(LINE["steps"]))
def test_any_changes_keep_keys_unique_and_targets_there(flow, changes) -> None:
    for change in changes:
        begun_by = [r["key"] for r in flow["steps"] if r.get("kind") == "start"]
        flow = done(flow, *change)
        assert len(set(keys(flow))) == len(keys(flow))
        assert targets(flow) <= {*keys(flow), END}
        assert all(other == "applicant" or other in keys(flow) for r in flow["steps"] for other in r.get("not_by", ()))
        still = [key for key in begun_by if row_or_none(flow, key) and row(flow, key).get("kind") == "start"]
        assert not still or keys(flow)[0] == still[0]


def row_or_none(flow: dict[str, Any], key: str) -> dict[str, Any] | None:
    return next((r for r in flow["steps"] if r["key"] == key), None)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS.filter(lambda change: change[0] not in {"to", "kind"}), max_size=10))
def test_line_that_is_reordered_stays_a_line(changes) -> None:
    """Said or left out: the last step may name the end."""
    flow = {"steps": [*LINE["steps"][:-1], {**LINE["steps"][-1], "to": "end"}]}
    for change in changes:
        flow = done(flow, *change)
    followers = [*keys(flow)[1:], END]
    assert [editing.leads_to(flow, key) for key in keys(flow)] == followers[: len(keys(flow))]


def test_nothing_is_changed_in_place() -> None:
    before = str(FORKED)
    for change in (("add", 1), ("duplicate", 3), ("remove", 2), ("move", 4, -1), ("kind", 3, "task")):
        done(FORKED, *change)
    assert str(FORKED) == before


def test_who_led_to_a_removed_step_leads_to_where_it_led() -> None:
    made = editing.remove(FORKED, "xet")

    assert row(made, "re")["cases"] == [{"when": "x == 1", "to": "ky"}]
    assert row(made, "ky")["not_by"] == ["applicant"]
    assert editing.leads_to(made, "hoi") == "ky"


def test_removing_the_last_before_the_end_ends_the_way_before_it() -> None:
    flow = {"steps": [{"key": "a"}, {"key": "b", "to": "end"}, {"key": "c"}]}
    assert editing.remove(flow, "b") == {"steps": [{"key": "a", "to": "end"}, {"key": "c"}]}


def test_removing_a_branch_lets_the_line_go_on_below_it() -> None:
    """Not to the end, which was for those whom no case takes."""
    flow = {"steps": [{"key": "a"}, {"key": "b", "kind": "branch", "cases": [{"when": "x", "to": "c"}], "to": "end"}]}
    flow["steps"].append({"key": "c"})
    assert editing.remove(flow, "b") == {"steps": [{"key": "a"}, {"key": "c"}]}


def test_vote_that_led_back_to_a_removed_step_does_not_lead_to_itself() -> None:
    assert row(editing.remove(FORKED, "hoi"), "xet")["otherwise"] == END


def test_values_that_stand_there_already_change_nothing() -> None:
    """Said by default or in so many words, and in any order."""
    vote = {"key": "a", "kind": "vote", "vote": {"quorum": "2/3", "secret": False}, "clock": True, "extra": {}}
    flow = {"steps": [vote | {"actions": ["refuse", "forward"]}]}
    values = {"clock": True, "minutes": 0, "vote": {"quorum": "2/3", "threshold": "1/2", "secret": False}}

    assert editing.change(flow, "a", values | {"actions": ["forward", "refuse"]}, extra={"issue": False}) == flow


def test_change_writes_what_differs_and_drops_what_is_usual() -> None:
    flow = {"steps": [{"key": "a", "minutes": 60, "clock": False, "extra": {"issue": True, "own": 1}}]}

    made = editing.change(flow, "a", {"minutes": 90, "clock": True, "output": ""}, extra={"issue": False, "form": "F"})

    assert made == {"steps": [{"key": "a", "minutes": 90, "extra": {"own": 1, "form": "F"}}]}


def test_another_kind_leaves_behind_what_belonged_to_the_old_one() -> None:
    made = editing.change(FORKED, "xet", {"kind": "branch"})
    assert row(made, "xet") == {"key": "xet", "name": "Xét", "kind": "branch"}


def test_new_keys_are_never_used_again() -> None:
    flow = {"steps": [{"key": "buoc_2"}]}
    made, key = editing.add(flow, after=None, taken=["buoc_7"])
    assert (key, keys(made)) == ("buoc_8", ["buoc_8", "buoc_2"])


def test_step_that_is_gone_is_told() -> None:
    for call in (editing.remove, editing.step, editing.duplicate):
        with pytest.raises(Refused):
            call(LINE, "khong_co")


def test_flow_has_at_most_a_hundred_steps() -> None:
    full = {"steps": [{"key": f"k{n}"} for n in range(100)]}
    with pytest.raises(Refused):
        editing.add(full, after="k1")
