"""Where an organiser begins: all contests of one's units, a new one, one of them with its parts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.core.qr import images
from doanso.features.contests.forms.setup import COPY, PRESET, NewForm
from doanso.features.contests.models import Contest, Round, State, Whole
from doanso.features.contests.queries import announcing, hall, judging, organising, published
from doanso.features.contests.rules import TIE_BREAKS
from doanso.features.contests.rules.joining import audience_words
from doanso.features.contests.services import publishing, setting_up, starting
from doanso.features.contests.tie_breaks import known
from doanso.lib.errors import Forbidden

PER_PAGE = 30


def organised(request: HttpRequest, code: str) -> Contest:
    """404 tells others not even that it exists."""
    return get_object_or_404(organising.organised_by(request.user.person, timezone.localdate()), code=code)


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    if not organising.places(request.user.person, today).exists():
        raise Forbidden(_("You do not prepare contests of any unit."))
    found = organising.organised_by(request.user.person, today).prefetch_related("rounds")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "contest": one,
            "next": organising.next_date(one, now),
            "faults": publishing.faults(one, now) if one.state == State.DRAFT else [],
        }
        for one in page
    ]
    return render(request, "contests/organise/index.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def new(request: HttpRequest) -> HttpResponse:
    by, today = request.user.person, timezone.localdate()
    if not organising.places(by, today).exists():
        raise Forbidden(_("You do not prepare contests of any unit."))
    data = request.POST if request.method == "POST" else None
    first = organising.places(by, today).first()
    form = NewForm(data, by=by, today=today, initial={"unit": first.code, "start": f"{PRESET}:lich-su"})
    if form.is_bound and form.is_valid():
        made = _start(form, request)
        messages.success(
            request, _("The contest is begun. Fill in its parts; nobody else sees it until it is published.")
        )
        return redirect("contests:prepare", code=made.code)
    return render(request, "contests/organise/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _start(form: NewForm, request: HttpRequest) -> Contest:
    given = {name: form.cleaned_data[name] for name in ("unit", "name")}
    who = {"by": request.user.person, "now": timezone.now()}
    kind, _colon, key = form.cleaned_data["start"].partition(":")
    if kind == PRESET:
        return starting.create_from_preset(preset=key, first_day=form.cleaned_data["first_day"], **given, **who)
    if kind == COPY:
        return starting.copy(earlier=form.earlier[key], first_day=form.cleaned_data["first_day"], **given, **who)
    return starting.create(**given, **who)


@require_GET
@never_cache
@login_required
def contest(request: HttpRequest, code: str) -> HttpResponse:
    found, now = organised(request, code), timezone.now()
    rounds = list(organising.rounds_of(found).prefetch_related("lines"))
    address = published.link(found)
    context = {
        "contest": found,
        "rounds": rounds,
        "sums": [(one, *_sums(one)) for one in rounds],
        "faults": publishing.faults(found, now) if found.state == State.DRAFT else [],
        "notices": published.notices(found),
        "address": address,
        "qr": images.svg(address) if address else "",
        "started": organising.somebody_started(found),
        "whole": _whole(request, found),
        "audience": audience_words(found),
        "prizes": hall.prizes(found),
        "ties": [TIE_BREAKS[name] for name in known(found.tie_breaks)],
        "now": now,
    }
    return render(request, "contests/organise/contest.html", context)


def _whole(request: HttpRequest, contest: Contest) -> Whole | None:
    """For who judges, once a round of several is announced."""
    judges = judging.contests(request.user.person, timezone.localdate()).filter(pk=contest.pk)
    begun = organising.rounds_of(contest).exclude(announced_at=None)
    return Whole(contest) if begun.exists() and judges.exists() and announcing.has_whole(contest) else None


def _sums(round: Round) -> tuple[int, int]:
    """How many questions a paper has, and its points."""
    lines = round.lines.all()
    return sum(line.count for line in lines), sum(line.count * line.points for line in lines)


@require_http_methods(["GET", "POST"])
@login_required
def discard(request: HttpRequest, code: str) -> HttpResponse:
    found = organised(request, code)
    if request.method == "POST":
        setting_up.discard(contest=found, by=request.user.person, now=timezone.now())
        messages.success(request, _("“%(contest)s” is deleted.") % {"contest": found.name})
        return redirect("contests:organise")
    context = {
        "question": _("Delete “%(contest)s”?") % {"contest": found.name},
        "explanation": _("Its rounds, prizes and rules go with it. Questions stay in their bank."),
        "button": _("Delete this contest"),
        "danger": True,
        "back": reverse("contests:prepare", args=[code]),
    }
    return render(request, "ui/confirm.html", context)
