"""What the pages of judges find out first: which round, and whether the reader may judge it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from doanso.features.contests.models import Round
from doanso.features.contests.queries import announcing, judging


def judged(request: HttpRequest, code: str, number: int) -> Round:
    """404 tells others not even that it exists."""
    found = judging.rounds(request.user.person, timezone.localdate())
    return get_object_or_404(found, contest__code=code, number=number)


def watched(request: HttpRequest, code: str, number: int) -> Round:
    """For who prepares the contest, too: figures without names."""
    found = judging.seen(request.user.person, timezone.localdate())
    return get_object_or_404(found, contest__code=code, number=number)


def page(request: HttpRequest, template: str, round: Round, told: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """With the tabs of the round; `told` may hold a form that was not good."""
    judges = judging.rounds(request.user.person, timezone.localdate()).filter(pk=round.pk).exists()
    tabs = {"doubts": announcing.open_doubts(round), "appeals": announcing.open_appeals(round)} if judges else {}
    context = {"round": round, "contest": round.contest, "judges": judges, "tabs": tabs} | told
    return render(request, f"contests/judge/{template}.html", context, status=status)
