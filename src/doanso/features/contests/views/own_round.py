"""An entrant's own page of a round: what awaits, what was done, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from doanso.features.contests import clock
from doanso.features.contests.models import Attempt, Contest, Entrant, Round, State
from doanso.features.contests.queries import admitting, claims, entrants, reviewing, secrecy, told
from doanso.features.contests.queries.entrants import Standing
from doanso.features.contests.services import answering
from doanso.features.contests.views import reading
from doanso.ui import formats, kept


@require_GET
@never_cache
def own_round(request: HttpRequest, code: str, number: int) -> HttpResponse:
    here = reading.here(request, code, number)
    round, entrant, now = reading.round_of(here.contest, number), here.entrant, here.now
    if entrant is None:
        return redirect("contests:contest", code)
    standing = entrants.standing(round, entrant, now) if here.has_begun else entrants.FRESH
    facts = {"has_account": entrant.person_id is not None, "kept_out": admitting.why_not(round, entrant)}
    facts |= _facts(here.contest, round, standing, now)
    result = told.own(round, entrant)
    facts["certified"] = result is not None and result.certified
    exclusion = entrants.exclusion_of(round, entrant) if here.is_excluded else None
    context = {"contest": here.contest, "round": round, "exclusion": exclusion, "now": now}
    return kept.page(
        request,
        key=None if exclusion else (here.version, *facts.values()),
        own=named(entrant) | _let_in(round, entrant) | _own(standing) | _announced(result),
        draw=lambda own: render(request, "contests/own_round.html", context | facts | _worded(facts, own)),
    )


@dataclass(frozen=True)
class Told:
    """What an attempt's card depends on, but for what is the entrant's own in it."""

    number: int
    state: str
    is_graded: bool
    is_running: bool
    handed_in: bool


def _facts(contest: Contest, round: Round, standing: Standing, now: datetime) -> dict[str, Any]:
    """What the page depends on, but for the contest and what is the entrant's own."""
    scored, running = secrecy.is_scored(contest, round, now), standing.running
    told = [
        Told(one.number, one.get_state_display(), one.score is not None and scored, one == running, one.handed_in)
        for one in standing.attempts
    ]
    return {
        "attempts": tuple(told),
        "next": standing.next,
        "is_running": running is not None,
        "why": answering.why_not_start(round, now),
        "open": secrecy.is_open(contest, round, now),
        "scored": scored,
        "is_over": now >= round.closes_at,
        "is_coming": now < round.opens_at and contest.state == State.PUBLISHED,
        "left": formats.time_left(round.opens_at, now),
    }


def named(entrant: Entrant) -> dict[str, str]:
    """`words`: what was written in place of the unit."""
    words = entrant.unit_words if entrant.unit else ""
    told = {"name": entrant.full_name, "place": entrant.place, "words": words, "guardian": entrant.guardian}
    return told | {"unproven": claims.why_unproven(entrant)}


def _let_in(round: Round, entrant: Entrant) -> dict[str, str]:
    found = admitting.of_entrant(round, entrant)
    return {"rank": formats.vn_number(found.rank) if found else "", "source": found.ranking if found else ""}


def _announced(result: told.Own | None) -> dict[str, str]:
    return {"placed": formats.vn_number(result.rank), "prize": result.prize} if result else {"placed": "", "prize": ""}


def _own(standing: Standing) -> dict[str, str]:
    own = {"until": formats.vn_time(standing.running.last_at) if standing.running else ""}
    for one in standing.attempts:
        points = "" if one.score is None else formats.vn_number(one.score.normalize())
        words = {"at": formats.vn_datetime(one.started_at), "points": points, "spent": one.spent}
        own |= {f"{name}_{one.number}": text for name, text in words.items()}
    return own


def _worded(facts: Mapping[str, Any], own: Mapping[str, str]) -> dict[str, Any]:
    names = ("at", "points", "spent")
    attempts = [(told, *(own[f"{name}_{told.number}"] for name in names)) for told in facts["attempts"]]
    return {"own": own, "attempts": attempts}


@require_GET
@never_cache
def review(request: HttpRequest, code: str, number: int, attempt: int) -> HttpResponse:
    """One's own answers and the right ones, once they are open."""
    contest = reading.contest_of(code)
    round = reading.round_of(contest, number)
    entrant, now = entrants.entrant_of(request, contest), clock.now()
    if entrant is None or not secrecy.is_open(contest, round, now):
        raise Http404
    ended = round.attempts_made.exclude(state=Attempt.State.RUNNING).select_related("round")
    found = get_object_or_404(ended, entrant=entrant, number=attempt)
    context = {"contest": contest, "round": round, "attempt": found, "questions": reviewing.review(found, now)}
    return render(request, "contests/review.html", context)
