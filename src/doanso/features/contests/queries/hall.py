"""Contests as everybody sees them: what runs, what comes, what is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.features.contests.models import Contest, Entrant, Prize, Round, State
from doanso.ui.formats import time_left

MOST_OVER, MOST_OPEN = 30, 200  # on one page


class Phase(Enum):
    """`PAUSE`: between two rounds. `OVER` comes when the last round has closed, whether it was announced or not."""

    RUNNING = "running"
    PAUSE = "pause"
    COMING = "coming"
    OVER = "over"


@dataclass(frozen=True)
class Shown:
    """A contest with the round that matters now: the one that runs, else the next, else the last."""

    contest: Contest
    phase: Phase
    round: Round | None
    rounds: Sequence[Round]
    at: datetime

    @property
    def joinable(self) -> bool:
        """A round that lets in by earlier rankings alone is none to come for."""
        return self.contest.state == State.PUBLISHED and any(not one.admits for one in self._ahead)

    @property
    def is_on(self) -> bool:
        return self.contest.state == State.PUBLISHED and self.phase != Phase.OVER

    @property
    def _ahead(self) -> list[Round]:
        return [one for one in self.rounds if self.at < one.closes_at]

    @property
    def moment(self) -> tuple[Any, ...]:
        """What a page about it says of the time."""
        begun = [(one.opens_at <= self.at, one.closes_at <= self.at) for one in self.rounds]
        ends = (self.round.opens_at, self.round.closes_at) if self.round else ()
        return (*begun, *(time_left(end, self.at) for end in ends))


def real_rounds() -> QuerySet[Round]:
    """Rooms in class are nobody else's business."""
    return Round.objects.exclude(kind=Round.Kind.ROOM).order_by("number")


def public() -> QuerySet[Contest]:
    """Published once, also when called off later: posters lead here."""
    rounds = Prefetch("rounds", real_rounds(), to_attr="shown_rounds")
    found = Contest.objects.filter(Exists(real_rounds().filter(contest=OuterRef("pk"))))
    return found.exclude(state=State.DRAFT).select_related("unit").prefetch_related(rounds)


def called(code: str) -> Contest | None:
    """One of them, for the pages of entrants: asked with every step they take, so without what only lists need."""
    rounds = Prefetch("rounds", real_rounds(), to_attr="shown_rounds")
    known = Contest.objects.exclude(state=State.DRAFT).select_related("unit").prefetch_related(rounds)
    try:
        found = known.get(code=code)
    except Contest.DoesNotExist:
        return None
    return found if found.shown_rounds else None


def hall(now: datetime) -> dict[Phase, list[Shown]]:
    """What runs first by its end, what comes by its beginning, what is over newest first."""
    last = Max("rounds__closes_at", filter=~Q(rounds__kind=Round.Kind.ROOM))
    found = public().filter(state=State.PUBLISHED).annotate(last=last)
    past, others = found.filter(last__lte=now).order_by("-last"), found.filter(last__gt=now).order_by("last")
    every = [shown(contest, now) for contest in [*past[:MOST_OVER], *others[:MOST_OPEN]]]
    running = [one for one in every if one.phase in {Phase.RUNNING, Phase.PAUSE}]
    return {
        Phase.RUNNING: sorted(running, key=lambda one: (one.phase == Phase.PAUSE, one.round.closes_at)),
        Phase.COMING: sorted(_of(every, Phase.COMING), key=lambda one: one.round.opens_at),
        Phase.OVER: sorted(_of(every, Phase.OVER), key=lambda one: one.round.closes_at, reverse=True),
    }


def mine(person: Person | None) -> set[int]:
    """Contests that this person has joined."""
    return set(Entrant.objects.filter(person=person).values_list("contest", flat=True)) if person else set()


def shown(contest: Contest, now: datetime) -> Shown:
    rounds = getattr(contest, "shown_rounds", None)
    rounds = list(real_rounds().filter(contest=contest)) if rounds is None else rounds
    return Shown(contest, phase_of(rounds, now), _current(rounds, now), rounds, now)


def phase_of(rounds: Sequence[Round], now: datetime) -> Phase:
    if any(one.opens_at <= now < one.closes_at for one in rounds):
        return Phase.RUNNING
    if all(now >= one.closes_at for one in rounds):
        return Phase.OVER
    return Phase.COMING if all(now < one.opens_at for one in rounds) else Phase.PAUSE


def prizes(contest: Contest) -> QuerySet[Prize]:
    return contest.prizes.select_related("round")


def _current(rounds: Sequence[Round], now: datetime) -> Round | None:
    running = [one for one in rounds if one.opens_at <= now < one.closes_at]
    coming = [one for one in rounds if now < one.opens_at]
    if running or coming:
        return min(running, key=lambda one: one.closes_at) if running else min(coming, key=lambda one: one.opens_at)
    return max(rounds, key=lambda one: one.closes_at, default=None)


def _of(every: list[Shown], phase: Phase) -> list[Shown]:
    return [one for one in every if one.phase == phase]
