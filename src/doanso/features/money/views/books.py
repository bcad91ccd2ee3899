"""The books to read: units, one unit at a glance, a book, the trial balance, an entry."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doanso.core.units.models import Unit
from doanso.features.money import forms, rules
from doanso.features.money.models import ADVANCES, BANK, CASH, DUES_UP, TO_PAY, Account, Entry, Line
from doanso.features.money.quarters import of
from doanso.features.money.queries import books, rights
from doanso.features.money.queries import dues as dues_queries
from doanso.features.money.services.posting import UNDONE_BY_HAND
from doanso.features.money.views.shared import frame, unit_of, xlsx
from doanso.lib.text import fold

PER_PAGE = 50
Json = dict[str, Any]


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The units whose books the reader may look at; who has only one is led there."""
    today = timezone.localdate()
    found = rights.seen(request.user.person, today).filter(valid_to=None).order_by("path")
    if "q" not in request.GET and found.count() == 1:
        return redirect("money:overview", code=found.get().code)
    words = request.GET.get("q", "")[:100].replace("\x00", "")
    for word in fold(words).split()[:8]:
        found = found.filter(search_key__contains=word)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    held = books.holdings([unit.pk for unit in page], today)
    rows = [(unit, held.get(unit.pk, {}).get(CASH, 0), held.get(unit.pk, {}).get(BANK, 0)) for unit in page]
    mine = rights.seats_here(request.user.person, today)
    configures = rules.may_configure(request.user.person, today)
    context = {"page": page, "rows": rows, "words": words, "mine": mine, "configures": configures}
    return render(request, "money/index.html", context)


@require_GET
@login_required
def overview(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    today = timezone.localdate()
    held = books.holdings([unit.pk], today).get(unit.pk, {})
    quarter = of(today)
    context = frame(request, unit, "overview") | {
        "cash": held.get(CASH, 0),
        "bank": held.get(BANK, 0),
        "advances": held.get(ADVANCES, 0),
        "dues_up": -held.get(DUES_UP, 0),
        "to_pay": -held.get(TO_PAY, 0),
        "closed": books.closed_up_to(unit),
        "quarter": quarter,
        "own": dues_queries.own_share(unit, quarter),
        "entries": books.entries(unit).order_by("-day", "-pk")[:10],
        "paid_twice": dues_queries.paid_twice(unit),
    }
    return render(request, "money/overview.html", context)


def _scope(unit: Unit, wanted: Json) -> list[int]:
    return books.scope(unit, wanted["den"]) if wanted["ca_duoi"] else [unit.pk]


def _book(request: HttpRequest, unit: Unit) -> Json:
    accounts = [(account.pk, str(account)) for account in Account.objects.all()]
    form = forms.BookForm(request.GET, today=timezone.localdate(), accounts=accounts)
    wanted = form.wanted()
    ids = _scope(unit, wanted)
    lines = books.sheet(ids, wanted["tk"], wanted["tu"], wanted["den"])
    opening, sums = books.opening(ids, wanted["tk"], wanted["tu"]), books.totals(lines)
    sign = -1 if _grows_right(wanted["tk"]) else 1
    return {
        "form": form,
        "wanted": wanted,
        "account": dict(accounts).get(wanted["tk"], wanted["tk"]),
        "lines": lines,
        "opening": opening,
        "sums": sums,
        "sign": sign,
        "opening_shown": sign * opening,
        "closing_shown": sign * (opening + sums["debit"] - sums["credit"]),
        "query": _query(wanted),
    }


def _query(wanted: Json) -> str:
    return urlencode({name: value for name, value in wanted.items() if value})


def _grows_right(code: str) -> bool:
    return Account.objects.filter(pk=code, kind__in=["debt", "fund", "income"]).exists()


@require_GET
@login_required
def book(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    context = frame(request, unit, "book") | _book(request, unit)
    page = Paginator(context["lines"], PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "rows": list(_running(page, context["opening"], context["sign"]))}
    return render(request, "money/book.html", context)


def _running(lines: Any, opening: int, sign: int) -> Iterator[tuple[Line, int]]:
    for line in lines:
        yield line, sign * (opening + line.running)


@require_GET
@login_required
def book_sheet(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    found = _book(request, unit)
    columns = [(_("Day"), 12), (_("Entry no."), 12), (_("Unit"), 36), (_("For what"), 60), (_("Debit"), 16),
               (_("Credit"), 16), (_("Balance"), 16)]  # fmt: skip
    rows = _sheet_rows(found)
    return xlsx(found["account"], columns, rows, f"so-{found['wanted']['tk']}-{unit.code}")


def _sheet_rows(found: Json) -> Iterator[list[Any]]:
    sign, wanted = found["sign"], found["wanted"]
    yield [wanted["tu"], "", "", _("Brought forward"), "", "", found["opening_shown"]]
    for line, balance in _running(found["lines"].iterator(chunk_size=2000), found["opening"], sign):
        entry = line.entry
        yield [entry.day, entry.label, entry.unit.name, entry.words, line.debit, line.credit, balance]
    sums = found["sums"]
    yield [wanted["den"], "", "", _("Sum"), sums["debit"], sums["credit"], found["closing_shown"]]


def _trial(request: HttpRequest, unit: Unit) -> Json:
    form = forms.BookForm(request.GET, today=timezone.localdate(), accounts=[])
    wanted = form.wanted()
    lines = books.trial_balance(_scope(unit, wanted), wanted["tu"], wanted["den"])
    columns = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")
    sums = {name: sum(getattr(line, name) for line in lines) for name in columns}
    return {"form": form, "wanted": wanted, "lines": lines, "sums": sums, "query": _query(wanted)}


@require_GET
@login_required
def trial(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    return render(request, "money/trial.html", frame(request, unit, "trial") | _trial(request, unit))


@require_GET
@login_required
def trial_sheet(request: HttpRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    found = _trial(request, unit)
    names = [_("Opening, debit"), _("Opening, credit"), _("Debit"), _("Credit"), _("Closing, debit"),
             _("Closing, credit")]  # fmt: skip
    columns = [(_("Account"), 10), (_("Name"), 44), *((name, 18) for name in names)]
    rows = [[line.account.pk, line.account.label, *(getattr(line, key) for key in found["sums"])]
            for line in found["lines"]]  # fmt: skip
    rows.append(["", _("Sum"), *found["sums"].values()])
    return xlsx(_("Trial balance"), columns, rows, f"can-doi-{unit.code}-{_day(found['wanted']['den'])}")


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


@require_GET
@login_required
def entry(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    unit = unit_of(request, code)
    found = get_object_or_404(books.entries(unit), pk=pk)
    back = Entry.objects.filter(undoes=found).first()
    context = frame(request, unit, "") | {
        "entry": found,
        "lines": found.lines.select_related("account", "person", "counterpart").order_by("pk"),
        "sum": sum(line.debit for line in found.lines.all()),
        "back": back,
        "people": _people(found),
        "may_undo": not back and not found.undoes_id and found.kind in UNDONE_BY_HAND,
        "form": forms.ReasonForm(initial={"ngay": timezone.localdate()}),
        "crumb": reverse("money:overview", args=[unit.code]),
    }
    return render(request, "money/entry.html", context)


def _people(entry: Entry) -> list[Json]:
    """Who paid which months by this entry."""
    found: dict[int, Json] = {}
    for paid in entry.dues.filter(kind="paid").select_related("person").order_by("receipt", "month"):
        row = found.setdefault(paid.person_id, {"person": paid.person, "receipt": paid.receipt, "months": [], "sum": 0})
        row["months"].append(paid.month)
        row["sum"] += paid.amount
    return list(found.values())
