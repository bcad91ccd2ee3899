"""Committees of a unit with all below it: seats, vacancies, terms that end soon, and who the cadres are."""

from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.cadres.forms.looking import ScopeForm
from doanso.features.cadres.models import Term
from doanso.features.cadres.queries import reading, seats, terms
from doanso.features.cadres.queries.seats import Seats
from doanso.lib import sheets
from doanso.lib.errors import Forbidden, Refused

LISTED = 50
FIGURES = ("planned", "taken", "vacant", "beyond", "unplanned")


def asked(request: HttpRequest) -> ScopeForm:
    return ScopeForm(request.GET, reader=request.user.person, today=timezone.localdate())


def chosen(form: ScopeForm) -> Unit:
    """For files, which have no page to say it on."""
    if not form.standing:
        raise Forbidden(_("You do not see the cadres of any unit."))
    if not form.is_valid():
        raise Refused(_("Please choose a unit whose cadres you see, and a day."))
    return form.cleaned_data["don_vi"]


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form = asked(request)
    ready = form.is_valid()
    context = {"form": form, "query": urlencode(form.data), "unit": None}
    status = 200 if ready else 422
    if not form.standing:
        status = 403
    return render(request, "cadres/index.html", context | (_overview(form) if ready else {}), status=status)


def _overview(form: ScopeForm) -> dict[str, Any]:
    unit, on = form.cleaned_data["don_vi"], form.cleaned_data["ngay"]
    homes = reading.scope(unit, form.today)
    found = seats.situation(homes, on)
    everybody = seats.people(homes, on)
    roles = units.role_names()
    vacancies = [(one, roles[one.role_id]) for one in seats.vacancies(found)]
    soon = terms.ending_soon(terms.running(homes, on), on)
    return {
        "unit": unit,
        "on": on,
        "people": everybody.count(),
        "total": found.total,
        "lines": _lines(unit, found, homes),
        "vacancies": vacancies[:LISTED],
        "more_vacancies": max(len(vacancies) - LISTED, 0),
        "soon": soon[:LISTED],
        "soon_number": len(soon),
        "breakdowns": seats.breakdowns(everybody, on),
    }


def _lines(unit: Unit, found: seats.Situation, homes: dict[int, int]) -> list[tuple[Unit, Seats]]:
    """The unit itself, then those directly below with all below them; only where there is something to count."""
    sums = found.by(homes)
    named = Unit.objects.filter(pk__in=sums).order_by("type__rank", "path")
    return sorted(((one, sums[one.pk]) for one in named), key=lambda pair: pair[0].pk != unit.pk)


@require_GET
@login_required
def sheet(request: HttpRequest) -> HttpResponse:
    """The table by units, with its sums."""
    form = asked(request)
    unit = chosen(form)
    homes = reading.scope(unit, form.today)
    found = seats.situation(homes, form.cleaned_data["ngay"])
    lines = [(one.name, sums) for one, sums in _lines(unit, found, homes)]
    rows = [[name, *(getattr(sums, figure) for figure in FIGURES)] for name, sums in [*lines, (_("All"), found.total)]]
    heads = [
        (_("Unit"), 48),
        (_("Planned"), 12),
        (_("Taken"), 12),
        (_("Vacant"), 12),
        (_("Beyond the plan"), 14),
        (_("Without a plan"), 14),
    ]
    file = BytesIO()
    sheets.write(_("Cadres"), heads, rows, file)
    file.seek(0)
    name = f"can-bo-{unit.code}-{form.cleaned_data['ngay']:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.XLSX)


def running_terms(form: ScopeForm) -> list[Term]:
    homes = reading.scope(form.cleaned_data["don_vi"], form.today)
    found = terms.running(homes, form.cleaned_data["ngay"]).select_related("unit")
    return list(found.order_by("valid_to", "unit__path", "body"))
