"""An entrant's own page of a round: what awaits, what was done, what came of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from doanso.features.contests import clock
from doanso.features.contests.models import Attempt
from doanso.features.contests.queries import admitting, entrants, reviewing, secrecy
from doanso.features.contests.services import answering
from doanso.features.contests.views import reading


@require_GET
@never_cache
def own_round(request: HttpRequest, code: str, number: int) -> HttpResponse:
    contest = reading.contest_of(code)
    round, now = reading.round_of(contest, number), clock.now()
    entrant = entrants.entrant_of(request, contest)
    if entrant is None:
        return redirect("contests:contest", code)
    context = {
        "contest": contest,
        "round": round,
        "entrant": entrant,
        "standing": entrants.standing(round, entrant, now),
        "why": answering.why_not_start(round, now),
        "kept_out": admitting.why_not(round, entrant),
        "admitted": admitting.of_entrant(round, entrant),
        "result": entrants.result_of(round, entrant),
        "exclusion": entrants.exclusion_of(round, entrant),
        "open": secrecy.is_open(contest, round, now),
        "scored": secrecy.is_scored(contest, round, now),
        "is_over": now >= round.closes_at,
        "is_coming": now < round.opens_at,
        "now": now,
    }
    return render(request, "contests/own_round.html", context)


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
