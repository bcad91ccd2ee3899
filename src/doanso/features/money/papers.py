"""The books on paper: receipts of members, vouchers of cash, the report of a quarter. In Vietnamese, whoever prints."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from doanso.blocks.papers.offices import office_of
from doanso.blocks.papers.render import plain
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.money.models import MONEY, Dues, Entry
from doanso.features.money.quarters import Quarter
from doanso.features.money.queries import advances, dues
from doanso.lib import printing
from doanso.lib.words import money_in_words
from doanso.ui.formats import vn_number

TEMPLATES = "features/money/print"
Json = dict[str, Any]


def _vietnamese(draw: Callable[..., bytes]) -> Callable[..., bytes]:
    def drawn(*args: Any, **kwargs: Any) -> bytes:
        with translation.override("vi"):
            return draw(*args, **kwargs)

    return drawn


def _common(unit: Unit, on: date) -> Json:
    return {"office": plain(office_of(units.with_superiors(unit))), "on": plain(on), "demo": settings.DEMO}


def _sum(amount: int) -> Json:
    return {"figures": f"{vn_number(amount)} đồng", "words": money_in_words(amount)}


@_vietnamese
def receipts(entry: Entry, person_id: int | None = None) -> bytes:
    """A receipt for each member who paid by this entry, or for one of them; three on a sheet."""
    paid = Dues.objects.filter(entry=entry, kind=Dues.Kind.PAID).select_related("person")
    paid = paid.filter(person=person_id) if person_id else paid
    found: dict[int, list[Dues]] = {}
    for one in paid.order_by("receipt", "month"):
        found.setdefault(one.person_id, []).append(one)
    rows = [
        {
            "number": f"{months[0].receipt}/{entry.year}",
            "name": months[0].person.full_name,
            "months": ", ".join(f"{one.month:%m/%Y}" for one in months),
            "sum": _sum(sum(one.amount for one in months)),
        }
        for months in found.values()
    ]
    taker = entry.by.full_name if entry.by else ""
    data = _common(entry.unit, entry.day) | {"rows": rows, "taker": taker, "void": hasattr(entry, "undone_by")}
    return printing.render(f"{TEMPLATES}/receipts.typ", data)


@_vietnamese
def voucher(entry: Entry) -> bytes:
    """Phiếu thu when money came in, phiếu chi when it went out, else a note of the entry."""
    lines = list(entry.lines.select_related("account", "person", "counterpart").order_by("pk"))
    moved = sum(line.debit - line.credit for line in lines if line.account_id in MONEY)
    kind = "Phiếu thu" if moved > 0 else "Phiếu chi" if moved < 0 else "Phiếu kế toán"
    other = next((line.person or line.counterpart for line in lines if line.person or line.counterpart), "")
    data = _common(entry.unit, entry.day) | {
        "kind": kind,
        "number": entry.label,
        "words": entry.words,
        "other": str(other),
        "sum": _sum(abs(moved) or sum(line.debit for line in lines)),
        "writer": entry.by.full_name if entry.by else "",
        "ref": entry.ref,
        "lines": [
            [f"{line.account_id} {line.account.name}", vn_number(line.debit or ""), vn_number(line.credit or "")]
            for line in lines
        ],
    }
    return printing.render(f"{TEMPLATES}/voucher.typ", data)


@_vietnamese
def quarter(unit: Unit, which: Quarter, on: date, writer: str) -> bytes:
    """The report of a quarter: members of a branch, or the units below."""
    own = dues.own_share(unit, which)
    told = [("Phải nộp cấp trên", own.due), ("Đã nộp", own.passed), ("Còn phải nộp", own.to_pass)]
    rows = _members(unit, which) if unit.type.branch else _units(unit, which, on)
    data = _common(unit, on) | {
        "quarter": which.label,
        "branch": unit.type.branch,
        "months": [f"{month:%m/%Y}" for month in which.months],
        "rows": [[vn_number(cell) if isinstance(cell, int) else cell for cell in row] for row in rows],
        "sums": [vn_number(sum(row[place] for row in rows)) for place in _summed(unit)],
        "own": [[name, f"{vn_number(amount)} đồng"] for name, amount in told],
        "due": _sum(own.due),
        "writer": writer,
    }
    return printing.render(f"{TEMPLATES}/quarter.typ", data)


def _summed(unit: Unit) -> range:
    return range(4, 6) if unit.type.branch else range(1, 8)


def _members(unit: Unit, which: Quarter) -> list[list[Any]]:
    rows = dues.of_branch(unit, which).rows
    return [[row.person.full_name, *map(_cell, row.cells), _paid(row, unit), row.missing] for row in rows]


def _paid(row: dues.Row, unit: Unit) -> int:
    return sum(cell.fact.amount for cell in row.cells if cell.fact and cell.fact.unit_id == unit.pk)


def _cell(cell: dues.Cell) -> str:
    if cell.fact:
        return vn_number(cell.fact.amount) if cell.paid else "miễn"
    return "chưa" if cell.owed else "–"


def _units(unit: Unit, which: Quarter, on: date) -> list[list[Any]]:
    names = ("owed", "collected", "missing", "due", "passed", "received", "difference")
    return [[row.unit.name, *(getattr(row, name) for name in names)] for row in dues.below(unit, which, on)]


@_vietnamese
def settlement(entry: Entry) -> bytes:
    """The settlement of an advance with its vouchers, the difference and the sums in words."""
    vouchers, figures = list(entry.vouchers.order_by("place")), advances.settled(entry)
    lines, rest = list(entry.lines.select_related("person")), figures.rest
    data = _common(entry.unit, entry.day) | {
        "number": entry.label,
        "words": entry.words,
        "ref": entry.ref,
        "person": next((line.person.full_name for line in lines if line.person), ""),
        "approver": entry.by.full_name if entry.by else "",
        "rows": [
            [str(one.place), one.number, f"{one.day:%d/%m/%Y}" if one.day else "", one.words, one.seller,
             vn_number(one.amount)]
            for one in vouchers
        ],
        "advanced": _sum(figures.handed_out),
        "spent": _sum(figures.spent),
        "rest": {"kind": "Thừa, thu lại" if rest > 0 else "Thiếu, chi thêm" if rest < 0 else "", **_sum(abs(rest))},
    }  # fmt: skip
    return printing.render(f"{TEMPLATES}/settlement.typ", data)
