"""How wide a text is, without a browser: the widths of Be Vietnam Pro semibold, the widest face that is drawn."""

import re
import unicodedata
from functools import lru_cache

from django.utils.html import escape

from doanso.lib.text import clean_name

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Thousandths of the size of the letters, rounded up. A letter with marks is as wide as the table's letter without.
_GROUPS = {
    240: " '’", 280: "`l‘", 320: "!.:Iij·", 360: ",;", 400: '"', 440: "1frt|“”", 480: "(){}", 520: "*J[\\]z~",
    560: "/s", 600: "7<>^hkuvxy≥≤", 640: "+-?EFLcen×", 680: "$2358PSTZabdgopqđ", 720: "0469BKRY–", 760: "&=ADHNUVX_",
    800: "CGĐ", 840: "#OQ…", 880: "%Mw—", 920: "m", 1040: "@W",
}  # fmt: skip
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_UNKNOWN = 1100


def safe(text: str) -> str:
    """As it may stand in an SVG file."""
    return escape(_NOT_XML.sub("", text))


@lru_cache(maxsize=4096)
def width(text: str, size: float) -> float:
    return sum(_letter(letter) for letter in text) * size / 1000


def _letter(letter: str) -> int:
    return _WIDTHS.get(letter) or _WIDTHS.get(unicodedata.normalize("NFD", letter)[0], _UNKNOWN)


@lru_cache(maxsize=4096)
def wrap(text: str, size: float, room: float, most: int = 8) -> tuple[str, ...]:
    """Lines that fit; words that are too long are cut, and what is too much ends in “…”."""
    lines: list[str] = []
    for word in clean_name(text).split(" "):
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines += _pieces(word, size, room)
    if len(lines) > most:
        last = lines[most - 1]
        while last and width(f"{last}…", size) > room:
            last = last.rpartition(" ")[0] or last[:-1]
        lines = [*lines[: most - 1], f"{last}…"]
    return tuple(lines)


@lru_cache(maxsize=4096)
def balanced(text: str, size: float, room: float, most: int = 8) -> tuple[str, ...]:
    """As few lines as `wrap` needs, but all about equally long: no single word on the last one."""
    lines = wrap(text, size, room, most)
    while len(lines) > 1 and room > size and len(closer := wrap(text, size, room - size / 2, most)) == len(lines):
        if max(width(line, size) for line in closer) > room - size / 2 or closer[-1][-1:] == "…":
            break
        lines, room = closer, room - size / 2
    return lines


def _pieces(word: str, size: float, room: float) -> list[str]:
    found = [""]
    for letter in word:
        if found[-1] and width(found[-1] + letter, size) > room:
            found.append("")
        found[-1] += letter
    return [piece for piece in found if piece]
