"""Practice: one question after the other, explained at once. Nothing is kept of who practises or how it went."""

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.features.contests.forms.paper import PlainPaper
from doanso.features.contests.queries import practising, reviewing
from doanso.features.contests.views import reading

MOST_ORDERS = 40_320


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def practice(request: HttpRequest, code: str) -> HttpResponse:
    contest = reading.contest_of(code)
    if not contest.practice:
        raise Http404(_("There is no practice for this contest."))
    found = practising.questions(contest, timezone.now())
    context: dict[str, Any] = {"contest": contest, "count": len(found), "question": None, "judged": None}
    if found:
        judged = request.method == "POST" and _number(request.POST.get("question")) in found
        context |= _judged(request, found) if judged else _asked(request, found)
    return render(request, "contests/practice.html", context)


def _asked(request: HttpRequest, found: dict[int, Any]) -> dict[str, Any]:
    pk = practising.another(found, _number(request.GET.get("sau")))
    order = secrets.randbelow(MOST_ORDERS)
    shown = PlainPaper(practising.sheet(found[pk], order), {})
    return {"question": shown.questions()[0], "pk": pk, "order": order}


def _judged(request: HttpRequest, found: dict[int, Any]) -> dict[str, Any]:
    pk, order = _number(request.POST["question"]) or 0, _number(request.POST.get("order")) or 0
    paper = practising.sheet(found[pk], order)
    answers = PlainPaper(paper, {}).read(request.POST)
    return {"judged": reviewing.judged(found[pk], paper.replies(answers).get(0)), "pk": pk}


def _number(typed: Any) -> int | None:
    return int(typed) if isinstance(typed, str) and typed.isascii() and typed.isdigit() and len(typed) < 12 else None
