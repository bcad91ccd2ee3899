"""The linter lets no flow through in which a case gets stuck: all states of small flows, the engine beside them."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.workflow import queries, services
from doanso.blocks.workflow.definition import ACTIONS, DefinitionError, load
from doanso.blocks.workflow.linting import lint
from doanso.blocks.workflow.tests.walking import ANSWERS, ENDED, State, Walk, some_flow, walk
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
BIG = settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
TRAPS = {"stuck", "endless"}


def errors(flow: dict) -> set[str]:
    return {finding.code for finding in lint(flow) if finding.level == "error"}


@given(st.randoms(use_true_random=False))
@BIG
def test_flow_without_errors_can_always_be_brought_to_an_end(org, chance) -> None:
    flow = some_flow(chance)
    if errors(flow):
        return

    found = walk(flow)

    assert not found.refused
    assert found.stuck() == []
    assert found.finishes()


@given(st.randoms(use_true_random=False))
@BIG
def test_traps_are_told_where_there_are_some_and_only_there(org, chance) -> None:
    flow = some_flow(chance)
    try:
        load(flow)
    except DefinitionError:
        return
    told, found = errors(flow), walk(flow)

    assert found.refused == ("treadmill" in told)
    assert found.refused or bool(found.stuck()) == bool(told & TRAPS)


def test_the_engine_goes_where_the_walk_says(org) -> None:
    """Sound flows of each size, each walked at random on real tables until it ends."""
    chance, tried = Random(20261118), Counter()
    while sum(tried.values()) < 10:
        flow = some_flow(chance)
        size = len(flow["steps"])
        if size == 1 or tried[size] == 3 or errors(flow):
            continue
        tried[size] += 1
        _follow(org, flow, walk(flow), chance)
    assert {2, 3, 4} <= set(tried)


def _follow(org, flow: dict, model: Walk, chance: Random) -> None:
    subject = organisation.person("Người nộp hồ sơ")
    case = _start(org, flow, subject, chance)
    state = _state(case)
    for turn in range(10):
        if state.at == ENDED:
            return
        action, _after = chance.choice(model.moves[state])
        scope = {"x": chance.choice(ANSWERS)}
        _do(org, case, subject, action, scope, NOON + timedelta(minutes=turn + 1))
        case.refresh_from_db()
        possible = {next_ for name, next_ in model.moves[state] if name == action}
        state = _state(case)
        assert state in possible, (flow, action, state)
        _refuses_the_rest(org, case)


def _start(org, flow: dict, subject, chance: Random):
    version = services.define(code=f"f{subject.pk}", definition=flow, by=None, now=NOON)
    context = {"chi_doan_nop": org.branch, "don_vi_thu_ly": org.desk, "nguoi_nop": subject}
    about = {"version": version, "subject": subject, "title": "T", "url": "/", "unit": org.desk, "context": context}
    return services.start(**about, by=subject, now=NOON, scope={"x": chance.choice(ANSWERS)}).case


def _state(case) -> State:
    """What the tables say, in the walk's words."""
    if case.ended_at:
        return State(ENDED)
    rows = list(queries.open_steps(case))
    answered = case.activations.filter(step=rows[0].step, opened_at=rows[0].opened_at, state="done")
    names = {row.branch for row in answered if row.branch}
    return State(rows[0].step, frozenset(names), frozenset(queries.earlier_steps(case)))


def _do(org, case, subject, action: str, scope: dict, now: datetime) -> None:
    rows = {row.branch: row for row in queries.open_steps(case)}
    kind, _space, what = action.partition(" ")
    row = rows[what] if what in rows else next(iter(rows.values()))
    step = queries.step_of(case, row.pk)
    if step.kind == "vote":
        _close(org, row, passed=action == "passed", scope=scope, now=now)
        return
    who = subject if row.applicant else org.secretary
    more = {"to": what} if kind == "return" else {}
    if kind == "refuse" and "refuse" not in step.actions:
        kind = "stop"
    about = {"case_id": case.pk, "activation_id": row.pk, "action": kind, "comment": "Lý do", "scope": scope}
    services.act(**about, **more, by=who, now=now, applicant=row.applicant)


def _close(org, row, *, passed: bool, scope: dict, now: datetime) -> None:
    members = len(org.members)
    agreeing = members if passed else 0
    counted = {"for": agreeing, "against": members - agreeing, "blank": 0, "present": members}
    services.close_vote(activation_id=row.pk, by=org.secretary, now=now, counted=counted, scope=scope)


def _refuses_the_rest(org, case) -> None:
    """What the walk has no move for, the engine does not do."""
    for row in queries.open_steps(case)[:1]:
        step = queries.step_of(case, row.pk)
        for action in sorted({*ACTIONS} - {*(step.actions if step.kind != "vote" else ())})[:2]:
            with pytest.raises(Refused):
                services.act(
                    case_id=case.pk, activation_id=row.pk, action=action, by=None if row.applicant else org.secretary,
                    now=NOON, comment="Lý do", applicant=row.applicant,
                )  # fmt: skip
