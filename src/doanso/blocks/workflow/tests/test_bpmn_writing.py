"""Our BPMN files: valid, whole, drawn without overlap, and read back as they were."""

import ast
from itertools import combinations, pairwise
from pathlib import Path

import pytest
import SpiffWorkflow
from hypothesis import HealthCheck, given, settings
from lxml import etree

from doanso.blocks.workflow.bpmn import Read, read, write
from doanso.blocks.workflow.bpmn.layout import arrange
from doanso.blocks.workflow.bpmn.names import DI, MODEL
from doanso.blocks.workflow.bpmn.write import graph_of
from doanso.blocks.workflow.tests.flows import flows, of_the_demo
from doanso.core.units import services as units
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
many = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
NODES = {"startEvent", "endEvent", "userTask", "task", "exclusiveGateway", "parallelGateway"}
CONSULT = {
    "steps": [
        {"key": "ask", "name": "Xin ý kiến", "kind": "consult", "actions": ["forward"],
         "branches": [{"key": "a", "name": "Một cửa", "assignee": "bo_phan_mot_cua"},
                      {"key": "b", "name": "Lãnh đạo", "assignee": "lanh_dao_don_vi"}]},
        {"key": "sum", "name": "Tổng hợp", "assignee": "bo_phan_mot_cua", "actions": ["forward"]},
    ]
}  # fmt: skip


@pytest.fixture(autouse=True)
def roles(db):
    units.seed_roles()


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The official schema, as SpiffWorkflow brings it."""
    return etree.XMLSchema(etree.parse(Path(SpiffWorkflow.__file__).parent / "bpmn/parser/schema/BPMN20.xsd"))


def test_flows_of_the_demo_come_back_as_they_were(schema) -> None:
    for code, name, flow in of_the_demo():
        xml = write(flow, code=code, name=name)

        assert read(xml) == Read(flow, name, code)
        schema.assertValid(etree.fromstring(xml))


@many
@given(flow=flows())
def test_any_flow_comes_back_as_it_was(schema, flow) -> None:
    xml = write(flow, code="X", name="Thủ tục & <bước>")

    assert read(xml) == Read(flow, "Thủ tục & <bước>", "X")
    schema.assertValid(etree.fromstring(xml))


@many
@given(flow=flows())
def test_file_is_whole(flow) -> None:
    root = etree.fromstring(write(flow, code="X", name="Tên"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    process = root.find(f"{{{MODEL}}}process")
    nodes = {element.get("id") for element in process if etree.QName(element).localname in NODES}
    lines = process.findall(f"{{{MODEL}}}sequenceFlow")
    drawn = {kind: [e.get("bpmnElement") for e in root.iter(f"{{{DI}}}BPMN{kind}")] for kind in ("Shape", "Edge")}
    in_lanes = [reference.text for reference in root.iter(f"{{{MODEL}}}flowNodeRef")]
    lanes = {lane.get("id") for lane in root.iter(f"{{{MODEL}}}lane")}

    assert len(ids) == len(set(ids))
    assert {end for line in lines for end in (line.get("sourceRef"), line.get("targetRef"))} == nodes
    assert sorted(in_lanes) == sorted(nodes)
    assert sorted(drawn["Shape"]) == sorted({*nodes, *lanes, "pool"})
    assert sorted(drawn["Edge"]) == sorted(line.get("id") for line in lines)
    for condition in root.iter(f"{{{MODEL}}}conditionExpression"):
        ast.parse(condition.text, mode="eval")


@many
@given(flow=flows())
def test_nothing_overlaps_and_no_line_crosses_a_shape(flow) -> None:
    graph = graph_of(flow, code="X", name="Tên")
    drawing = arrange(graph)

    for (one, a), (other, b) in combinations(drawing.nodes.items(), 2):
        assert a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y, (one, other)
    for key, box in drawing.nodes.items():
        lane = drawing.lanes[graph.nodes[key].lane]
        assert lane.x < box.x, key
        assert lane.y < box.y, key
        assert box.right < lane.right, key
        assert box.bottom < lane.bottom, key
    for edge in graph.edges:
        for start, end in pairwise(drawing.edges[edge.id]):
            assert start[0] == end[0] or start[1] == end[1]
            assert _crossed(drawing.nodes, start, end) <= {edge.source, edge.target}, edge


def _crossed(boxes, start, end) -> set[str]:
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return {k for k, b in boxes.items() if left < b.right and b.x < right + (left == right) and top < b.bottom
            and b.y < bottom + (top == bottom)}  # fmt: skip


def test_lines_end_at_their_shapes() -> None:
    for _code, _name, flow in of_the_demo():
        graph = graph_of(flow, code="X", name="Tên")
        drawing = arrange(graph)
        for edge in graph.edges:
            for key, (x, y) in ((edge.source, drawing.edges[edge.id][0]), (edge.target, drawing.edges[edge.id][-1])):
                box = drawing.nodes[key]
                assert box.x <= x <= box.right, edge
                assert box.y <= y <= box.bottom, edge


def test_everybody_asked_has_a_task_in_their_own_lane() -> None:
    graph = graph_of(CONSULT, code="X", name="Tên")
    asked = [node for node in graph.nodes.values() if ".ask" in node.id]

    assert [(node.name, graph.lanes[node.lane].assignees) for node in asked] == [
        ("Một cửa", ("bo_phan_mot_cua",)),
        ("Lãnh đạo", ("lanh_dao_don_vi",)),
    ]
    assert graph.nodes["step_ask.fork"].tag == graph.nodes["step_ask.join"].tag == "parallelGateway"


def test_lanes_are_named_in_words() -> None:
    flow = next(flow for code, _name, flow in of_the_demo() if code == "1.001193")
    root = etree.fromstring(write(flow, code="1.001193", name="Đăng ký khai sinh"))

    assert [lane.get("name") for lane in root.iter(f"{{{MODEL}}}lane")] == [
        "Người nộp hồ sơ",
        "Bộ phận Một cửa",
        "Công chức chuyên môn",
        "Lãnh đạo đơn vị",
    ]


def test_flow_that_cannot_run_is_not_written() -> None:
    with pytest.raises(Refused) as refusal:
        write({"steps": [{"key": "a", "name": "Ký", "kind": "branch", "to": "b"}]}, code="X", name="Tên")
    assert refusal.value.message == "Ký: dẫn đến “b” là bước không có."
