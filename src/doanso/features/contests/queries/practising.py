"""Questions to practise with: accepted ones of the contest's banks that no round keeps to itself or is going to ask."""

import secrets
from datetime import datetime
from math import factorial
from typing import Any

from doanso.blocks.questions import queries as bank
from doanso.features.contests.models import Contest, Line
from doanso.features.contests.papers import Asked, Paper, permutation
from doanso.features.contests.queries import secrecy


def questions(contest: Contest, now: datetime) -> dict[int, Any]:
    """By their id. A frozen question stays away until its round has opened its answers, in whichever contest."""
    lines = Line.objects.filter(round__contest=contest).values_list("bank", "topic", "difficulty").distinct()
    found = {question.pk: question for line in lines for question in bank.pickable(*line)}
    asked = bank.locked(found, now) | secrecy.kept(found, now)
    return {pk: one for pk, one in found.items() if pk not in asked and not _shows_files(one.body)}


def another(found: dict[int, Any], last: int | None) -> int:
    """Any but the last, if there is another."""
    return secrets.choice([pk for pk in found if pk != last] or list(found))


def sheet(question: Any, order: int) -> Paper:
    """The question as a paper of its own, its options in the `order`-th of all orders."""
    asked = Asked(0, question.kind, question.body, 1)
    size = len(asked.options)
    return Paper((asked,), (permutation(size, order % factorial(size)),))


def _shows_files(body: dict[str, Any]) -> bool:
    """Pictures are for those who do the paper."""
    return any("media" in part for part in [body, *body.get("options", [])])
