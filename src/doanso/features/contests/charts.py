"""Charts of the live board as SVG. The same figures stand in a table beside each, which is what screen readers read."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doanso.features.contests.queries.board import Board, OfUnit, Slice
from doanso.ui.formats import vn_number, vn_time

TALL, TOP, LEFT = 160, 16, 10  # px, px, percent for the numbers beside
ROW = 40  # px a unit
FRAME = (
    '<svg class="chart" role="img" aria-labelledby="{0}-title {0}-desc" width="100%" height="{1}">'
    '<title id="{0}-title">{2}</title><desc id="{0}-desc">{3}</desc>{4}</svg>'
)
COLUMN = (
    '<rect class="begun" x="{0}" y="{1}" width="{2}" height="{3}"/>'
    '<rect class="done" x="{0}" y="{4}" width="{2}" height="{5}"/>'
)
LINE = (
    '<line class="grid-line" x1="{0}%" x2="100%" y1="{1}" y2="{1}"/><text class="axis end" x="{2}%" y="{3}">{4}</text>'
)
HOUR = '<text class="axis" x="{}%" y="{}">{}</text>'
BAR = (
    '<text y="{0}">{1}</text><rect class="begun" x="0" y="{2}" width="{3}%" height="12" rx="3"/>'
    '<rect class="done" x="0" y="{2}" width="{4}%" height="12" rx="3"/><text class="value" x="{5}%" y="{6}">{7}</text>'
)


def by_time(board: Board) -> SafeString:
    """Who began when; the dark part has handed in."""
    number = len(board.slices)
    top, width = _top(max((one.started for one in board.slices), default=1)), (100 - LEFT) / max(number, 1)
    grid = format_html_join("", LINE, ((LEFT, _y(v, top), LEFT - 1, _y(v, top) + 4, vn_number(v)) for v in (0, top)))
    columns = format_html_join("", COLUMN, (_column(i, width, one, top) for i, one in enumerate(board.slices)))
    marked = range(0, number, max(-(-number // 6), 1))
    hours = ((f"{LEFT + i * width:.2f}", TOP + TALL + 18, vn_time(board.slices[i].start)) for i in marked)
    title, said = _("Papers begun, by time"), _("The table beside holds the same figures.")
    drawn = grid + columns + format_html_join("", HOUR, hours)
    return format_html(FRAME, "by-time", TOP + TALL + 26, title, said, drawn)


def _column(place: int, width: float, one: Slice, top: int) -> tuple[str, ...]:
    begun, done = (TALL * value / top for value in (one.started, one.finished))
    across = f"{LEFT + (place + 0.1) * width:.2f}%", f"{0.8 * width:.2f}%"
    heights = f"{_y(one.started, top):.1f}", f"{begun:.1f}", f"{_y(one.finished, top):.1f}", f"{done:.1f}"
    return across[0], heights[0], across[1], heights[1], heights[2], heights[3]


def by_unit(board: Board) -> SafeString:
    most = max((one.started for one in board.units), default=1)
    bars = format_html_join("", BAR, (_bar(i, one, most) for i, one in enumerate(board.units)))
    title, said = _("Units with the most entrants"), _("The table beside holds the same figures.")
    return format_html(FRAME, "by-unit", ROW * len(board.units), title, said, bars)


def _bar(place: int, one: OfUnit, most: int) -> tuple[object, ...]:
    y, wide, dark = ROW * place, *(f"{80 * value / most:.2f}" for value in (one.started, one.finished))
    return y + 13, one.unit.short_name or one.unit.name, y + 19, wide, dark, 82, y + 30, vn_number(one.started)


def _y(value: int, top: int) -> float:
    return TOP + TALL - TALL * value / top


def _top(highest: int) -> int:
    """A round number that is not below the highest."""
    step = 10 ** max(len(str(highest)) - 1, 0)
    return max(-(-highest // step) * step, 2)
