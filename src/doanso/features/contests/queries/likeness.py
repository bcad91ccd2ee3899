"""Whose wrong answers are more alike than chance allows. Pure: who answered what wrongly goes in, pairs come out.

Right answers say nothing: everybody who knows gives the same. So only questions count that both had and both answered
wrongly, at least five of them. How likely it is that so many of them agree by chance follows from how often each wrong
answer was given by all; since of many pairs some agree by chance, it must be unlikely for the whole group.

Nobody is compared with everybody: in a group of more than `SMALL` only those are compared whose wrong answers meet in
one of `BANDS` buckets (MinHash), which those that are alike do almost surely.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from zlib import crc32

Wrong = Mapping[int, str]  # position of the question → the wrong reply

LEAST = 5  # questions that both answered wrongly
UNLIKELY = 0.01  # that any pair of the group agrees so by chance
SMALL, LARGEST = 40, 60  # entrants of a group that are all compared; of a bucket that says anything
BANDS, ROWS = 10, 2


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


def alike(wrong: Mapping[int, Wrong], groups: Iterable[list[int]]) -> list[Alike]:
    """Each pair once, whatever groups it is in."""
    enough = {entrant: replies for entrant, replies in wrong.items() if len(replies) >= LEAST}
    chances = _chances(wrong.values())
    found: dict[tuple[int, int], Alike] = {}
    for group in groups:
        members = sorted(entrant for entrant in group if entrant in enough)
        limit = UNLIKELY / max(len(members) * (len(members) - 1) // 2, 1)
        for pair in _candidates(members, enough):
            if pair not in found and (one := _compared(pair, enough, chances, limit)):
                found[pair] = one
    return [found[pair] for pair in sorted(found)]


def _chances(sheets: Iterable[Wrong]) -> dict[int, float]:
    """Position → how likely two who answer it wrongly answer the same."""
    given: dict[int, Counter[str]] = defaultdict(Counter)
    for replies in sheets:
        for position, reply in replies.items():
            given[position][reply] += 1
    return {position: _agreeing(replies) for position, replies in given.items()}


def _agreeing(replies: Counter[str]) -> float:
    """With one more of each, so that a reply that only these two gave is rare and not impossible."""
    total = sum(replies.values()) + len(replies) + 1
    return max(sum((count + 1) ** 2 for count in replies.values()) / total**2, 0.02)


def _compared(
    pair: tuple[int, int], wrong: Mapping[int, Wrong], chances: dict[int, float], limit: float
) -> Alike | None:
    one, other = wrong[pair[0]], wrong[pair[1]]
    common = sorted(one.keys() & other.keys())
    same = tuple(position for position in common if one[position] == other[position])
    if len(common) < LEAST or len(same) < LEAST:
        return None
    chance = at_least(len(same), [chances[position] for position in common])
    return Alike(pair, len(common), len(same), round(1 / max(chance, 1e-12)), same) if chance <= limit else None


def at_least(wanted: int, chances: list[float]) -> float:
    """That at least so many of these independent things happen."""
    ways = [1.0]
    for chance in chances:
        ways = [a * (1 - chance) + b * chance for a, b in zip([*ways, 0.0], [0.0, *ways], strict=True)]
    return sum(ways[wanted:])


def _candidates(members: list[int], wrong: Mapping[int, Wrong]) -> Iterator[tuple[int, int]]:
    if len(members) <= SMALL:
        yield from combinations(members, 2)
        return
    buckets: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for entrant in members:
        for key in _bands(wrong[entrant]):
            buckets[key].append(entrant)
    for bucket in buckets.values():
        if len(bucket) <= LARGEST:
            yield from combinations(bucket, 2)


def _bands(replies: Wrong) -> Iterator[tuple[int, ...]]:
    marks = [crc32(f"{position}:{reply}".encode()) for position, reply in replies.items()]
    for band in range(BANDS):
        yield (band, *(min(_stirred(mark, band * ROWS + row) for mark in marks) for row in range(ROWS)))


def _stirred(mark: int, salt: int) -> int:
    return (mark ^ (salt * 0x9E3779B9)) * 0x85EBCA6B % 0xFFFFFFFB
