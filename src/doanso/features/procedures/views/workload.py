"""Workload and lateness, by officer and by unit."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from doanso.core.units.models import Unit
from doanso.features.procedures.queries import workload
from doanso.lib import sheets

PER_PAGE = 50
MONTHS = 13


class WorkloadForm(forms.Form):
    """Unit (with what is below it) and month; what is not understood means all units and this month."""

    don_vi = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    thang = forms.ChoiceField(label=gettext_lazy("Finished in"), required=False)
    xem = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, seen: list[Unit], today: date) -> None:
        super().__init__(data)
        self.seen, self.today = {unit.code: unit for unit in seen}, today
        names = [(unit.code, f"{'– ' * (unit.path.count('/') - 2)}{unit.name}") for unit in seen]
        self.fields["don_vi"].choices = [("", _("All that I oversee")), *names]
        self.fields["thang"].choices = [(f"{day:%Y-%m}", f"{day:%m/%Y}") for day in months(today)]
        self.is_valid()

    @property
    def unit(self) -> Unit | None:
        return self.seen.get(self.cleaned_data.get("don_vi", ""))

    @property
    def month(self) -> date:
        asked = self.cleaned_data.get("thang")
        return datetime.strptime(f"{asked}-01", "%Y-%m-%d").date() if asked else self.today.replace(day=1)  # noqa: DTZ007 a day

    def units(self) -> list[Unit]:
        unit = self.unit
        return [one for one in self.seen.values() if unit is None or one.path.startswith(unit.path)]


def months(today: date) -> list[date]:
    """The first days of this month and of those before it."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    seen = list(workload.units_overseen(request.user.person, today))
    form = WorkloadForm(request.GET, seen=seen, today=today)
    found = workload.board(form.units(), form.month, today, now)
    officers = request.GET.get("xem") == "can_bo"
    if "xlsx" in request.GET:
        return _sheet(found, today)
    context = {
        "form": form,
        "board": found,
        "month": form.month,
        "oversees": bool(seen),
        "officers": officers,
        "tabs": _tabs(request.GET, officers),
        "page": Paginator(found.by_officer if officers else found.by_unit, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "procedures/officers/workload.html", context)


def _tabs(query: QueryDict, officers: bool) -> list[dict[str, object]]:
    kept = query.copy()
    kept.pop("page", None)
    items = []
    for name, label, current in (("don_vi", _("By unit"), not officers), ("can_bo", _("By officer"), officers)):
        kept["xem"] = name
        items.append({"label": label, "url": f"?{kept.urlencode()}", "current": current})
    return items


def _sheet(found: workload.Board, today: date) -> FileResponse:
    heads = [
        (_("Officer"), 28),
        (_("Unit"), 40),
        (_("Open steps"), 12),
        (_("Overdue"), 12),
        (_("Due soon"), 12),
        (_("Finished in the month"), 14),
        (_("with a time limit"), 14),
        (_("of them late"), 12),
        (_("Working minutes spent"), 16),
        (_("Working minutes allowed"), 16),
    ]
    names = [field.name for field in fields(workload.Load)]
    rows = (
        [row.person or _("Not taken yet"), row.unit, *[getattr(row.load, name) for name in names]]
        for row in found.by_officer
    )
    file = BytesIO()
    sheets.write(_("Workload"), heads, rows, file)
    file.seek(0)
    name = f"tien-do-{today:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.XLSX)
