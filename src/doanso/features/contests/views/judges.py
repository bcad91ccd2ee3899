"""What the pages of judges find out first: which round or whole contest, and whether the reader may judge it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.features.contests.models import WHOLE, Round, Scope, Whole
from doanso.features.contests.queries import announcing, judging


def judged(request: HttpRequest, code: str, number: int) -> Round:
    """404 tells others not even that it exists."""
    found = judging.rounds(request.user.person, timezone.localdate())
    return get_object_or_404(found, contest__code=code, number=number)


def judged_part(request: HttpRequest, code: str, number: int) -> Scope:
    """A round, or the whole contest."""
    if number != WHOLE:
        return judged(request, code, number)
    found = get_object_or_404(judging.contests(request.user.person, timezone.localdate()), code=code)
    if not announcing.has_whole(found):
        raise Http404(_("Here each round stands by itself."))
    return Whole(found)


def watched(request: HttpRequest, code: str, number: int) -> Round:
    """For who prepares the contest, too: figures without names."""
    found = judging.seen(request.user.person, timezone.localdate())
    return get_object_or_404(found, contest__code=code, number=number)


def page(request: HttpRequest, template: str, round: Scope, told: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """With the tabs of the round, or of the whole; `told` may hold a form that was not good."""
    judges = judging.contests(request.user.person, timezone.localdate()).filter(pk=round.contest.pk).exists()
    tabs = {}
    if judges and isinstance(round, Round):
        tabs = {"doubts": announcing.open_doubts(round), "appeals": announcing.open_appeals(round)}
    context = {"round": round, "contest": round.contest, "judges": judges, "tabs": tabs} | told
    context["whole"] = judges and announcing.has_whole(round.contest)
    return render(request, f"contests/judge/{template}.html", context, status=status)
