"""Doubts, exclusions, appeals and bad questions of a round: only for who judges there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.features.contests import evidence
from doanso.features.contests.forms.judging import AnswerForm, DecideForm, ExcludeForm
from doanso.features.contests.models import Flag, Work
from doanso.features.contests.queries import judging as queries
from doanso.features.contests.queries import working as works
from doanso.features.contests.services import exports, judging, working
from doanso.features.contests.views.judges import judged, page

PER_PAGE = 30


@require_GET
@never_cache
@login_required
def doubts(request: HttpRequest, code: str, number: int) -> HttpResponse:
    round = judged(request, code, number)
    state = request.GET.get("trang_thai", Flag.State.OPEN)
    kind = request.GET.get("loai", "")
    kind = kind if kind in Flag.Kind.values else ""
    found = queries.flags(round, state=state if state in Flag.State.values else "", kind=kind)
    listed = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(flag, evidence.in_words(flag)) for flag in listed]
    told = {"page": listed, "rows": rows, "state": state, "kind": kind, "states": Flag.State, "kinds": Flag.Kind}
    told["work"] = works.of(round, Work.What.DOUBTS, timezone.now())
    return page(request, "doubts", round, told)


@require_POST
@login_required
def look(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Now, instead of waiting for the end of the round."""
    round = judged(request, code, number)
    new = working.look(round=round, by=request.user.person, now=timezone.now())
    if new is None:
        messages.success(request, _("All papers are being looked through."))
        return redirect("contests:doubts", code, number)
    said = ngettext("%(number)d new doubt.", "%(number)d new doubts.", new) % {"number": new}
    messages.success(request, said if new else _("Nothing new."))
    return redirect("contests:doubts", code, number)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def doubt(request: HttpRequest, code: str, number: int, pk: int) -> HttpResponse:
    round = judged(request, code, number)
    flag = get_object_or_404(queries.flags(round), pk=pk)
    exports.note_reading(entrants=(flag.entrant, flag.other), by=request.user.person, now=timezone.now())
    form = DecideForm(request.POST if request.method == "POST" else None, flag=flag)
    if form.is_bound and form.is_valid():
        whom, note = form.chosen(), form.cleaned_data["note"]
        judging.decide(flag=flag, exclude_whom=whom, note=note, by=request.user.person, now=timezone.now())
        messages.success(request, _("Your decision is kept."))
        return redirect("contests:doubts", code, number)
    told = {"flag": flag, "form": form, "words": evidence.in_words(flag), "sides": evidence.sides(flag)}
    told["apart"] = judging.why_not_apart(request.user.person, round, flag.entrant, flag.other)
    return page(request, "doubt", round, told, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def exclusions(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Who is excluded and why; whoever else is to be is found by name."""
    round = judged(request, code, number)
    form = ExcludeForm(request.POST or None, round=round, initial={"entrant": request.GET.get("so")})
    if form.is_bound and form.is_valid():
        judging.exclude(round=round, by=request.user.person, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The entrant is excluded and told why."))
        return redirect("contests:exclusions", code, number)
    words = request.GET.get("ten", "")
    listed = Paginator(queries.exclusions(round), PER_PAGE).get_page(request.GET.get("page"))
    told = {"page": listed, "form": form, "words": words, "found": queries.entrants_called(round, words)}
    return page(request, "exclusions", round, told, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def exclusion(request: HttpRequest, code: str, number: int, pk: int) -> HttpResponse:
    """One exclusion with its appeal, and the answer to it."""
    round = judged(request, code, number)
    found = get_object_or_404(queries.exclusions(round), pk=pk)
    exports.note_reading(entrants=(found.entrant,), by=request.user.person, now=timezone.now())
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        judging.answer(exclusion=found, by=request.user.person, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The appeal is answered, and the entrant is told."))
        return redirect("contests:exclusions", code, number)
    may_answer = found.appeal == "dang_xet" and found.by_id != request.user.person.pk
    told = {"exclusion": found, "form": form, "may_answer": may_answer}
    told["apart"] = judging.why_not_apart(request.user.person, round, found.entrant)
    return page(request, "exclusion", round, told, status=422 if form.is_bound else 200)
