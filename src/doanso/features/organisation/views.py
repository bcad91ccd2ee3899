"""Changes that an administrator decides, each first shown as it would be; and all decided changes of their units."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.core.units import queries as units
from doanso.core.units import rules as unit_rules
from doanso.core.units.models import Unit
from doanso.features.organisation import forms, queries, rules, services
from doanso.features.organisation.models import Change
from doanso.lib.dates import format_date
from doanso.lib.errors import Forbidden

PER_PAGE = 50


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """And where a change begins: of which unit, and what."""
    by, today = request.user.person, timezone.localdate()
    form = forms.StartForm(request.GET if "viec" in request.GET else None, by=by, today=today)
    if form.is_valid():
        return redirect(f"organisation:{form.cleaned_data['viec']}", form.cleaned_data["don_vi"].code)
    page = Paginator(queries.seen_by(by, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "may_begin": form.fields["don_vi"].queryset.exists()}
    return render(request, "organisation/index.html", context)


@require_GET
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    found, today = _change(request, pk), timezone.localdate()
    context = {
        "change": found,
        "units": found.units.all(),
        "routes": queries.routes(found),
        "alterations": queries.alterations(found),
        "previews": _previews(found) if found.state == Change.State.DECIDED else [],
        "may_cancel": rules.may_cancel(request.user.person, found, today),
    }
    return render(request, "organisation/change.html", context)


@require_POST
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = services.cancel(change=_change(request, pk), by=request.user.person, now=timezone.now())
    messages.success(request, _("Given up: everything stays as it is."))
    return redirect(found)


@require_http_methods(["GET", "POST"])
@login_required
def merge(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A merger, or a dissolution: the same, but for the words."""
    unit, today, by = _unit(request, code), timezone.localdate(), request.user.person
    given = request.POST if request.method == "POST" else request.GET
    made_of = forms.DissolveForm if kind == Change.Kind.DISSOLVE else forms.MergeForm
    form = made_of(given or None, unit=unit, by=by, today=today)
    context = {"unit": unit, "form": form, "dissolving": kind == Change.Kind.DISSOLVE}
    if not form.is_valid():
        return render(request, "organisation/merge.html", context, status=422 if form.is_bound else 200)
    data, keep = form.cleaned_data, _keep(request)
    told = {"into": data["vao"], "effective": data["ngay"], "decision": data["can_cu"]}
    if request.method == "POST" and "seen" in request.POST:
        seen = request.POST["seen"]
        made = services.merge(unit=unit, **told, keep=keep, seen=seen, kind=kind, by=by, now=timezone.now())
        _say(request, made)
        return redirect(made)
    return render(request, "organisation/merge.html", context | _shown(unit, told, by))


FORMS = {
    Change.Kind.MERGE: forms.UniteForm,
    Change.Kind.SPLIT: forms.SplitForm,
    Change.Kind.UPGRADE: forms.UpgradeForm,
    Change.Kind.RENAME: forms.RenameForm,
    Change.Kind.MOVE: forms.MoveForm,
}


@require_http_methods(["GET", "POST"])
@login_required
def propose(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Asked by address and shown; sent with what was seen, and decided."""
    unit, today, by = _unit(request, code), timezone.localdate(), request.user.person
    given = request.POST if request.method == "POST" else request.GET
    form = FORMS[Change.Kind(kind)](given or None, unit=unit, by=by, today=today)
    context = {"unit": unit, "form": form, "kind": kind, "above": units.superior(unit, today)}
    if not form.is_valid():
        return render(request, "organisation/propose.html", context, status=422 if form.is_bound else 200)
    told = {"effective": form.cleaned_data["ngay"], "by": by, "now": timezone.now()}
    if request.method == "POST" and "seen" in request.POST:
        plan = form.draft(_shares(request), tuple(sorted(_keep(request))))
        decision, seen = form.cleaned_data["can_cu"], request.POST["seen"]
        made = services.reorganise(kind=kind, plan=plan, decision=decision, seen=seen, **told)
        _say(request, made)
        return redirect(made)
    shown = services.foresee(plan=form.draft({}, ()), **told)
    members = queries.belonging(unit.code, shown.on) if form.shared_out and shown.plan.found else []
    context |= {"shown": shown, "members": members, "later": shown.on > today}
    context["below"] = units.below(unit, shown.on).exclude(pk=unit.pk).count()
    return render(request, "organisation/propose.html", context)


def _shares(request: HttpRequest) -> dict[int, int]:
    """Person → place of a new unit: fields such as `p17` with 0, 1, ...; empty is nowhere."""
    found = {}
    for name, value in request.POST.items():
        if re.fullmatch(r"p[0-9]{1,18}", name, re.ASCII) and re.fullmatch(r"[0-9]{1,2}", value, re.ASCII):
            found[int(name[1:])] = int(value)
    return found


def _say(request: HttpRequest, made: Change) -> None:
    if made.state == Change.State.DONE:
        messages.success(request, _("Done: the change is carried out."))
    else:
        day = format_date(made.effective)
        messages.success(request, _("Decided: it happens on %(day)s, at midnight.") % {"day": day})


def _keep(request: HttpRequest) -> frozenset[int]:
    given = request.POST.getlist("keep")
    return frozenset(int(pk) for pk in given if pk.isascii() and pk.isdigit() and len(pk) < 19)


def _shown(unit: Unit, told: dict[str, Any], by: Any) -> dict[str, Any]:
    today, into, on = timezone.localdate(), told["into"], told["effective"]
    plan = queries.preview(unit, into, on, frozenset(), timezone.now())
    seats = [(seat, unit_rules.why_not_give(by, seat.person, seat.role, into, today)) for seat in plan.seats]
    obstacles = [*plan.obstacles, *unit_rules.why_not_end(by, unit, plan.seats, today)]
    movings = [moving for moving in plan.movings if moving.move.name != "units.seats"]  # asked right above
    return {"plan": plan, "movings": movings, "obstacles": obstacles, "seats": seats, "later": on > today}


def _previews(found: Change) -> list[queries.Preview]:
    """Of whole units alone; a unit that is only to be founded has nothing to look at yet."""
    codes = {unit.code: unit for unit in found.units.select_related("type")}
    keep = frozenset(found.plan["keep"])
    return [
        queries.preview(codes[one["unit"]], codes[one["into"]], found.effective, keep, timezone.now())
        for one in found.plan["passes"]
        if one["people"] is None and one["unit"] in codes and one["into"] in codes
    ]


def _unit(request: HttpRequest, code: str) -> Unit:
    """Units are no secret: who may not change this one is told so."""
    found = get_object_or_404(Unit.objects.select_related("type"), code=code)
    if not rules.looks_after(request.user.person, [found], timezone.localdate()):
        raise Forbidden(_("You do not look after this unit."))
    return found


def _change(request: HttpRequest, pk: int) -> Change:
    found = queries.seen_by(request.user.person, timezone.localdate()).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
