"""From the poster to the entrant's own place: with the account in one press, else with name and unit."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.core.consent.evidence import of_request
from doanso.core.units import queries as units
from doanso.features.contests.forms.joining import CodeForm, DigitsForm, JoinForm, TellingForm
from doanso.features.contests.models import Contest
from doanso.features.contests.queries import entrants, hall, unit_search
from doanso.features.contests.queries.known import Found
from doanso.features.contests.services import guardians, joining, proving
from doanso.features.contests.services.joining import Joined
from doanso.features.contests.views import own_round, reading
from doanso.ui import kept, limits

TEN_MINUTES, HOUR = 600, 3600
CODE_SALT = "contests.code"
ONE_ADDRESS = 6_000
"""Joinings in ten minutes from one network, ten a second: a mobile carrier puts whole districts behind one address."""
ONE_MAILER = 1_500
"""Messages in an hour that one network may ask for."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest, code: str) -> HttpResponse:
    here = reading.here(request, code)
    if here.entrant is not None:
        return redirect(_next(here.contest))
    if reading.person_of(request):
        return _with_account(request, here.contest)
    return _blank(request, here) if request.method != "POST" else _without(request, here.contest)


def _blank(request: HttpRequest, here: Found) -> HttpResponse:
    """The form before anybody has written into it."""
    purpose, joinable = joining.purpose(), hall.shown(here.contest, here.now).joinable
    return kept.page(
        request,
        key=(here.version, joinable, purpose and purpose.pk),
        own={},
        draw=lambda _own: _page(request, here.contest, "contests/join.html", form=JoinForm(here.contest, purpose)),
    )


def _with_account(request: HttpRequest, contest: Contest) -> HttpResponse:
    person, now = reading.person_of(request), timezone.now()
    form = TellingForm(contest, joining.purpose(), request.POST or None, initial={
        "birth": person.date_of_birth.year if person.date_of_birth else None,
        "job": person.job, "phone": person.phone, "email": person.email,
    }, known_birth=person.date_of_birth.year if person.date_of_birth else None)  # fmt: skip
    wrong = joining.why_not(contest, form.given(), now, person) if form.is_valid() else None
    if wrong:
        form.refuse(*wrong)
    if wrong or not form.is_valid():
        membership = units.main_membership(person, timezone.localdate(now))
        return _page(request, contest, "contests/join_account.html", form=form, person=person, membership=membership)
    entrant = joining.join_with_account(
        contest,
        person=person,
        given=form.given(),
        browser=reading.browser_of(request),
        evidence=of_request(request, form=f"contest {contest.code}"),
        now=now,
    )
    return reading.remember(request, redirect(_next(contest)), entrant)


def _without(request: HttpRequest, contest: Contest) -> HttpResponse:
    form = JoinForm(contest, joining.purpose(), request.POST or None)
    if not contest.without_account or not form.is_valid():
        return _page(request, contest, "contests/join.html", form=form)
    limits.hit("contests.join", limits.client_address(request), limit=ONE_ADDRESS, per_seconds=TEN_MINUTES)
    if not form.given().email:
        made = joining.join_or_tell(contest, **_told(request, contest, form))
        if isinstance(made, Joined):
            return _joined(request, made)
        form.refuse(*made)
    elif wrong := joining.why_not(contest, form.given(), timezone.now()):
        form.refuse(*wrong)
    else:
        return _send(request, contest, form)
    return _page(request, contest, "contests/join.html", form=form)


def _told(request: HttpRequest, contest: Contest, form: JoinForm) -> dict[str, Any]:
    return {
        "given": form.given(),
        "browser": reading.browser_of(request),
        "evidence": of_request(request, form=f"contest {contest.code}"),
        "now": timezone.now(),
    }


def _send(request: HttpRequest, contest: Contest, form: JoinForm) -> HttpResponse:
    """The digits go out; what was typed waits."""
    email = form.cleaned_data["email"]
    limit_mail(request, email)
    typed = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    token = proving.send(contest, email=email, typed=typed, now=timezone.now())
    return redirect("contests:prove", contest.code, token)


