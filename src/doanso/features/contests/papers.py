"""The paper of one entrant, and what their answers on it mean. Pure: no database, no clock, the same everywhere.

A paper follows from the pool, the secret of the round, the entrant and the number of the attempt, and is never stored.
All chance comes from SHAKE-128, not from Python's `random`, which other versions may change in the middle of a round.
"""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import shake_128
from math import factorial
from typing import Any

from doanso.blocks.questions.kinds import MOST_LETTERS, NUMBER, ONE, ORDER, SHORT, TRUTH


@dataclass(frozen=True)
class Asked:
    """A question as a round asks it. `body` is what everybody may see, see `questions.kinds`; never the key."""

    position: int
    kind: str
    body: dict[str, Any]
    points: int

    @cached_property
    def options(self) -> list[dict[str, Any]]:
        return self.body.get("options") or []

    @cached_property
    def size(self) -> int:
        return len(self.options)

    @cached_property
    def orders(self) -> int:
        """In how many orders its options can stand."""
        return factorial(self.size)


@dataclass(frozen=True)
class Group:
    """A line of the blueprint: each paper has `count` of these questions."""

    count: int
    items: tuple[Asked, ...]


@dataclass(frozen=True)
class Pool:
    groups: tuple[Group, ...]
    shuffle_questions: bool = True
    shuffle_options: bool = True

    @property
    def items(self) -> tuple[Asked, ...]:
        return tuple(item for group in self.groups for item in group.items)

    @property
    def size(self) -> int:
        """How many questions a paper has."""
        return sum(min(group.count, len(group.items)) for group in self.groups)


@dataclass(frozen=True)
class Paper:
    """`items` in the order in which they are shown; `orders[i][place]`: which option of the i-th stands at `place`."""

    items: tuple[Asked, ...]
    orders: tuple[tuple[int, ...], ...]

    @property
    def max_points(self) -> int:
        return sum(item.points for item in self.items)

    def shown(self) -> dict[str, Any]:
        """What the browser gets: no key, no name of an option, only its place."""
        return {"questions": [seen(item, order) for item, order in zip(self.items, self.orders, strict=True)]}

    def sensible(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The same answers, in the browser's language, without what makes no sense and what PostgreSQL cannot keep."""
        known = zip(self.items, self.orders, strict=True)
        given = {str(place): (pair, answers.get(str(place))) for place, pair in enumerate(known)}
        found = {place: (_reply(*pair, answer), answer) for place, (pair, answer) in given.items()}
        return {
            place: reply if isinstance(answer, str) else answer
            for place, (reply, answer) in found.items()
            if reply is not None
        }

    def replies(self, answers: dict[str, Any]) -> dict[int, Any]:
        """What was answered, by position, in the language of `questions.kinds`; what makes no sense is left out."""
        found = {}
        for place, (item, order) in enumerate(zip(self.items, self.orders, strict=True)):
            reply = _reply(item, order, answers.get(str(place)))
            if reply is not None:
                found[item.position] = reply
        return found


def compose(pool: Pool, *, secret: bytes, entrant_id: int, number: int) -> Paper:
    found = drawn(pool, secret=secret, entrant_id=entrant_id, number=number)
    return Paper(tuple(item for item, _at in found), tuple(permutation(item.size, at) for item, at in found))


def drawn(pool: Pool, *, secret: bytes, entrant_id: int, number: int) -> list[tuple[Asked, int]]:
    """The questions as they are shown, each with the number of its options' order (see `permutation`).

    What is to be put in order is always mixed: as it is written it might be the answer.
    """
    draw = _draws(pool, secret + struct.pack(">QH", entrant_id, number))
    items = [item for group in pool.groups for item in _some(group, draw)]
    if pool.shuffle_questions:
        _mix(items, len(items), draw)
    else:
        items.sort(key=lambda item: item.position)
    mixed = pool.shuffle_options
    return [
        (item, chance * item.orders >> 64 if mixed or item.kind == ORDER else 0)
        for item, chance in zip(items, draw, strict=False)
    ]


def seen(item: Asked, order: tuple[int, ...]) -> dict[str, Any]:
    """One question as it is shown. A picture is named by the question's position and its own key."""
    told = {"kind": item.kind} | _words(item.body, item.position)
    options = item.options
    return told | {"options": [_words(options[at], item.position) for at in order]} if options else told


def _words(part: dict[str, Any], position: int) -> dict[str, Any]:
    media = part.get("media")
    return {"text": part["text"]} | ({"media": {**media, "at": position}} if media else {})


def _draws(pool: Pool, seed: bytes) -> Iterator[int]:
    """As many random numbers of 64 bits as a paper can need: to pick, to mix, and one for the order of options."""
    count = 3 * pool.size
    return iter(struct.unpack(f">{count}Q", shake_128(seed).digest(8 * count)))


def _some(group: Group, draw: Iterator[int]) -> Iterable[Asked]:
    items = list(group.items)
    count = min(group.count, len(items))
    _mix(items, count, draw)
    return items[:count]


def _mix(items: list[Asked], count: int, draw: Iterator[int]) -> None:
    """The first `count` places get a random choice (Fisher and Yates)."""
    size = len(items)
    for place, number in zip(range(count), draw, strict=False):
        other = place + (number * (size - place) >> 64)
        items[place], items[other] = items[other], items[place]


@lru_cache(5_000)
def permutation(size: int, index: int) -> tuple[int, ...]:
    """The `index`-th of all orders of `size` things; the first is as they are."""
    left, found = list(range(size)), []
    for rest in range(size, 0, -1):
        place, index = divmod(index, factorial(rest - 1))
        found.append(left.pop(place))
    return tuple(found)


def _reply(item: Asked, order: tuple[int, ...], answer: Any) -> Any:
    """None: nothing that makes sense."""
    if item.kind == TRUTH:
        return answer if isinstance(answer, bool) else None
    if item.kind in (SHORT, NUMBER):
        return _clean(answer) if isinstance(answer, str) else None
    if item.kind == ONE:
        return _keys(item, order, [answer])[0] if _are_places(order, [answer]) else None
    if isinstance(answer, list) and answer and _are_places(order, answer):
        return _keys(item, order, answer)
    return None


def _are_places(order: tuple[int, ...], answer: list[Any]) -> bool:
    """Each an option's place, none twice; true and false are no numbers here, though Python thinks so."""
    numbers = [place for place in answer if type(place) is int and 0 <= place < len(order)]
    return len(numbers) == len(answer) == len(set(numbers))


def _keys(item: Asked, order: tuple[int, ...], places: list[int]) -> list[str]:
    return [item.options[order[place]]["key"] for place in places]


def _clean(text: str) -> str | None:
    """Without what PostgreSQL cannot keep: halves of characters, and the zero."""
    return text.encode(errors="ignore").decode().replace("\0", "").strip()[:MOST_LETTERS] or None
