"""A quarter's dues: the list of a branch, or the units below."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.money import forms
from doanso.features.money.models import Dues
from doanso.features.money.quarters import Quarter, of
from doanso.features.money.queries import dues as queries
from doanso.features.money.services import collecting, paying_back
from doanso.features.money.views.shared import frame, unit_of, xlsx
from doanso.ui.formats import vn_money

Json = dict[str, Any]


def _address(unit: Unit, quarter: Quarter) -> str:
    return f"{reverse('money:dues', args=[unit.code])}?quy={quarter}"


@require_GET
@login_required
def dues(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    today = timezone.localdate()
    quarter = forms.QuarterForm.chosen(request.GET, today)
    context = frame(request, unit, "dues") | {"quarter": quarter, "this_quarter": of(today)}
    context |= _of_branch(unit, quarter, today) if unit.type.branch else _of_units(unit, quarter, today)
    context |= _passing(unit, quarter, today)
    return render(request, "money/dues_branch.html" if unit.type.branch else "money/dues_below.html", context)


def _of_branch(unit: Unit, quarter: Quarter, today: date) -> Json:
    sheet = queries.of_branch(unit, quarter)
    collecting_form = forms.CollectForm(initial={"quy": quarter, "ngay": today})
    receipts = {cell.fact.entry for row in sheet.rows for cell in row.cells if cell.paid and cell.fact.unit == unit}
    return {
        "sheet": sheet,
        "collect_form": collecting_form,
        "exempt_form": forms.ExemptForm(initial={"quy": quarter}),
        "paid_twice": queries.paid_twice(unit),
        "receipts": sorted(receipts, key=lambda entry: (entry.day, entry.number)),
    }


def _of_units(unit: Unit, quarter: Quarter, today: date) -> Json:
    rows = queries.below(unit, quarter, today)
    sums = {name: sum(getattr(row, name) for row in rows) for name in SUMMED}
    receiving = forms.ReceiveForm(initial={"quy": quarter, "ngay": today})
    return {"rows": rows, "sums": sums, "receive_form": receiving}


SUMMED = ("owed", "collected", "missing", "due", "passed", "received", "difference")


def _passing(unit: Unit, quarter: Quarter, today: date) -> Json:
    own = queries.own_share(unit, quarter)
    form = forms.PassForm(initial={"quy": quarter, "ngay": today, "so_tien": own.to_pass})
    return {"own": own, "above": queries.passes_up_to(unit, today), "pass_form": form}


def _months(unit: Unit, quarter: Quarter, ticks: list[tuple[int, date | None]]) -> list[tuple[int, date]]:
    """The ticks, "all" being whatever is open now."""
    wanted = [(person, month) for person, month in ticks if month]
    whole = {person for person, month in ticks if month is None}
    if whole:
        rows = queries.of_branch(unit, quarter).rows
        wanted += [(r.person.pk, cell.month) for r in rows if r.person.pk in whole for cell in r.cells if cell.open]
    return list(dict.fromkeys(wanted))


@require_POST
@login_required
def collect(request: HttpRequest, code: str) -> HttpResponse:
    unit, given = unit_of(request, code), forms.read(forms.CollectForm(request.POST))
    entry = collecting.collect(
        unit=unit,
        quarter=given["quy"],
        months=_months(unit, given["quy"], given["thang"]),
        day=given["ngay"],
        token=given["token"],
        by=request.user.person,
        now=timezone.now(),
    )
    amount = sum(line.debit for line in entry.lines.all())
    messages.success(request, _("Collected: %(amount)s.") % {"amount": vn_money(amount)})
    return redirect(_address(unit, given["quy"]))


@require_POST
@login_required
def exempt(request: HttpRequest, code: str) -> HttpResponse:
    unit, given = unit_of(request, code), forms.read(forms.ExemptForm(request.POST))
    made = collecting.exempt(
        unit=unit,
        quarter=given["quy"],
        months=_months(unit, given["quy"], given["thang"]),
        reason=given["ly_do"],
        by=request.user.person,
        now=timezone.now(),
    )
    count = len(made)
    messages.success(request, ngettext("%(n)d month is exempt.", "%(n)d months are exempt.", count) % {"n": count})
    return redirect(_address(unit, given["quy"]))


@require_POST
@login_required
def end_exemption(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    unit = unit_of(request, code)
    fact = get_object_or_404(Dues.objects.select_related("unit"), pk=pk, unit=unit)
    collecting.end_exemption(fact=fact, reason="", by=request.user.person, now=timezone.now())
    messages.success(request, _("The month is owed again."))
    return redirect(_address(unit, of(fact.month)))


@require_POST
@login_required
def pay_back(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    unit = unit_of(request, code)
    made = paying_back.pay_back(unit=unit, fact=pk, by=request.user.person, now=timezone.now())
    messages.success(request, _("Paid back: entry %(number)s.") % {"number": made.label})
    return redirect("money:entry", code=unit.code, pk=made.pk)


@require_POST
@login_required
def earning(request: HttpRequest, code: str) -> HttpResponse:
    unit, given = unit_of(request, code), forms.read(forms.EarningForm(request.POST))
    person = get_object_or_404(Person, pk=given["nguoi"])
    quarter = given["quy"]
    collecting.set_earning(
        unit=unit,
        person=person,
        earns=given["co"],
        since=quarter.first_day,
        by=request.user.person,
        now=timezone.now(),
    )
    messages.success(request, _("Written down; months paid already stay as they were."))
    return redirect(_address(unit, quarter))


@require_POST
@login_required
def pass_up(request: HttpRequest, code: str) -> HttpResponse:
    unit, given = unit_of(request, code), forms.read(forms.PassForm(request.POST))
    collecting.pass_up(
        unit=unit,
        quarter=given["quy"],
        amount=given["so_tien"],
        day=given["ngay"],
        via=given["quy_tien"],
        token=given["token"],
        by=request.user.person,
        now=timezone.now(),
    )
    messages.success(request, _("Passed up: %(amount)s.") % {"amount": vn_money(given["so_tien"])})
    return redirect(_address(unit, given["quy"]))


@require_POST
@login_required
def receive(request: HttpRequest, code: str) -> HttpResponse:
    unit, given = unit_of(request, code), forms.read(forms.ReceiveForm(request.POST))
    collecting.receive(
        unit=unit,
        child=given["tu"],
        quarter=given["quy"],
        amount=given["so_tien"],
        day=given["ngay"],
        via=given["quy_tien"],
        token=given["token"],
        by=request.user.person,
        now=timezone.now(),
    )
    said = {"amount": vn_money(given["so_tien"]), "unit": given["tu"]}
    messages.success(request, _("Confirmed: %(amount)s from %(unit)s.") % said)
    return redirect(_address(unit, given["quy"]))


@require_POST
@login_required
def remind(request: HttpRequest, code: str) -> HttpResponse:
    unit, given = unit_of(request, code), forms.read(forms.ChildForm(request.POST))
    count = collecting.remind(
        unit=unit, child=given["tu"], quarter=given["quy"], by=request.user.person, now=timezone.now()
    )
    if count:
        messages.success(request, ngettext("%(n)d person is told.", "%(n)d people are told.", count) % {"n": count})
    else:
        messages.warning(request, _("Nobody holds a seat there that collects dues."))
    return redirect(_address(unit, given["quy"]))


@require_GET
@login_required
def export(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    today = timezone.localdate()
    quarter = forms.QuarterForm.chosen(request.GET, today)
    name = f"doan-phi-{unit.code}-{quarter}"
    if unit.type.branch:
        found = _branch_rows(unit, quarter)
        collecting.note_export(unit=unit, quarter=quarter, rows=len(found), by=request.user.person, now=timezone.now())
        return xlsx(_("Dues"), _branch_columns(quarter), found, name)
    columns = [(_("Unit"), 44), *((str(label), 16) for label in _labels().values())]
    rows = ([row.unit.name, *(getattr(row, key) for key in _labels())] for row in queries.below(unit, quarter, today))
    return xlsx(_("Dues"), columns, rows, name)


def _labels() -> dict[str, str]:
    return {
        "owed": _("Owed by members"),
        "collected": _("Collected"),
        "missing": _("Missing"),
        "due": _("To pass up"),
        "passed": _("Passed up"),
        "received": _("Received here"),
        "difference": _("Difference"),
    }


def _branch_columns(quarter: Quarter) -> list[tuple[str, int]]:
    months = [(f"{month:%m/%Y}", 14) for month in quarter.months]
    return [(_("Full name"), 28), (_("Date of birth"), 14), *months, (_("Paid"), 14), (_("Missing"), 14)]


def _branch_rows(unit: Unit, quarter: Quarter) -> list[list[Any]]:
    return [
        [
            row.person.full_name,
            row.person.birth_words,
            *(_cell(cell) for cell in row.cells),
            sum(cell.fact.amount for cell in row.cells if cell.fact and cell.fact.unit_id == unit.pk),
            row.missing,
        ]
        for row in queries.of_branch(unit, quarter).rows
    ]


def _cell(cell: queries.Cell) -> Any:
    if cell.fact:
        return cell.fact.amount if cell.paid else _("exempt")
    return _("missing") if cell.owed else ""
