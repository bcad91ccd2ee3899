"""What stands in the books: balances, sheets of accounts, entries; of one unit, or of a unit with all below it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Exists, F, Max, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.money.models import BANK, BUILT_IN, CASH, DUES_UP, TO_PAY, Account, DuesTerms, Entry, Line, Period
from doanso.lib.dates import format_date
from doanso.ui.formats import vn_money

NET = Sum(F("debit") - F("credit"), output_field=BigIntegerField())
DEBTS = {DUES_UP, TO_PAY}


def scope(unit: Unit, on: date) -> list[int]:
    """The unit with all below it; what ended and lives on in one unit is counted there, wherever it stood."""
    heirs = units.heirs_of_ended(on)
    paths = dict(Unit.objects.filter(pk__in=heirs.values()).values_list("pk", "path"))
    inside = set(Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    moved_here = {one for one, heir in heirs.items() if paths[heir].startswith(unit.path)}
    return sorted((inside - set(heirs)) | moved_here)


def _net(lines: QuerySet[Line]) -> int:
    return lines.aggregate(net=NET)["net"] or 0


def balance(unit: Unit, account: str, on: date | None = None, quarter: str = "", ref: str = "") -> int:
    """Debit less credit."""
    lines = Line.objects.filter(entry__unit=unit, account=account)
    lines = lines.filter(entry__day__lte=on) if on else lines
    lines = lines.filter(quarter=quarter) if quarter else lines
    return _net(lines.filter(entry__ref=ref) if ref else lines)


def lowest(unit: Unit, account: str, since: date) -> tuple[int, date]:
    """The least that it held at the end of a day, from that day on, and when."""
    lines = Line.objects.filter(entry__unit=unit, account=account)
    held = _net(lines.filter(entry__day__lt=since))
    found = []
    for day, net in (
        lines.filter(entry__day__gte=since).values_list("entry__day").annotate(net=NET).order_by("entry__day")
    ):
        held += net
        found.append((held, day))
    return min(found, default=(held, since))


def below_zero(unit: Unit, account: str, since: date, quarter: str = "") -> str:
    """Why this balance cannot be, or nothing: no purse holds less than nothing on any day from the one on which
    something was posted, and no more is paid than was due."""
    if account in (CASH, BANK):
        held, day = lowest(unit, account, since)
        told = {"amount": vn_money(-held), "day": format_date(day)}
        return _("On %(day)s there is not that much money: %(amount)s are missing.") % told if held < 0 else ""
    net = balance(unit, account, quarter=quarter if account == DUES_UP else "")
    if account in DEBTS and net > 0:
        return _("That is %(amount)s more than is due.") % {"amount": vn_money(net)}
    return "" if account in BUILT_IN else _added_below_zero(account, net)


def _added_below_zero(account: str, net: int) -> str:
    """No more comes back than was lent, no more is paid than was borrowed, no more is spent than a fund has."""
    found = Account.objects.get(pk=account)
    kinds = {Account.Kind.ASSET: -net, Account.Kind.DEBT: net, Account.Kind.FUND: net}
    over = kinds.get(Account.Kind(found.kind), 0)
    if over <= 0:
        return ""
    return _("That is %(amount)s more than stands on %(account)s.") % {"amount": vn_money(over), "account": found}


@dataclass(frozen=True)
class TrialLine:
    account: Account
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit

    @property
    def opening_debit(self) -> int:
        return max(self.opening, 0)

    @property
    def opening_credit(self) -> int:
        return max(-self.opening, 0)

    @property
    def closing_debit(self) -> int:
        return max(self.closing, 0)

    @property
    def closing_credit(self) -> int:
        return max(-self.closing, 0)


def trial_balance(ids: list[int], start: date, end: date) -> list[TrialLine]:
    """Each account that was ever used: what it held before `start`, what came and went up to `end`."""
    lines = Line.objects.filter(entry__unit__in=ids, entry__day__lte=end).values("account")
    inside = Q(entry__day__gte=start)
    found = lines.annotate(
        before=Coalesce(Sum(F("debit") - F("credit"), filter=~inside, output_field=BigIntegerField()), 0),
        ins=Coalesce(Sum("debit", filter=inside, output_field=BigIntegerField()), 0),
        outs=Coalesce(Sum("credit", filter=inside, output_field=BigIntegerField()), 0),
    )
    sums = {row["account"]: row for row in found}
    return [
        TrialLine(account, sums[account.pk]["before"], sums[account.pk]["ins"], sums[account.pk]["outs"])
        for account in Account.objects.all()
        if account.pk in sums
    ]


def sheet(ids: list[int], account: str, start: date, end: date) -> QuerySet[Line]:
    """The lines of one account with the `running` balance of these days alone, in the order of the books."""
    found = Line.objects.filter(entry__unit__in=ids, account=account, entry__day__range=(start, end))
    running = Window(NET, order_by=[F("entry__day"), F("entry_id"), F("pk")])
    found = found.annotate(running=running).select_related("entry__unit", "person", "counterpart")
    return found.order_by("entry__day", "entry_id", "pk")


def opening(ids: list[int], account: str, start: date) -> int:
    return _net(Line.objects.filter(entry__unit__in=ids, account=account, entry__day__lt=start))


def totals(found: QuerySet[Line]) -> dict[str, int]:
    return found.aggregate(
        debit=Coalesce(Sum("debit", output_field=BigIntegerField()), 0),
        credit=Coalesce(Sum("credit", output_field=BigIntegerField()), 0),
    )


def entries(unit: Unit) -> QuerySet[Entry]:
    return Entry.objects.filter(unit=unit).select_related("unit__type", "by")


def closed_up_to(unit: Unit) -> date | None:
    return periods(unit).values_list("last_day", flat=True).first()


def periods(unit: Unit) -> QuerySet[Period]:
    """The newest first."""
    return Period.objects.filter(unit=unit).select_related("by", "entry").order_by("-last_day")


def holdings(ids: list[int], on: date) -> dict[int, dict[str, int]]:
    """By unit: what each account holds on that day."""
    lines = Line.objects.filter(entry__unit__in=ids, entry__day__lte=on).values("entry__unit", "account")
    found: dict[int, dict[str, int]] = {}
    for row in lines.annotate(net=NET):
        found.setdefault(row["entry__unit"], {})[row["account"]] = row["net"]
    return found


def added_accounts() -> QuerySet[Account]:
    """Open ones that the books do not post to by themselves."""
    return Account.objects.filter(closed_on=None).exclude(pk__in=BUILT_IN)


def added_balances() -> QuerySet[Account]:
    """Those of them that hold something from one year to the next."""
    return added_accounts().filter(kind__in=(Account.Kind.ASSET, Account.Kind.DEBT))


def chart() -> QuerySet[Account]:
    """With `used`: is there any posting?"""
    return Account.objects.annotate(used=Exists(Line.objects.filter(account=OuterRef("pk"))))


def terms() -> QuerySet[DuesTerms]:
    """The newest first."""
    return DuesTerms.objects.order_by("-since")


def all_closed_up_to() -> date | None:
    """The last day that is closed in anybody's books."""
    return Period.objects.aggregate(last=Max("last_day"))["last"]


def terms_on(day: date) -> DuesTerms:
    """Those that hold in the month of this day; before the first ones, these."""
    found = DuesTerms.objects.filter(since__lte=day).order_by("-since").first()
    return found or DuesTerms.objects.earliest("since")


def open_sums(unit: Unit, account: str) -> list[dict[str, Any]]:
    """What is still open on an account, by what it belongs to and by person."""
    lines = Line.objects.filter(entry__unit=unit, account=account)
    found = lines.values("entry__ref", "person", "person__full_name").annotate(net=NET)
    return list(found.exclude(net=0).order_by("entry__ref", "person"))
