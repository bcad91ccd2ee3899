"""A branch that collects, the base unit and the province above it, with their books."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from django.utils.timezone import localdate
from tests.support import org as organisation

from doanso.core.accounts.models import Person
from doanso.core.units import services as units
from doanso.core.units.models import Unit
from doanso.features.money.models import Account, Dues, Entry
from doanso.features.money.quarters import Quarter
from doanso.features.money.queries import dues
from doanso.features.money.services import advancing, chart, collecting, keeping
from doanso.lib.modules import EffectContext

NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
JULY, AUGUST, SEPTEMBER = Q3.months
_tokens = iter(range(1, 10**9))


def token() -> str:
    return str(next(_tokens))


def build() -> SimpleNamespace:
    """As `org.build`, with an accountant in the base unit."""
    o = organisation.build()
    chart.seed(now=NOW)
    o.accountant = organisation.person("Mạc Thị Sổ")
    organisation.seat(o.accountant, o.base, "ke_toan")
    return o


def collect(o: SimpleNamespace, months: list | None = None, quarter: Quarter = Q3, **more: object) -> Entry:
    """All that is open in the branch, unless told which months."""
    unit: Unit = more.pop("unit", o.branch)
    rows = dues.of_branch(unit, quarter).rows
    wanted = [(row.person.pk, cell.month) for row in rows for cell in row.cells if cell.open]
    values = {"day": TODAY, "token": token(), "by": o.secretary, "now": NOW} | more
    return collecting.collect(unit=unit, quarter=quarter, months=wanted if months is None else months, **values)


def pass_up(o: SimpleNamespace, amount: int, **more: object) -> Entry:
    values = {"unit": o.branch, "quarter": Q3, "day": TODAY, "token": token(), "by": o.secretary, "now": NOW}
    return collecting.pass_up(amount=amount, **(values | more))


def receive(o: SimpleNamespace, amount: int, **more: object) -> Entry:
    values = {"unit": o.base, "child": o.branch, "quarter": Q3, "day": TODAY, "token": token(), "now": NOW}
    return collecting.receive(amount=amount, **(values | {"by": o.accountant} | more))


def record(o: SimpleNamespace, what: str, amount: int, **more: object) -> Entry:
    values = {"unit": o.branch, "via": "111", "day": TODAY, "words": "Ghi tay", "token": token(), "now": NOW}
    return keeping.record(what=what, amount=amount, **(values | {"by": o.secretary} | more))


def lines(entry: Entry) -> list[tuple[str, int]]:
    """(account, debit less credit), as posted."""
    return [(line.account_id, line.debit - line.credit) for line in entry.lines.order_by("pk")]


def paid(o: SimpleNamespace) -> list[tuple[str, date, int]]:
    found = Dues.objects.filter(kind="paid", undone_by=None).order_by("person__sort_key", "month")
    return [(one.person.full_name, one.month, one.amount) for one in found.select_related("person")]


def sample(o: SimpleNamespace) -> None:
    """Something in the books of the branch, for who looks at every address."""
    chart.seed(now=o.now)
    day = date(2026, 10, 5)
    record(o, "funding", 9_000, day=date(2026, 9, 1), now=o.now)
    paid, poor = o.members[3].pk, o.members[4].pk
    entry = collect(o, [(paid, JULY)], day=day, now=o.now)
    reason = {"reason": "Hộ nghèo", "by": o.secretary, "now": o.now}
    exempted = collecting.exempt(unit=o.branch, quarter=Q3, months=[(poor, JULY)], **reason)
    settled = [_advanced(o, f"T-AD{number}", 2_000) for number in (1, 2)][1]
    for code, closed in (("6190", None), ("6191", day)):
        Account.objects.create(code=code, name="Chi thử", name_en="Trial", kind="expense", closed_on=closed)
    o.at |= {"entry": entry.pk, "exempted": exempted[0].pk, "settled": settled, "twice": _twice(o, paid, day)}


def _twice(o: SimpleNamespace, person: int, day: date) -> int:
    """A month that this person paid under another record, too."""
    other = organisation.person("Hồ Sơ Trùng")
    units.admit(person=other, unit=o.branch, since=organisation.SINCE, by=None, now=o.now)
    collect(o, [(other.pk, JULY)], day=day, now=o.now)
    Person.objects.filter(pk=other.pk).update(merged_into=person)
    return Dues.objects.get(person=other).pk


def _advanced(o: SimpleNamespace, ref: str, amount: int) -> int:
    """An advance that waits for payment, or of which half is to come back; the id of its settlement."""
    answers = {"tong": amount, "tam_ung": amount, "chung_tu": [{"so_tien": amount // 2}]}
    asked = {"don_vi_thu_ly": o.branch.pk}
    told = EffectContext(ref, "D-QT", answers, o.deputy.pk, asked, "", o.base_secretary.pk, o.now)
    advancing.advance(told, {})
    if ref == "T-AD1":
        return 0
    common = {"unit": o.branch, "ref": ref, "via": "111", "day": localdate(o.now), "by": o.secretary, "now": o.now}
    advancing.pay(token=token(), **common)
    return advancing.settle(told, {})["entry"]
