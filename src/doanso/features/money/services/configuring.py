"""What holds for everybody's books: the rates of dues, and the chart of accounts. The past of closed books stays."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.money import rules
from doanso.features.money.models import Account, DuesTerms, Line
from doanso.features.money.quarters import of
from doanso.features.money.queries import books, dues
from doanso.lib import locks
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.text import clean_name

MOST_A_MONTH = 10_000_000
PARTS = range(1, 11)


@transaction.atomic
def set_terms(
    *,
    since: date,
    without_income: int,
    with_income: int,
    parts: int,
    most_exempt: int,
    by: Person | None,
    now: datetime,
) -> DuesTerms:
    """What a month costs from this month on, of how many parts one is passed up, and how many months of a year may be
    exempted. Months that are paid stay as they were."""
    _may(by, now)
    locks.hold("money.terms")
    _check_since(since)
    _check_limits((without_income, with_income), parts, most_exempt)
    held = DuesTerms.objects.filter(since=since).first() or books.terms_on(since)
    if parts != held.parts:
        _check_quarter(since)
    told = {"without_income": without_income, "with_income": with_income, "parts": parts, "most_exempt": most_exempt}
    was = {name: getattr(held, name) for name in told}
    made, _fresh = DuesTerms.objects.update_or_create(since=since, defaults=told | {"top_rank": held.top_rank})
    audit.record("money.terms_set", made, by=by, now=now, data={"since": since, **told, "before": was})
    return made


def _check_limits(rates: tuple[int, int], parts: int, most_exempt: int) -> None:
    if not all(0 <= rate <= MOST_A_MONTH for rate in rates):
        raise Refused(_("This amount is too large."), field="without_income")
    if parts not in PARTS:
        raise Refused(_("Please choose one of the shares."), field="parts")
    if not 0 <= most_exempt <= 12:
        raise Refused(_("A year has twelve months."), field="most_exempt")


def _check_quarter(since: date) -> None:
    """A quarter's dues are shared once, whole: never one half of them in one way and the rest in another."""
    quarter = of(since)
    if since != quarter.first_day:
        raise Refused(_("The share passed up changes with a quarter: on 01/01, 01/04, 01/07 or 01/10."), field="since")
    if dues.taken_from(quarter):
        words = _("Dues of this quarter or a later one have been taken: the share changes from the quarter after.")
        raise Refused(words, field="since")


def _check_since(since: date) -> None:
    first, closed = books.terms().last(), books.all_closed_up_to()
    if since.day != 1:
        raise Refused(_("Rates hold from the first day of a month."), field="since")
    if first and since < first.since:
        raise Refused(_("Rates are known from %(day)s on.") % {"day": format_date(first.since)}, field="since")
    if closed and since <= closed:
        words = _("Books are closed up to %(day)s. Please choose a later month.")
        raise Refused(words % {"day": format_date(closed)}, field="since")


@transaction.atomic
def add_account(*, code: str, name: str, name_en: str, kind: str, by: Person | None, now: datetime) -> Account:
    _may(by, now)
    locks.hold("money.chart")
    if Account.objects.filter(pk=code).exists():
        raise Refused(_("There is an account with this number already."), field="code")
    names = _names(name, name_en)
    made = Account.objects.create(code=code, kind=kind, **names)
    audit.record("money.account_added", made, by=by, now=now, data={"kind": kind, **names})
    return made


@transaction.atomic
def rename_account(*, account: Account, name: str, name_en: str, by: Person | None, now: datetime) -> Account:
    _may(by, now)
    found, names = _locked(account), _names(name, name_en)
    before = {"name": found.name, "name_en": found.name_en}
    if names == before:
        return found
    found.name, found.name_en = names["name"], names["name_en"]
    found.save(update_fields=["name", "name_en"])
    audit.record("money.account_renamed", found, by=by, now=now, data={"before": before, **names})
    return found


@transaction.atomic
def close_account(*, account: Account, by: Person | None, now: datetime) -> Account:
    """Nothing is posted there from now on; refused while anything is left on it that the year's end does not carry."""
    _may(by, now)
    found = _locked(account)
    if found.built_in:
        raise Refused(_("The books post to this account by themselves: it cannot be closed."))
    if found.kind not in (Account.Kind.INCOME, Account.Kind.EXPENSE) and _has_balance(found):
        raise Refused(_("A balance is left on this account in somebody's books: clear it first."))
    if found.closed_on is None:
        found.closed_on = local(now).date()
        found.save(update_fields=["closed_on"])
        audit.record("money.account_closed", found, by=by, now=now)
    return found


@transaction.atomic
def open_account(*, account: Account, by: Person | None, now: datetime) -> Account:
    _may(by, now)
    found = _locked(account)
    if found.closed_on is not None:
        found.closed_on = None
        found.save(update_fields=["closed_on"])
        audit.record("money.account_opened", found, by=by, now=now)
    return found


@transaction.atomic
def remove_account(*, account: Account, by: Person | None, now: datetime) -> None:
    """Only what nobody ever posted to."""
    _may(by, now)
    found = _locked(account)
    if found.built_in or Line.objects.filter(account=found).exists():
        raise Refused(_("This account has postings, or the books need it: close it instead."))
    told = {"name": found.name, "name_en": found.name_en, "kind": found.kind}
    audit.record("money.account_removed", found, by=by, now=now, data=told)
    found.delete()


def _may(by: Person | None, now: datetime) -> None:
    if not rules.may_configure(by, local(now).date()):
        raise Forbidden(_("Rates and accounts are changed by who keeps the books at the top."))


def _locked(account: Account) -> Account:
    return Account.objects.select_for_update().get(pk=account.pk)


def _names(name: str, name_en: str) -> dict[str, str]:
    clean = clean_name(name)
    return {"name": clean, "name_en": clean_name(name_en) or clean}


def _has_balance(account: Account) -> bool:
    nets = Line.objects.filter(account=account).order_by().values("entry__unit").annotate(net=books.NET)
    return nets.exclude(net=0).exists()
