"""A role gets another name, or others stand in for it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from doanso.core.units import queries, rules, services
from doanso.core.units.forms.roles import RoleNameForm, StandInsForm, in_words
from doanso.core.units.models import Role
from doanso.lib.errors import Forbidden
from doanso.lib.shifts import Change, summed


def _role(request: HttpRequest, code: str) -> Role:
    if not rules.owns_installation(request.user.person):
        raise Forbidden(_("Roles hold for the whole installation: only the holder of its own account changes them."))
    return get_object_or_404(Role, pk=code)


@require_http_methods(["GET", "POST"])
@login_required
def rename(request: HttpRequest, code: str) -> HttpResponse:
    found = _role(request, code)
    form = RoleNameForm(request.POST or None, role=found)
    if form.is_valid():
        services.rename_role(code=code, **form.values, by=request.user.person, now=timezone.now())
        messages.success(request, _("The name is changed."))
        return redirect("units:role", code)
    context = {"role": found, "form": form}
    return render(request, "units/admin/rename_role.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def stand_ins(request: HttpRequest, code: str) -> HttpResponse:
    """A post shows what follows, until what it asks for is what was shown."""
    found, now = _role(request, code), timezone.now()
    form = StandInsForm(request.POST or None, role=found)
    context = {"role": found, "form": form}
    if not form.is_valid():
        return render(request, "units/admin/stand_ins.html", context, status=422 if form.is_bound else 200)
    if form.confirmed and request.POST.get("go") == "save":
        told = {"stand_ins": form.stand_ins, "seen": form.cleaned_data["seen"]}
        went = len(services.set_stand_ins(code=code, **told, by=request.user.person, now=now))
        messages.success(request, _told(found, went))
        return redirect("units:role", code)
    change = Change(code, tuple(found.fallback), tuple(form.stand_ins), timezone.localdate(now))
    shifts = summed(queries.shifts(change)) if change.before != change.after else []
    context |= {"shifts": shifts, "total": sum(number for _shift, number in shifts), "after": in_words(form.stand_ins)}
    context |= {"looked": True, "same": change.before == change.after}
    return render(request, "units/admin/stand_ins.html", context)


def _told(role: Role, went: int) -> str:
    words = ngettext(
        "Who stands in for %(role)s is changed; %(number)d open step went to somebody else.",
        "Who stands in for %(role)s is changed; %(number)d open steps went to somebody else.",
        went,
    )
    return words % {"role": role.label, "number": went}
