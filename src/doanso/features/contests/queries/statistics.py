"""How each question did in a round: what the bank is told afterwards."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from doanso.blocks.questions.services import Told
from doanso.features.contests.models import Item, Round
from doanso.features.contests.queries.sheets import sheets
from doanso.lib import shares

MOST_CHOICES = 20  # of typed answers: the most frequent
MOST_KEPT = 2_000  # of typed answers while they are counted: those that hardly anybody gave fall out
ENOUGH = 10  # answers, before figures say anything


@dataclass
class Sums:
    """Of one question: x its share of the points, y what the rest of the same paper got."""

    asked: int = 0
    answered: int = 0
    x: float = 0
    y: float = 0
    xx: float = 0
    yy: float = 0
    xy: float = 0
    choices: Counter[str] = field(default_factory=Counter)

    def add(self, x: float, y: float, reply: Any) -> None:
        self.asked += 1
        self.x, self.y = self.x + x, self.y + y
        self.xx, self.yy, self.xy = self.xx + x * x, self.yy + y * y, self.xy + x * y
        if reply is not None:
            self.answered += 1
            for key in map(str, reply if isinstance(reply, list) else [reply]):
                self.choices[key[:80]] += 1
            if len(self.choices) > MOST_KEPT:
                self.choices = Counter(dict(self.choices.most_common(MOST_KEPT // 2)))

    @property
    def facility(self) -> float:
        return self.x / self.asked

    @property
    def discrimination(self) -> float | None:
        """Correlation of x and y; None where all did alike in one of the two."""
        n = self.asked
        spread = (n * self.xx - self.x**2) * (n * self.yy - self.y**2)
        if n < 2 or spread <= 1e-9:
            return None
        return max(-1.0, min(1.0, (n * self.xy - self.x * self.y) / sqrt(spread)))


def sums(round: Round, tell: Callable[[int], object] | None = None) -> dict[int, Sums]:
    """By position of the question."""
    found: dict[int, Sums] = defaultdict(Sums)
    for sheet in sheets(round, tell):
        worth = {item.position: item.points for item in sheet.paper.items}
        total = sum(sheet.shares[position] * points for position, points in worth.items())
        for position, points in worth.items():
            share = sheet.shares[position]
            found[position].add(share, total - share * points, sheet.replies.get(position))
    return found


def told(round: Round) -> list[Told]:
    """For `questions.services.record_trials`: questions that nobody had are left out."""
    items = {item.position: item for item in Item.objects.filter(round=round).defer("body", "answer")}
    return [
        Told(
            question_id=items[position].question_id,
            version=items[position].version,
            asked=one.asked,
            answered=one.answered,
            facility=one.facility,
            discrimination=one.discrimination,
            choices=dict(one.choices.most_common(MOST_CHOICES)),
        )
        for position, one in sorted(sums(round).items())
    ]


@dataclass(frozen=True)
class Row:
    item: Item
    body: dict[str, Any]
    sums: Sums | None

    @property
    def facility(self) -> str:
        return shares.in_words(round(self.sums.facility * 1000)) if self.sums else ""

    @property
    def discrimination(self) -> str:
        value = self.sums.discrimination if self.sums else None
        return "" if value is None else f"{value:.2f}".replace(".", ",").replace("-", "−")

    @property
    def doubtful(self) -> bool:
        """Hardly anybody had it right, nearly everybody had, or the better ones had it wrong."""
        if self.sums is None or self.sums.asked < ENOUGH:
            return False
        value = self.sums.discrimination
        return not 0.1 <= self.sums.facility <= 0.95 or (value is not None and value < 0.1)


def packed(found: dict[int, Sums]) -> dict[str, Any]:
    """As it is kept."""
    return {
        str(position): vars(one) | {"choices": dict(one.choices.most_common(MOST_CHOICES))}
        for position, one in found.items()
    }


def unpacked(kept: dict[str, Any]) -> dict[int, Sums]:
    return {int(position): Sums(**one | {"choices": Counter(one["choices"])}) for position, one in kept.items()}


def rows(of: Round, found: dict[int, Sums]) -> list[Row]:
    """All questions of a round that is over, without their keys."""
    items = Item.objects.filter(round=of).defer("answer").order_by("position")
    return [Row(item, body_of(item), found.get(item.position)) for item in items]


def body_of(item: Item) -> dict[str, Any]:
    return json.loads(item.body)
