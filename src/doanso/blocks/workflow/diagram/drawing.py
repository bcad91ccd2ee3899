"""The plan as SVG. Colours stand in workflow/diagram.css; without it everything is drawn in the colour of the text."""

from collections.abc import Iterator
from itertools import pairwise

from django.utils.translation import gettext as _

from doanso.blocks.workflow.definition import REFUSE
from doanso.blocks.workflow.diagram.boxes import BOX, CHIP_BAR, SPINE, Box, Chip, Line
from doanso.blocks.workflow.diagram.layout import ENTRY, LINE, Plan, Rib, Row
from doanso.blocks.workflow.diagram.measure import safe
from doanso.ui.icons import ICONS

TURN = 8
DIAMOND = 42
Point = tuple[float, float]


def draw(plan: Plan) -> str:
    parts = [*_column(plan), *_jumps(plan), *_returns(plan), *map(_box, plan.rows), *_labels(plan), _end(plan)]
    boxed = f'<g transform="translate({plan.left:g} 0)">{"".join(parts)}</g>'
    return f'<g fill="none" stroke="currentColor">{boxed}</g>'


def _path(css: str, shape: str) -> str:
    return f'<path class="{css}" d="{shape}"/>'


def _circle(css: str, x: float, y: float, radius: float) -> str:
    return f'<circle class="{css}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'


def _moved(css: str, x: float, y: float, content: str) -> str:
    return f'<g class="{css}" transform="translate({x:g} {y:g})">{content}</g>'


def _column(plan: Plan) -> Iterator[str]:
    """The ways from row to row, and those that end beside the column."""
    nexts = [*(row.top for row in plan.rows), plan.end_y]
    reached = {jump.to for jump in plan.jumps}
    yield _circle("flow-begin", SPINE, 8, 5)
    yield _way([(SPINE, 13), (SPINE, nexts[0])])
    for row, below in zip(plan.rows, nexts[1:], strict=True):
        if row.down is not None:
            yield _way([(SPINE, _foot(row)), (SPINE, below)])
        yield from (_stub(row, rib) for rib in row.ribs if rib.to not in reached)


def _stub(row: Row, rib: Rib) -> str:
    """A refusal, or a step that is not there."""
    end = BOX - 12
    refused = rib.to == REFUSE
    sign = _circle("", 0, 0, 9) + _path("", "M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5" if refused else "M0-4.5V1M0 4.4v.2")
    way = _way([(SPINE, _foot(row)), (SPINE, rib.y), (end - 9, rib.y)], arrow=False)
    return way + _moved("flow-refused" if refused else "flow-lost", end, rib.y, sign)


def _jumps(plan: Plan) -> Iterator[str]:
    for jump in plan.jumps:
        lane = plan.lane_x(jump.lane)
        into = [(lane, jump.entry), (SPINE, jump.entry), (SPINE, jump.entry + ENTRY)]
        for row in plan.rows:
            for rib in row.ribs:
                if rib.to == jump.to:
                    yield _way([(SPINE, _foot(row)), (SPINE, rib.y), (lane, rib.y), *into])


def _returns(plan: Plan) -> Iterator[str]:
    for back in plan.returns:
        lane = -plan.return_x(back.lane)
        yield _way([(0, back.start), (lane, back.start), (lane, back.end), (0, back.end)], "flow-way flow-return")


def _foot(row: Row) -> float:
    return row.top + DIAMOND if row.box.kind == "branch" else row.bottom


def _way(points: list[Point], css: str = "flow-way", *, arrow: bool = True) -> str:
    """With rounded corners, and an arrow where it ends."""
    before, *rest = points
    shape = f"M{before[0]:g} {before[1]:g}"
    for corner, after in pairwise(rest):
        into, out = _towards(corner, before), _towards(corner, after)
        shape += f"L{into[0]:g} {into[1]:g}Q{corner[0]:g} {corner[1]:g} {out[0]:g} {out[1]:g}"
        before = corner
    x, y = rest[-1]
    head = f"M{x - 5:g} {y - 8:g}l5 8 5-8z" if before[0] == x else f"M{x - 8:g} {y - 5:g}l8 5-8 5z"
    return _path(css, f"{shape}L{x:g} {y:g}") + (_path("flow-arrow", head) if arrow else "")


