"""Long official sentences for small screens: cut into lines, never changed.

The national texts put whole lists into one paragraph: “gồm: - Đơn …; - Giấy …; a) …”. Only white space is touched here.
"""

import re
from dataclasses import dataclass

from doanso.ui import languages

# A new line begins at “- ”, “+ ”, “a) ”, “1. ” or “Bước 2” when a sentence or a clause has just ended.
_ITEM = re.compile(r"(?<=[.;:])\s+(?=(?:[-–+•*]\s|[a-zđ]\)\s|\d{1,2}[.)]\s|Bước \d))")
_SENTENCE = re.compile(r"(?<=[.;:!?])\s+")
SHORT = 280  # letters that may stand unfolded


@dataclass(frozen=True)
class Prose:
    """`head` is always shown; `rest` may be folded away."""

    head: tuple[str, ...]
    rest: tuple[str, ...] = ()
    language: str = ""


def lines(text: str) -> list[str]:
    """The text as lines; their words joined are the text's words."""
    return [part.strip() for line in text.splitlines() for part in _ITEM.split(line) if part.strip()]


def fold_away(text: str, most: int = SHORT) -> Prose:
    """What fits in `most` letters, by whole lines, else by whole sentences, else by words; then the rest."""
    found, language = lines(text), languages.of(text)
    if sum(map(len, found)) <= most * 1.25:
        return Prose(tuple(found), (), language)
    count = _fitting(found, most)
    if count:
        return Prose(tuple(found[:count]), tuple(found[count:]), language)
    first, left = _cut(found[0], most)
    return Prose((first,), tuple(filter(None, [left, *found[1:]])), language)


def _fitting(parts: list[str], most: int) -> int:
    """How many of the first parts stay within `most` letters together."""
    used = 0
    for count, part in enumerate(parts):
        used += len(part) + 1
        if used > most:
            return count
    return len(parts)


def _cut(line: str, most: int) -> tuple[str, str]:
    for pattern in (_SENTENCE, re.compile(r"\s+")):
        places = [match for match in pattern.finditer(line) if most / 3 <= match.start() <= most]
        if places:
            return line[: places[-1].start()], line[places[-1].end() :]
    return line, ""
