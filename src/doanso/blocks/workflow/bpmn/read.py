"""A BPMN 2.0 file as a flow: our own exports come back as they were, others as far as they mean the same here."""

from typing import Any

from doanso.blocks.workflow import shape
from doanso.blocks.workflow.bpmn import source
from doanso.blocks.workflow.bpmn.findings import Findings, Read
from doanso.blocks.workflow.bpmn.graph import Graph, Json
from doanso.blocks.workflow.bpmn.interpret import interpret
from doanso.blocks.workflow.bpmn.names import shown
from doanso.blocks.workflow.bpmn.write import graph_of
from doanso.lib.errors import Refused


def read(xml: bytes) -> Read:
    """Unreadable, a Refused, names every element that would change the meaning.

    The flow may still lack what only people know (`doubts`), so that it is checked when it is saved, not here.
    """
    findings = Findings()
    graph = source.graph_of(source.parse(xml), findings)
    findings.check()
    kept = _kept(graph)
    if kept is not None and (flow := _unchanged(graph, kept)):
        name = str((graph.ours or {}).get("name", ""))
        return Read(flow, name if graph.name == shown(name).strip() else graph.name, _code(graph))
    flow, doubts = interpret(graph, findings, edited=kept is not None)
    return Read(flow, graph.name, _code(graph), tuple(dict.fromkeys(findings.lost)), tuple(doubts))


def _code(graph: Graph) -> str:
    return str((graph.ours or {}).get("code", ""))


def _kept(graph: Graph) -> list[Json] | None:
    """The rows that we wrote, in their order; None in a file that is not ours. Unreadable when one is damaged."""
    noted = [node.ours for node in graph.nodes.values() if node.ours and "step" in node.ours]
    if not noted:
        return None
    if not all(
        isinstance(ours.get("at"), int) and shape.are_words(ours.get("drawn")) and shape.sound(ours["step"])
        for ours in noted
    ):
        raise source.damaged()
    return [ours["step"] for ours in sorted(noted, key=lambda ours: ours["at"])]


def _unchanged(graph: Graph, rows: list[Json]) -> Json | None:
    """The flow that we wrote, if the file is still its drawing: where things stand, what lines are called, is free."""
    ours = graph.ours or {}
    rest = ours.get("flow")
    if not isinstance(rest, dict):
        return None
    flow = rest | {"steps": rows}
    try:
        again = graph_of(flow, code=_code(graph), name=str(ours.get("name", "")))
    except Refused:
        return None
    return flow if _facts(again) == _facts(graph) else None


def _facts(graph: Graph) -> Any:
    nodes = {
        node.id: (node.tag, node.name if node.ours and "action" not in node.ours else "", node.ours, node.asks,
                  node.terminates, node.default, graph.lanes[node.lane].assignees if node.lane in graph.lanes else ())
        for node in graph.nodes.values()
    }  # fmt: skip
    edges = {edge.id: (edge.source, edge.target, edge.condition, edge.original) for edge in graph.edges}
    renamed = {lane.id for lane in graph.lanes.values() if lane.name.strip() != lane.words.strip()}
    return nodes, edges, len(graph.edges), renamed
