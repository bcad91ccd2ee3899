"""Contests as who prepares them sees them."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.audit import canonical
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.contests.models import Attempt, Contest, Round

ORGANISE = "contests.organise"
IN_CLASS = Exists(Round.objects.filter(contest=OuterRef("pk"), kind=Round.Kind.ROOM))
"""Of contests: one that a room in class has for itself."""


def places(person: Person | None, on: date) -> QuerySet[Unit]:
    """Units that stand, in which this person may prepare contests, the highest first."""
    found = units.units_where(person, ORGANISE, on).filter(units.valid(on))
    return found.select_related("type").order_by("path")


def organised_by(person: Person | None, on: date) -> QuerySet[Contest]:
    """Without the hidden contests of rooms in class."""
    found = Contest.objects.filter(unit__in=units.units_where(person, ORGANISE, on)).exclude(IN_CLASS)
    return found.select_related("unit", "unit__type")


def rounds_of(contest: Contest) -> QuerySet[Round]:
    """Without the rooms in class, which are rounds of their teachers."""
    return contest.rounds.exclude(kind=Round.Kind.ROOM).order_by("number")


def kinds(contest: Contest) -> list[str]:
    """One of each round."""
    return list(rounds_of(contest).values_list("kind", flat=True))


def somebody_started(contest: Contest) -> bool:
    return Attempt.objects.filter(round__in=rounds_of(contest)).exists()


def seen(state: dict[str, Any]) -> str:
    """A short mark of what a page showed, by which a later change by somebody else is noticed."""
    text = json.dumps(canonical.plain(state), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def intro(contest: Contest) -> dict[str, Any]:
    return {"name": contest.name, "summary": contest.summary, "rules": contest.rules}


def audience(contest: Contest) -> dict[str, Any]:
    return {"audience": contest.audience}


def entry(contest: Contest) -> dict[str, Any]:
    return {"without_account": contest.without_account, "fields": contest.fields}


def deciding(contest: Contest) -> dict[str, Any]:
    return {"guess": contest.guess, "tie_breaks": contest.tie_breaks}


def together(contest: Contest) -> dict[str, Any]:
    return {"together": contest.together, "best_rounds": contest.best_rounds}


def afterwards(contest: Contest) -> dict[str, Any]:
    return {"practice": contest.practice, "score_at_once": contest.score_at_once, "show": contest.show}


def prizes(contest: Contest) -> dict[str, Any]:
    found = contest.prizes.select_related("round").order_by("for_units", "round__number", "first", "pk")
    return {
        "prizes": [
            {
                "name": one.name,
                "first": one.first,
                "last": one.last,
                "value": one.value,
                "for_units": one.for_units,
                "round_number": one.round.number if one.round else None,
            }
            for one in found
        ]
    }


STATES: dict[str, Callable[[Contest], dict[str, Any]]] = {
    "intro": intro,
    "audience": audience,
    "entry": entry,
    "deciding": deciding,
    "together": together,
    "afterwards": afterwards,
    "prizes": prizes,
}
"""What a part of a contest holds, as plain values."""

SETTINGS = ("name", "kind", "opens_at", "closes_at", "minutes", "attempts", "counting")
SHUFFLES = ("shuffle_questions", "shuffle_options")


def settings(round: Round) -> dict[str, Any]:
    return {name: getattr(round, name) for name in (*SETTINGS, *SHUFFLES)}


def admits(round: Round) -> dict[str, Any]:
    return {"admits": round.admits}


def lines(round: Round) -> dict[str, Any]:
    return {"lines": list(round.lines.values("bank_id", "topic_id", "difficulty", "count", "points"))}


def next_date(contest: Contest, now: datetime) -> tuple[str, datetime, Round] | None:
    """What comes next: "opens" or "closes", when, and of which round. Over `contest.rounds`, fetched before."""
    coming = [
        (word, at, one)
        for one in contest.rounds.all()
        if one.kind != Round.Kind.ROOM
        for word, at in (("opens", one.opens_at), ("closes", one.closes_at))
        if at > now
    ]
    return min(coming, key=lambda row: row[1]) if coming else None
