"""A flow as a BPMN 2.0 file, with lanes and diagram. docs/bpmn.md tells what becomes what."""

import json
from typing import TYPE_CHECKING, Any

from doanso.blocks.workflow.bpmn import names
from doanso.blocks.workflow.bpmn.graph import Edge, Graph, Json, Lane, Node
from doanso.blocks.workflow.bpmn.layout import Box, arrange
from doanso.blocks.workflow.bpmn.shape import draw
from doanso.blocks.workflow.definition import DefinitionError, load
from doanso.lib.errors import Refused
from doanso.lib.later import later

if TYPE_CHECKING:
    from lxml import etree
else:
    etree = later("lxml.etree")

PREFIXES = {"bpmn": names.MODEL, "bpmndi": names.DI, "dc": names.DC, "di": names.LINES, "xsi": names.XSI}
PREFIXES["doanso"] = names.OURS


def write(flow: Json, *, code: str, name: str) -> bytes:
    """The file for other tools; `read` gives back the same flow. Refused when the flow is not yet one that can run."""
    return serialize(graph_of(flow, code=code, name=name))


def graph_of(flow: Json, *, code: str, name: str) -> Graph:
    """The diagram of a flow. What the flow says beside its steps is kept with the process."""
    try:
        definition = load(flow)
    except DefinitionError as problem:
        raise Refused(" ".join(problem.problems)) from problem
    rest = {key: value for key, value in flow.items() if key != "steps"}
    return draw(definition, flow["steps"], name=name, ours={"code": code, "name": name, "flow": rest})


def serialize(graph: Graph) -> bytes:
    root = etree.Element(_tag("bpmn", "definitions"), nsmap=PREFIXES)
    root.set("id", "definitions")
    root.set("targetNamespace", names.OURS)
    root.set("expressionLanguage", names.PYTHON)
    root.set("exporter", "Đoàn Số")
    pool = _add(root, "bpmn:collaboration", id="collaboration")
    _add(pool, "bpmn:participant", id="pool", name=names.shown(graph.name), processRef="process")
    _process(root, graph)
    _diagram(root, graph)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _process(root: Any, graph: Graph) -> None:
    process = _add(root, "bpmn:process", id="process", name=names.shown(graph.name), isExecutable="true")
    _extend(process, "flow", graph.ours)
    lanes = _add(process, "bpmn:laneSet", id="lanes")
    for lane, nodes in graph.lanes_filled():
        _lane(lanes, lane, nodes)
    for node in graph.nodes.values():
        _node(process, node, graph)
    for edge in graph.edges:
        _edge(process, edge)


def _lane(lanes: Any, lane: Lane, nodes: list[Node]) -> None:
    element = _add(lanes, "bpmn:lane", id=lane.id, name=lane.name)
    _extend(element, "lane", {"assignees": list(lane.assignees), "words": lane.words})
    for node in nodes:
        _add(element, "bpmn:flowNodeRef").text = node.id


def _node(process: Any, node: Node, graph: Graph) -> None:
    element = _add(process, f"bpmn:{node.tag}", id=node.id, name=node.name)
    if node.default:
        element.set("default", node.default)
    _extend(element, "node", node.ours)
    for edge in graph.entering(node.id):
        _add(element, "bpmn:incoming").text = edge.id
    for edge in graph.leaving(node.id):
        _add(element, "bpmn:outgoing").text = edge.id
    if node.terminates:
        _add(element, "bpmn:terminateEventDefinition", id=f"{node.id}.all")
    if node.asks:
        several = _add(element, "bpmn:multiInstanceLoopCharacteristics")
        _formal(_add(several, "bpmn:loopCardinality"), str(node.asks[0]))
        _formal(_add(several, "bpmn:completionCondition"), node.asks[1])


def _edge(process: Any, edge: Edge) -> None:
    element = _add(
        process, "bpmn:sequenceFlow", id=edge.id, name=edge.name, sourceRef=edge.source, targetRef=edge.target
    )
    _extend(element, "condition", {"when": edge.original} if edge.original else None)
    if edge.condition:
        _formal(_add(element, "bpmn:conditionExpression"), edge.condition)


def _formal(element: Any, text: str) -> None:
    element.set(f"{{{names.XSI}}}type", "bpmn:tFormalExpression")
    element.text = text


def _extend(element: Any, tag: str, content: Json | None) -> None:
    """What BPMN has no word for, as JSON under our own namespace; it comes first, as the schema wants."""
    if content is not None:
        inside = _add(element, "bpmn:extensionElements")
        _add(inside, f"doanso:{tag}").text = names.escaped(json.dumps(content, ensure_ascii=False))


def _diagram(root: Any, graph: Graph) -> None:
    drawing = arrange(graph)
    diagram = _add(root, "bpmndi:BPMNDiagram", id="diagram")
    plane = _add(diagram, "bpmndi:BPMNPlane", id="plane", bpmnElement="collaboration")
    _shape(plane, "pool", drawing.pool, horizontal=True)
    for lane, box in drawing.lanes.items():
        _shape(plane, lane, box, horizontal=True)
    for key, box in drawing.nodes.items():
        element = _shape(plane, key, box)
        if graph.nodes[key].tag == "exclusiveGateway":
            element.set("isMarkerVisible", "true")
        _label(element, drawing.labels.get(key))
    for key, points in drawing.edges.items():
        element = _add(plane, "bpmndi:BPMNEdge", id=f"{key}.line", bpmnElement=key)
        for x, y in points:
            _add(element, "di:waypoint", x=str(x), y=str(y))
        _label(element, drawing.labels.get(key))


def _shape(plane: Any, key: str, box: Box, *, horizontal: bool = False) -> Any:
    element = _add(plane, "bpmndi:BPMNShape", id=f"{key}.shape", bpmnElement=key)
    if horizontal:
        element.set("isHorizontal", "true")
    _bounds(element, box)
    return element


def _label(element: Any, box: Box | None) -> None:
    if box:
        _bounds(_add(element, "bpmndi:BPMNLabel"), box)


def _bounds(element: Any, box: Box) -> None:
    _add(element, "dc:Bounds", x=str(box.x), y=str(box.y), width=str(box.width), height=str(box.height))


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    """Empty attributes are left out."""
    wanted = {key: value for key, value in attributes.items() if value}
    return etree.SubElement(parent, _tag(*tag.split(":")), wanted)


def _tag(prefix: str, name: str) -> str:
    return f"{{{PREFIXES[prefix]}}}{name}"
