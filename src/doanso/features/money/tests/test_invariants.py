"""Whatever is done in whatever order: the books balance, every đồng is there once, and the checks agree."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doanso.core.audit.models import Event
from doanso.core.units.models import Unit
from doanso.features.money.models import Earning, Entry, Line, Period, Voucher
from doanso.features.money.module import MODULE
from doanso.features.money.owing import split
from doanso.features.money.queries import books, dues
from doanso.features.money.services import advancing, collecting, handing_over, keeping, posting
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import NOW, Q3, TODAY
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext

pytestmark = pytest.mark.django_db
MOVES = ("collect", "pass", "receive", "up", "undo", "close", "advance", "pay", "settle", "back", "merge")


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(amounts=st.lists(st.integers(1, 10**9), max_size=20), parts=st.integers(1, 9))
def test_shares_of_pieces_are_the_share_of_the_whole(amounts, parts):
    total = up = kept = 0
    for amount in amounts:
        total += amount
        stays, goes = split(total, up, amount, parts)
        kept, up = kept + stays, up + goes

    assert (kept + up, up) == (sum(amounts), sum(amounts) // parts)


@pytest.fixture
def org():
    o = ledger.build()
    ledger.record(o, "funding", 1_000_000, unit=o.base, by=o.accountant, day=date(2026, 8, 3))
    return o


def problems() -> list[str]:
    return [sentence for check in MODULE.reconcilers for sentence in check.run()]


def do(o: SimpleNamespace, move: str, number: int) -> None:
    {
        "collect": _collect,
        "pass": lambda o, n: ledger.pass_up(o, n),
        "receive": lambda o, n: ledger.receive(o, min(n, dues.own_share(o.branch, Q3).passed - _arrived(o))),
        "up": lambda o, n: ledger.pass_up(o, n, unit=o.base, by=o.accountant),
        "undo": _undo,
        "close": _close,
        "advance": lambda o, n: advancing.advance(_told(o, n, o.base_secretary), {}),
        "pay": lambda o, n: _money(o, n, advancing.pay),
        "settle": lambda o, n: advancing.settle(_told(o, n, o.base_secretary), {}),
        "back": lambda o, n: _money(o, n, advancing.take_back),
        "merge": lambda o, n: handing_over.hand_over(
            unit=o.branch, into=o.sister, on=TODAY, source=ledger.token(), by=None, now=NOW
        ),
    }[move](o, number)


def _collect(o: SimpleNamespace, number: int) -> None:
    rows = dues.of_branch(o.branch, Q3).rows
    cells = [(row.person.pk, cell.month) for row in rows for cell in row.cells if cell.open]
    ledger.collect(o, cells[: number % 4])


def _arrived(o: SimpleNamespace) -> int:
    return dues.below(o.base, Q3, TODAY)[0].received


def _undo(o: SimpleNamespace, number: int) -> None:
    entries = list(Entry.objects.order_by("pk"))
    entry = entries[number % len(entries)]
    keeper = o.accountant if entry.unit == o.base else o.secretary
    posting.undo(entry=entry, reason="Sai", day=TODAY, by=keeper, now=NOW)


def _close(o: SimpleNamespace, number: int) -> None:
    unit, by = ((o.base, o.accountant), (o.branch, o.secretary))[number % 2]
    last = (date(2026, 8 + number % 3, 1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    counted = max(books.balance(unit, "111", on=last) + number % 3 - 1, 0)
    keeping.close(unit=unit, last_day=last, counted=counted, by=by, now=NOW)


def _told(o: SimpleNamespace, number: int, by: object) -> EffectContext:
    out = books.balance(o.base, "141", ref=f"T-{number % 3}")
    answers = {"tong": number * 7, "tam_ung": out, "chung_tu": [{"so_tien": number * 5}, {"so_tien": number}]}
    units = {"don_vi_thu_ly": o.base.pk}
    return EffectContext(f"T-{number % 3}", "D-QT", answers, o.secretary.pk, units, "", by.pk, NOW)


def _money(o: SimpleNamespace, number: int, service: object) -> None:
    service(
        unit=o.base, ref=f"T-{number % 3}", via="111", day=TODAY, token=ledger.token(), by=o.accountant, now=NOW
    )  # fmt: skip


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(1, 6_000)), min_size=6, max_size=14))
def test_any_sequence_keeps_the_books_whole(org, moves):
    point = transaction.savepoint()
    for move, number in moves:
        try:
            with transaction.atomic():
                do(org, move, number)
        except Refused:
            continue

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert problems() == []
    total, up = dues.came_in(org.branch, "2026-3", "dues")
    assert up == total // 3
    assert all(books.balance(unit, "111") >= 0 for unit in (org.branch, org.base, org.sister))
    transaction.savepoint_rollback(point)


def test_units_of_the_same_name_are_told_apart(org):
    Unit.objects.filter(pk=org.base.pk).update(name=org.branch.name)
    ledger.record(org, "funding", 5)
    ledger.record(org, "funding", 5)

    assert problems() == []


def test_checks_see_what_is_wrong(org):
    """Behind the back of the guards: each check finds its own kind of fault."""
    ledger.collect(org)
    ledger.pass_up(org, 100)
    ledger.receive(org, 200)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        first = Line.objects.filter(entry__kind="dues").first()
        Line.objects.filter(pk=first.pk).update(debit=29_999)
        Entry.objects.filter(unit=org.branch, number=2).update(number=7)
        cursor.execute("SET session_replication_role = origin")

    found = problems()

    assert Event.objects.filter(kind="money.posted").count() == 4
    assert [sentence.partition(":")[0] for sentence in found if "nhật ký" not in sentence] == [
        "Bút toán 1/2026 của Chi đoàn 10A1",
        "Sổ năm 2026 của Chi đoàn 10A1",
        "Đoàn phí quý 2026-3",
        "Đoàn phí quý 2026-3 của Chi đoàn 10A1",
    ]
    assert sum("nhật ký" in sentence for sentence in found) == 2
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        Line.objects.filter(pk=first.pk).update(debit=30_000)
        cursor.execute("SET session_replication_role = origin")


def test_checks_see_rows_beside_the_entries_that_were_changed(org):
    """A purse that was below nothing for a day, a count, an income and a voucher that are not what was written down."""
    ledger.record(org, "funding", 500, day=date(2026, 9, 1))
    person, since = org.members[3], date(2026, 9, 1)
    collecting.set_earning(unit=org.branch, person=person, earns=True, since=since, by=org.secretary, now=NOW)
    keeping.close(unit=org.branch, last_day=date(2026, 9, 30), counted=500, by=org.secretary, now=NOW)
    advancing.advance(_told(org, 1, org.base_secretary), {})
    advancing.settle(_told(org, 1, org.base_secretary), {})
    assert problems() == []

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        Entry.objects.filter(unit=org.branch).update(day=date(2026, 10, 2))
        spent = ledger.record(org, "expense", 5)
        Entry.objects.filter(pk=spent.pk).update(day=date(2026, 10, 1))
        Period.objects.update(counted=499)
        Earning.objects.update(earns=False)
        Voucher.objects.filter(place=2).update(amount=7)
        found = problems()
        cursor.execute("SET session_replication_role = origin")
        transaction.set_rollback(True)

    assert "Chi đoàn 10A1: tài khoản 111 có -5 vào ngày 01/10/2026." in found
    assert "Chi đoàn 10A1: sổ ngày 30/09/2026 không đúng số đã kiểm kê." in found
    assert {sentence.split(",")[0] for sentence in found if "nhật ký" in sentence and "money." in sentence} == {
        "money.closed", "money.earning", "money.vouchers"
    }  # fmt: skip
