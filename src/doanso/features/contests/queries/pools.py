"""What a round asks, as plain values for `papers.compose`; and the keys, for grading alone."""

import json
from collections import defaultdict
from typing import Any

from doanso.features.contests import sealing
from doanso.features.contests.models import Entrant, Item, Round
from doanso.features.contests.papers import Asked, Group, Pool, compose


def pool_of(round: Round) -> Pool:
    """Of a frozen round; without any key."""
    lines = {line.pk: line for line in round.lines.all()}
    items: dict[int, list[Asked]] = defaultdict(list)
    for item in round.items.defer("answer").order_by("position"):
        asked = Asked(item.position, item.kind, json.loads(item.body), lines[item.line_id].points)
        items[item.line_id].append(asked)
    groups = tuple(Group(line.count, tuple(items[pk])) for pk, line in lines.items())
    return Pool(groups, round.shuffle_questions, round.shuffle_options)


def is_asked(round: Round, entrant: Entrant, position: int) -> bool:
    """Whether this question stands on a paper that this entrant has begun."""
    begun = list(round.attempts_made.filter(entrant=entrant).values_list("number", flat=True))
    pool = pool_of(round) if begun else Pool(())
    secret = bytes(round.secret)
    papers = (compose(pool, secret=secret, entrant_id=entrant.pk, number=number) for number in begun)
    return any(item.position == position for paper in papers for item in paper.items)


def keys_of(round: Round) -> dict[int, dict[str, Any]]:
    """The right answers by position, of those questions that count."""
    return {item.position: sealing.unseal(item.answer) for item in Item.objects.filter(round=round, dropped="")}
