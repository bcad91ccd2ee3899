"""Simulated procedures: by hand for small ones, as rules for all."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doanso.blocks.workflow.simulation import Work, simulate
from doanso.blocks.workflow.tests.making import DESK
from doanso.blocks.workflow.tests.walking import some_flow
from doanso.core.calendar.worktime import ZONE, WorkCalendar

pytestmark = pytest.mark.django_db
CALENDAR = WorkCalendar.build()
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZONE)
FORK = {
    "steps": [
        {"key": "look", "name": "Xem", "assignee": "bo_phan_mot_cua", "minutes": 60, "actions": ["forward"]},
        {"key": "fork", "name": "Khó?", "kind": "branch", "cases": [{"when": "kho", "to": "ask"}], "to": "sign"},
        {"key": "ask", "name": "Hỏi ý kiến", "kind": "consult", "minutes": 120, "actions": ["forward"], "branches": [
            {"key": "a", "name": "A", "assignee": "cong_chuc_linh_vuc"},
            {"key": "b", "name": "B", "assignee": "lanh_dao_don_vi"}]},
        {"key": "sign", "name": "Ký", "assignee": "lanh_dao_don_vi", "minutes": 30, "actions": ["forward"]},
        {"key": "wait", "name": "Chờ", "assignee": "nguoi_nop", "minutes": 999, "clock": False, "actions": ["forward"]},
    ]
}  # fmt: skip


def run(flow: dict, **work):
    return simulate(flow, CALENDAR, MONDAY, work=Work(**work))


def test_both_ways_of_a_branch_with_their_times_and_dates() -> None:
    found = run(FORK, chances={"fork": {"ask": 0.25}})

    assert [(path.steps, path.minutes, path.chance) for path in found.paths] == [
        (("look", "fork", "sign", "wait"), 90, 0.75),
        (("look", "fork", "ask", "sign", "wait"), 210, 0.25),
    ]
    assert [path.ends_at for path in found.paths] == [MONDAY + timedelta(minutes=90), MONDAY + timedelta(minutes=210)]
    assert (found.shortest, found.longest, found.expected, found.cut) == (90, 210, 120.0, False)
    assert found.expected_end == MONDAY + timedelta(hours=2)


def test_way_that_is_never_taken_is_no_path() -> None:
    found = run(FORK, chances={"fork": {"ask": 0}})

    assert [(path.minutes, path.chance) for path in found.paths] == [(90, 1.0)]
    assert found.longest == 90


def test_everybody_who_is_asked_at_the_same_time_works() -> None:
    """Of 150 minutes: 60 at the desk, 0.25 x 120 twice, 30 for the signature."""
    found = run(FORK, chances={"fork": {"ask": 0.25}})

    assert [(seat.assignee, seat.minutes) for seat in found.seats] == [
        ("bo_phan_mot_cua", 60.0), ("lanh_dao_don_vi", 60.0), ("cong_chuc_linh_vuc", 30.0),
    ]  # fmt: skip
    assert found.bottleneck == found.seats[0]
    assert found.bottleneck.share == 0.4


def test_work_that_is_sent_back_is_done_again() -> None:
    """The desk's four steps take 420; sent back by the second or the third, the two steps concerned count twice."""
    found = run(DESK, chances={"check": {"return": 0.1}, "sign": {"return": 0.5}})

    assert [(path.minutes, round(path.chance, 6), path.repeats) for path in found.paths] == [
        (420, 0.45, False), (780, 0.45, True), (690, 0.1, True),
    ]  # fmt: skip
    assert found.expected == pytest.approx(0.45 * 420 + 0.45 * 780 + 0.1 * 690)


@pytest.mark.parametrize(
    ("limit", "longest_keeps", "expected_keeps", "on_time"),
    [(780, True, True, 1.0), (500, False, True, 0.9025), (100, False, False, 0.0)],
)
def test_promise_against_the_longest_the_expected_and_the_many(limit, longest_keeps, expected_keeps, on_time) -> None:
    """When every step takes just its time, the many are those that nobody sends back: 0.95 twice."""
    found = run(DESK, limit=limit, spread=(1, 1, 1), runs=2000)

    assert (found.longest_keeps, found.expected_keeps) == (longest_keeps, expected_keeps)
    assert found.on_time == pytest.approx(on_time, abs=0.02)


