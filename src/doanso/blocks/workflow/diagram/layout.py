"""Where everything stands. All lines run in the gaps between the boxes and beside them, so none crosses a box."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from doanso.blocks.workflow import model
from doanso.blocks.workflow.definition import END, Definition, Step
from doanso.blocks.workflow.diagram import telling
from doanso.blocks.workflow.diagram.boxes import BOX, EDGE, LABEL_ROOM, SMALL, Box, box_of
from doanso.blocks.workflow.diagram.measure import wrap
from doanso.blocks.workflow.diagram.telling import Marks, People
from doanso.blocks.workflow.model import Ways

GAP, ENTRY, LINE = 34, 17, 17
LANE, MARGIN = 13, 8
FIRST = 26


@dataclass
class Rib:
    """A way out that leaves the column: its words above a line to the right."""

    y: float
    to: str
    words: tuple[str, ...]


@dataclass
class Row:
    """A step with the ways that leave it. `down`: the words on the way to the next row, None when none leads there."""

    key: str
    box: Box
    top: float
    ribs: list[Rib] = field(default_factory=list)
    down: tuple[str, ...] | None = None
    down_y: float = 0

    @property
    def bottom(self) -> float:
        return self.top + self.box.height


@dataclass(frozen=True)
class Jump:
    """All ways to one row that do not come from the row above: they share a lane."""

    to: str
    exits: tuple[float, ...]
    entry: float
    lane: int


@dataclass(frozen=True)
class Return:
    start: float
    end: float
    lane: int


@dataclass
class Plan:
    rows: list[Row]
    jumps: list[Jump]
    returns: list[Return]
    end_y: float
    left: float
    width: int
    height: int

    def lane_x(self, lane: int) -> float:
        """From the left edge of the boxes, as all else."""
        return BOX + EDGE + lane * LANE

    def return_x(self, lane: int) -> float:
        return 12 + lane * LANE


def lay_out(
    steps: Sequence[Step], people: People, current: Collection[str], marks: Marks, condition: Callable[[str], str]
) -> Plan:
    rows, y = _rows(steps, people, current, marks, condition)
    jumps = _jumps(rows, y)
    returns = _returns(steps, rows)
    lefts = 1 + max((r.lane for r in returns), default=-1)
    rights = 1 + max((j.lane for j in jumps), default=-1)
    left = MARGIN + lefts * LANE
    width = left + BOX + (EDGE + (rights - 1) * LANE if rights else 0) + MARGIN
    return Plan(rows, jumps, returns, y, left, round(width), round(y + 30))


def _rows(
    steps: Sequence[Step], people: People, current: Collection[str], marks: Marks, condition: Callable[[str], str]
) -> tuple[list[Row], float]:
    """And where the end stands."""
    rows: list[Row] = []
    y: float = FIRST
    after = [step.key for step in steps[1:]] + [END] * bool(steps)
    for number, (step, following) in enumerate(zip(steps, after, strict=True), 1):
        box = box_of(step, number, people, step.key in current, marks.get(step.key))
        row = Row(step.key, box, y)
        y = _ways(row, step, following, condition) + GAP
        rows.append(row)
    return rows, y


def _ways(row: Row, step: Step, following: str, condition: Callable[[str], str]) -> float:
    """Sets out the ways below the box and returns where they end."""
    y = row.bottom
    targets: dict[str, list[str]] = {}
    for way in telling.ways_out(step):
        targets.setdefault(way.to, []).append(telling.label(way, condition))
    for to, labels in targets.items():
        words = wrap(_(" or ").join(filter(None, labels)), SMALL, LABEL_ROOM, 3) if any(labels) else ()
        if to == following:
            row.down = words
        else:
            y += len(words) * LINE + (8 if words else 14)
            row.ribs.append(Rib(y, to, words))
    row.down_y = y + (4 if row.ribs else 0)
    return row.down_y + len(row.down or ()) * LINE


def _jumps(rows: list[Row], end_y: float) -> list[Jump]:
    tops = {row.key: row.top for row in rows} | {END: end_y}
    exits: dict[str, list[float]] = {}
    for row in rows:
        for rib in row.ribs:
            if rib.to in tops:
                exits.setdefault(rib.to, []).append(rib.y)
    spans = {to: (min(*ys, tops[to] - ENTRY), max(*ys, tops[to] - ENTRY)) for to, ys in exits.items()}
    lanes = _lanes(spans)
    return [Jump(to, tuple(ys), tops[to] - ENTRY, lanes[to]) for to, ys in exits.items()]


def _returns(steps: Sequence[Step], rows: list[Row]) -> list[Return]:
    """From each step that may return its work to the last one before it that can have done some."""
    if not steps:
        return []
    ways = Ways(Definition(tuple(steps)))
    places = {row.key: row for row in rows}
    spans: dict[tuple[str, str], tuple[float, float]] = {}
    for number, step in enumerate(steps):
        earlier = [s.key for s in steps[:number] if s.takes_back and s.key != step.key]
        before = (key for key in reversed(earlier) if step.key in ways.reach(since=ways.after(key)))
        if model.returns(step) and (last := next(before, None)):
            target = places[last]
            spans[step.key, target.key] = (target.bottom - 15, places[step.key].top + 25)
    lanes = _lanes(spans)
    return [Return(low, high, lanes[pair]) for pair, (high, low) in spans.items()]


def _lanes(spans: dict) -> dict:
    """The innermost lane where a span overlaps no other, short ones first."""
    taken: list[list[tuple[float, float]]] = []
    found = {}
    for name, (start, end) in sorted(spans.items(), key=lambda item: item[1][1] - item[1][0]):
        free = (n for n, lane in enumerate(taken) if all(end + 6 < a or b + 6 < start for a, b in lane))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((start, end))
        found[name] = lane
    return found
