"""Cutting text into what the index holds, and a request into what to ask it.

Two vectors hold the same words at the same positions: `exact` keeps diacritics, `folded` has none. Both also hold each
word of the title once more behind a mark, the name of the source behind another, units with all above them behind a
third, so that "in the title", "of this source" and "in or below this unit" are answered by the index alone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from doanso.core.search.glossary import ABBREVIATIONS
from doanso.lib.text import clean_name, fold, tokens

IN_TITLE, OF_SOURCE, OF_UNIT = "^", "@", "#"
MAX_WORD, MAX_BODY, MAX_ASKED, MAX_REQUEST = 100, 200_000, 10, 200
MAX_POSITION, MAX_BYTES = (
    16_383,
    400_000,
)  # PostgreSQL refuses a vector of 1 MB; a body of nothing but codes would be one
TITLE_GAP = 10  # no phrase reaches from the title into the body

PIECE = re.compile(r"[^\W_]+(?:[./'’‘‐‑–_-][^\W_]+)*")
_ONSET = re.compile(r"[bcdghklmnpqrstvx]{1,2}$")  # "th" begins a tenth of all words: too early to say anything
_NOT_IN_CODES = re.compile(r"[^\w.-]+")
_JOINTS = str.maketrans(dict.fromkeys("/'_-", "."))


class Word(NamedTuple):
    """One piece of text between spaces: the lexemes it is found by, whole code first, and how many words it is."""

    exact: tuple[str, ...]
    folded: tuple[str, ...]
    length: int


@lru_cache(maxsize=50_000)
def word(piece: str) -> Word:
    """A code is found whole and by every run of its parts, whichever of / . - joins them."""
    exact = tuple(token.translate(_JOINTS) for token in tokens(piece[:MAX_WORD]))
    return Word(exact, tuple(fold(token) for token in exact), exact[0].count(".") + 1 if exact else 0)


def pieces(text: str) -> Iterator[tuple[Word, str]]:
    for match in PIECE.finditer(text):
        found = word(match[0])
        if found.exact:
            yield found, match[0]


_SPELLED_OUT = {tuple(tokens(words)): tokens(short)[0] for short, words in ABBREVIATIONS.items()}
_SHORT = {short: tokens(words) for short, words in ABBREVIATIONS.items()}
_BY_LAST: dict[str, list[tuple[tuple[str, ...], str]]] = {}  # so that most words are asked for in vain only once
for _words, _abbreviation in _SPELLED_OUT.items():
    _BY_LAST.setdefault(_words[-1], []).append((_words, _abbreviation))


class Vector:
    """Builds one text value of type tsvector for each of the two columns."""

    def __init__(self) -> None:
        self.exact: dict[str, list[str]] = {}
        self.folded: dict[str, list[str]] = {}
        self.bytes = 0

    def add(self, lexeme: str, position: int, label: str = "") -> None:
        self._add_pair(lexeme, fold(lexeme), position, label)

    def _add_pair(self, exact: str, folded: str, position: int, label: str) -> None:
        place = f"{min(position, MAX_POSITION)}{label}"
        if exact not in self.exact:
            self.bytes += len(exact.encode()) + 8
        self.exact.setdefault(exact, []).append(place)
        self.folded.setdefault(folded, []).append(place)

    def add_text(self, text: str, start: int, label: str) -> int:
        """Returns the position behind the last word."""
        position, recent = start, list[tuple[str, int]]()
        for found, piece in pieces(text):
            if self.bytes > MAX_BYTES:
                break
            self._add_word(found, position, label)
            for step, expanded in enumerate(_SHORT.get(piece, ())):
                self.add(expanded, position + step, label)
            recent.append((found.exact[0], position))
            for spelled_out, short in _BY_LAST.get(found.exact[0], ()):
                self._add_abbreviation(recent[-len(spelled_out) :], spelled_out, short, label)
            position += found.length
        return position

    def _add_word(self, found: Word, position: int, label: str) -> None:
        """The whole and its runs at the start; single parts, which come last and in order, at their own places."""
        if found.length == 1:
            self._add_pair(found.exact[0], found.folded[0], position, label)
            return
        runs = len(found.exact) - found.length
        for index, (exact, folded) in enumerate(zip(found.exact, found.folded, strict=True)):
            self._add_pair(exact, folded, position + max(index - runs, 0), label)

    def _add_abbreviation(
        self, recent: list[tuple[str, int]], spelled_out: tuple[str, ...], short: str, label: str
    ) -> None:
        if tuple(lexeme for lexeme, _position in recent) == spelled_out:
            self.add(short, recent[0][1], label)

    def texts(self) -> tuple[str, str]:
        return _literal(self.exact), _literal(self.folded)


def _literal(lexemes: dict[str, list[str]]) -> str:
    """Words are letters, digits and dots, so nothing needs escaping. PostgreSQL keeps 255 places of a word."""
    return " ".join(f"'{lexeme}':{','.join(places[:255])}" for lexeme, places in lexemes.items())


def vectors(source: str, title: str, body: str, paths: Iterable[str] = ()) -> tuple[str, str]:
    """The values of `exact` and `folded`. `paths` lead to the units whose officers may perhaps read it."""
    vector = Vector()
    end = vector.add_text(title, 1, "A")
    for lexeme in [lexeme for found, _piece in pieces(title) for lexeme in found.exact]:
        vector.add(f"{IN_TITLE}{lexeme}", 1)
    vector.add_text(body[:MAX_BODY], end + TITLE_GAP, "")
    for lexeme in [f"{OF_SOURCE}{source}", *(_of_unit(code) for path in paths for code in path.split("/") if code)]:
        vector.add(lexeme, 1)
    return vector.texts()


def _of_unit(code: str) -> str:
    return OF_UNIT + _NOT_IN_CODES.sub("", fold(code))


def within(query: str, source: str, units: Iterable[str] | None) -> str:
    """The same question, about one source and, unless that is None, about what lies in or below some units alone."""
    narrowed = f"({query}) & '{OF_SOURCE}{source}'"
    if units is None:
        return narrowed
    any_unit = " | ".join(f"'{_of_unit(code)}'" for code in units)
    return f"{narrowed} & ({any_unit})"


@dataclass(frozen=True)
class Request:
    """What somebody typed, cut into words: `exact` and `folded` run in parallel.

    `open_end`: the last word may go on; one that has only an onset yet is then left out.
    """

    text: str
    exact: tuple[str, ...]
    folded: tuple[str, ...]
    open_end: bool

    def all_of(self, words: tuple[str, ...], *, mark: str = "", prefix: bool = False) -> str:
        return " & ".join(self._quoted(words, mark, prefix))

    def phrase(self, words: tuple[str, ...], *, prefix: bool = False) -> str:
        return " <-> ".join(self._quoted(words, "", prefix))

    def pairs(self) -> str:
        """For when nothing has all the words: two neighbours of them, or either of two."""
        quoted = self._quoted(self.folded, "", prefix=False)
        if len(quoted) < 3:
            return " | ".join(quoted)
        return " | ".join(f"({a} & {b})" for a, b in pairwise(quoted))

    def _quoted(self, words: tuple[str, ...], mark: str, prefix: bool) -> list[str]:
        quoted = [f"'{mark}{lexeme}'" for lexeme in words]
        if not prefix:
            return quoted
        return quoted[:-1] if _ONSET.match(self.folded[-1]) else [*quoted[:-1], f"{quoted[-1]}:*"]


def request(text: str) -> Request:
    """Anything may come in; operators of the query language mean nothing here."""
    whole = clean_name(text[: MAX_REQUEST * 4].encode("utf-8", "ignore").decode())[:MAX_REQUEST]
    found = [found for found, _piece in pieces(whole)][:MAX_ASKED]
    exact, folded = tuple(w.exact[0] for w in found), tuple(w.folded[0] for w in found)
    more = bool(folded) and (len(folded) > 1 or (len(folded[0]) > 1 and not _ONSET.match(folded[0])))
    open_end = more and not text[-1:].isspace()
    return Request(whole, exact, folded, open_end)
