"""Entries and quotas, typed in from decisions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.core.units.models import Unit
from doanso.features.staff import rules, services
from doanso.features.staff.forms.entering import ASKED, EntryForm, JoinForm, QuotaForm, ReductionForm, UndoForm
from doanso.features.staff.models import Employee, Entry, What
from doanso.features.staff.queries import quotas
from doanso.features.staff.queries.reading import QUOTA, agencies, kept_by
from doanso.lib.errors import Forbidden

BOTH = ["GET", "POST"]


def _mine(request: HttpRequest, pk: int) -> Employee:
    """Whose record this reader keeps; 404 for all others."""
    employee, today = get_object_or_404(Employee.objects.select_related("unit"), pk=pk), timezone.localdate()
    if not rules.may_edit(request.user.person, employee.unit, today):
        raise Http404
    return employee


def _form(request: HttpRequest, what: str, **more: Any) -> EntryForm:
    data = request.POST if request.method == "POST" else None
    return EntryForm(data, what=what, by=request.user.person, today=timezone.localdate(), **more)


def _ask(request: HttpRequest, form: Any, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "back": back} | more
    return render(request, "staff/entry.html", context, status=422 if form.is_bound else 200)


@require_http_methods(BOTH)
@never_cache
@login_required
def recruit(request: HttpRequest) -> HttpResponse:
    if not rules.may_edit(request.user.person, None, timezone.localdate()):
        raise Forbidden(_("You do not keep the staff register of any agency."))
    form = _form(request, What.APPOINTED)
    if form.is_bound and form.is_valid():
        employee = services.recruit(given=form.given(), by=request.user.person, now=timezone.now())
        messages.success(request, _("%(person)s is in the register.") % {"person": employee})
        return redirect(employee)
    return _ask(request, form, _("Add somebody to the register"), reverse("staff:people"))


@require_http_methods(BOTH)
@never_cache
@login_required
def record(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    employee = _mine(request, pk)
    if what not in ASKED:
        raise Http404
    form = _form(request, what, employee=employee)
    if form.is_bound and form.is_valid():
        services.record(employee=employee, given=form.given(), by=request.user.person, now=timezone.now())
        messages.success(request, _("Entered."))
        return redirect(employee)
    return _ask(request, form, What(what).label, employee.get_absolute_url(), employee=employee)


@require_http_methods(BOTH)
@never_cache
@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    form = _form(request, entry.what, employee=entry.employee, wrong=entry)
    if form.is_bound and form.is_valid():
        services.correct(entry=entry, given=form.given(), by=request.user.person, now=timezone.now())
        messages.success(request, _("Corrected: the wrong entry stays and is marked."))
        return redirect(entry.employee)
    title = _("Correct an entry: %(what)s") % {"what": entry.get_what_display()}
    return _ask(request, form, title, entry.employee.get_absolute_url(), employee=entry.employee, correcting=True)


@require_http_methods(BOTH)
@never_cache
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        services.undo(entry=entry, note=form.cleaned_data["note"], by=request.user.person, now=timezone.now())
        messages.success(request, _("The entry no longer holds; it stays and is marked."))
        return redirect(entry.employee)
    title = _("Undo an entry: %(what)s") % {"what": entry.get_what_display()}
    return _ask(request, form, title, entry.employee.get_absolute_url(), employee=entry.employee, danger=True)


@require_http_methods(BOTH)
@never_cache
@login_required
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """The other record goes, this one stays."""
    employee, by = _mine(request, pk), request.user.person
    data = request.POST if request.method == "POST" else None
    form = JoinForm(data, kept=employee, among=kept_by(by, timezone.localdate()))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        how = {"taken_over": given["taken_over"], "note": given["note"]}
        services.join(kept=employee, gone=given["code"], **how, by=by, now=timezone.now())
        messages.success(request, _("One record from now on; the other one says so."))
        return redirect(employee)
    return _ask(request, form, _("Another record of this person"), employee.get_absolute_url(), employee=employee)


def _entry(request: HttpRequest, pk: int) -> Entry:
    """One that still holds: what undid another, and what was undone, is not touched again."""
    entry = get_object_or_404(Entry.objects.exclude(what=What.UNDONE).select_related("unit"), pk=pk)
    entry.employee = _mine(request, entry.employee_id)
    return entry


@require_http_methods(BOTH)
@never_cache
@login_required
def quota(request: HttpRequest, code: str) -> HttpResponse:
    """Two forms on one page; `go` tells which was sent."""
    by, today, now = request.user.person, timezone.localdate(), timezone.now()
    unit = get_object_or_404(Unit.objects.filter(pk__in=agencies(by, QUOTA, today).values("pk")), code=code)
    go = request.POST.get("go", "")
    path = quotas.reduction(unit)
    form = QuotaForm(request.POST if go == "quota" else None, today=today)
    planning = ReductionForm(request.POST if go == "path" else None, today=today, path=path)
    if form.is_bound and form.is_valid():
        services.set_quota(unit=unit, **form.cleaned_data, by=by, now=now)
    elif planning.is_bound and planning.is_valid():
        services.plan_reduction(unit=unit, **planning.cleaned_data, by=by, now=now)
    else:
        context = {"unit": unit, "form": form, "planning": planning, "history": quotas.history(unit), "path": path}
        return render(request, "staff/quota.html", context, status=422 if go else 200)
    messages.success(request, _("Entered."))
    return redirect("staff:quota", code=unit.code)
