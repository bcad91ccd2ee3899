"""Figures of an agency with all below it: for who may see figures there, and without names."""

from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doanso.core.units.models import Unit
from doanso.features.staff import attributes, charts
from doanso.features.staff.forms.looking import BreakdownForm, DayForm, QuotaYearForm, ScopeForm, TrendForm
from doanso.features.staff.models import Kind, Quota
from doanso.features.staff.queries import counting, quotas, scopes
from doanso.features.staff.queries.reading import NAMES, QUOTA, agencies
from doanso.lib import sheets
from doanso.lib.dates import format_date
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.shares import percent

Cell = tuple[int | None, int, int | None]  # quota, staff, room
SHOWN = ("education", "kind", "age")  # on the overview


def _today() -> date:
    return timezone.localdate()


def _page(request: HttpRequest, template: str, form: ScopeForm, context: dict[str, Any]) -> HttpResponse:
    """Who may see figures nowhere is told so; a wrong choice is told at its field."""
    ready = form.is_valid()
    status = 200 if ready or not form.standing else 422
    if not form.standing:
        status = 403
    told = {"form": form, "ready": ready, "query": urlencode(form.data), "sees_names": _any(request, NAMES)}
    return render(request, f"staff/{template}.html", told | context, status=status)


def _any(request: HttpRequest, permission: str) -> bool:
    return agencies(request.user.person, permission, _today()).exists()


def _scope(form: ScopeForm) -> scopes.Scope | None:
    return scopes.scope(form.cleaned_data["don_vi"], form.today) if form.is_valid() else None


def _divided(scope: scopes.Scope) -> list[Unit]:
    """Their offices go without saying."""
    found = Unit.objects.filter(pk__in=scope.divided).exclude(parent__in=scope.divided)
    return list(found.order_by("path")[:20])


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form = DayForm(request.GET, reader=request.user.person, today=_today())
    scope = _scope(form)
    return _page(request, "index", form, _overview(scope, form.cleaned_data["ngay"]) if scope else {})


def _overview(scope: scopes.Scope, on: date) -> dict[str, Any]:
    key = counting.key_figures(scope, on)
    tables = [(one, counting.breakdown(scope, on, one)) for one in map(attributes.BY_NAME.get, SHOWN)]
    held = quotas.holding(quotas.latest(scope, [on.year]), on)
    days = counting.quarter_ends(on.year - 3, on.year, on)
    return {
        "unit": scope.unit,
        "on": on,
        "key": key,
        "quota": sum(quota.number for quota in held) if held else None,
        "room": _room(held, dict(tables)[attributes.KIND]),
        "shares": {name: percent(getattr(key, name), key.staff) for name in ("postgraduate", "with_computer", "women")},
        "breakdowns": [(one, table, charts.bars(one.name, str(one.label), table)) for one, table in tables],
        "trend": _trend(scope, days, None),
        "divided": _divided(scope),
    }


def _room(held: list[Quota], kinds: counting.Table) -> int | None:
    """How many more may be taken on, over those kinds of staff for which a quota was given."""
    given = {Kind(quota.kind).label for quota in held}
    there = sum(line.counts[0] for line in kinds.lines if line.label in given)
    return sum(quota.number for quota in held) - there if held else None


@require_GET
@login_required
def breakdown(request: HttpRequest) -> HttpResponse:
    form = BreakdownForm(request.GET, reader=request.user.person, today=_today())
    scope = _scope(form)
    if scope is None:
        return _page(request, "breakdown", form, {})
    by, across, table = _broken_down(form, scope)
    chart = charts.bars(by.name, str(by.label), table) if across is None else ""
    told = {"by": by, "across": across, "table": table, "chart": chart, "on": form.cleaned_data["ngay"]}
    return _page(request, "breakdown", form, told | {"unit": scope.unit, "divided": _divided(scope)})


def _broken_down(form: BreakdownForm, scope: scopes.Scope) -> tuple[Any, Any, counting.Table]:
    given = form.cleaned_data
    by, across = attributes.BY_NAME[given["theo"]], attributes.BY_NAME.get(given["cung"])
    if across is None:
        return by, None, counting.breakdown(scope, given["ngay"], by)
    return by, across, counting.crossed(scope, given["ngay"], by, across)


@require_GET
@login_required
def breakdown_sheet(request: HttpRequest) -> HttpResponse:
    form = BreakdownForm(request.GET, reader=request.user.person, today=_today())
    scope = _chosen(form)
    by, across, table = _broken_down(form, scope)
    on = form.cleaned_data["ngay"]
    heads = [
        (_("%(what)s, %(unit)s, as of %(day)s") % {"what": by.label, "unit": scope.unit, "day": format_date(on)}, 48)
    ]
    for head in table.heads:
        heads += [(head, 12), ("%", 8)]
    lines = [*table.lines, table.sums] if table.sums else table.lines
    rows = [[line.label, *(part for cell in line.cells for part in cell)] for line in lines]
    if across is None:
        rows.append([_("All"), table.total, "100,0%" if table.total else ""])
    return _sheet(f"co-cau-{by.name}", scope.unit, heads, rows)


@require_GET
@login_required
def trend(request: HttpRequest) -> HttpResponse:
    form = TrendForm(request.GET, reader=request.user.person, today=_today())
    scope = _scope(form)
    if scope is None:
        return _page(request, "trend", form, {})
    by = attributes.BY_NAME.get(form.cleaned_data["theo"])
    told = {"trend": _trend(scope, _days(form), by), "by": by, "unit": scope.unit, "divided": _divided(scope)}
    return _page(request, "trend", form, told)


