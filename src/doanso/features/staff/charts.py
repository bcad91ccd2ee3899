"""Charts as SVG. Positions across are percentages, so that a chart fills any width and its text keeps its size; colours
are classes (staff.css). The same figures stand in a table beside each chart, which is what screen readers read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from doanso.features.staff.queries.counting import Line, Table
from doanso.lib.shares import in_words
from doanso.ui.formats import vn_number

ROW, BAR, WIDEST = 46, 14, 66  # px, px, percent of the width for 100,0%
TALL, TOP, LEFT = 180, 16, 13  # of the columns: px, px, percent for the numbers beside them
TONES = 6

FRAME = (
    '<svg class="chart" role="img" aria-labelledby="{0}-title {0}-desc" width="100%" height="{1}">'
    '<title id="{0}-title">{2}</title><desc id="{0}-desc">{3}</desc>{4}</svg>'
)
BARS = (
    '<text y="{0}">{1}</text><rect class="track" x="0" y="{2}" width="66%" height="14" rx="3"/>'
    '<rect class="{3}" x="0" y="{2}" width="{4}" height="14" rx="3"/><text class="value" x="68%" y="{5}">{6}</text>'
)

YEAR = '<text class="axis" x="{}" y="{}">{}</text>'
GRID = (
    '<line class="grid-line" x1="{0}%" x2="100%" y1="{1}" y2="{1}"/><text class="axis end" x="{2}%" y="{3}">{4}</text>'
)


def bars(key: str, title: str, table: Table) -> SafeString:
    """One bar a line of a simple breakdown."""
    parts = format_html_join("", BARS, (_bar(i, line) for i, line in enumerate(table.lines)))
    return format_html(FRAME, key, ROW * len(table.lines), title, _("The table beside holds the same figures."), parts)


def _bar(index: int, line: Line) -> tuple[object, ...]:
    y, tenths = ROW * index, line.tenths[0] if line.tenths else 0
    value = f"{vn_number(line.counts[0])} · {in_words(tenths)}"
    tone = "bar unknown" if line.unknown else "bar"
    return y + 15, line.label, y + 22, tone, f"{tenths * WIDEST / 1000:.2f}%", y + 34, value


@dataclass(frozen=True)
class Scale:
    """From nothing to a round number that is not below the highest."""

    top: int

    @classmethod
    def over(cls, highest: int) -> "Scale":
        step = 1
        while highest > 10 * step:
            step *= 10
        step = max(step, 2)  # so that the middle is a whole number, too
        return cls(max(-(-highest // step) * step, step))

    def y(self, value: int) -> str:
        return f"{TOP + TALL - TALL * value / self.top:.1f}"


def columns(key: str, title: str, table: Table, years: Sequence[int], quota: Sequence[int | None] = ()) -> SafeString:
    """One column a day of a trend, of one part a line; `quota` as a line across."""
    stacks = list(zip(*(line.counts for line in table.lines), strict=True))
    scale = Scale.over(max([*(sum(stack) for stack in stacks), *(q for q in quota if q is not None)], default=1))
    width = (100 - LEFT) / max(len(stacks), 1)
    parts = [_grid(scale)]
    for i, stack in enumerate(stacks):
        parts.append(_column(LEFT + i * width, width, stack, table.lines, scale))
        if i == 0 or years[i] != years[i - 1]:
            parts.append(format_html(YEAR, _pct(LEFT + i * width), TOP + TALL + 20, years[i]))
    parts += [_quota(LEFT + i * width, width, value, scale) for i, value in enumerate(quota) if value is not None]
    said = _("The table beside holds the same figures.")
    return format_html(FRAME, key, TOP + TALL + 28, title, said, mark_safe("".join(parts)))  # noqa: S308 made above


def _pct(value: float) -> str:
    return f"{value:.2f}%"


def _grid(scale: Scale) -> SafeString:
    rows = ((LEFT, scale.y(v), LEFT - 1, float(scale.y(v)) + 4, vn_number(v)) for v in _marks(scale))
    return format_html_join("", GRID, rows)


def _marks(scale: Scale) -> list[int]:
    return sorted({0, scale.top // 2, scale.top})


def _column(x: float, width: float, stack: Sequence[int], lines: Sequence[Line], scale: Scale) -> SafeString:
    parts, below = [], 0
    for i, value in enumerate(stack):
        if value:
            top = scale.y(below + value)
            height = f"{float(scale.y(below)) - float(top):.1f}"
            parts.append((tone(i, lines[i]), _pct(x + width * 0.14), top, _pct(width * 0.72), height))
        below += value
    return format_html_join("", '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>', parts)


def _quota(x: float, width: float, value: int, scale: Scale) -> SafeString:
    line = '<line class="quota" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
    return format_html(line, _pct(x), _pct(x + width), scale.y(value))


def tone(index: int, line: Line) -> str:
    return "unknown" if line.unknown else f"tone-{min(index, TONES - 1)}"


def legend(table: Table) -> list[tuple[str, str]]:
    """(class, words) for lines that have anything to show."""
    return [(tone(i, line), line.label) for i, line in enumerate(table.lines) if any(line.counts)]
