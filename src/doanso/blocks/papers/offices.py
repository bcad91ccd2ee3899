"""The head of a paper, from the unit that issues it. Whoever draws many reads `units.with_superiors` first."""

import re

from doanso.blocks.papers.documents import Office
from doanso.blocks.papers.rules import family_of
from doanso.core.units.models import Unit

LEVEL = re.compile(r"\b(?:tỉnh đoàn|thành đoàn|tỉnh|thành phố|phường|xã|đặc khu|thị trấn) ", re.IGNORECASE)
NAMED_AFTER_A_PERSON = "Hồ Chí Minh"


def office_of(unit: Unit) -> Office:
    superior = unit.parent.name if unit.parent else ""
    return Office(name=unit.name, family=family_of(unit).value, superior=superior, place=place_of(unit))


def place_of(issuer: Unit) -> str:
    """Where a document is signed: the territory that the unit, else the nearest superior, stands for or names.

    Empty when none does. `unit.extra["place"]` is an administrator's last word.
    """
    unit: Unit | None = issuer
    while unit is not None:
        found = unit.extra.get("place") or _territory(unit.area.name if unit.area else unit.name)
        if found:
            return found
        unit = unit.parent
    return ""


def _territory(name: str) -> str:
    """“Ủy ban nhân dân xã Tân Lộc” is in Tân Lộc. Decree 30: after a number or a person the level stands too."""
    for level in reversed(list(LEVEL.finditer(name))):
        rest = name[level.end() :]
        if rest[:1].isdigit() or rest == NAMED_AFTER_A_PERSON:
            return level[0].lower().replace("thành đoàn", "thành phố").capitalize() + rest
        if rest[:1].isupper():
            return rest
    return ""
