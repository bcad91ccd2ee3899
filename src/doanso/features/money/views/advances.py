"""Advances: what waits for payment, what comes back, what is out, what is settled."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doanso.features.money import forms, papers
from doanso.features.money.models import ADVANCES, TO_PAY, TO_RETURN, Entry
from doanso.features.money.queries import advances as queries
from doanso.features.money.services import advancing
from doanso.features.money.views.shared import frame, pdf, unit_of, xlsx
from doanso.lib.words import money_in_words

PER_PAGE = 50


@require_GET
@login_required
def advances(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    settled = Paginator(queries.settlements(unit), PER_PAGE).get_page(request.GET.get("page"))
    context = frame(request, unit, "advances") | {
        "to_pay": queries.open_in(unit, TO_PAY),
        "to_return": queries.open_in(unit, TO_RETURN),
        "out": queries.open_in(unit, ADVANCES),
        "page": settled,
        "form": forms.MoveForm(initial={"ngay": timezone.localdate()}),
    }
    return render(request, "money/advances.html", context)


@require_POST
@login_required
def pay(request: HttpRequest, code: str) -> HttpResponse:
    made = advancing.pay(**_given(request, code))
    messages.success(request, _("Paid out: entry %(number)s.") % {"number": made.label})
    return redirect("money:advances", code=code)


@require_POST
@login_required
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    made = advancing.take_back(**_given(request, code))
    messages.success(request, _("Taken in: entry %(number)s.") % {"number": made.label})
    return redirect("money:advances", code=code)


def _given(request: HttpRequest, code: str) -> dict[str, Any]:
    unit, given = unit_of(request, code), forms.read(forms.MoveForm(request.POST))
    return {
        "unit": unit,
        "ref": given["ho_so"],
        "via": given["quy_tien"],
        "day": given["ngay"],
        "token": given["token"],
        "by": request.user.person,
        "now": timezone.now(),
    }


@require_GET
@login_required
def report(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    entry = get_object_or_404(queries.settlements(unit_of(request, code)), pk=pk)
    return pdf(papers.settlement(entry), f"quyet-toan-{entry.ref}")


@require_GET
@login_required
def report_sheet(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    entry = get_object_or_404(queries.settlements(unit_of(request, code)), pk=pk)
    names = [(_("No."), 6), (_("Entry no."), 16), (_("Day"), 12), (_("For what"), 48), (_("Seller"), 32)]
    rows = [
        [one.place, one.number, one.day or "", one.words, one.seller, one.amount]
        for one in entry.vouchers.order_by("place")
    ]
    rows += [["", "", "", label, money_in_words(amount), amount] for label, amount in _figures(entry)]
    return xlsx(_("Settlement"), [*names, (_("Amount"), 16)], rows, f"quyet-toan-{entry.ref}")


def _figures(entry: Entry) -> list[tuple[str, int]]:
    """Below the vouchers: what they come to, and what follows from it."""
    told = queries.settled(entry)
    follows = [(_("Left over, to be taken back"), told.rest)] if told.rest > 0 else []
    follows += [(_("Still to be paid"), -told.rest)] if told.rest < 0 else []
    return [(_("Sum"), told.spent), (_("Handed out before"), told.handed_out), *follows]
