"""The live board of a round, without names."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from doanso.features.contests import charts
from doanso.features.contests.queries.board import board
from doanso.features.contests.views.judges import page, watched


@require_GET
@never_cache
@login_required
def show(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The figures alone for the page that asks every five seconds; stops asking when the round is over."""
    round, now = watched(request, code, number), timezone.now()
    found = board(round, now)
    told = {
        "board": found,
        "running": round.opens_at <= now <= round.closes_at,
        "by_time": charts.by_time(found) if found.slices else "",
        "by_unit": charts.by_unit(found) if found.units else "",
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "contests/judge/board_figures.html", told | {"round": round})
    return page(request, "board", round, told)
