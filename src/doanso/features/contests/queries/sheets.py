"""What counted of each entrant in a round, question by question: one pass over the attempts, in a stream.

Papers are composed anew; keys are unsealed here and go nowhere else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from doanso.blocks.questions import kinds
from doanso.features.contests import papers, sealing
from doanso.features.contests.models import Item, Round, Standing
from doanso.features.contests.queries.pools import pool_of

CHUNK = 2000


@dataclass(frozen=True)
class Sheet:
    """`shares`: position → the share of its points, of every question on the paper."""

    entrant_id: int
    unit_id: int | None
    paper: papers.Paper
    replies: dict[int, Any]
    shares: dict[int, float]


def sheets(round: Round, tell: Callable[[int], object] | None = None) -> Iterator[Sheet]:
    """Those that count, but the excluded. `tell` hears now and then how many have been read."""
    pool, secret = pool_of(round), bytes(round.secret)
    items = {item.position: item for item in Item.objects.filter(round=round)}
    keys = {position: sealing.unseal(item.answer) for position, item in items.items()}
    found = Standing.objects.filter(round=round, excluded=False).order_by("pk")
    rows = found.values_list("entrant_id", "unit_id", "attempt__number", "attempt__reply")
    for read, (entrant_id, unit_id, number, reply) in enumerate(rows.iterator(chunk_size=CHUNK)):
        if tell and read % CHUNK == 0:
            tell(read)
        paper = papers.compose(pool, secret=secret, entrant_id=entrant_id, number=number)
        replies = paper.replies(reply)
        shares = {
            item.position: kinds.grade(item.kind, keys[item.position], replies.get(item.position))
            for item in paper.items
        }
        yield Sheet(entrant_id, unit_id, paper, replies, shares)


def wrong_ones(round: Round, tell: Callable[[int], object] | None = None) -> Iterator[tuple[int, dict[int, str]]]:
    """Of each entrant, position → a wrong reply that was given; dropped questions say nothing."""
    dropped = set(Item.objects.filter(round=round).exclude(dropped="").values_list("position", flat=True))
    for sheet in sheets(round, tell):
        wrong = {
            position: _word(reply)
            for position, reply in sheet.replies.items()
            if sheet.shares[position] < 1 and position not in dropped
        }
        if wrong:
            yield sheet.entrant_id, wrong


def _word(reply: Any) -> str:
    return ",".join(sorted(reply)) if isinstance(reply, list) else kinds.folded_reply(str(reply))


def groups(round: Round) -> Iterator[list[int]]:
    """Entrants of one device, of one network, of one unit: where answers may wander."""
    counted = Standing.objects.filter(round=round, excluded=False)
    for field in ("entrant__device", "entrant__network", "entrant__unit"):
        rows = counted.order_by(field, "entrant_id").values_list(field, "entrant_id")
        for value, members in groupby(rows.iterator(chunk_size=CHUNK), key=itemgetter(0)):
            together = [entrant_id for _value, entrant_id in members]
            if value and len(together) > 1:
                yield together


def size_of_paper(round: Round) -> tuple[float, float]:
    """(letters of a paper on the average, its points)."""
    pool = pool_of(round)
    letters = points = 0.0
    for group in pool.groups:
        if group.items:
            share = group.count / len(group.items)
            letters += share * sum(map(_letters, group.items))
            points += share * sum(item.points for item in group.items)
    return letters, points


def _letters(item: papers.Asked) -> int:
    return len(item.body["text"]) + sum(len(option["text"]) for option in item.options)
