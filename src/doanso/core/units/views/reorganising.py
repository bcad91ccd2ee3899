"""A unit gets another name, ends, or is merged into another one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doanso.core.units import queries, rules, services
from doanso.core.units.forms.reorganising import EndForm, MergeForm, RenameForm
from doanso.core.units.models import Unit
from doanso.lib.dates import format_date
from doanso.lib.errors import Forbidden

MOST_NAMES = 200  # members named in a preview


def _unit(request: HttpRequest, code: str) -> Unit:
    """Units are no secret: who may not change this one is told so."""
    found = get_object_or_404(Unit.objects.select_related("type"), code=code)
    if not queries.units_administered(request.user.person, timezone.localdate()).filter(pk=found.pk).exists():
        raise Forbidden(_("You do not look after this unit."))
    return found


@require_http_methods(["GET", "POST"])
@login_required
def rename(request: HttpRequest, code: str) -> HttpResponse:
    found = _unit(request, code)
    first = {"name": found.name, "short_name": found.short_name, "seen": found.name}
    form = RenameForm(request.POST or None, initial=first)
    if form.is_valid():
        services.rename_unit(unit=found, **form.cleaned_data, by=request.user.person, now=timezone.now())
        messages.success(request, _("The name is changed."))
        return redirect(found)
    context = {"unit": found, "form": form}
    return render(request, "units/admin/rename.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def end(request: HttpRequest, code: str) -> HttpResponse:
    found, today = _unit(request, code), timezone.localdate()
    form = EndForm(request.POST or None, initial={"last_day": today})
    if form.is_valid():
        services.end_unit(unit=found, **form.cleaned_data, by=request.user.person, now=timezone.now())
        day = format_date(form.cleaned_data["last_day"])
        messages.success(request, _("%(unit)s ends on %(day)s.") % {"unit": found, "day": day})
        return redirect(found)
    plan = queries.ending(found, today)
    context = {
        "unit": found,
        "form": form,
        "plan": plan,
        "obstacles": [
            *plan.obstacles,
            *queries.members_without_a_home(plan),
            *rules.why_not_end(request.user.person, plan, today),
        ],
    }
    return render(request, "units/admin/end_unit.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def merge(request: HttpRequest, code: str) -> HttpResponse:
    found, today, by = _unit(request, code), timezone.localdate(), request.user.person
    given = request.POST if request.method == "POST" else request.GET
    form = MergeForm(given or None, unit=found, by=by, today=today)
    if not form.is_valid():
        return _merge_page(request, {"unit": found, "form": form}, 422 if form.is_bound else 200)
    data = form.cleaned_data
    if request.method == "POST" and "seen" in request.POST:
        keep = frozenset(
            int(pk) for pk in request.POST.getlist("keep") if pk.isascii() and pk.isdigit() and len(pk) < 19
        )
        told = {"into": data["vao"], "effective": data["ngay"], "legal": data["can_cu"]}
        seen = request.POST["seen"]
        into = services.merge_unit(unit=found, **told, keep=keep, seen=seen, by=by, now=timezone.now())
        messages.success(request, _("%(unit)s goes on in %(into)s.") % {"unit": found, "into": into})
        return redirect(into)
    plan = queries.merging(found, data["vao"], data["ngay"])
    return _merge_page(request, {"unit": found, "form": form, **_preview(plan, by)})


def _preview(plan: queries.Plan, by: Any) -> dict[str, Any]:
    today = timezone.localdate()
    seats = [(seat, rules.why_not_give(by, seat.person, seat.role, plan.into, today)) for seat in plan.seats]
    return {
        "plan": plan,
        "obstacles": [*plan.obstacles, *rules.why_not_end(by, plan, today)],
        "seats": seats,
        "members": plan.members[:MOST_NAMES],
        "more_members": max(0, len(plan.members) - MOST_NAMES),
    }


def _merge_page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "units/admin/merge.html", context, status=status)
