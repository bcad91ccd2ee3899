"""Where everything stands: a grid of lanes and columns, with room kept free for the lines.

Each step has a column of its own, so that a vertical line in it meets no other step. Lines to the next column turn in
the gutter between the two; all others run along a track at the top of their lane.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from doanso.blocks.workflow.bpmn.graph import Edge, Graph, Node

Point = tuple[int, int]

TASK, GATEWAY, EVENT = (140, 80), (50, 50), (36, 36)
HEAD = 30  # the vertical title of the pool, and of each lane
SPACE = 36  # between neighbours, and around a row
TRACK, APART = 30, 18  # between lines side by side: along a lane, with words on them, and in a gutter
LABELS = 96  # room for words on the lines to ends
ASIDE = 12  # a second line leaves a gateway this far from its corner
LINE, LETTER = 14, 6  # height of a line of text, width of a letter


@dataclass(frozen=True)
class Box:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        return self.x + self.width // 2, self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass
class Drawing:
    pool: Box = Box(0, 0, 0, 0)
    lanes: dict[str, Box] = field(default_factory=dict)
    nodes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)


def arrange(graph: Graph) -> Drawing:
    plan = _Plan(graph)
    plan.sort_edges()
    plan.across()
    plan.down()
    for edge in graph.edges:
        plan.route(edge)
    return plan.drawing


def size(node: Node) -> tuple[int, int]:
    if node.tag.endswith("Event"):
        return EVENT
    return GATEWAY if node.tag.endswith("Gateway") else TASK


class _Plan:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.drawing = Drawing()
        self.middle: dict[tuple[int, int], int] = {}  # of a slot in a column
        self.left: dict[int, int] = {}  # of a column's gutter
        self.gutters: dict[int, list[str]] = defaultdict(list)
        self.tracks: dict[str, list[list[tuple[int, int]]]] = defaultdict(list)
        self.track_of: dict[str, int] = {}

    def sort_edges(self) -> None:
        """Which lines need a place in a gutter, and which a track as well."""
        for edge in self.graph.edges:
            source, target = self.ends(edge)
            here, there = source.place.column, target.place.column
            if here == there:
                continue
            if there != here + 1:
                self.take_track(edge, source.lane, min(here, there), max(here, there))
            if there != here + 1 or (source.lane, source.place.row) != (target.lane, target.place.row):
                self.gutters[there].append(edge.id)

    def take_track(self, edge: Edge, lane: str, first: int, last: int) -> None:
        """The innermost track of the lane that is free along the way."""
        tracks = self.tracks[lane]
        free = (n for n, taken in enumerate(tracks) if all(last < start or first > end for start, end in taken))
        number = self.track_of[edge.id] = next(free, len(tracks))
        if number == len(tracks):
            tracks.append([])
        tracks[number].append((first, last))

    def ends(self, edge: Edge) -> tuple[Node, Node]:
        return self.graph.nodes[edge.source], self.graph.nodes[edge.target]

    def across(self) -> None:
        """From left to right: gutter, then the slots of the column."""
        widths: dict[int, dict[int, int]] = defaultdict(dict)
        for node in self.graph.nodes.values():
            slots = widths[node.place.column]
            slots[node.place.slot] = max(slots.get(node.place.slot, 0), size(node)[0])
        x = 2 * HEAD
        for column in sorted(widths):
            self.left[column] = x
            x += SPACE + APART * len(self.gutters[column])
            for slot in sorted(widths[column]):
                x += LABELS - SPACE if slot == max(widths[column]) == 3 else 0
                self.middle[column, slot] = x + widths[column][slot] // 2
                x += widths[column][slot] + SPACE
        self.drawing.pool = Box(0, 0, x, 0)

    def down(self) -> None:
        """From lane to lane: its tracks, then its rows."""
        y = 0
        for lane, nodes in self.graph.lanes_filled():
            tracks = len(self.tracks[lane.id])
            top, y = y, y + SPACE + (LINE + TRACK * tracks if tracks else 0)
            heights: dict[int, int] = defaultdict(int)
            for node in nodes:
                heights[node.place.row] = max(heights[node.place.row], size(node)[1])
            for row in sorted(heights):
                for node in nodes:
                    if node.place.row == row:
                        self.stand(node, y + heights[row] // 2)
                y += heights[row] + SPACE
            self.drawing.lanes[lane.id] = Box(HEAD, top, self.drawing.pool.width - HEAD, y - top)
        self.drawing.pool = Box(0, 0, self.drawing.pool.width, y)

    def stand(self, node: Node, middle: int) -> None:
        width, height = size(node)
        x = self.middle[node.place.column, node.place.slot] - width // 2
        self.drawing.nodes[node.id] = Box(x, middle - height // 2, width, height)
        if height < TASK[1] and node.name:
            self.drawing.labels[node.id] = _name_beside(node, self.drawing.nodes[node.id])

    def route(self, edge: Edge) -> None:
        source, target = self.ends(edge)
        if source.place.column == target.place.column:
            points = self.inside(source, target)
        elif edge.id in self.track_of:
            points = self.along_track(edge, source, target)
        else:
            points = self.to_the_next(edge, source, target)
        self.drawing.edges[edge.id] = points
        if edge.name:
            self.drawing.labels[edge.id] = _label(points, edge.name)

    def inside(self, source: Node, target: Node) -> list[Point]:
        """Within one step: beside each other, below each other, or round one corner."""
        a, b = self.drawing.nodes[source.id], self.drawing.nodes[target.id]
        (ax, ay), (bx, by) = a.middle, b.middle
        if source.place.slot > target.place.slot:
            x = ax + ASIDE
            return [(x, (a.bottom - ASIDE - 1) if by > ay else (a.y + ASIDE + 1)), (x, by), (b.right, by)]
        if ay == by:
            return [(a.right, ay), (b.x, by)]
        if ax == bx:
            return [(ax, a.bottom), (bx, b.y)] if by > ay else [(ax, a.y), (bx, b.bottom)]
        if source.tag.endswith("Gateway"):
            return [(ax, a.bottom if by > ay else a.y), (ax, by), (b.x, by)]
        return [(a.right, ay), (bx, ay), (bx, b.y if by > ay else b.bottom)]

    def gutter(self, edge: Edge, column: int) -> int:
        return self.left[column] + SPACE // 2 + APART * self.gutters[column].index(edge.id)

    def to_the_next(self, edge: Edge, source: Node, target: Node) -> list[Point]:
        a, b = self.drawing.nodes[source.id], self.drawing.nodes[target.id]
        ay, by = a.middle[1], b.middle[1]
        if ay == by:
            return [(a.right, ay), (b.x, by)]
        x = self.gutter(edge, target.place.column)
        return [(a.right, ay), (x, ay), (x, by), (b.x, by)]

    def along_track(self, edge: Edge, source: Node, target: Node) -> list[Point]:
        a, b = self.drawing.nodes[source.id], self.drawing.nodes[target.id]
        lane = self.drawing.lanes[source.lane]
        free = len(self.tracks[source.lane]) - self.track_of[edge.id] - 1
        y, x = lane.y + SPACE // 2 + LINE + TRACK * free, self.gutter(edge, target.place.column)
        points = [(a.middle[0], a.y), (a.middle[0], y), (x, y), (x, b.middle[1]), (b.x, b.middle[1])]
        return [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]


def _name_beside(node: Node, box: Box) -> Box:
    """Under an event; over the line that comes into a gateway, whose other corners lines leave from."""
    width = LABELS + SPACE
    height = _height(node.name, width)
    if node.tag.endswith("Gateway"):
        return Box(box.x + 10 - width, box.y - height + 6, width, height)
    return Box(box.middle[0] - width // 2, box.bottom + 4, width, height)


def _label(points: list[Point], name: str) -> Box:
    """Above the first horizontal stretch, close to where the line begins."""
    for (x, y), (to, level) in pairwise(points):
        if y == level and x != to:
            width = min(max(abs(to - x) - 8, 60), LABELS)
            height = _height(name, width)
            return Box(x + 4 if to > x else x - 4 - width, y - height - 4, width, height)
    (x, y), (_x, to) = points[:2]
    return Box(x + 4, min(y, to) + 4, LABELS, _height(name, LABELS))


def _height(text: str, width: int) -> int:
    return LINE * -(-len(text) * LETTER // width)
