"""The pages that everybody may open: all contests, and one."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doanso.features.contests.models import Whole
from doanso.features.contests.queries import announcing, hall, known, published
from doanso.features.contests.rules.joining import audience_words
from doanso.features.contests.views import reading
from doanso.ui import kept


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    version, now = known.all_version()
    return kept.page(request, key=version, own={}, draw=lambda _own: _all(request, now))


def _all(request: HttpRequest, now: datetime) -> HttpResponse:
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
    here = reading.here(request, code)
    seen, joined = hall.shown(here.contest, here.now), here.entrant is not None
    return kept.page(
        request,
        key=(here.version, joined, seen.moment),
        own={"name": here.entrant.full_name if here.entrant else ""},
        draw=lambda own: render(request, "contests/contest.html", _facts(seen) | {"joined": joined, "own": own}),
    )


def _facts(seen: hall.Shown) -> dict[str, Any]:
    return {
        "contest": seen.contest,
        "seen": seen,
        "prizes": hall.prizes(seen.contest),
        "whole": Whole(seen.contest) if announcing.has_whole(seen.contest) else None,
        "notices": published.notices(seen.contest),
        "audience": audience_words(seen.contest),
        "now": seen.at,
    }
