"""Whatever the editor holds for the moment: findings, a picture and a simulation, never an exception."""

import copy
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.org import NOON

from doanso.blocks.workflow.definition import load
from doanso.blocks.workflow.diagram import svg
from doanso.blocks.workflow.linting import Facts, lint
from doanso.blocks.workflow.simulation import simulate
from doanso.blocks.workflow.tests.making import DESK
from doanso.core.calendar.worktime import WorkCalendar

pytestmark = pytest.mark.django_db
CALENDAR = WorkCalendar.build()
FIELDS = {"tuoi": "number"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**9) | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
PARTS = ["key", "name", "kind", "assignee", "minutes", "to", "actions", "not_by", "vote", "branches", "cases", "extra",
         "need", "clock", "otherwise", "chair", "escalate_to", "output", "odd"]  # fmt: skip


@given(st.integers(0, 3), st.dictionaries(st.sampled_from(PARTS), JSON, min_size=1, max_size=4))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_broken_step_breaks_nothing_else(org, place, junk) -> None:
    flow = copy.deepcopy(DESK)
    flow["steps"][place] |= junk

    findings = lint(flow, Facts(limit=60, fields=FIELDS))

    ElementTree.fromstring(svg(flow, findings=findings))
    simulate(flow, CALENDAR, NOON)
    if all(finding.level == "warning" for finding in findings):
        load(flow)


@pytest.mark.parametrize(
    "flow",
    [{}, {"steps": None}, {"steps": "a"}, {"steps": [None]}, {"steps": [{}, {}]}, {"steps": {}}],
)
def test_flow_of_the_wrong_shape_is_told_about(flow) -> None:
    assert lint(flow)[0].level == "error"
    ElementTree.fromstring(svg(flow))
    assert simulate(flow, CALENDAR, NOON).expected == 0
