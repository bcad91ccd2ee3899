"""What somebody answered beside what was right: for the entrant, once the contest allows it, and for practice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.blocks.questions import queries as bank
from doanso.blocks.questions.kinds import MANY, NUMBER, ONE, ORDER, SHORT, TRUTH, grade
from doanso.features.contests.models import Attempt, Item
from doanso.features.contests.papers import compose
from doanso.features.contests.queries import secrecy
from doanso.features.contests.queries.pools import keys_of, pool_of


@dataclass(frozen=True)
class Reviewed:
    """`share` of the points, None for a question that does not count. Everything is in words.

    `kept`: another round asks the same question, so that what is right comes later.
    """

    text: str
    reply: str
    right: str = ""
    share: float | None = None
    explanation: str = ""
    kept: bool = False


def review(attempt: Attempt, now: datetime) -> list[Reviewed]:
    """Of an attempt that the fold has ended, in the order of its paper; without what another round keeps to itself."""
    round, keys = attempt.round, keys_of(attempt.round)
    paper = compose(pool_of(round), secret=bytes(round.secret), entrant_id=attempt.entrant_id, number=attempt.number)
    asked = dict(Item.objects.filter(round=round).values_list("position", "question"))
    known = bank.by_ids(asked.values())
    kept = secrecy.kept(asked.values(), now, but=round)
    replies = paper.replies(attempt.reply)
    found = []
    for item in paper.items:
        if asked[item.position] in kept:
            found.append(
                Reviewed(item.body["text"], words(item.kind, item.body, replies.get(item.position)), kept=True)
            )
            continue
        key, reply = keys.get(item.position), replies.get(item.position)
        share = None if key is None else grade(item.kind, key, reply)
        question = known.get(asked[item.position])
        right = right_words(item.kind, item.body, key) if key else ""
        explanation = question.explanation if question else ""
        found.append(Reviewed(item.body["text"], words(item.kind, item.body, reply), right, share, explanation))
    return found


def told(attempt: Attempt) -> dict[str, str]:
    """What somebody answered, in words, by the text of the question; nothing of what is right."""
    round = attempt.round
    paper = compose(pool_of(round), secret=bytes(round.secret), entrant_id=attempt.entrant_id, number=attempt.number)
    replies = paper.replies(attempt.reply)
    return {item.body["text"]: words(item.kind, item.body, replies.get(item.position)) for item in paper.items}


def judged(question: Any, reply: Any) -> Reviewed:
    """A question of the bank, answered in practice."""
    kind, body, key = question.kind, question.body, question.answer
    right, share = right_words(kind, body, key), grade(kind, key, reply)
    return Reviewed(body["text"], words(kind, body, reply), right, share, question.explanation)


def right_words(kind: str, body: dict[str, Any], key: dict[str, Any]) -> str:
    if kind == SHORT:
        return " / ".join(key["accepted"])
    return words(kind, body, str(key["value"]).replace(".", ",") if kind == NUMBER else key["right"])


def words(kind: str, body: dict[str, Any], reply: Any) -> str:
    """A reply as people read it."""
    if reply in (None, "", []):
        return _("no answer")
    if kind == TRUTH:
        return pgettext("answer", "True") if reply else pgettext("answer", "False")
    texts = {option["key"]: option["text"] for option in body.get("options", [])}
    if kind == ONE:
        return texts.get(reply, "")
    if kind in (MANY, ORDER):
        joint = " → " if kind == ORDER else "; "
        return joint.join(texts.get(key, "") for key in reply)
    return str(reply)