def _days(form: TrendForm) -> list[date]:
    return counting.quarter_ends(form.cleaned_data["tu_nam"], form.cleaned_data["den_nam"], form.today)


def _trend(scope: scopes.Scope, days: list[date], by: attributes.Attribute | None) -> dict[str, Any]:
    """The table, by days downwards, and its chart; the quota beside all staff."""
    table, years = counting.trend(scope, days, by), [day.year for day in days]
    found = quotas.latest(scope, sorted(set(years))) if by is None else []
    given = [quotas.total(found, day) for day in days] if by is None else []
    rows = [
        (day, [line.cells[i] for line in table.lines], table.sums.counts[i], given[i] if given else None)
        for i, day in enumerate(days)
    ]
    title = _("%(unit)s by quarter") % {"unit": scope.unit}
    chart = charts.columns("trend", title, table, years, given)
    marked = any(one is not None for one in given)
    return {"table": table, "rows": rows, "chart": chart, "legend": charts.legend(table) if by else [], "quota": marked}


@require_GET
@login_required
def trend_sheet(request: HttpRequest) -> HttpResponse:
    form = TrendForm(request.GET, reader=request.user.person, today=_today())
    scope = _chosen(form)
    by = attributes.BY_NAME.get(form.cleaned_data["theo"])
    told = _trend(scope, _days(form), by)
    if by is None:
        heads = [(_("Day"), 14), (_("At work"), 12), (_("Quota"), 12)]
        rows = [[day, total, "" if quota is None else quota] for day, _cells, total, quota in told["rows"]]
    else:
        heads = [(_("Day"), 14), *((line.label, 14) for line in told["table"].lines), (_("All"), 12)]
        rows = [[day, *(count for count, _share in cells), total] for day, cells, total, _quota in told["rows"]]
    return _sheet("xu-huong", scope.unit, heads, rows)


@require_GET
@login_required
def quota(request: HttpRequest) -> HttpResponse:
    form = QuotaYearForm(request.GET, reader=request.user.person, today=_today())
    scope = _scope(form)
    if scope is None:
        return _page(request, "quotas", form, {})
    told = _quota_lines(form, scope)
    path = quotas.reduction(scope.unit)
    if path:
        told |= {"path": path, "milestones": _milestones(scope, path)}
    may_set = set(agencies(request.user.person, QUOTA, form.today).values_list("pk", flat=True))
    told |= {"unit": scope.unit, "may_set": may_set, "divided": _divided(scope)}
    return _page(request, "quotas", form, told)


def _quota_lines(form: ScopeForm, scope: scopes.Scope) -> dict[str, Any]:
    """Each agency directly below, and its own offices: quota, staff, difference, for each kind of staff."""
    year = form.cleaned_data["nam"]
    on, homes = min(date(year, 12, 31), form.today), scopes.lines(scope)
    found = quotas.latest(scope, [year])
    given, there = quotas.by_agency(found, on, homes), counting.by_agency_and_kind(scope, on, homes)
    told, own = [], given[scope.unit.pk]
    for unit in scopes.standing_below(scope.unit, on):
        cells = [_cell(given[unit.pk], there[unit.pk], kind) for kind in Kind.values]
        if any(there[unit.pk].values()) or given[unit.pk]:
            told.append((unit, [_of_whole(cell, kind in own) for cell, kind in zip(cells, Kind.values, strict=True)]))
    sums = [_cell(_sum(given.values()), _sum(there.values()), kind) for kind in Kind.values]
    return {"lines": told, "sums": sums, "kinds": Kind.labels, "on": on, "year": year}


def _of_whole(cell: Cell, whole: bool) -> Cell:
    """Of a quota that was given to the whole, no line says by itself how much is left."""
    return (cell[0], cell[1], None) if whole else cell


def _sum(parts: Iterable[Any]) -> Any:
    total = counting.Counter()
    for part in parts:
        total.update(part)
    return total


def _cell(given: Any, there: Any, kind: str) -> Cell:
    """Quota (None: none was given), staff, and how many more may be taken on."""
    number = given.get(kind)
    return number, there[kind], None if number is None else number - there[kind]


def _milestones(scope: scopes.Scope, path: Any) -> list[quotas.Milestone]:
    days = quotas.year_ends(path, scope.today)
    found = counting.trend(scope, days).lines[0].counts if days else ()
    return quotas.milestones(path, {day.year: number for day, number in zip(days, found, strict=True)})


@require_GET
@login_required
def quota_sheet(request: HttpRequest) -> HttpResponse:
    form = QuotaYearForm(request.GET, reader=request.user.person, today=_today())
    scope = _chosen(form)
    told = _quota_lines(form, scope)
    heads = [(_("Agency"), 48)]
    for kind in told["kinds"]:
        heads += [(_("%(kind)s: quota") % {"kind": kind}, 14), (_("at work"), 12), (_("room"), 12)]
    rows = [[unit.name, *_flat(cells)] for unit, cells in told["lines"]]
    return _sheet("chi-tieu", scope.unit, heads, [*rows, [_("All"), *_flat(told["sums"])]])


def _flat(cells: list[Cell]) -> list[int | str]:
    return ["" if part is None else part for cell in cells for part in cell]


def _chosen(form: ScopeForm) -> scopes.Scope:
    if not form.standing:
        raise Forbidden(_("You do not see the staff figures of any agency."))
    scope = _scope(form)
    if scope is None:
        raise Refused(_("Please choose an agency whose figures you see, and a day."))
    return scope


def _sheet(name: str, unit: Unit, heads: list[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> FileResponse:
    file = BytesIO()
    sheets.write(_("Staff of agencies"), heads, rows, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}-{unit.code}.xlsx", content_type=sheets.XLSX)
