"""Cadres by name, and one person's record."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from doanso.core.accounts.models import Person
from doanso.core.units.models import Position
from doanso.features.cadres import rules
from doanso.features.cadres.forms.looking import ListForm
from doanso.features.cadres.forms.planning import ReasonForm, TrainingForm
from doanso.features.cadres.models import Training
from doanso.features.cadres.queries import records
from doanso.features.cadres.services import planning, telling
from doanso.features.cadres.views.overview import chosen
from doanso.lib import sheets

PER_PAGE = 50


def _form(request: HttpRequest) -> ListForm:
    return ListForm(request.GET, reader=request.user.person, today=timezone.localdate())


def _found(form: ListForm, request: HttpRequest) -> Any:
    given = form.cleaned_data
    return records.listed(given["don_vi"], given["ngay"], form.today, form.wanted(request.GET.get("sort", "unit")))


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    ready = form.is_valid()
    found = _found(form, request) if ready else Position.objects.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "ready": ready, "query": urlencode(form.data)}
    status = 200 if ready else 422
    return render(request, "cadres/people.html", context, status=status if form.standing else 403)


@require_GET
@login_required
def sheet(request: HttpRequest) -> HttpResponse:
    """The list under its filters, all pages; that names left the system is written down."""
    form = _form(request)
    unit = chosen(form)
    file, now, found = BytesIO(), timezone.now(), _found(form, request)
    heads = [(_("Full name"), 26), (_("Seat"), 28), (_("Unit"), 44), (_("First day"), 12), (_("Last day"), 12)]
    sheets.write(_("Cadres"), heads, map(_row, found.iterator(chunk_size=2000)), file)
    telling.note_export(unit=unit, on=form.cleaned_data["ngay"], rows=found.count(), by=request.user.person, now=now)
    file.seek(0)
    name = f"danh-sach-can-bo-{unit.code}-{form.cleaned_data['ngay']:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.XLSX)


def _row(held: Position) -> list[Any]:
    return [held.person.full_name, held.role.label, held.unit.name, held.valid_from, held.valid_to]


@require_GET
@login_required
def own(request: HttpRequest) -> HttpResponse:
    if request.user.person is None:
        raise Http404
    return redirect("cadres:record", pk=request.user.person.pk)


def seen(request: HttpRequest, pk: int) -> Person:
    """404 tells others not even that the record exists."""
    person = get_object_or_404(Person, pk=pk)
    if not rules.may_read(request.user.person, person, timezone.localdate()):
        raise Http404
    return person


@require_GET
@login_required
def record(request: HttpRequest, pk: int) -> HttpResponse:
    person, today = seen(request, pk), timezone.localdate()
    reader = request.user.person
    telling.note_reading(person=person, reader=reader, place=telling.RECORD, now=timezone.now())
    context = {
        "cadre": person,
        "today": today,
        "own": reader == person,
        "seats": records.seats_of(person, today),
        "stood": records.stood(person),
        "planned": records.planned_of(person),
        "trainings": records.trainings_of(person),
        "may_keep": rules.may_keep_record(reader, person, today),
    }
    return render(request, "cadres/record.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def train(request: HttpRequest, pk: int) -> HttpResponse:
    person = _kept(request, pk)
    form = TrainingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        planning.train(person=person, course=form.course_of(), by=request.user.person, now=timezone.now())
        messages.success(request, _("Entered."))
        return redirect("cadres:record", pk=pk)
    return _ask(request, form, _("Enter a course"), person)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    training = get_object_or_404(Training.objects.filter(withdrawn=""), pk=pk)
    person = _kept(request, training.person_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        planning.withdraw(training=training, reason=reason, by=request.user.person, now=timezone.now())
        messages.success(request, _("It no longer holds; it stays in the record and is marked."))
        return redirect("cadres:record", pk=person.pk)
    return _ask(request, form, _("Withdraw a course: %(course)s") % {"course": training.course}, person)


def _kept(request: HttpRequest, pk: int) -> Person:
    person = get_object_or_404(Person, pk=pk)
    if not rules.may_keep_record(request.user.person, person, timezone.localdate()):
        raise Http404
    return person


def _ask(request: HttpRequest, form: Any, title: str, person: Person) -> HttpResponse:
    context = {"form": form, "title": title, "cadre": person}
    return render(request, "cadres/ask.html", context, status=422 if form.is_bound else 200)
