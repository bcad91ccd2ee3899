"""Whose wrong answers are more alike than chance allows. Pure: who answered what wrongly goes in, pairs come out.

Right answers say nothing: everybody who knows gives the same. So only questions count that both had and both answered
wrongly, at least five of them. How likely it is that so many of them agree by chance follows from how often each wrong
answer was given by all; since of many pairs some agree by chance, it must be unlikely for the whole group.

Nobody is compared with everybody: in a group of more than `SMALL` only those are compared whose wrong answers meet in
one of `BANDS` buckets (MinHash), which those that are alike do almost surely.

Of 200,000 papers only what is compared is kept, eight bytes a wrong answer: its question's place, and a mark of it.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from zlib import crc32

LEAST = 5  # questions that both answered wrongly
UNLIKELY = 0.01  # that any pair of the group agrees so by chance
SMALL, LARGEST = 40, 60  # entrants of a group that are all compared; of a bucket that says anything
BANDS, ROWS = 10, 2
MARK_BITS = 32
MARK = 2**MARK_BITS - 1


@dataclass(frozen=True)
class Alike:
    """`same` of `common` wrong answers agree; by chance that happens once in `once_in` such pairs."""

    pair: tuple[int, int]
    common: int
    same: int
    once_in: int
    positions: tuple[int, ...]

    @property
    def evidence(self) -> dict[str, Any]:
        told = {"common": self.common, "same": self.same, "once_in": self.once_in}
        return told | {"positions": list(self.positions)}


class Papers:
    """The wrong replies of everybody: entrant → position → the wrong reply, packed."""

    def __init__(self, wrong: Iterable[tuple[int, Mapping[int, str]]] = ()) -> None:
        self.packed: dict[int, bytes] = {}
        self.given: dict[int, Counter[int]] = defaultdict(Counter)
        for entrant, replies in wrong:
            self.add(entrant, replies)

    def add(self, entrant: int, replies: Mapping[int, str]) -> None:
        """Also of those who are compared with nobody it counts what they answered."""
        marks = {position: crc32(f"{position}:{reply}".encode()) for position, reply in replies.items()}
        for position, mark in marks.items():
            self.given[position][mark] += 1
        if len(marks) >= LEAST:
            self.packed[entrant] = array("Q", [at << MARK_BITS | mark for at, mark in marks.items()]).tobytes()

    def of(self, entrant: int) -> memoryview:
        """Of each wrong reply the position and the mark, in one number."""
        return memoryview(self.packed[entrant]).cast("Q")

    def chances(self) -> dict[int, float]:
        """Position → how likely two who answer it wrongly answer the same."""
        return {position: _agreeing(marks) for position, marks in self.given.items()}


def alike(papers: Papers, groups: Iterable[list[int]]) -> list[Alike]:
    """Each pair once, whatever groups it is in."""
    chances = papers.chances()
    found: dict[tuple[int, int], Alike] = {}
    for group in groups:
        members = sorted(entrant for entrant in group if entrant in papers.packed)
        limit = UNLIKELY / max(len(members) * (len(members) - 1) // 2, 1)
        for pair in _candidates(members, papers):
            if pair not in found and (one := _compared(pair, papers, chances, limit)):
                found[pair] = one
    return [found[pair] for pair in sorted(found)]


def _agreeing(replies: Counter[int]) -> float:
    """With one more of each, so that a reply that only these two gave is rare and not impossible."""
    total = sum(replies.values()) + len(replies) + 1
    return max(sum((count + 1) ** 2 for count in replies.values()) / total**2, 0.02)


def _compared(pair: tuple[int, int], papers: Papers, chances: dict[int, float], limit: float) -> Alike | None:
    one, other = papers.of(pair[0]), papers.of(pair[1])
    agreed = set(one).intersection(other)
    if len(agreed) < LEAST:
        return None
    common = sorted({reply >> MARK_BITS for reply in one}.intersection(reply >> MARK_BITS for reply in other))
    same = tuple(sorted(reply >> MARK_BITS for reply in agreed))
    chance = at_least(len(same), [chances[position] for position in common])
    return Alike(pair, len(common), len(same), round(1 / max(chance, 1e-12)), same) if chance <= limit else None


def at_least(wanted: int, chances: list[float]) -> float:
    """That at least so many of these independent things happen."""
    ways = [1.0]
    for chance in chances:
        ways = [a * (1 - chance) + b * chance for a, b in zip([*ways, 0.0], [0.0, *ways], strict=True)]
    return sum(ways[wanted:])


def _candidates(members: list[int], papers: Papers) -> Iterator[tuple[int, int]]:
    """Of a large group one band after the other, so that only the buckets of one are held."""
    if len(members) <= SMALL:
        yield from combinations(members, 2)
        return
    for band in range(BANDS):
        buckets: dict[int, list[int] | int] = {}
        for entrant in members:
            key = _key(papers.of(entrant), band)
            known = buckets.setdefault(key, entrant)
            if not isinstance(known, list):
                buckets[key] = entrant if known == entrant else [known, entrant]
            elif len(known) <= LARGEST:
                known.append(entrant)
        for bucket in buckets.values():
            if isinstance(bucket, list) and len(bucket) <= LARGEST:
                yield from combinations(bucket, 2)


def _key(replies: memoryview, band: int) -> int:
    """The least of the marks, stirred anew for each row of the band."""
    key = 0
    for salt in range(band * ROWS, (band + 1) * ROWS):
        mixed = salt * 0x9E3779B9
        least = min([((one & MARK) ^ mixed) * 0x85EBCA6B % 0xFFFFFFFB for one in replies])
        key = key << MARK_BITS | least
    return key
