"""A paper without JavaScript: the same rules and the same log as the hot path, by ordinary statements.

Here, too, the earliest start counts, the first submission, and of savings the newest; the fold reads both alike.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.features.contests.hot.handling import CLOSED, GRACE_S, OVER
from doanso.features.contests.merging import together
from doanso.features.contests.models import Attempt, Entrant, Event, Round, State, What
from doanso.features.contests.papers import Paper, compose
from doanso.features.contests.queries import admitting, entrants
from doanso.features.contests.queries.pools import pool_of
from doanso.features.contests.tokens import milliseconds
from doanso.lib.errors import Refused

MOST_ANSWERS_BYTES = 16 * 1024


@transaction.atomic
def start(round: Round, *, entrant: Entrant, number: int, device: str, now: datetime) -> Attempt:
    """The attempt, begun now or before."""
    if why := why_not_start(round, now):
        raise Refused(why)
    if why := admitting.why_not(round, entrant):
        raise Refused(why)
    if entrants.standing(round, entrant, now).next != number:
        raise Refused(str(OVER))
    ends = min(now + timedelta(minutes=round.minutes), round.closes_at)
    ends = ends.replace(microsecond=ends.microsecond // 1000 * 1000)  # as exactly as the log says it
    attempt, begun = Attempt.objects.get_or_create(
        round=round, entrant=entrant, number=number, defaults={"started_at": now, "last_at": ends}
    )
    if begun:
        _log(attempt, What.START, 0, {"ends": milliseconds(ends)}, device, now)
    return attempt


@transaction.atomic
def save(
    attempt: Attempt, *, answers: dict[str, Any], device: str, now: datetime, seen: int | None = None
) -> dict[str, Any]:
    """What is kept: with `seen`, the `seq` that the page showed, also what another device has saved since."""
    _check(attempt, now, grace_s=0)
    answers = _put_together(attempt, answers, seen)
    _log(attempt, What.SAVE, min(newest(attempt) + 1, entrants.LARGEST), {"answers": answers}, device, now)
    return answers


@transaction.atomic
def submit(
    attempt: Attempt,
    *,
    answers: dict[str, Any],
    guess: int | None,
    device: str,
    now: datetime,
    seen: int | None = None,
) -> bool:
    """Twice is once: what was handed in first counts. False: another device had changed answers, all are saved only,
    and whoever hands in looks at them first, while there is time."""
    _check(attempt, now, grace_s=GRACE_S)
    if entrants.is_handed_in(attempt):
        return True
    whole = _put_together(attempt, answers, seen)
    if whole != answers and now <= attempt.last_at:
        save(attempt, answers=whole, device=device, now=now)
        return False
    told = {"answers": whole} if guess is None else {"answers": whole, "guess": guess}
    _log(attempt, What.SUBMIT, min(newest(attempt) + 1, entrants.LARGEST), told, device, now)
    return True


def _put_together(attempt: Attempt, answers: dict[str, Any], seen: int | None) -> dict[str, Any]:
    """Two pages of one attempt wait for each other."""
    Attempt.objects.select_for_update().get(pk=attempt.pk)
    if seen is None or newest(attempt) <= seen:
        return answers
    return together(entrants.answers_of(attempt, through=seen), answers, entrants.answers_of(attempt))


def why_not_start(round: Round, now: datetime) -> str:
    if round.contest.state != State.PUBLISHED or round.frozen_at is None or now >= round.closes_at:
        return str(CLOSED)
    return _("This round has not opened yet.") if now < round.opens_at else ""


def paper_of(attempt: Attempt) -> Paper:
    round = attempt.round
    return compose(pool_of(round), secret=bytes(round.secret), entrant_id=attempt.entrant_id, number=attempt.number)


def _check(attempt: Attempt, now: datetime, *, grace_s: int) -> None:
    closed = attempt.round.closes_at
    is_ended = closed < attempt.last_at and now > closed  # by the teacher of a room, who handed in what was saved
    if is_ended or now > attempt.last_at + timedelta(seconds=grace_s):
        raise Refused(str(OVER))


def newest(attempt: Attempt) -> int:
    """The `seq` of what was saved last; 0: nothing."""
    found = entrants.newest_event(attempt)
    return found.seq if found else 0


def _log(attempt: Attempt, what: What, seq: int, told: dict[str, Any], device: str, now: datetime) -> None:
    data = json.dumps(told, separators=(",", ":"))
    if len(data) > MOST_ANSWERS_BYTES:
        raise Refused(_("These answers are too long."))
    Event.objects.create(
        round_id=attempt.round_id,
        entrant_id=attempt.entrant_id,
        number=attempt.number,
        what=what,
        seq=seq,
        at=now,
        data=data,
        device=device,
    )
