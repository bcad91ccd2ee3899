"""A unit gets another name, or ends without anything going on elsewhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doanso.core.units import queries, rules, services
from doanso.core.units.forms.reorganising import EndForm, RenameForm
from doanso.core.units.models import Unit
from doanso.lib.dates import format_date
from doanso.lib.errors import Forbidden


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
        "obstacles": [*plan.obstacles, *rules.why_not_end(request.user.person, found, plan.seats, today)],
    }
    return render(request, "units/admin/end_unit.html", context, status=422 if form.is_bound else 200)
