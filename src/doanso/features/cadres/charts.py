"""The two axes of an appraisal as SVG: character across, ability upwards. Places across are percentages, so that
the chart fills any width and its text keeps its size. The same figures stand in a table beside it."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doanso.features.cadres.models import Axis
from doanso.features.cadres.queries.appraising import Said

LEFT, WIDE, TOP, TALL = 8, 88, 24, 240  # percent, percent, px, px
MARKS = (0, 50, 100)
FRAME = (
    '<svg class="axes" role="img" aria-labelledby="axes-title axes-desc" width="100%" height="{}">'
    '<title id="axes-title">{}</title><desc id="axes-desc">{}</desc>'
    '<rect class="field" x="{}%" y="{}" width="{}%" height="{}"/>{}{}{}'
    '<text class="axis" x="0" y="14">{} (%)</text><text class="axis end" x="{}%" y="{}">{} (%)</text></svg>'
)
ACROSS = (
    '<line class="grid-line" x1="{0}%" x2="{1}%" y1="{2}" y2="{2}"/><text class="axis end" x="{3}%" y="{4}">{5}</text>'
)
UPWARDS = (
    '<line class="grid-line" x1="{0}%" x2="{0}%" y1="{1}" y2="{2}"/>'
    '<text class="axis middle" x="{0}%" y="{3}">{4}</text>'
)
POINT = '<circle class="point tone-{0}" cx="{1}%" cy="{2}" r="11"/><text class="mark" x="{1}%" y="{3}">{4}</text>'


def axes(views: Sequence[Said]) -> SafeString:
    """One point for each view, numbered in the order of the stages."""
    bottom, right = TOP + TALL, LEFT + WIDE
    across = [(LEFT, right, _y(mark), LEFT - 1, f"{float(_y(mark)) + 4:.1f}", mark) for mark in MARKS]
    upwards = [(_x(mark), TOP, bottom, bottom + 16, mark) for mark in MARKS]
    points = []
    for number, one in enumerate(views, 1):
        x, y = _x(_share(one.red)), _y(_share(one.expert))
        points.append((number, x, y, f"{float(y) + 4.5:.1f}", number))
    return format_html(
        FRAME,
        bottom + 40,
        _("Character and ability"),
        _("The table beside holds the same figures."),
        LEFT,
        TOP,
        WIDE,
        TALL,
        format_html_join("", ACROSS, across),
        format_html_join("", UPWARDS, upwards),
        format_html_join("", POINT, points),
        Axis.EXPERT.label,
        right,
        bottom + 36,
        Axis.RED.label,
    )


def _share(points: tuple[int, int]) -> float:
    reached, most = points
    return 100 * reached / most if most else 0


def _x(share: float) -> str:
    return f"{LEFT + WIDE * share / 100:.2f}"


def _y(share: float) -> str:
    return f"{TOP + TALL - TALL * share / 100:.1f}"
