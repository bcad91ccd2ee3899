"""Whether two questions ask the same: pure functions over folded words.

The numbers in them must be the same, since "lần thứ I" and "lần thứ II" ask different things with nearly equal words.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from doanso.lib.text import fold

NEAR, NEAR_OPTIONS = 0.75, 0.4
FINGERPRINT = 400
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9].*|[ivxlc]+")


@dataclass(frozen=True)
class Words:
    text: frozenset[str]
    options: frozenset[str]
    numbers: frozenset[str]


def fingerprint(body: Mapping[str, Any]) -> str:
    """The folded words of the question, then of its answers in a fixed order."""
    options = sorted(" ".join(_words(option["text"])) for option in body.get("options", []))
    return " | ".join([" ".join(_words(body["text"])), *options])[:FINGERPRINT]


def words_of(body: Mapping[str, Any]) -> Words:
    text = _words(body["text"])
    options = {word for option in body.get("options", []) for word in _words(option["text"])}
    return Words(frozenset(text), frozenset(options), frozenset(word for word in text if _NUMBER.fullmatch(word)))


def near(one: Words, other: Words) -> bool:
    if one.numbers != other.numbers or _share(one.text, other.text) < NEAR:
        return False
    return not one.options or not other.options or _share(one.options, other.options) >= NEAR_OPTIONS


def telling(words: Words) -> list[str]:
    """So many of the longest words that whatever is near has one of them."""
    return sorted(words.text, key=lambda word: (-len(word), word))[: _enough(words.text)]


def _enough(text: frozenset[str]) -> int:
    return len(text) - ceil(NEAR * len(text)) + 1


class Finder:
    """Finds what is near among many without comparing each with each.

    Two sets that share so much of their words share one of the rarest of each, too; only those are looked up.
    """

    def __init__(self, known: Iterable[tuple[Any, Words]]) -> None:
        self._known = list(known)
        self._often = Counter(word for _key, words in self._known for word in words.text)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for place, (_key, words) in enumerate(self._known):
            for word in self._rarest(words.text):
                self._by_word[word].append(place)

    def _rarest(self, text: frozenset[str]) -> list[str]:
        ordered = sorted(text, key=lambda word: (self._often[word], word))
        return ordered[: _enough(text)]

    def near(self, words: Words) -> list[Any]:
        places = {place for word in self._rarest(words.text) for place in self._by_word.get(word, ())}
        return [self._known[place][0] for place in sorted(places) if near(words, self._known[place][1])]


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    together = len(one | other)
    return len(one & other) / together if together else 1.0
