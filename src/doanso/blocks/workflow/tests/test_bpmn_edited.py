"""Our own files after another tool has had them: the drawing counts, and what we keep beside it stays with its step."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from doanso.blocks.workflow.bpmn import Unreadable, read, source, write
from doanso.blocks.workflow.bpmn.findings import Findings
from doanso.blocks.workflow.bpmn.interpret import interpret
from doanso.blocks.workflow.definition import Step, load
from doanso.blocks.workflow.tests.flows import flows, of_the_demo
from doanso.core.units import services as units

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roles(db):
    units.seed_roles()


def edited(pattern: str, new: str, code: str = "D-CSH") -> tuple[dict, object]:
    name, flow = next((name, flow) for known, name, flow in of_the_demo() if known == code)
    text, count = re.subn(pattern, new, write(flow, code=code, name=name).decode(), flags=re.DOTALL)
    assert count == 1
    return flow, read(text.encode())


def test_own_file_renamed_elsewhere_keeps_all_the_rest() -> None:
    flow, found = edited('(<bpmn:userTask id="step_buoc_2" name=)"[^"]*"', r'\1"Tên mới"')
    flow["steps"][1]["name"] = "Tên mới"

    assert found.flow == flow
    assert [doubt.text for doubt in found.doubts] == ["Tệp đã bị sửa sau khi xuất; vui lòng đối chiếu lại."]


def test_own_file_with_a_way_taken_out_loses_that_action() -> None:
    flow, found = edited('<bpmn:sequenceFlow id="step_buoc_3.way.to2".*?</bpmn:sequenceFlow>', "")
    flow["steps"][2]["actions"] = ["forward", "supplement", "refuse"]

    assert found.flow == flow


def test_own_file_whose_lane_was_renamed_asks_who_does_it() -> None:
    _flow, found = edited('(<bpmn:lane id="lane_2" name=)"[^"]*"', r'\1"Văn thư"')

    assert found.flow["steps"][1]["assignee"] == ""
    assert [(doubt.step, doubt.words) for doubt in found.doubts if doubt.about == "assignee"] == [("buoc_2", "Văn thư")]


def test_own_file_with_another_condition_takes_the_new_one() -> None:
    new = r"\1loai == 'x'\2"
    _flow, found = edited("(<bpmn:conditionExpression[^>]*>)noi_den is not None[^<]*(<)", new)

    assert found.flow["steps"][3]["cases"] == [{"when": "loai == 'x'", "to": "buoc_4"}]


@pytest.mark.parametrize(
    "damage",
    [
        ('"minutes": [0-9]+', '"minutes": "x"'),
        ('"minutes": [0-9]+', '"minutes": 99999999999'),
        ('"extra": {}', '"vote": {"quorum": "1/0"}'),
        ('"at": 1,', '"at": null,'),
        ('{"at": 2', '{"at": ' + "[" * 900),
    ],
)
def test_own_file_that_is_damaged_is_refused(damage) -> None:
    _code, name, flow = of_the_demo()[0]
    text = re.sub(*damage, write(flow, code="X", name=name).decode(), count=1)

    with pytest.raises(Unreadable) as refusal:
        read(text.encode())
    assert refusal.value.message == "Phần do Đoàn Số ghi trong tệp này đã hỏng; vui lòng xuất lại tệp."


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(flow=flows())
def test_any_flow_is_understood_from_its_drawing_too(flow) -> None:
    """As if something had been changed elsewhere: every step is read from the drawing, and is the same."""
    assume(all(len(step.branches) != 1 for step in load(flow).steps))  # one opinion alone is drawn as a task is
    findings = Findings()
    graph = source.graph_of(source.parse(write(flow, code="X", name="Tên")), findings)
    found, doubts = interpret(graph, findings, edited=True)

    assert {step.key: drawn(step) for step in load(found).steps} == {s.key: drawn(s) for s in load(flow).steps}
    assert [doubt.about for doubt in doubts] == ["step"]
    assert findings.lost == []


def drawn(step: Step) -> Step:
    """Without what makes no difference to a dossier: the order of actions."""
    return replace(step, actions=tuple(sorted(step.actions)))
