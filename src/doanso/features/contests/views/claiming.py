"""“This is my number”: whoever is kept out says so; who runs the contest decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.features.contests.forms.claiming import ClaimForm, DecideClaimForm
from doanso.features.contests.forms.joining import DigitsForm
from doanso.features.contests.models import Contest
from doanso.features.contests.queries import claims
from doanso.features.contests.services import claiming, exports, proving
from doanso.features.contests.views import joining, reading
from doanso.features.contests.views.entrants import run_by
from doanso.ui import limits

WHAT = "claim"
"""Beside what was typed: digits for the one are none for the other."""
ONE_ADDRESS, HOUR = 300, 3600


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def claim(request: HttpRequest, code: str) -> HttpResponse:
    contest, person, now = reading.contest_of(code), reading.person_of(request), timezone.now()
    form = ClaimForm(request.POST if request.method == "POST" else None, has_account=person is not None)
    if form.is_bound and form.is_valid():
        limits.hit("contests.claim", limits.client_address(request), limit=ONE_ADDRESS, per_seconds=HOUR)
        given = form.cleaned_data
        if why := claiming.why_not(contest, given["phone"], now):
            form.add_error("phone", why)
        elif person is not None:
            told = {"full_name": "", "email": "", "person": person, "now": now}
            claiming.claim(contest, phone=given["phone"], words=given["words"], **told)
            return _told(request, contest)
        else:
            joining.limit_mail(request, given["email"])
            token = proving.send(contest, email=given["email"], typed={"what": WHAT, **given}, now=now)
            return redirect("contests:claim_proven", contest.code, token)
    context = {"contest": contest, "form": form}
    return render(request, "contests/claim.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def proven(request: HttpRequest, code: str, token: str) -> HttpResponse:
    contest = reading.contest_of(code)
    waiting = proving.waiting(contest, token)
    if waiting is None or waiting.typed.get("what") != WHAT:
        return redirect("contests:claim", contest.code)
    form = DigitsForm(request.POST or None)
    if not form.is_valid():
        told = {"contest": contest, "form": form, "waiting": waiting, "minutes": proving.MINUTES}
        return render(request, "contests/claim_proven.html", told)
    waiting = proving.check(contest, token=token, digits=form.cleaned_data["digits"])
    told = {name: waiting.typed[name] for name in ("phone", "full_name", "words")}
    claiming.claim(contest, **told, person=None, email=waiting.email, now=timezone.now())
    proving.done(token)
    return _told(request, contest)


def _told(request: HttpRequest, contest: Contest) -> HttpResponse:
    messages.success(request, _("The organiser looks at it and answers you."))
    return redirect("contests:contest", contest.code)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    contest, now = run_by(request, code), timezone.now()
    found = get_object_or_404(claims.of(contest), pk=pk)
    form = DecideClaimForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        claiming.decide(claim=found, **form.cleaned_data, by=request.user.person, now=now)
        messages.success(request, _("Decided. Both sides are told."))
        return redirect("contests:entrants", code)
    if found.holder:
        exports.note_reading(entrants=(found.holder,), by=request.user.person, now=now)
    told = {"contest": contest, "claim": found, "form": form}
    return render(request, "contests/entrants/claim.html", told, status=422 if form.is_bound else 200)
