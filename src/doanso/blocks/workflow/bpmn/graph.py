"""A process diagram as plain values: what is written, and what was read."""

from dataclasses import dataclass, field, replace
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a node stands: the step's column, the slot in it, the row within its lane."""

    column: int
    slot: int = 1
    row: int = 0


@dataclass(frozen=True)
class Node:
    """`ours`: what BPMN has no word for. `asks`: how many are asked at once, and when that is enough.

    `who` and `note` are what another tool says of the person and the work.
    """

    id: str
    tag: str
    name: str = ""
    lane: str = ""
    ours: Json | None = None
    terminates: bool = False
    asks: tuple[int, str] | None = None
    default: str = ""
    who: str = ""
    note: str = ""
    place: Place = Place(0)


@dataclass(frozen=True)
class Edge:
    """`original`: the condition in our own language."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    original: str = ""


@dataclass(frozen=True)
class Lane:
    """`words`: the name as it was written, so that a changed one is noticed. Several share a lane in a consult."""

    id: str
    name: str
    assignees: tuple[str, ...] = ()
    words: str = ""


@dataclass
class Graph:
    name: str = ""
    ours: Json | None = None
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    lanes: dict[str, Lane] = field(default_factory=dict)

    def add(self, node: Node) -> str:
        self.nodes[node.id] = node
        return node.id

    def add_lane(self, lane: Lane) -> str:
        self.lanes[lane.id] = lane
        return lane.id

    def lanes_filled(self) -> list[tuple[Lane, list[Node]]]:
        """Each lane with what stands in it."""
        return [(lane, [n for n in self.nodes.values() if n.lane == lane.id]) for lane in self.lanes.values()]

    def connect(self, source: str, target: str, *, default: bool = False, **more: str) -> None:
        """Ways out of a node are numbered, so that the same flow always gets the same identifiers."""
        edge = Edge(f"{source}.to{len(self.leaving(source)) + 1}", source, target, **more)
        self.edges.append(edge)
        if default:
            self.nodes[source] = replace(self.nodes[source], default=edge.id)

    def leaving(self, node: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.source == node]

    def entering(self, node: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.target == node]
