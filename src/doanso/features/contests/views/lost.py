"""The private code is lost: six digits go to the e-mail address that somebody joined with, then a new code is shown."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.features.contests.forms.joining import DigitsForm, MailForm
from doanso.features.contests.services import proving, reissuing
from doanso.features.contests.views import joining, reading

LOST = {"lost": "1"}
"""In place of what is typed to join: digits for the one are none for the other."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lost(request: HttpRequest, code: str) -> HttpResponse:
    """Whoever owns the address learns whether somebody joined with it, and nobody else does."""
    contest = reading.contest_of(code)
    form = MailForm(request.POST or None)
    if not form.is_valid():
        return render(request, "contests/lost.html", {"contest": contest, "form": form})
    joining.limit_mail(request, form.cleaned_data["email"])
    token = proving.send(contest, email=form.cleaned_data["email"], typed=LOST, now=timezone.now())
    return redirect("contests:lost_proven", contest.code, token)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def proven(request: HttpRequest, code: str, token: str) -> HttpResponse:
    contest = reading.contest_of(code)
    waiting = proving.waiting(contest, token)
    if waiting is None or waiting.typed != LOST:
        return redirect("contests:lost", contest.code)
    form = DigitsForm(request.POST or None)
    if not form.is_valid():
        told = {"contest": contest, "form": form, "waiting": waiting, "minutes": proving.MINUTES}
        return render(request, "contests/lost_proven.html", told)
    waiting = proving.check(contest, token=token, digits=form.cleaned_data["digits"])
    made = reissuing.reissue_by_email(contest, email=waiting.email, now=timezone.now())
    proving.done(token)
    response = redirect("contests:code", contest.code)
    reading.keep_for_a_while(response, joining.shown_once(contest), signing.dumps(made.code, salt=joining.CODE_SALT))
    return reading.remember(request, response, made.entrant)
