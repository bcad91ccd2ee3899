"""What a keeper of the books writes by hand: other income and expense, opening balances, the end of a period."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.features.money import rules
from doanso.features.money.models import (
    BANK,
    CASH,
    FUND,
    FUNDING,
    MONEY,
    OTHER_EXPENSE,
    OTHER_INCOME,
    SHORTAGE,
    SURPLUS,
    Account,
    Entry,
    Period,
)  # fmt: skip
from doanso.features.money.queries import books
from doanso.features.money.services import telling
from doanso.features.money.services.posting import Side, check_not_below_zero, hold, post
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Forbidden, Refused

OTHERS = {
    "funding": (Entry.Kind.INCOME, FUNDING, 1),
    "income": (Entry.Kind.INCOME, OTHER_INCOME, 1),
    "expense": (Entry.Kind.EXPENSE, OTHER_EXPENSE, -1),
    "opening": (Entry.Kind.OPENING, FUND, 1),
}
"""What may be written by hand: kind, the account opposite, +1 when money comes in. Activities go through a dossier."""
WAYS = {
    Account.Kind.INCOME: {"": (Entry.Kind.INCOME, 1)},
    Account.Kind.EXPENSE: {"": (Entry.Kind.EXPENSE, -1)},
    Account.Kind.ASSET: {"out": (Entry.Kind.EXPENSE, -1), "in": (Entry.Kind.INCOME, 1)},
    Account.Kind.DEBT: {"in": (Entry.Kind.INCOME, 1), "out": (Entry.Kind.EXPENSE, -1)},
    Account.Kind.FUND: {"in": (Entry.Kind.INCOME, 1), "out": (Entry.Kind.EXPENSE, -1)},
}
"""What may be written on an added account, by its kind: the kind of entry, +1 when money comes in."""


def must_keep(unit: Unit, by: Person | None, now: datetime) -> None:
    if not rules.may_keep(by, unit, local(now).date()):
        raise Forbidden(_("You do not keep the books of %(unit)s.") % {"unit": unit})


@transaction.atomic
def record(
    *,
    unit: Unit,
    what: str,
    via: str,
    amount: int,
    day: date,
    words: str,
    token: str,
    by: Person | None,
    now: datetime,
    source: str = "",
) -> Entry:
    """Money that came or went for something else; `opening` once for cash, for the bank and for each added account."""
    must_keep(unit, by, now)
    meant = OTHERS.get(what) or _added(what)
    added = books.added_balances().filter(pk=via).first() if what == "opening" else None
    if (via not in MONEY and added is None) or meant is None:
        raise Refused(_("Please choose what it is and where the money is."))
    if amount <= 0:
        raise Refused(_("Please give an amount above zero."), field="amount")
    kind, account, sign = meant
    if added is not None and added.kind == Account.Kind.DEBT:
        sign = -sign
    entry = post(
        unit=unit,
        kind=kind,
        day=day,
        words=words.strip(),
        sides=[Side(via, sign * amount), Side(account, -sign * amount)],
        once=_opening(unit, via) if what == "opening" else f"other:{unit.pk}:{token}",
        by=by,
        now=now,
        source=source,
    )
    check_not_below_zero(unit, via, day)
    check_not_below_zero(unit, account, day)
    return entry


def _opening(unit: Unit, via: str) -> str:
    """Once; a mistyped one that was taken back is written anew."""
    hold(unit)
    name = f"opening:{unit.pk}:{via}"
    written = Entry.objects.filter(Q(once=name) | Q(once__startswith=f"{name}:"), unit=unit)
    taken_back = written.filter(undone_by__isnull=False).count()
    return f"{name}:{taken_back}" if taken_back else name


def _added(what: str) -> tuple[str, str, int] | None:
    """An account that was added to the chart: of income or expense by its number, of assets or debts with the way that
    the money takes, such as 1388:out."""
    code, _colon, way = what.partition(":")
    found = books.added_accounts().filter(pk=code).first()
    ways = WAYS.get(Account.Kind(found.kind), {}) if found else {}
    return (ways[way][0], found.pk, ways[way][1]) if found and way in ways else None


@transaction.atomic
def move(*, unit: Unit, to_bank: bool, amount: int, day: date, token: str, by: Person | None, now: datetime) -> Entry:
    """Cash to the bank, or back."""
    must_keep(unit, by, now)
    if amount <= 0:
        raise Refused(_("Please give an amount above zero."), field="amount")
    came, went = (BANK, CASH) if to_bank else (CASH, BANK)
    entry = post(
        unit=unit,
        kind=Entry.Kind.TRANSFER,
        day=day,
        words=lambda: _("Cash paid in at the bank") if to_bank else _("Cash drawn from the bank"),
        sides=[Side(came, amount), Side(went, -amount)],
        once=f"other:{unit.pk}:{token}",
        by=by,
        now=now,
    )
    check_not_below_zero(unit, went, day)
    return entry


@transaction.atomic
def close(*, unit: Unit, last_day: date, counted: int, by: Person | None, now: datetime) -> Period:
    """Close the books up to the end of a month, with the cash as it was counted; a difference is posted. For good."""
    must_keep(unit, by, now)
    hold(unit)
    first = _first_open_day(unit)
    _may_close(first, last_day, counted, now)
    booked = books.balance(unit, CASH, on=last_day)
    entry = _difference(unit, last_day, counted - booked, by, now)
    check_not_below_zero(unit, CASH, last_day)  # what was missing then cannot have been spent since
    period = Period.objects.create(
        unit=unit, first_day=first, last_day=last_day, booked=booked, counted=counted, entry=entry, by=by, at=now
    )
    audit.record("money.closed", period, by=by, now=now, label="system", data=telling.closed(period))
    return period


def _first_open_day(unit: Unit) -> date:
    closed = books.closed_up_to(unit)
    if closed:
        return closed + timedelta(days=1)
    first = Entry.objects.filter(unit=unit).order_by("day").values_list("day", flat=True).first()
    if first is None:
        raise Refused(_("There is nothing in these books yet."))
    return first.replace(day=1)


def _may_close(first: date, last_day: date, counted: int, now: datetime) -> None:
    if counted < 0:
        raise Refused(_("Please give the cash as it was counted."), field="counted")
    if (last_day + timedelta(days=1)).day != 1:
        raise Refused(_("Books are closed at the end of a month."), field="last_day")
    if last_day < first:
        words = _("The books are closed up to %(day)s already.") % {"day": format_date(first - timedelta(days=1))}
        raise Refused(words, field="last_day")
    if last_day >= local(now).date():
        raise Refused(_("This month is not over yet."), field="last_day")


def _difference(unit: Unit, day: date, amount: int, by: Person | None, now: datetime) -> Entry | None:
    if not amount:
        return None
    return post(
        unit=unit,
        kind=Entry.Kind.COUNT,
        day=day,
        words=lambda: (
            _("Surplus found when counting the cash") if amount > 0 else _("Shortage found when counting the cash")
        ),
        sides=[Side(CASH, amount), Side(SURPLUS if amount > 0 else SHORTAGE, -amount)],
        once=f"count:{unit.pk}:{day}",
        by=by,
        now=now,
    )
