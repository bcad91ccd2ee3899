"""What the answers of one attempt are worth."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from doanso.blocks.questions import kinds
from doanso.features.contests.models import Round
from doanso.features.contests.papers import compose
from doanso.features.contests.queries.pools import keys_of, pool_of


@dataclass(frozen=True)
class Graded:
    """`reply`: the answers that make sense, as the browser sent them."""

    reply: dict[str, Any]
    score: Decimal
    right: int
    guess: int | None


class Grader:
    """Holds the keys of one round; made for a batch and thrown away."""

    def __init__(self, round: Round) -> None:
        self.pool, self.keys, self.secret = pool_of(round), keys_of(round), bytes(round.secret)

    def grade(self, entrant_id: int, number: int, data: str | None, newer: str | None = None) -> Graded:
        """`data` as the log holds it; None: nothing was saved. `newer`: from another phone, whose answers go first."""
        kept = json.loads(data) if data else {"answers": {}}
        if newer:
            kept["answers"] |= json.loads(newer)["answers"]
        paper = compose(self.pool, secret=self.secret, entrant_id=entrant_id, number=number)
        replies = paper.replies(kept["answers"])
        score, right = 0.0, 0
        for item in paper.items:
            share = 1.0  # a dropped question has no key: whoever had it gets its points
            if item.position in self.keys:
                share = kinds.grade(item.kind, self.keys[item.position], replies.get(item.position))
            score += item.points * share
            right += share == 1
        points = Decimal(round(score * 100)) / 100
        return Graded(paper.sensible(kept["answers"]), points, right, kept.get("guess"))