def _towards(corner: Point, other: Point) -> Point:
    """A little before the corner, at most half the way."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = abs(dx) + abs(dy)
    part = min(TURN, length / 2) / length if length else 0
    return corner[0] + dx * part, corner[1] + dy * part


def _box(row: Row) -> str:
    box = row.box
    css = [
        "flow-step",
        f"flow-{box.kind}",
        "flow-current" if box.here else "",
        f"flow-{box.level}" if box.level else "",
    ]
    told = f"<title>{safe(' '.join(box.told))}</title>" if box.told else ""
    middle = 26.5 if box.kind == "branch" else 29.5
    number = f'<text class="flow-number" x="{SPINE}" y="{middle:g}" text-anchor="middle">{box.number}</text>'
    parts = [told, _outline(box), *_chips(box), number, *map(_text, box.lines), _mark(box)]
    return _moved(" ".join(filter(None, css)), 0, row.top, "".join(parts))


def _outline(box: Box) -> str:
    if box.kind == "branch":
        half = DIAMOND / 2
        return _path("flow-box flow-badge", f"M{SPINE} 0l{half:g} {half:g}-{half:g} {half:g}-{half:g}-{half:g}z")
    corner = 24 if box.kind == "start" else 10
    frame = f'<rect class="flow-box" width="{BOX}" height="{box.height:g}" rx="{corner}"/>'
    return frame + _circle("flow-badge", SPINE, 25, 14)


def _chips(box: Box) -> Iterator[str]:
    if not box.chips:
        return
    first, last = box.chips[0], box.chips[-1]
    for y in (first.y - CHIP_BAR, last.y + last.height + CHIP_BAR):
        yield _path("flow-bar", f"M16 {y:g}H{BOX - 16}")
    for chip in box.chips:
        middle = chip.x + chip.width / 2
        if chip.y == first.y:
            yield _path("flow-way", f"M{middle:g} {chip.y - CHIP_BAR:g}v{CHIP_BAR}")
        if chip.y == last.y:
            yield _path("flow-way", f"M{middle:g} {chip.y + chip.height:g}v{CHIP_BAR}")
        yield _chip(chip)


def _chip(chip: Chip) -> str:
    frame = f'<rect class="flow-chip" width="{chip.width:g}" height="{chip.height:g}" rx="7"/>'
    return _moved("", chip.x, chip.y, frame + "".join(map(_text, chip.lines)))


def _text(line: Line) -> str:
    text = f'<text class="{line.css}" x="{line.x:g}" y="{line.y:g}">{safe(line.text)}</text>'
    if not line.icon:
        return text
    place = f"translate({line.x - 20:g} {line.y - 11.5:g}) scale(.6)"
    return f'<g class="flow-icon" transform="{place}">{ICONS[line.icon]}</g>{text}'


def _mark(box: Box) -> str:
    """By shape as well as by colour: a disc is an error, a triangle a warning."""
    if not box.level:
        return ""
    shape = '<circle r="11"/>' if box.level == "error" else _path("", "M0-12 12 9H-12z")
    return _moved("flow-mark", BOX - 5, 4, shape + _path("flow-sign", "M0-5V1M0 4.6v.3"))


def _labels(plan: Plan) -> Iterator[str]:
    x = SPINE + 12
    for row in plan.rows:
        for rib in row.ribs:
            first = rib.y - 6 - (len(rib.words) - 1) * LINE
            yield from (_text(Line(x, first + n * LINE, text, "flow-label")) for n, text in enumerate(rib.words))
        for n, text in enumerate(row.down or ()):
            yield _text(Line(x, row.down_y + 17 + n * LINE, text, "flow-label"))


def _end(plan: Plan) -> str:
    y = plan.end_y + 12
    words = Line(SPINE + 25, y + 5, _("End of the procedure"), "flow-name")
    return _circle("flow-end", SPINE, y, 12) + _circle("flow-end-dot", SPINE, y, 6.5) + _text(words)
