"""What may still change in a contest, and what is wrong with what somebody wants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from doanso.features.contests.models import Contest, Round, State, Together

LONGEST = timedelta(days=200)
MOST_QUESTIONS = 200
SETTLED = timedelta(minutes=1)
"""Before a round opens every server has read again what it asks."""
MOST_ROUNDS, MOST_LINES, MOST_PRIZES = 30, 30, 30
ENTRY_FIELDS = ("phone", "email", "birth", "job")
TEXTS = frozenset({"intro", "afterwards"})
"""Parts that do not change what the entrants agreed to: they stay open as long as the contest is on."""


@dataclass(frozen=True)
class Asked:
    """A line of the blueprint as somebody wants it."""

    bank_id: int
    topic_id: int | None
    difficulty: int | None
    count: int
    points: int


@dataclass(frozen=True)
class Award:
    """A prize as somebody wants it; `round_number` is None for the whole contest."""

    name: str
    first: int
    last: int
    value: str = ""
    for_units: bool = False
    round_number: int | None = None


def why_fixed(contest: Contest, part: str, *, started: bool) -> str:
    """Empty when this part of the contest may be changed."""
    if contest.state == State.CANCELLED:
        return _("This contest was called off.")
    if contest.state == State.PUBLISHED and started and part not in TEXTS:
        return _("Somebody has already started: what they agreed to stays as it is.")
    return ""


def why_round_fixed(round: Round, now: datetime) -> str:
    """Empty when minutes, attempts and questions may be changed: until it opens, once it is published."""
    if round.contest.state == State.CANCELLED:
        return _("This contest was called off.")
    if round.contest.state == State.PUBLISHED and round.opens_at <= now + SETTLED:
        return _("This round has opened, or opens in a minute: its questions and its time stay as they are.")
    return ""


def window_fault(opens: datetime, closes: datetime, minutes: int) -> tuple[str, str] | None:
    """The field and what is wrong with it."""
    if closes <= opens:
        return "closes_at", _("The round closes before it opens.")
    if closes - opens > LONGEST:
        return "closes_at", _("A round lasts 200 days at most.")
    if timedelta(minutes=minutes) > closes - opens:
        return "minutes", _("The time for one attempt is longer than the round.")
    return None


def moving_fault(round: Round, opens: datetime, closes: datetime, now: datetime) -> tuple[str, str] | None:
    """Of a published round: an open one can only close later, one that is over stays."""
    if round.closes_at <= now:
        return "closes_at", _("This round is over.")
    if round.opens_at <= now:
        if opens != round.opens_at:
            return "opens_at", _("This round has opened already.")
        if closes < round.closes_at:
            return "closes_at", _("A round that is open can close later, not earlier.")
    elif opens <= now:
        return "opens_at", _("Choose a time that lies ahead.")
    return window_fault(opens, closes, round.minutes)


def together_fault(together: str, best_rounds: int, kinds: Sequence[str]) -> tuple[str, str] | None:
    """The field and what is wrong with it; `kinds` are those of the rounds there are."""
    if together == Together.BEST and best_rounds > len(kinds):
        return "best_rounds", _("There are not so many rounds.")
    if together == Together.FINAL and Round.Kind.FINAL not in kinds:
        return "together", _("No round is the final.")
    return None


def prize_fault(prizes: Iterable[Award]) -> tuple[int, str] | None:
    """The place in the list and what is wrong: ranks go forward, and a rank gets one prize."""
    taken: dict[tuple[bool, int | None], list[tuple[int, int, str]]] = {}
    for place, prize in enumerate(prizes):
        if prize.last < prize.first:
            return place, _("The last rank lies before the first.")
        others = taken.setdefault((prize.for_units, prize.round_number), [])
        for first, last, name in others:
            if first <= prize.last and prize.first <= last:
                return place, _("These ranks already get “%(prize)s”.") % {"prize": name}
        others.append((prize.first, prize.last, prize.name))
    return None
