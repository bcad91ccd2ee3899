"""The parts of a contest: introduction and rules, audience, entry, what decides, what is seen afterwards, prizes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.core.units.models import Unit
from doanso.features.contests import composing
from doanso.features.contests.forms.rounds import prizes_formset
from doanso.features.contests.forms.setup import (
    AfterwardsForm,
    AudienceForm,
    DecidingForm,
    EntryForm,
    IntroForm,
    TogetherForm,
)
from doanso.features.contests.models import Contest
from doanso.features.contests.queries import organising
from doanso.features.contests.rules import preparing
from doanso.features.contests.services import publishing, setting_up
from doanso.features.contests.views.organising import organised

TITLES = {
    "audience": gettext_lazy("Who may take part"),
    "entry": gettext_lazy("How to take part"),
    "deciding": gettext_lazy("Guess and equal points"),
    "together": gettext_lazy("Ranking of the whole contest"),
    "afterwards": gettext_lazy("Right answers and practice"),
}
SLUGS = {
    "doi-tuong": "audience",
    "cach-vao": "entry",
    "bang-diem": "deciding",
    "ca-cuoc-thi": "together",
    "dap-an": "afterwards",
}
FORMS = {
    "audience": AudienceForm,
    "entry": EntryForm,
    "deciding": DecidingForm,
    "together": TogetherForm,
    "afterwards": AfterwardsForm,
}


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def intro(request: HttpRequest, code: str) -> HttpResponse:
    """The button "compose" puts a text from the settings into the field; nothing is saved by it."""
    found = organised(request, code)
    data = request.POST if request.method == "POST" else None
    composed = _composed(found) if not found.rules or (data and "compose" in data) else ""
    form = IntroForm(_with(data, composed) if data and "compose" in data else data, contest=found)
    if data is None and composed:
        form.initial["rules"] = composed
    fixed = _fixed(found, "intro")
    if form.is_bound and "compose" not in data and form.is_valid():
        publishing.change_text(
            contest=found,
            given=form.given(),
            seen=form.cleaned_data["seen"],
            by=request.user.person,
            now=timezone.now(),
        )
        return _saved(request, found)
    context = {"contest": found, "form": form, "fixed": fixed, "composed": bool(composed)}
    context["title"] = _("Introduction and rules")
    return render(request, "contests/organise/intro.html", context, status=_status(form, data))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """404 for a part that there is not."""
    if part not in SLUGS:
        raise Http404
    found, part = organised(request, code), SLUGS[part]
    data = request.POST if request.method == "POST" else None
    more = {"today": timezone.localdate()} if part == "audience" else {}
    form = FORMS[part](data, contest=found, **more)
    if form.is_bound and form.is_valid():
        setting_up.change(
            contest=found,
            part=part,
            given=form.given(),
            seen=form.cleaned_data["seen"],
            by=request.user.person,
            now=timezone.now(),
        )
        return _saved(request, found)
    context = {"contest": found, "form": form, "fixed": _fixed(found, part), "title": TITLES[part]}
    return render(request, "contests/organise/part.html", context, status=_status(form, data))


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def prizes(request: HttpRequest, code: str) -> HttpResponse:
    found = organised(request, code)
    data = request.POST if request.method == "POST" else None
    rows = prizes_formset(data, contest=found)
    if data is not None and rows.is_valid():
        setting_up.set_prizes(
            contest=found, prizes=rows.prizes(), seen=data["seen"], by=request.user.person, now=timezone.now()
        )
        messages.success(request, _("Saved."))
        return redirect("contests:prepare_prizes" if "more" in data else "contests:prepare", code=found.code)
    context = {"contest": found, "rows": rows, "fixed": _fixed(found, "prizes"), "title": _("Prizes")}
    context["seen"] = data.get("seen", "") if data else rows.mark
    return render(request, "contests/organise/prizes.html", context, status=_status(rows, data))


def _composed(contest: Contest) -> str:
    rounds = list(organising.rounds_of(contest).prefetch_related("lines"))
    names = Unit.objects.filter(code__in=contest.audience.get("units", [])).values_list("name", flat=True)
    return composing.default_rules(contest, rounds, contest.prizes.select_related("round"), list(names))


def _with(data: Any, rules: str) -> Any:
    typed = data.copy()
    typed["rules"] = rules
    return typed


def _fixed(contest: Contest, part: str) -> str:
    return preparing.why_fixed(contest, part, started=organising.somebody_started(contest))


def _status(form: Any, data: Any) -> int:
    return 422 if data is not None and "compose" not in data and not form.is_valid() else 200


def _saved(request: HttpRequest, contest: Contest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("contests:prepare", code=contest.code)
