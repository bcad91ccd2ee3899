"""Writing in the books. Whatever moves money ends here: `post` adds an entry, `undo` takes one back by another."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.money import rules
from doanso.features.money.models import (
    BUILT_IN,
    DUES_FROM_BELOW,
    DUES_KEPT,
    DUES_UP,
    MONEY,
    Account,
    Dues,
    Entry,
    Line,
    Period,
)
from doanso.features.money.owing import split
from doanso.features.money.quarters import parse
from doanso.features.money.queries import advances, books, dues, rights
from doanso.lib import locks
from doanso.lib.dates import format_date, local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

MOST = 10**12  # a thousand thousand million đồng: more than that somebody mistyped


@dataclass(frozen=True)
class Side:
    """A line to be: `amount` above zero is a debit, below zero a credit."""

    account: str
    amount: int
    person_id: int | None = None
    counterpart_id: int | None = None
    quarter: str = ""


@transaction.atomic
def post(
    *,
    unit: Unit,
    kind: str,
    day: date,
    words: str | Callable[[], str],
    sides: Iterable[Side],
    once: str,
    by: Person | None,
    now: datetime,
    source: str = "",
    ref: str = "",
    undoes: Entry | None = None,
) -> Entry:
    """Add an entry. Sides of nothing fall away. The caller has checked the right.

    `words`: as somebody wrote them, or a call that makes them: the books are in Vietnamese, whoever posts.

    Refused when it does not balance, when the books are closed on that day, when the day lies in the future, and when
    the same was posted before.
    """
    kept = [side for side in sides if side.amount]
    _check(unit, day, kept, now)
    if undoes is None:
        _accounts_are_open(kept)
    hold(unit)
    _never_twice(once)
    _in_open_books(unit, day)
    number = (Entry.objects.filter(unit=unit, year=day.year).aggregate(last=Max("number"))["last"] or 0) + 1
    entry = Entry.objects.create(
        unit=unit, kind=kind, day=day, year=day.year, number=number, words=_written(words), source=source, ref=ref,
        undoes=undoes, once=once, by=by, at=now,
    )  # fmt: skip
    Line.objects.bulk_create([_line(entry, side) for side in kept])
    audit.record("money.posted", entry, by=by, now=now, label="system", data=content(entry, kept))
    return entry


def _written(words: str | Callable[[], str]) -> str:
    if isinstance(words, str):
        return words[:300]
    with translation.override("vi"):
        return words()[:300]


def content(entry: Entry, sides: Iterable[Side]) -> dict[str, Any]:
    """All of the entry: the books can be rebuilt from the audit trail."""
    return {
        "unit": entry.unit_id,
        "kind": str(entry.kind),
        "day": entry.day.isoformat(),
        "number": entry.number,
        "words": entry.words,
        "source": entry.source,
        "ref": entry.ref,
        "undoes": entry.undoes_id,
        "once": entry.once,
        "lines": [asdict(side) for side in sides],
    }


def hold(unit: Unit) -> None:
    """One writer at a time in the books of a unit."""
    locks.hold(f"money:{unit.pk}")


def _check(unit: Unit, day: date, sides: list[Side], now: datetime) -> None:
    if not sides:
        raise Refused(_("There is nothing to post."))
    if sum(side.amount for side in sides):
        raise Refused(_("Debit and credit differ."))
    if any(abs(side.amount) > MOST for side in sides):
        raise Refused(_("This amount is too large."), field="amount")
    if day > local(now).date():
        raise Refused(_("The day lies in the future."), field="day")
    if day < unit.valid_from:
        raise Refused(_("%(unit)s did not exist yet on that day.") % {"unit": unit}, field="day")


def _accounts_are_open(sides: list[Side]) -> None:
    added = {side.account for side in sides} - BUILT_IN
    closed = Account.objects.filter(pk__in=added).exclude(closed_on=None).first() if added else None
    if closed is not None:
        raise Refused(_("Account %(account)s is closed.") % {"account": closed})


def _never_twice(once: str) -> None:
    done = Entry.objects.filter(once=once).select_related("by").first()
    if done is not None:
        words = _("This is in the books already: entry %(number)s.") % {"number": done.label}
        raise AlreadyDone(words, who=done.by.full_name if done.by else "", when=done.at)


def _in_open_books(unit: Unit, day: date) -> None:
    last = Period.objects.filter(unit=unit).aggregate(last=Max("last_day"))["last"]
    if last and day <= last:
        words = _("The books of %(unit)s are closed up to %(day)s. Please choose a later day.")
        raise Refused(words % {"unit": unit, "day": format_date(last)}, field="day")


def _line(entry: Entry, side: Side) -> Line:
    return Line(
        entry=entry,
        account_id=side.account,
        debit=max(side.amount, 0),
        credit=max(-side.amount, 0),
        person_id=side.person_id,
        counterpart_id=side.counterpart_id,
        quarter=side.quarter,
    )


SHARED = {Entry.Kind.DUES: DUES_KEPT, Entry.Kind.RECEIVED: DUES_FROM_BELOW}
UNDONE_BY_HAND = {
    Entry.Kind.DUES, Entry.Kind.PASSED, Entry.Kind.RECEIVED, Entry.Kind.INCOME, Entry.Kind.EXPENSE, Entry.Kind.TRANSFER,
    Entry.Kind.OPENING, Entry.Kind.PAYMENT, Entry.Kind.REPAID,
}  # fmt: skip


@transaction.atomic
def undo(*, entry: Entry, reason: str, day: date, by: Person | None, now: datetime) -> Entry:
    """Take an entry back by another one on an open day. Dues that it took are open again. Only once, and not a taking
    back; what a dossier decided is undone by a new decision, not here."""
    if not rules.may_keep(by, entry.unit, local(now).date()):
        raise Forbidden(_("You do not keep the books of %(unit)s.") % {"unit": entry.unit})
    hold(entry.unit)
    _may_be_undone(entry, reason, day)
    if entry.kind in advances.HANDLED:
        check_third(entry.unit, entry.ref, by, now)
    made = post(
        unit=entry.unit,
        kind=entry.kind,
        day=day,
        words=lambda: _("Entry %(number)s taken back: %(reason)s") % {"number": entry.label, "reason": reason.strip()},
        sides=_mirrored(entry),
        once=f"undo:{entry.pk}",
        by=by,
        now=now,
        source=entry.source,
        ref=entry.ref,
        undoes=entry,
    )
    _reopen_dues(entry, made, reason, by, now)
    _check_balances(entry, day)
    return made


def _may_be_undone(entry: Entry, reason: str, day: date) -> None:
    if not reason.strip():
        raise Refused(_("Please say why."), field="reason")
    if entry.undoes_id:
        raise Refused(_("This entry takes another one back. Post the right one anew instead."))
    if entry.kind not in UNDONE_BY_HAND:
        raise Refused(_("This entry follows from a decision. A new decision undoes it."))
    if entry.dues.filter(kind=Dues.Kind.UNDONE).exists():
        raise Refused(_("This entry paid back what was paid twice: it stays."))
    if day < entry.day:
        raise Refused(_("The day lies before that of the entry itself."), field="day")


def _mirrored(entry: Entry) -> list[Side]:
    """The same lines the other way round; of dues, what remains of the quarter is shared anew."""
    lines = [
        Side(line.account_id, line.credit - line.debit, line.person_id, line.counterpart_id, line.quarter)
        for line in entry.lines.order_by("pk")
    ]
    if entry.kind not in SHARED:
        return lines
    money = next(side for side in lines if side.account in MONEY)
    if entry.kind == Entry.Kind.DUES:  # what was paid back by itself is back already
        left = entry.dues.filter(kind=Dues.Kind.PAID, undone_by=None).aggregate(sum=Sum("amount"))["sum"] or 0
        money = replace(money, amount=-left)
    return [money, *shares(entry.unit, entry.kind, money.quarter, money.amount, entry.day)]


def shares(unit: Unit, kind: str, quarter: str, amount: int, on: date) -> list[Side]:
    """The other side of dues that come in, or go back when `amount` is below zero: kept, and owed upwards. The share
    is that of the quarter, however late it is paid."""
    total, booked = dues.came_in(unit, quarter, kind)
    up = 0
    if dues.passes_up_to(unit, on) is not None or booked:
        _kept, up = split(total + amount, booked, amount, books.terms_on(parse(quarter).first_day).parts)
    return [Side(SHARED[kind], up - amount, quarter=quarter), Side(DUES_UP, -up, quarter=quarter)]


def _reopen_dues(entry: Entry, made: Entry, reason: str, by: Person | None, now: datetime) -> None:
    for paid in entry.dues.filter(undone_by=None).order_by("pk"):
        record_dues(
            Dues(unit=paid.unit, person_id=paid.person_id, month=paid.month, turn=paid.turn, kind=Dues.Kind.UNDONE,
                 undoes=paid, entry=made, reason=reason.strip()[:200], by=by, at=now),
            now=now,
        )  # fmt: skip


def record_dues(row: Dues, *, now: datetime) -> None:
    """Keep what is known of a month, with all of it in the audit trail."""
    row.save(force_insert=True)
    data = {
        "unit": row.unit_id, "person": row.person_id, "month": row.month.isoformat(), "turn": row.turn,
        "kind": str(row.kind), "amount": row.amount, "receipt": row.receipt, "entry": row.entry_id,
        "undoes": row.undoes_id, "reason": row.reason, "source": row.source,
    }  # fmt: skip
    audit.record("money.dues", row, by=row.by, now=now, label="system", data=data)


def _check_balances(entry: Entry, day: date) -> None:
    """Taking back may not leave less than nothing where that cannot be, such as money passed up that was never due."""
    for account, quarter in sorted({(line.account_id, line.quarter) for line in entry.lines.all()}, reverse=True):
        check_not_below_zero(entry.unit, account, day, quarter)


def check_not_below_zero(unit: Unit, account: str, day: date, quarter: str = "") -> None:
    """After something was posted on this day."""
    problem = books.below_zero(unit, account, day, quarter)
    if problem:
        raise Refused(problem)


def check_third(unit: Unit, ref: str, by: Person | None, now: datetime) -> None:
    """Who moves the money of an advance, or takes that back, neither asked for it nor approved it."""
    seats = rights.acting_for(by, rights.KEEP, unit, local(now).date())
    if by is None or not rules.may_pay(seats, by.pk, advances.parties(ref)):
        raise Forbidden(_("Who asked for the money or approved it does not handle it. Please let somebody else do so."))
