"""A round that is over, with what counts of its entrants written as the fold would."""

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from tests.support.org import NOON, build, person, seat

from doanso.features.contests.models import Attempt, Entrant, Round, Standing
from doanso.features.contests.tests import sample

AFTER = NOON + timedelta(hours=2)


def over(**more: Any) -> SimpleNamespace:
    """`.org`, `.contest` of the province, `.round` (over, its questions fixed); `.judge` and `.second` may judge it."""
    org = build()
    questions = sample.bank(org.province)
    contest = sample.contest(org.province, questions, **more)
    round = sample.frozen(contest.rounds.get())
    second = person("Vũ Thị Hai")
    seat(second, org.province, "pho_bi_thu")
    return SimpleNamespace(org=org, contest=contest, round=round, judge=org.province_secretary, second=second)


def stand(
    round: Round,
    name: str | Entrant,
    score: int,
    *,
    seconds: int = 300,
    ended: datetime = NOON,
    right: int = 0,
    **more: Any,
) -> Entrant:
    """One entrant, new by a name, with one paper that was handed in. `reply` and `guess` go to the attempt, the rest
    to the entrant."""
    guess, reply = more.pop("guess", None), more.pop("reply", {})
    who = name if isinstance(name, Entrant) else sample.entrant(round.contest, name, **more)
    began = ended - timedelta(seconds=seconds)
    attempt = Attempt.objects.create(
        round=round, entrant=who, number=1, started_at=began, last_at=began + timedelta(minutes=15), ended_at=ended,
        state=Attempt.State.SUBMITTED, reply=reply, score=score, right=right, milliseconds=seconds * 1000, guess=guess,
    )  # fmt: skip
    Standing.objects.create(
        round=round, entrant=who, unit_id=who.unit_id, attempt=attempt, score=Decimal(score), guess=guess,
        milliseconds=seconds * 1000, ended_at=ended,
    )  # fmt: skip
    return who
