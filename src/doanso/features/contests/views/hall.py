"""The pages that everybody may open: all contests, and one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from doanso.features.contests.models import Whole
from doanso.features.contests.queries import announcing, entrants, hall, published
from doanso.features.contests.rules.joining import audience_words
from doanso.features.contests.views import reading


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    found = hall.hall(now)
    context = {
        "running": found[hall.Phase.RUNNING],
        "coming": found[hall.Phase.COMING],
        "over": found[hall.Phase.OVER],
        "mine": hall.mine(reading.person_of(request)),
        "now": now,
    }
    return render(request, "contests/hall.html", context)


@require_GET
def contest(request: HttpRequest, code: str) -> HttpResponse:
    found, now = reading.contest_of(code), timezone.now()
    context = {
        "contest": found,
        "seen": hall.shown(found, now),
        "entrant": entrants.entrant_of(request, found),
        "prizes": hall.prizes(found),
        "whole": Whole(found) if announcing.has_whole(found) else None,
        "notices": published.notices(found),
        "audience": audience_words(found),
        "now": now,
    }
    return render(request, "contests/contest.html", context)
