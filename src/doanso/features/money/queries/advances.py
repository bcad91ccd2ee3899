"""Advances: what is approved and to be paid, what is out, what is to be returned, what is settled."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from doanso.core.units.models import Unit
from doanso.features.money.models import ADVANCES, TO_PAY, TO_RETURN, Entry, Line, Voucher
from doanso.features.money.queries.books import NET

DECIDED = (Entry.Kind.ADVANCE, Entry.Kind.SETTLEMENT)
HANDLED = (Entry.Kind.PAYMENT, Entry.Kind.REPAID)


@dataclass(frozen=True)
class Standing:
    """One advance in the books: `out` is not settled yet; of what was approved `unpaid` is still to be paid."""

    unit_id: int
    person_id: int
    out: int
    unpaid: int
    to_return: int


def standing(ref: str) -> Standing | None:
    """Where this advance stands, in whose books; None when nothing of it is open."""
    lines = Line.objects.filter(entry__ref=ref, account__in=(ADVANCES, TO_PAY, TO_RETURN), person__isnull=False)
    found: dict[tuple[int, int], dict[str, int]] = {}
    for row in lines.values("entry__unit", "person", "account").annotate(net=NET):
        if row["net"]:
            found.setdefault((row["entry__unit"], row["person"]), {})[row["account"]] = row["net"]
    for (unit, person), held in found.items():
        return Standing(unit, person, held.get(ADVANCES, 0), -held.get(TO_PAY, 0), held.get(TO_RETURN, 0))
    return None


def parties(ref: str) -> set[int]:
    """Who asked for the money and who decided about it."""
    lines = Line.objects.filter(entry__ref=ref, account=ADVANCES, person__isnull=False)
    decided = Entry.objects.filter(ref=ref, kind__in=DECIDED, by__isnull=False)
    return {*lines.values_list("person", flat=True), *decided.values_list("by", flat=True)}


@dataclass(frozen=True)
class Settled:
    """A settlement in figures: what had been handed out, and what was spent."""

    handed_out: int
    spent: int

    @property
    def rest(self) -> int:
        """Above zero it comes back, below it is still to be paid."""
        return self.handed_out - self.spent


def settled(entry: Entry) -> Settled:
    """What was approved and not paid by then was not handed out."""
    lines = Line.objects.filter(entry__ref=entry.ref, person__isnull=False)
    approved = lines.filter(entry=entry, account=ADVANCES).aggregate(net=NET)["net"] or 0
    unpaid = lines.filter(entry__lt=entry.pk, account=TO_PAY).aggregate(net=NET)["net"] or 0
    spent = entry.vouchers.aggregate(sum=Sum("amount"))["sum"] or 0
    return Settled(unpaid - approved, spent)


def settled_by(ref: str) -> Entry | None:
    """The settlement that this dossier has approved and that still holds."""
    found = Entry.objects.filter(ref=ref, kind=Entry.Kind.SETTLEMENT, undoes=None, undone_by=None)
    return found.filter(vouchers__isnull=False).select_related("unit__type").order_by("-pk").first() if ref else None


def numbered(numbers: list[str], *, but: str) -> QuerySet[Voucher]:
    """Vouchers with such numbers in settlements of other dossiers that hold."""
    found = Voucher.objects.filter(number__in=[one for one in numbers if one], entry__undone_by=None)
    return found.exclude(entry__ref=but).select_related("entry")


def payers(ref: str) -> set[int]:
    """Who handed its money out or took it back, and nobody has taken that back."""
    moved = Entry.objects.filter(ref=ref, kind__in=HANDLED, undoes=None, undone_by=None, by__isnull=False)
    return set(moved.values_list("by", flat=True))


def open_in(unit: Unit, account: str) -> list[dict[str, Any]]:
    """What is open on an account, by what it belongs to and by person, with what it is for."""
    lines = Line.objects.filter(entry__unit=unit, account=account).exclude(entry__ref="")
    found = lines.values("entry__ref", "person", "person__full_name").annotate(net=NET)
    rows = list(found.exclude(net=0).order_by("entry__ref", "person"))
    words = dict(
        Entry.objects.filter(ref__in=[row["entry__ref"] for row in rows], kind__in=DECIDED)
        .order_by("pk")
        .values_list("ref", "words")
    )
    return [
        {
            "ref": row["entry__ref"],
            "person": row["person__full_name"],
            "amount": abs(row["net"]),
            "words": words.get(row["entry__ref"], ""),
        }
        for row in rows
    ]


def settlements(unit: Unit) -> QuerySet[Entry]:
    """The newest first."""
    found = Entry.objects.filter(unit=unit, kind=Entry.Kind.SETTLEMENT, vouchers__isnull=False).distinct()
    return found.select_related("undone_by").order_by("-day", "-pk")
