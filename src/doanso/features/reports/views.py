"""Figures and statutory reports, for the units that the reader oversees and a period of their choice."""

from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from doanso.features.reports import queries, sheet
from doanso.features.reports.forms import ScopeForm
from doanso.features.reports.tables import COLUMNS, FIRST_NUMBER, Table, groups
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.sheets import XLSX

PERIODS = {
    "month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "quarter": gettext_lazy("This quarter"),
    "year": gettext_lazy("This year"),
}
TITLES = {
    "06": gettext_lazy("Dossiers that the unit handles itself, by field"),
    "07": gettext_lazy("Dossiers of the unit and the units below it"),
}
LABELS = {"06": gettext_lazy("Field"), "07": gettext_lazy("Unit")}
TABLES = {"06": queries.own, "07": queries.summed}


def _form(request: HttpRequest) -> ScopeForm:
    return ScopeForm(request.GET, reader=request.user.person, today=timezone.localdate())


def _scope(request: HttpRequest, form: ScopeForm) -> queries.Scope | None:
    """None until the form is right: an unknown unit, or one that the reader does not oversee, is a wrong choice."""
    if not form.is_valid():
        return None
    given = form.cleaned_data
    return queries.Scope(given["don_vi"], given["tu"], given["den"], request.user.person, form.today)


def _frame(request: HttpRequest, form: ScopeForm, scope: queries.Scope | None) -> dict[str, Any]:
    unit = scope.unit.code if scope else ""
    usual = [
        {
            "label": PERIODS[key],
            "url": "?" + urlencode({"don_vi": unit, "tu": first, "den": last}),
            "current": scope is not None and (scope.start, scope.end) == (first, last),
        }
        for key, first, last in queries.usual_periods(form.today)
    ]
    query = urlencode({"don_vi": unit, "tu": scope.start, "den": scope.end}) if scope else ""
    return {"form": form, "scope": scope, "periods": usual, "query": query, "oversees": bool(form.choices)}


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    scope = _scope(request, form)
    context = _frame(request, form, scope)
    if scope:
        context |= {"total": queries.summed(scope).total.tally, "facts": queries.facts(scope)}
    return render(request, "reports/index.html", context, status=200 if scope or not form.choices else 422)


@require_GET
@login_required
def own(request: HttpRequest) -> HttpResponse:
    return _report(request, "06")


@require_GET
@login_required
def summed(request: HttpRequest) -> HttpResponse:
    return _report(request, "07")


def _report(request: HttpRequest, number: str) -> HttpResponse:
    form = _form(request)
    scope = _scope(request, form)
    context = _frame(request, form, scope) | {
        "number": number,
        "title": TITLES[number],
        "label": LABELS[number],
        "columns": list(enumerate(COLUMNS, FIRST_NUMBER)),
        "groups": groups(),
        "table": TABLES[number](scope) if scope else Table(),
        "sheet": "reports:own_sheet" if number == "06" else "reports:summed_sheet",
    }
    return render(request, "reports/report.html", context, status=200 if scope or not form.choices else 422)


@require_GET
@login_required
def own_sheet(request: HttpRequest) -> HttpResponse:
    return _sheet(request, "06")


@require_GET
@login_required
def summed_sheet(request: HttpRequest) -> HttpResponse:
    return _sheet(request, "07")


def _sheet(request: HttpRequest, number: str) -> HttpResponse:
    form = _form(request)
    if not form.choices:
        raise Forbidden(_("You do not oversee the dossiers of any unit."))
    scope = _scope(request, form)
    if scope is None:
        raise Refused(_("Please choose a unit that you oversee, and a period."))
    file = BytesIO()
    sheet.write(number, str(TITLES[number]), str(LABELS[number]), TABLES[number](scope), scope, file)
    file.seek(0)
    name = f"bao-cao-{number}-{scope.unit.code}-{scope.start:%Y%m%d}-{scope.end:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
