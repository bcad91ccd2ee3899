"""A paper as an entrant might get it, from what the bank has now. No key is in it, and none follows from it."""

import secrets
from typing import Any

from doanso.blocks.questions import queries as bank
from doanso.features.contests import papers
from doanso.features.contests.models import Line, Round
from doanso.features.contests.papers import Asked, Group, Pool


def sample(round: Round) -> list[dict[str, Any]]:
    """Questions in the order of the paper, each with its options, points and `picture`: whether it has one."""
    pool = _pool(round)
    paper = papers.compose(pool, secret=secrets.token_bytes(32), entrant_id=0, number=1)
    shown = paper.shown()["questions"]
    return [
        one | {"points": item.points, "picture": "media" in item.body}
        for one, item in zip(shown, paper.items, strict=True)
    ]


def available(line: Line) -> int:
    """How many accepted questions this line may draw from."""
    return len(bank.pickable(line.bank_id, line.topic_id, line.difficulty))


def _pool(round: Round) -> Pool:
    """Each question serves the first line that may draw it."""
    taken: set[int] = set()
    groups = []
    for line in round.lines.all():
        found = [one for one in bank.pickable(line.bank_id, line.topic_id, line.difficulty) if one.pk not in taken]
        taken |= {one.pk for one in found[: line.count]}
        items = tuple(Asked(one.pk, one.kind, _without_pictures(one.body), line.points) for one in found[: line.count])
        groups.append(Group(line.count, items))
    return Pool(tuple(groups), round.shuffle_questions, round.shuffle_options)


def _without_pictures(body: dict[str, Any]) -> dict[str, Any]:
    """Pictures are shown in the bank; here a word says that there is one."""
    plain = {key: value for key, value in body.items() if key not in {"media", "options"}}
    options = [{"key": one["key"], "text": one["text"]} for one in body.get("options") or []]
    return plain | ({"options": options} if options else {}) | ({"media": {}} if body.get("media") else {})
