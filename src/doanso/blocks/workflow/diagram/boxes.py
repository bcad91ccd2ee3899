"""What stands in one box, line by line, and how high it becomes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from doanso.blocks.workflow.definition import Step
from doanso.blocks.workflow.diagram import telling
from doanso.blocks.workflow.diagram.measure import balanced, wrap
from doanso.blocks.workflow.diagram.telling import People
from doanso.blocks.workflow.linting.findings import Level

BOX, SPINE, EDGE = 264, 27, 15
TEXT, PAD = 52, 13
NAME, SMALL = 15, 13
NAME_LINE, SMALL_LINE = 20, 18
ICON = 20
ROOM = BOX - TEXT - 12
LABEL_ROOM = BOX - SPINE - 22
CHIP_GAP, CHIP_PAD, CHIP_BAR = 10, 9, 12
CHIP = (BOX - 2 * 14 - CHIP_GAP) / 2


@dataclass(frozen=True)
class Line:
    """One line of text; `icon` stands before it. Places are relative to the box."""

    x: float
    y: float
    text: str
    css: str
    icon: str = ""


@dataclass(frozen=True)
class Chip:
    """One of those who are asked at the same time."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Box:
    kind: str
    number: int
    height: float
    lines: tuple[Line, ...]
    chips: tuple[Chip, ...] = ()
    here: bool = False
    level: Level | str = ""
    told: tuple[str, ...] = ()


def box_of(step: Step, number: int, people: People, here: bool, mark: tuple[Level, tuple[str, ...]] | None) -> Box:
    level, told = mark or ("", ())
    lines, y = _heading(step)
    chips: list[Chip] = []
    if step.kind == "consult":
        chips, y = _chips(step, people, y + 10)
    for icon, text in _facts(step, people):
        if text:
            added, y = _small(text, icon, y)
            lines += added
    if here:
        added, y = _small(_("The dossier is here"), "flag", y, "flow-here")
        lines += added
    least = 44 if step.kind == "branch" else 50
    return Box(_kind(step), number, max(y + PAD - 2, least), tuple(lines), tuple(chips), here, level, told)


def _kind(step: Step) -> str:
    if step.kind in {"branch", "vote", "consult", "start"}:
        return step.kind
    return "system" if step.automatic else "task"


def _heading(step: Step) -> tuple[list[Line], float]:
    """And where it ends. A single line stands at the height of the number."""
    words = balanced(telling.name_of(step), NAME, ROOM, 6)
    css = "flow-name" if step.name.strip() else "flow-name flow-missing"
    above = PAD - 4 if step.kind == "branch" else PAD
    lines = [Line(TEXT, above + 17 + n * NAME_LINE, text, css) for n, text in enumerate(words)]
    return lines, above + 2 + len(words) * NAME_LINE


def _facts(step: Step, people: People) -> list[tuple[str, str]]:
    return [
        ("settings" if step.automatic and step.kind != "start" else "person", telling.who_of(step, people)),
        ("clock" if step.clock else "pause", telling.time_of(step)),
        ("vote" if step.kind == "vote" else "people", telling.terms_of(step)),
        ("stamp", _("Issues the result") if step.extra.get("issue") else ""),
    ]


def _small(text: str, icon: str, y: float, css: str = "flow-fact") -> tuple[list[Line], float]:
    words = balanced(text, SMALL, ROOM - ICON, 5)
    first = y + 3
    lines = [
        Line(TEXT + ICON, first + (n + 1) * SMALL_LINE - 5, line, css, "" if n else icon)
        for n, line in enumerate(words)
    ]
    return lines, first + len(words) * SMALL_LINE


def _chips(step: Step, people: People, y: float) -> tuple[list[Chip], float]:
    """Two beside each other, those of a row equally high."""
    y += CHIP_BAR - 4  # room for the bar from which they part
    chips: list[Chip] = []
    for start in range(0, len(step.branches), 2):
        pair = step.branches[start : start + 2]
        wide = CHIP if len(pair) == 2 else 2 * CHIP + CHIP_GAP
        texts = [_chip_lines(branch.name, people[branch.assignee], wide) for branch in pair]
        height = max(len(lines) for lines in texts) * SMALL_LINE + 2 * CHIP_PAD
        chips += [Chip(14 + n * (CHIP + CHIP_GAP), y, wide, height, lines) for n, lines in enumerate(texts)]
        y += height + CHIP_GAP
    return chips, y + 8


def _chip_lines(name: str, person: str, wide: float) -> tuple[Line, ...]:
    room = wide - 2 * CHIP_PAD
    titles = [(text, "flow-asked") for text in (wrap(name, SMALL, room, 4) if name.strip() else ())]
    people = [(text, "flow-fact") for text in wrap(person, SMALL, room, 4)]
    rows = [*titles, *people]
    return tuple(Line(CHIP_PAD, CHIP_PAD + 13 + n * SMALL_LINE, text, css) for n, (text, css) in enumerate(rows))