def limit_mail(request: HttpRequest, email: str) -> None:
    limits.hit("contests.mail", email, limit=4, per_seconds=HOUR)
    limits.hit("contests.mail.from", limits.client_address(request), limit=ONE_MAILER, per_seconds=HOUR)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def prove(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """The six digits from the e-mail."""
    contest = reading.contest_of(code)
    waiting = proving.waiting(contest, token)
    if waiting is None:
        return redirect("contests:join", contest.code)
    form = DigitsForm(request.POST or None)
    if not form.is_valid():
        return _page(request, contest, "contests/prove.html", form=form, waiting=waiting, minutes=proving.MINUTES)
    waiting = proving.check(contest, token=token, digits=form.cleaned_data["digits"])
    again = JoinForm(contest, joining.purpose(), waiting.typed)
    if not again.is_valid():  # the contest was changed meanwhile
        return redirect("contests:join", contest.code)
    response = _joined(request, joining.join(contest, **_told(request, contest, again)))
    proving.done(token)
    return response


def _joined(request: HttpRequest, made: Joined) -> HttpResponse:
    contest = made.entrant.contest
    response = redirect("contests:code", contest.code)
    reading.keep_for_a_while(response, shown_once(contest), signing.dumps(made.code, salt=CODE_SALT))
    return reading.remember(request, response, made.entrant)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def code(request: HttpRequest, code: str) -> HttpResponse:
    """The private code, until it is said to be written down. It lies in the entrant's own browser meanwhile."""
    here = reading.here(request, code)
    contest, entrant = here.contest, here.entrant
    if request.method == "POST" or entrant is None:
        response = redirect(_next(contest) if entrant else reverse("contests:join", args=[contest.code]))
        response.delete_cookie(shown_once(contest))
        return response
    try:
        shown = signing.loads(request.COOKIES.get(shown_once(contest), ""), salt=CODE_SALT, max_age=1800)
    except signing.BadSignature:
        return redirect(_next(contest))
    return kept.page(
        request,
        key=here.version,
        own=own_round.named(entrant) | {"code": shown},
        draw=lambda own: _page(request, contest, "contests/code.html", own=own),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Going on with another phone."""
    contest = reading.contest_of(code)
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return _page(request, contest, "contests/enter.html", form=form)
    limits.check("contests.enter", limits.client_address(request), limit=200, per_seconds=TEN_MINUTES)
    entrant = entrants.by_code(contest, form.cleaned_data["code"])
    if entrant is None:
        limits.hit("contests.enter", limits.client_address(request), limit=200, per_seconds=TEN_MINUTES)
        form.add_error("code", _("Nobody of this contest has this code. Please compare letter by letter."))
        return _page(request, contest, "contests/enter.html", form=form)
    return reading.remember(request, redirect(_next(contest)), entrant)


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody else takes part with this phone now."""
    contest = reading.contest_of(code)
    response = redirect("contests:contest", contest.code)
    response.delete_cookie(entrants.cookie_name(contest))
    response.delete_cookie(shown_once(contest))
    return response


@require_GET
def unit_names(request: HttpRequest, code: str) -> HttpResponse:
    """Names of units of the audience, for the list below the box; as options, so that the page's script stays small."""
    contest = reading.contest_of(code)
    limits.hit("contests.units", limits.client_address(request), limit=6_000, per_seconds=60)
    words = request.GET.get("unit", "")[:160]
    found = unit_search.called(contest, words, timezone.localdate()) if len(words.strip()) > 1 else []
    return render(request, "contests/parts/units.html", {"units": found})


def _next(contest: Contest) -> str:
    """Where an entrant goes: to the round that matters now."""
    seen = hall.shown(contest, timezone.now())
    return reverse("contests:round", args=[contest.code, seen.round.number])


def shown_once(contest: Contest) -> str:
    return f"thi_ma_{contest.pk}"


def _page(request: HttpRequest, contest: Contest, template: str, **more: Any) -> HttpResponse:
    seen = hall.shown(contest, timezone.now())
    form: Any = more.get("form")
    purpose = joining.purpose() if form is not None and "agree" in form.fields else None
    told = {"contest": contest, "seen": seen, "purpose": purpose}
    if form is not None and "guardian_agree" in form.fields:
        told["guardian_purpose"] = guardians.purpose()
    return render(request, template, told | more)
