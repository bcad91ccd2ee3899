"""Writing in the books by hand: other income and expense, taking back, closing."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doanso.features.money import forms
from doanso.features.money.models import CASH
from doanso.features.money.queries import books
from doanso.features.money.services import keeping, posting
from doanso.features.money.views.shared import frame, unit_of
from doanso.lib.dates import format_date


@require_http_methods(["GET", "POST"])
@login_required
def record(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    keeping.must_keep(unit, request.user.person, timezone.now())
    form = forms.RecordForm(request.POST or None, initial={"day": timezone.localdate()})
    if form.is_valid():
        made = _record(request, unit, form.cleaned_data)
        messages.success(request, _("In the books: entry %(number)s.") % {"number": made.label})
        return redirect("money:entry", code=unit.code, pk=made.pk)
    context = frame(request, unit, "") | {"form": form}
    return render(request, "money/record.html", context, status=422 if form.is_bound else 200)


def _record(request: HttpRequest, unit: posting.Unit, given: dict[str, object]) -> posting.Entry:
    common = {"unit": unit, "by": request.user.person, "now": timezone.now()}
    if given["what"] in ("to_bank", "from_bank"):
        plain = {name: given[name] for name in ("amount", "day", "token")}
        return keeping.move(to_bank=given["what"] == "to_bank", **plain, **common)
    return keeping.record(**given, **common)


@require_POST
@login_required
def undo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    unit, given = unit_of(request, code), forms.read(forms.ReasonForm(request.POST))
    entry = get_object_or_404(books.entries(unit), pk=pk)
    made = posting.undo(
        entry=entry, reason=given["ly_do"], day=given["ngay"], by=request.user.person, now=timezone.now()
    )
    messages.success(request, _("Taken back by entry %(number)s.") % {"number": made.label})
    return redirect("money:entry", code=unit.code, pk=made.pk)


@require_http_methods(["GET", "POST"])
@login_required
def periods(request: HttpRequest, code: str) -> HttpResponse:
    """What is closed, and closing the next period."""
    unit, today = unit_of(request, code), timezone.localdate()
    usual = today.replace(day=1) - timedelta(days=1)
    form = forms.CloseForm(request.POST or None, initial={"last_day": usual})
    if form.is_valid():
        closed = keeping.close(unit=unit, **form.cleaned_data, by=request.user.person, now=timezone.now())
        messages.success(request, _("The books are closed up to %(day)s.") % {"day": format_date(closed.last_day)})
        return redirect("money:periods", code=unit.code)
    closed_up_to = books.closed_up_to(unit)
    context = frame(request, unit, "periods") | {
        "form": form,
        "periods": books.periods(unit)[:60],
        "booked": books.balance(unit, CASH, on=usual),
        "usual": usual,
        "may_close": closed_up_to is None or closed_up_to < usual,
    }
    return render(request, "money/periods.html", context, status=422 if form.is_bound else 200)
