"""Staff by name, and one person's record: only for who may see names there."""

from datetime import date
from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doanso.features.staff import history, rules, services
from doanso.features.staff.forms.entering import ASKED
from doanso.features.staff.forms.looking import ListForm
from doanso.features.staff.models import Employee, Entry, Spell, What
from doanso.features.staff.queries import reading
from doanso.lib import sheets
from doanso.lib.dates import format_date
from doanso.lib.errors import Forbidden

PER_PAGE = 50


def _narrowed(request: HttpRequest) -> tuple[ListForm, reading.Filter, Any]:
    reader, today = request.user.person, timezone.localdate()
    form = ListForm(request.GET, reader=reader, today=today)
    wanted = form.wanted(request.GET.get("sort", "name"))
    return form, wanted, reading.listed(reader, today, wanted)


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form, wanted, found = _narrowed(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    may_edit = rules.may_edit(request.user.person, None, timezone.localdate())
    context = {"form": form, "page": page, "on": wanted.on, "may_edit": may_edit}
    return render(request, "staff/people.html", context, status=200 if form.standing else 403)


@require_GET
@login_required
def sheet(request: HttpRequest) -> HttpResponse:
    """The list under its filters, all pages; that names left the system is written down."""
    form, wanted, found = _narrowed(request)
    if not form.standing or not wanted.unit:
        raise Forbidden(_("You do not see the staff of any agency by name."))
    file, now = BytesIO(), timezone.now()
    sheets.write(_("Staff of agencies"), _heads(), map(_row, found.iterator(chunk_size=2000)), file)
    told = {"rows": found.count(), "narrowed": dict(wanted.values), "on": wanted.on}
    services.note_export(unit=wanted.unit, by=request.user.person, now=now, **told)
    file.seek(0)
    name = f"bien-che-{wanted.unit.code}-{wanted.on:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.XLSX)


def _heads() -> list[tuple[str, int]]:
    return [
        (_("Staff code"), 12),
        (_("Full name"), 26),
        (_("Date of birth"), 12),
        (_("Sex"), 8),
        (_("Agency"), 44),
        (_("Job title"), 24),
        (_("Kind of staff"), 20),
        (_("Grade"), 26),
        (_("Highest degree"), 16),
        (_("Leadership post"), 18),
        (_("In the agency since"), 14),
        (_("Citizen number"), 16),
    ]


def _row(spell: Spell) -> list[Any]:
    """The citizen number stays masked: whoever needs it asks at the record."""
    who = spell.employee
    own = [who.code, who.full_name, who.birth_words, who.get_sex_display(), spell.unit.name, spell.title]
    facts = [
        spell.get_kind_display(),
        spell.get_rank_display(),
        spell.get_education_display(),
        spell.get_post_display(),
    ]
    return [*own, *facts, spell.valid_from, who.masked_cccd]


@require_GET
@login_required
def own(request: HttpRequest) -> HttpResponse:
    return redirect(get_object_or_404(Employee, person=request.user.person or 0))


@require_GET
@login_required
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """404 tells others not even that it exists."""
    employee = get_object_or_404(Employee.objects.select_related("unit", "person"), pk=pk)
    by, today = request.user.person, timezone.localdate()
    if not rules.may_read(by, employee, today):
        raise Http404
    services.note_reading(employee=employee, by=by, now=timezone.now())
    spells, entries = list(reading.spells_of(employee)), list(reading.entries_of(employee))
    may_edit = rules.may_edit(by, employee.unit, today)
    context = {
        "employee": employee,
        "present": next((s for s in spells if s.valid_to is None or s.valid_to >= today), None),
        "spells": spells,
        "entries": [(entry, told(entry)) for entry in entries],
        "actions": actions(employee) if may_edit else [],
        "may_edit": may_edit,
        "own": employee.person_id == by.pk,
        "today": today,
    }
    return render(request, "staff/record.html", context)


def actions(employee: Employee) -> list[What]:
    """What may be entered next: whoever is gone can only be taken on again."""
    gone = employee.last_day is not None or not employee.spells.exists()
    return [What.APPOINTED] if gone else [what for what in ASKED if what != What.APPOINTED]


def told(entry: Entry) -> list[tuple[str, str]]:
    """(name, value) of what the entry sets, in words; numbers masked."""
    found = []
    for name in SHOWN:
        if name not in entry.values:
            continue
        value = entry.values[name]
        owner = Spell if name in ASKED_OF_SPELL else Employee
        row = owner(**{name: value}) if name != "date_of_birth" else None
        found.append((str(owner._meta.get_field(name).verbose_name), _words(row, entry, name, value)))
    return found


SHOWN = [name for name in (*history.IDENTITY, *history.FACTS) if name not in ("birth_precision", "person")]
ASKED_OF_SPELL = {field.name for field in Spell._meta.concrete_fields}


def _words(row: Any, entry: Entry, name: str, value: Any) -> str:
    if value in ("", None):
        return _("No data yet")
    if name == "date_of_birth":
        return format_date(date.fromisoformat(value), entry.values.get("birth_precision", "day"))
    if name == "cccd":
        return row.masked_cccd
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else value)
