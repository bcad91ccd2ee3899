"""The ways through a drawing: is it whole, and where does each lead?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from doanso.blocks.workflow.bpmn.elements import PERSON
from doanso.blocks.workflow.bpmn.findings import Findings, kind_of
from doanso.blocks.workflow.bpmn.graph import Edge, Graph, Node
from doanso.blocks.workflow.definition import END

_ONE_WAY = {*PERSON, "serviceTask", "startEvent", "intermediateThrowEvent"}


class Walks:
    def __init__(self, graph: Graph, findings: Findings) -> None:
        self.graph, self.findings = graph, findings
        self.out: dict[str, list[Edge]] = {key: [] for key in graph.nodes}
        self.into: dict[str, list[Edge]] = {key: [] for key in graph.nodes}
        for edge in graph.edges:
            if edge.source in self.out and edge.target in self.into:
                self.out[edge.source].append(edge)
                self.into[edge.target].append(edge)

    @property
    def start(self) -> Node:
        return next(node for node in self.graph.nodes.values() if node.tag == "startEvent")

    def check(self) -> None:
        """One start, whole lines, everything reached, conditions only where a gateway chooses."""
        for edge in self.graph.edges:
            if edge.source not in self.out or edge.target not in self.into:
                self.refuse_edge(edge, _("it begins or ends at nothing"))
        starts = [node for node in self.graph.nodes.values() if node.tag == "startEvent"]
        if not starts:
            self.findings.refuse(kind_of("startEvent"), "", _("there is none"))
        for node in starts if len(starts) > 1 else []:
            self.refuse(node, _("there may be one start only"))
        for node in self.graph.nodes.values():
            for why in self.wrong(node):
                self.refuse(node, why)
        if len(starts) == 1 and not self.findings.fatal:
            self.check_reached(starts[0])

    def check_reached(self, start: Node) -> None:
        reached = self.reached(start.id)
        for node in self.graph.nodes.values():
            if node.id not in reached:
                self.refuse(node, _("no way leads to it"))
            elif self.passes(node) and self.goal(node.id) == node.id:
                self.refuse(node, _("it leads back to itself"))

    def wrong(self, node: Node) -> Iterator[str]:
        ways = self.out[node.id]
        if node.tag in _ONE_WAY and len(ways) > 1:
            yield _("several ways leave it; draw the gateway that parts them")
        if node.tag == "startEvent" and (self.into[node.id] or not ways):
            yield _("one way leaves a start, and none leads to it")
        if node.tag == "endEvent" and ways:
            yield _("a way leads on from the end")
        if node.tag.endswith("Gateway") and not ways:
            yield _("no way leaves it")
        if node.tag != "exclusiveGateway" or len(ways) == 1:
            for edge in ways:
                if edge.condition:
                    self.refuse_edge(edge, _("only an exclusive gateway with several ways may choose"))
        if node.tag == "exclusiveGateway" and node.default and node.default not in {edge.id for edge in ways}:
            yield _("its default way does not leave it")

    def refuse(self, node: Node, why: str) -> None:
        self.findings.refuse(kind_of(node.tag), node.name or node.id, why)

    def refuse_edge(self, edge: Edge, why: str) -> None:
        self.findings.refuse(kind_of("sequenceFlow"), edge.name or edge.id, why)

    def reached(self, start: str, *, without: str = "") -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            key = waiting.pop()
            if key not in seen and key != without:
                seen.add(key)
                waiting += [edge.target for edge in self.out[key]]
        return seen

    def always_before(self, earlier: str, later: str) -> bool:
        """Does every way to the later one pass the earlier one?"""
        return later not in self.reached(self.start.id, without=earlier)

    def passes(self, node: Node) -> bool:
        """Nothing happens here: ways that meet, a milestone, a gateway that parts nothing."""
        if len(self.out[node.id]) != 1:
            return False
        if node.tag == "parallelGateway":
            return len(self.into[node.id]) == 1
        return node.tag in {"exclusiveGateway", "intermediateThrowEvent"}

    def goal(self, key: str) -> str:
        """The step that a line really leads to, or END. A circle in which nothing happens gives the place itself."""
        seen: set[str] = set()
        node = self.graph.nodes[key]
        while self.passes(node) and node.id not in seen:
            seen.add(node.id)
            node = self.graph.nodes[self.out[node.id][0].target]
        if node.id in seen:
            return key
        return END if node.tag == "endEvent" else node.id

    def next(self, key: str) -> str:
        """What follows a step; nothing drawn means the end."""
        ways = self.out[key] if key else []
        return self.goal(ways[0].target) if ways else END

    def end_of(self, key: str) -> Node:
        """The end event at the end of a line that leads to an end."""
        node = self.graph.nodes[key]
        while node.tag != "endEvent":
            node = self.graph.nodes[self.out[node.id][0].target]
        return node

    def side_by_side(self, fork: Node) -> tuple[list[Node], str]:
        """The people between a fork and its join. Refused unless each way holds the work of exactly one person."""
        if len(self.out[fork.id]) < 2:
            self.refuse(fork, _("ways meet here that did not part at one gateway"))
            return [], ""
        goals = [self.goal(edge.target) for edge in self.out[fork.id]]
        asked = [self.graph.nodes[goal] for goal in goals if goal != END and self.asks(self.graph.nodes[goal])]
        joins = {self.next(node.id) for node in asked}
        join = next(iter(joins), "")
        whole = len(asked) == len(goals) == len({node.id for node in asked}) and len(joins) == 1 and join != END
        if not whole or not self.joins(self.graph.nodes[join], len(asked)):
            self.refuse(fork, _("each way must hold the work of one person, and all must meet again at one gateway"))
            return [], ""
        for node in asked:
            if "step" in (node.ours or {}):
                self.findings.lose(kind_of(node.tag), node.name, _("side by side it has no deadline of its own"))
        return asked, join

    def asks(self, node: Node) -> bool:
        kind = (node.ours or {}).get("step", {}).get("kind", "task")
        return node.tag in PERSON and kind == "task" and node.asks is None and len(self.into[node.id]) == 1

    def joins(self, node: Node, count: int) -> bool:
        return node.tag == "parallelGateway" and len(self.into[node.id]) == count and len(self.out[node.id]) == 1