def test_without_a_promise_nothing_is_late() -> None:
    found = run(DESK)

    assert (found.longest_keeps, found.expected_keeps, found.on_time) == (True, True, None)


def test_same_seed_same_answer() -> None:
    assert run(DESK, limit=450, seed=7) == run(DESK, limit=450, seed=7)
    assert run(DESK, seed=7).nine_of_ten != run(DESK, seed=8).nine_of_ten


def test_refused_dossiers_do_not_count_but_failed_votes_that_go_on_do() -> None:
    vote = {"key": "vote", "name": "Họp", "kind": "vote", "assignee": "hop(don_vi_nop)", "minutes": 60}
    again = {"key": "redo", "name": "Làm lại", "assignee": "bi_thu(don_vi_nop)", "minutes": 30, "actions": ["forward"]}

    assert [path.chance for path in run({"steps": [vote]}).paths] == [1.0]
    other = {"steps": [{**vote, "to": "end", "otherwise": "redo"}, again]}
    assert [(path.minutes, path.chance) for path in run(other).paths] == [(60, 0.9), (90, 0.1)]


def forks(number: int) -> dict:
    """Before each task one may go past it."""
    steps = []
    for n in range(number):
        cases = [{"when": f"x = {n}", "to": f"q{n + 1}"}]
        steps.append({"key": f"q{n}", "name": "Cần không?", "kind": "branch", "cases": cases})
        steps.append({"key": f"t{n}", "name": "Làm", "assignee": "ke_toan", "minutes": 10, "actions": ["forward"]})
    last = {"key": f"q{number}", "name": "Ký", "assignee": "ke_toan", "minutes": 10, "actions": ["forward"]}
    return {"steps": [*steps, last]}


def test_many_paths_are_cut_and_the_longest_is_still_shown() -> None:
    found = run(forks(12), chances={f"q{n}": {f"q{n + 1}": 0.9} for n in range(12)})

    assert (found.cut, len(found.paths)) == (True, 41)
    assert (found.paths[0].minutes, found.paths[-1].minutes) == (10, 130)
    assert found.expected == pytest.approx(10 + 12 * 0.1 * 10)


def test_a_billion_paths_all_alike_are_no_burden() -> None:
    found = run(forks(30), runs=10)

    assert (found.cut, found.shortest, found.longest) == (True, 10, 310)
    assert found.expected == pytest.approx(10 + 30 * 0.5 * 10)


def test_years_beyond_the_calendar_have_no_date() -> None:
    long = {"steps": [{"key": str(n), "name": "Lâu", "assignee": "ke_toan", "minutes": 600_000} for n in range(5)]}

    assert run(long).expected_end is None


@pytest.mark.parametrize("flow", [{}, {"steps": []}, {"steps": [{"key": "a", "name": "A", "to": "nowhere"}]}])
def test_without_a_way_to_the_end_there_is_nothing_to_tell(flow) -> None:
    found = run(flow)

    assert (found.paths, found.expected, found.on_time, found.bottleneck) == ((), 0.0, None, None)


@given(st.randoms(use_true_random=False), st.dictionaries(st.sampled_from(["s0", "s1", "s2", "s3"]), st.floats(-1, 2)))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_figures_hold_together(chance, told) -> None:
    flow = some_flow(chance)
    for step in flow["steps"]:
        step["minutes"] = chance.randint(0, 3000)
    minutes = {s["key"]: s["minutes"] for s in flow["steps"] if s["kind"] in {"task", "vote", "consult"}}
    minutes |= {s["key"]: 0 for s in flow["steps"] if s.get("assignee") == "he_thong"}
    chances = {key: {"return": value, "failed": value, "s1": value} for key, value in told.items()}

    found = run(flow, chances=chances, runs=20, limit=4000)

    for path in found.paths:
        assert path.minutes == sum(minutes.get(key, 0) for key in path.steps)
        assert path.ends_at == CALENDAR.add_minutes(MONDAY, path.minutes)
        assert found.shortest <= path.minutes <= found.longest
    assert found.shortest - 1e-6 <= found.expected <= found.longest + 1e-6
    if found.paths and not found.cut:
        assert sum(path.chance for path in found.paths) == pytest.approx(1)
        assert sum(path.chance * path.minutes for path in found.paths) == pytest.approx(found.expected)
