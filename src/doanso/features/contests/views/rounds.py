"""Rounds of a contest: when, how long, what is asked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.features.contests.forms.rounds import LinesFormSet, MoveForm, RoundForm, lines_formset
from doanso.features.contests.models import Round, State
from doanso.features.contests.queries import organising, samples
from doanso.features.contests.rules import preparing
from doanso.features.contests.services import freezing, publishing, setting_up
from doanso.features.contests.views.organising import organised


def organised_round(request: HttpRequest, code: str, number: int) -> Round:
    contest = organised(request, code)
    found = get_object_or_404(organising.rounds_of(contest), number=number)
    found.contest = contest
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def add(request: HttpRequest, code: str) -> HttpResponse:
    found, now = organised(request, code), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = RoundForm(data, round=None, contest=found, now=now)
    if form.is_bound and form.is_valid():
        made = setting_up.add_round(contest=found, given=form.given(), by=request.user.person, now=now)
        messages.success(request, _("The round is added. Now choose what is asked."))
        return redirect("contests:prepare_lines", code=code, number=made.number)
    fixed = "" if found.state == State.DRAFT else _("Rounds are added before the contest is published.")
    context = {"contest": found, "form": form, "fixed": fixed, "title": _("New round")}
    return render(request, "contests/organise/round.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def change(request: HttpRequest, code: str, number: int) -> HttpResponse:
    found, now = organised_round(request, code, number), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = RoundForm(data, round=found, contest=found.contest, now=now)
    if form.is_bound and form.is_valid():
        given, seen = form.given(), form.cleaned_data["seen"]
        setting_up.change_round(round=found, given=given, seen=seen, by=request.user.person, now=now)
        messages.success(request, _("Saved."))
        return redirect("contests:prepare", code=code)
    fixed = preparing.why_round_fixed(found, now)
    context = {"contest": found.contest, "round": found, "form": form, "fixed": fixed, "title": found.name}
    return render(request, "contests/organise/round.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def remove(request: HttpRequest, code: str, number: int) -> HttpResponse:
    found = organised_round(request, code, number)
    setting_up.remove_round(round=found, by=request.user.person, now=timezone.now())
    messages.success(request, _("“%(round)s” is removed.") % {"round": found.name})
    return redirect("contests:prepare", code=code)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def lines(request: HttpRequest, code: str, number: int) -> HttpResponse:
    found, now = organised_round(request, code, number), timezone.now()
    by, data = request.user.person, request.POST if request.method == "POST" else None
    rows = lines_formset(data, round=found, by=by, on=timezone.localdate())
    if data is not None and rows.is_valid():
        setting_up.set_lines(round=found, lines=rows.lines(), seen=data["seen"], by=by, now=now)
        messages.success(request, _("Saved."))
        return redirect("contests:prepare_lines", code=code, number=number)
    kept = list(found.lines.select_related("bank", "topic"))
    context = {
        "contest": found.contest,
        "round": found,
        "rows": rows,
        "title": _("Structure of the paper: %(round)s") % {"round": found.name},
        "seen": data.get("seen", "") if data else rows.mark,
        "pairs": _with_numbers(rows, [samples.available(line) for line in kept]),
        "questions": sum(line.count for line in kept),
        "points": sum(line.count * line.points for line in kept),
        "lacking": freezing.lacking(found) if kept and not found.frozen_at else [],
        "fixed": preparing.why_round_fixed(found, now),
    }
    return render(request, "contests/organise/lines.html", context, status=422 if data is not None else 200)


def _with_numbers(rows: LinesFormSet, numbers: list[int]) -> list[tuple]:
    """Each row of the form with how many accepted questions the saved line finds."""
    return [(form, numbers[place] if place < len(numbers) else None) for place, form in enumerate(rows.forms)]


@require_GET
@never_cache
@login_required
def sample(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Who looks is written down: these are questions that will be asked."""
    found = organised_round(request, code, number)
    setting_up.look_at_sample(round=found, by=request.user.person, now=timezone.now())
    context = {"contest": found.contest, "round": found, "questions": samples.sample(found)}
    context["title"] = _("Sample paper: %(round)s") % {"round": found.name}
    return render(request, "contests/organise/sample.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def move(request: HttpRequest, code: str, number: int) -> HttpResponse:
    found, now = organised_round(request, code, number), timezone.now()
    data = request.POST if request.method == "POST" else None
    form = MoveForm(data, round=found, now=now)
    if form.is_bound and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("opens_at", "closes_at", "reason")}
        publishing.move(round=found, **given, by=request.user.person, now=now)
        messages.success(request, _("The dates are moved; the contest's page says so and why."))
        return redirect("contests:prepare", code=code)
    context = {"contest": found.contest, "round": found, "form": form}
    context["title"] = _("Move the dates: %(round)s") % {"round": found.name}
    context["fixed"] = _("This round is over.") if found.closes_at <= now else ""
    return render(request, "contests/organise/move.html", context, status=422 if form.is_bound else 200)
