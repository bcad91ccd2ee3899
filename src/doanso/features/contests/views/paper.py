"""The paper: the page on which the script does everything, and all questions on one page for who has no scripts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.blocks.questions import queries as bank
from doanso.core.files import responses
from doanso.features.contests import clock, tokens
from doanso.features.contests.forms.paper import PlainPaper
from doanso.features.contests.models import Attempt, Entrant, Item, Round, State
from doanso.features.contests.queries import admitting, entrants, pools
from doanso.features.contests.services import answering
from doanso.features.contests.views import reading
from doanso.features.contests.views.wording import ELSEWHERE, WORDS
from doanso.ui import kept

SPREAD_MS = 8_000
"""Those who wait for the opening start within so long of it."""


@dataclass(frozen=True)
class Links:
    """Where a paper leads: a round of a contest and a room in class have other addresses. `files` ends with a slash."""

    own: str
    plain: str
    files: str


def _links(round: Round) -> Links:
    args = [round.contest.code, round.number]
    own = reverse("contests:round", args=args)
    return Links(own, reverse("contests:plain", args=args), f"{own}tep/")


@require_GET
@never_cache
def paper(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The same for all, but for the ticket."""
    here = reading.here(request, code, number)
    round, entrant, now = reading.round_of(here.contest, number), here.entrant, here.now
    if entrant is None:
        return redirect("contests:join", code)
    following = (entrants.standing(round, entrant, now) if here.has_begun else entrants.FRESH).next
    is_early = now < round.opens_at and round.frozen_at is not None and here.contest.state == State.PUBLISHED
    why = "" if is_early else answering.why_not_start(round, now)
    if following is None or why or admitting.why_not(round, entrant):
        return redirect("contests:round", code, number)
    return kept.page(
        request,
        key=(here.version, is_early),
        own=ticket(round, entrant, following, now),
        draw=lambda own: render(request, "contests/paper.html", scripted(round, own, now, _links(round))),
    )


def ticket(round: Round, entrant: Entrant, number: int, now: datetime) -> dict[str, str]:
    """What the script begins with."""
    return {
        "ticket": tokens.ticket(round.pk, entrant.pk, number, until=round.closes_at),
        "key": f"thi:{round.pk}:{entrant.pk}:{number}",
        "now": str(tokens.milliseconds(now)),
    }


def scripted(round: Round, own: Mapping[str, str], now: datetime, links: Links) -> dict[str, Any]:
    return {
        "contest": round.contest,
        "links": links,
        "round": round,
        "own": own,
        "opens": tokens.milliseconds(round.opens_at),
        "spread": SPREAD_MS if now < round.opens_at else 0,
        "words": WORDS,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def plain(request: HttpRequest, code: str, number: int) -> HttpResponse:
    contest = reading.contest_of(code)
    round, now = reading.round_of(contest, number), clock.now()
    entrant = entrants.entrant_of(request, contest)
    if entrant is None:
        return redirect("contests:join", code)
    standing = entrants.standing(round, entrant, now)
    if request.method == "POST":
        return answered(request, round, entrant, now, _links(round))
    if standing.running is None:
        context = {"contest": contest, "round": round, "next": standing.next, "now": now}
        context["why"] = answering.why_not_start(round, now) or admitting.why_not(round, entrant)
        return render(request, "contests/plain_start.html", context)
    return whole(request, round, standing.running, now, _links(round))


def whole(request: HttpRequest, round: Round, attempt: Attempt, now: datetime, links: Links) -> HttpResponse:
    seen = answering.newest(attempt)
    sheet = PlainPaper(answering.paper_of(attempt), entrants.answers_of(attempt, through=seen))
    left = max(0, int((attempt.last_at - now).total_seconds() // 60))
    context = {"contest": round.contest, "round": round, "attempt": attempt, "questions": sheet.questions()}
    return render(request, "contests/plain.html", context | {"left": left, "links": links, "seen": seen})


def answered(request: HttpRequest, round: Round, entrant: Entrant, now: datetime, links: Links) -> HttpResponse:
    """Start, save, or hand in; which attempt, the page says."""
    device = reading.browser_of(request).device
    number = _number(request.POST.get("number", ""))
    if request.POST.get("do") == "start":
        answering.start(round, entrant=entrant, number=number or 0, device=device, now=now)
        return redirect(links.plain)
    attempt = round.attempts_made.filter(entrant=entrant, number=number).select_related("round").first()
    if attempt is None:
        raise Http404
    answers = PlainPaper(answering.paper_of(attempt), {}).read(request.POST)
    sent = {"answers": answers, "seen": _number(request.POST.get("seen", ""), digits=10), "device": device, "now": now}
    if request.POST.get("do") != "submit":
        taken = answering.save(attempt, **sent)
        messages.success(request, _("Saved."))
        if taken != answers:
            messages.warning(request, str(ELSEWHERE))
        return redirect(links.plain)
    if answering.submit(attempt, guess=_number(request.POST.get("guess", "")), **sent):
        messages.success(request, _("Your answers have arrived."))
        return redirect(links.own)
    messages.warning(request, str(ELSEWHERE))
    messages.warning(request, _("Nothing is handed in yet. Please look through your answers and hand in again."))
    return redirect(links.plain)


def _number(typed: str, *, digits: int = 7) -> int | None:
    typed = typed.strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= digits else None


@require_GET
def media(request: HttpRequest, code: str, number: int, position: int, key: str) -> HttpResponse:
    """A picture or a sound of a question, for who is doing the paper just now or has done it."""
    contest = reading.contest_of(code)
    round = reading.round_of(contest, number)
    return picture(request, round, entrants.entrant_of(request, contest), position, key)


def picture(request: HttpRequest, round: Round, entrant: Entrant | None, position: int, key: str) -> HttpResponse:
    item = Item.objects.filter(round=round, position=position).first()
    if entrant is None or item is None or not pools.is_asked(round, entrant, position):
        raise Http404
    found = bank.media([item.question_id]).get((item.question_id, key))
    if found is None or f'"{key}"' not in item.body:
        raise Http404
    return responses.send(request, found.file, inline=True)
