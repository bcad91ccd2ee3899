"""Whom a round lets in: the organiser's rule and list, and the list as everybody reads it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.features.contests.exporting import with_entrants
from doanso.features.contests.forms.admitting import GateForm
from doanso.features.contests.forms.judging import ReasonForm
from doanso.features.contests.models import Round
from doanso.features.contests.queries import admitting as queries
from doanso.features.contests.queries import entrants
from doanso.features.contests.rules.admitting import words as said
from doanso.features.contests.services import admitting
from doanso.features.contests.views.reading import contest_of, round_of
from doanso.features.contests.views.rounds import organised_round

PREVIEW, PER_PAGE = 30, 50


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def gate(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Who is let in; and, once there is a rule, the list."""
    round, now = organised_round(request, code, number), timezone.now()
    form = GateForm(request.POST if request.method == "POST" else None, round=round)
    if form.is_bound and form.is_valid():
        seen = form.cleaned_data["seen"]
        admitting.set_gate(round=round, gate=form.gate(), seen=seen, by=request.user.person, now=now)
        messages.success(request, _("Saved."))
        return redirect("contests:prepare_gate", code, number)
    return _page(request, round, form=form, status=422 if form.is_bound else 200)


def _page(
    request: HttpRequest, round: Round, *, form: GateForm, reason: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    waiting = queries.not_announced(round)
    found = [] if round.listed_at or waiting else queries.candidates(round)
    context = {
        "contest": round.contest,
        "round": round,
        "title": _("Who is let in: %(round)s") % {"round": round.name},
        "form": form,
        "fixed": admitting.why_fixed(round, now),
        "rule": said(round, form.others),
        "waiting": waiting,
        "number": len(found),
        "preview": with_entrants(found[:PREVIEW]),
        "mark": admitting.mark(round) if found else "",
        "page": Paginator(queries.listed(round), PER_PAGE).get_page(request.GET.get("page")),
        "following": queries.next_in_line(round) if now < round.closes_at else [],
        "reason": reason or ReasonForm(),
        "is_open": round.opens_at <= now,
        "is_over": round.closes_at <= now,
    }
    return render(request, "contests/organise/gate.html", context, status=status)


@require_POST
@login_required
def fix(request: HttpRequest, code: str, number: int) -> HttpResponse:
    round = organised_round(request, code, number)
    seen = request.POST.get("seen", "")
    admitting.fix(round=round, seen=seen, by=request.user.person, now=timezone.now())
    messages.success(request, _("The list is fixed. Everybody on it is being told."))
    return redirect("contests:prepare_gate", code, number)


@require_POST
@login_required
def change(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The list is given up, or, with `key`, somebody moves up."""
    round, form = organised_round(request, code, number), ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, round, form=GateForm(round=round), reason=form, status=422)
    told = {"reason": form.cleaned_data["reason"], "by": request.user.person, "now": timezone.now()}
    if key := request.POST.get("key", ""):
        moved = admitting.call_up(round=round, key=key, **told)
        done = ngettext("%(number)d entrant has moved up.", "%(number)d entrants have moved up.", moved)
        messages.success(request, done % {"number": moved})
    else:
        admitting.give_up(round=round, **told)
        messages.success(request, _("The list is given up. Everybody on it is being told why."))
    return redirect("contests:prepare_gate", code, number)


@require_GET
def listed(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Once it is fixed. These names are public already: the rankings that they come from are announced."""
    contest = contest_of(code)
    round, words = round_of(contest, number), request.GET.get("ten", "").replace("\0", "")[:80].strip()
    if not round.admits:
        raise Http404
    own = entrants.entrant_of(request, contest)
    context = {
        "contest": contest,
        "round": round,
        "words": words,
        "rule": said(round, contest.shown_rounds),
        "page": Paginator(queries.listed(round, words), PER_PAGE).get_page(request.GET.get("page")),
        "own": queries.of_entrant(round, own) if own else None,
    }
    return render(request, "contests/admitted.html", context)
