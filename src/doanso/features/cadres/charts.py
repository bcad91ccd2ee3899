"""The two axes of an appraisal as SVG: character across, ability upwards. Places across are percentages, so that
the chart fills any width and its text keeps its size. The same figures stand in a table beside it."""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from doanso.features.cadres.models import Axis
from doanso.features.cadres.queries.appraising import Said

LEFT, WIDE, TOP, TALL = 8, 88, 24, 240  # percent, percent, px, px
NEAR = 50  # percent: where all reach it, the chart begins there
BESIDE = ((-14, 4), (0, -11), (14, 4))  # px from the point to its number, so that near points stay readable
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
POINT = (
    '<circle class="point tone-{0}" cx="{1}%" cy="{2}" r="6"/>'
    '<text class="mark" x="{1}%" y="{2}" dx="{3}" dy="{4}">{0}</text>'
)


def axes(views: Sequence[Said]) -> SafeString:
    """One point for each view, numbered in the order of the stages."""
    bottom, right = TOP + TALL, LEFT + WIDE
    said, title = _("The table beside holds the same figures."), _("Character and ability")
    names = (Axis.EXPERT.label, right, bottom + 36, Axis.RED.label)
    parts = _drawn([(_share(one.red), _share(one.expert)) for one in views])
    return format_html(FRAME, bottom + 40, title, said, LEFT, TOP, WIDE, TALL, *parts, *names)


def _drawn(shares: list[tuple[float, float]]) -> Iterator[SafeString]:
    """Lines across, lines upwards, points."""
    bottom, right = TOP + TALL, LEFT + WIDE
    low = NEAR if all(min(pair) >= NEAR for pair in shares) else 0
    marks = (low, (low + 100) // 2, 100)
    across = ((LEFT, right, _y(mark, low), LEFT - 1, f"{float(_y(mark, low)) + 4:.1f}", mark) for mark in marks)
    yield format_html_join("", ACROSS, across)
    yield format_html_join("", UPWARDS, ((_x(mark, low), TOP, bottom, bottom + 16, mark) for mark in marks))
    places = ((_x(red, low), _y(expert, low)) for red, expert in shares)
    yield format_html_join("", POINT, ((i + 1, *place, *BESIDE[i]) for i, place in enumerate(places)))


def _share(points: tuple[int, int]) -> float:
    reached, most = points
    return 100 * reached / most if most else 0


def _x(share: float, low: int) -> str:
    return f"{LEFT + WIDE * (share - low) / (100 - low):.2f}"


def _y(share: float, low: int) -> str:
    return f"{TOP + TALL - TALL * (share - low) / (100 - low):.1f}"
