"""Entries balance, stay as they are, and closed books take nothing: told by the service, and kept by the database."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from doanso.core.audit.models import Event
from doanso.features.money.models import Entry, Line
from doanso.features.money.queries import books
from doanso.features.money.services import keeping, posting
from doanso.features.money.services.posting import Side
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import NOW, TODAY
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return ledger.build()


def post(org, *sides: Side, **more) -> Entry:
    values = {"unit": org.branch, "kind": "income", "day": TODAY, "words": "Thử", "once": ledger.token(), "now": NOW}
    return posting.post(sides=sides, by=org.secretary, **(values | more))


def test_entry_that_does_not_balance_is_refused(org):
    with pytest.raises(Refused, match="Bên Nợ và Có"):
        post(org, Side("111", 5), Side("518", -4))
    with pytest.raises(Refused, match="không có gì"):
        post(org, Side("111", 0))

    assert Entry.objects.count() == 0


def test_database_refuses_what_does_not_balance(org):
    entry = post(org, Side("111", 5), Side("518", -5))

    Line.objects.create(entry=entry, account_id="111", debit=1)

    with pytest.raises(DatabaseError, match="does not balance"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM money_line WHERE debit = 1")
        cursor.execute("SET session_replication_role = origin")


CHANGES = [
    "UPDATE money_line SET debit = debit + 1 WHERE debit > 0",
    "UPDATE money_entry SET words = 'x'",
    "DELETE FROM money_line",
    "TRUNCATE money_period",
]


def test_database_refuses_to_change_what_is_written(org):
    post(org, Side("111", 5), Side("518", -5))

    for statement in CHANGES:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_numbers_follow_each_other_in_each_unit_and_year(org):
    days = [TODAY, date(2025, 12, 31), TODAY]
    own = [post(org, Side("111", 5), Side("518", -5), day=day).label for day in days]
    other = post(org, Side("111", 5), Side("518", -5), unit=org.base)

    assert own == ["1/2026", "1/2025", "2/2026"]
    assert other.label == "1/2026"


def test_nothing_is_posted_twice(org):
    post(org, Side("111", 5), Side("518", -5), once="A")

    with pytest.raises(AlreadyDone) as told:
        post(org, Side("111", 5), Side("518", -5), once="A")

    assert (told.value.who, told.value.when) == (org.secretary.full_name, NOW)


@pytest.mark.parametrize(("day", "words"), [(date(2026, 11, 19), "tương lai"), (date(2019, 12, 31), "chưa có")])
def test_day_must_lie_in_the_life_of_the_unit(org, day, words):
    with pytest.raises(Refused, match=words) as told:
        post(org, Side("111", 5), Side("518", -5), day=day)

    assert told.value.field == "day"


def test_entry_is_taken_back_once_by_its_mirror(org):
    entry = ledger.record(org, "income", 70_000)

    back = posting.undo(entry=entry, reason="Ghi nhầm", day=TODAY, by=org.secretary, now=NOW)

    assert ledger.lines(back) == [("111", -70_000), ("518", 70_000)]
    assert (back.undoes, back.label, books.balance(org.branch, "111")) == (entry, "2/2026", 0)
    with pytest.raises(AlreadyDone):
        posting.undo(entry=entry, reason="Lần nữa", day=TODAY, by=org.secretary, now=NOW)
    with pytest.raises(Refused, match="không hủy tiếp"):
        posting.undo(entry=back, reason="Ngược lại", day=TODAY, by=org.secretary, now=NOW)


def test_money_that_is_not_there_is_not_spent(org):
    ledger.record(org, "funding", 10_000)

    with pytest.raises(Refused, match=r"còn thiếu 1 đ"):
        ledger.record(org, "expense", 10_001)

    assert books.balance(org.branch, "111") == 10_000


def test_no_purse_is_below_nothing_on_any_day(org):
    """What was spent before it came in, and cash that was missing though it has been spent since."""
    june, july = date(2026, 6, 5), date(2026, 7, 3)
    ledger.record(org, "funding", 10_000, day=date(2026, 6, 1))
    ledger.record(org, "expense", 9_000, day=july)

    with pytest.raises(Refused, match=r"Ngày 03/07/2026 quỹ không đủ tiền, còn thiếu 1 đ"):
        ledger.record(org, "expense", 1_001, day=june)
    with pytest.raises(Refused, match=r"Ngày 31/05/2026 quỹ không đủ tiền, còn thiếu 1.000 đ"):
        ledger.record(org, "expense", 1_000, day=date(2026, 5, 31))
    with pytest.raises(Refused, match=r"Ngày 03/07/2026 quỹ không đủ tiền, còn thiếu 500 đ"):
        keeping.close(unit=org.branch, last_day=date(2026, 6, 30), counted=8_500, by=org.secretary, now=NOW)

    assert books.closed_up_to(org.branch) is None
    ledger.record(org, "expense", 1_000, day=june)
    assert (books.balance(org.branch, "111", on=june), books.balance(org.branch, "111")) == (9_000, 0)


def test_opening_balance_is_written_once_for_each_purse(org):
    ledger.record(org, "opening", 100)
    ledger.record(org, "opening", 200, via="112")

    with pytest.raises(AlreadyDone):
        ledger.record(org, "opening", 100)


def test_mistyped_opening_balance_is_taken_back_and_written_anew(org):
    for amount in (10, 100, 1_000):
        posting.undo(
            entry=ledger.record(org, "opening", amount), reason="Gõ nhầm", day=TODAY, by=org.secretary, now=NOW
        )
    ledger.record(org, "opening", 10_000)

    with pytest.raises(AlreadyDone):
        ledger.record(org, "opening", 10_000)
    assert books.balance(org.branch, "111") == 10_000


def test_closing_posts_what_the_count_found(org):
    ledger.record(org, "funding", 50_000, day=date(2026, 9, 3))
    ledger.record(org, "funding", 9_000, day=date(2026, 10, 1))

    period = keeping.close(unit=org.branch, last_day=date(2026, 9, 30), counted=49_500, by=org.secretary, now=NOW)

    assert (period.first_day, period.booked, period.counted) == (date(2026, 9, 1), 50_000, 49_500)
    assert ledger.lines(period.entry) == [("111", -500), ("619", 500)]
    assert books.balance(org.branch, "111", on=date(2026, 9, 30)) == 49_500


def test_closed_books_take_nothing_and_are_taken_back_later(org):
    entry = ledger.record(org, "funding", 50_000, day=date(2026, 9, 3))
    keeping.close(unit=org.branch, last_day=date(2026, 9, 30), counted=50_000, by=org.secretary, now=NOW)

    with pytest.raises(Refused, match="30/09/2026"):
        ledger.record(org, "funding", 1, day=date(2026, 9, 30))
    with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
        Entry.objects.create(
            unit=org.branch, kind="income", day=date(2026, 9, 30), year=2026, number=9, words="", once="x", at=NOW
        )
    back = posting.undo(entry=entry, reason="Không có thật", day=TODAY, by=org.secretary, now=NOW)

    assert books.balance(org.branch, "111", on=date(2026, 10, 31)) == 50_000
    assert (back.day, books.balance(org.branch, "111")) == (TODAY, 0)


def test_periods_follow_each_other(org):
    ledger.record(org, "funding", 50_000, day=date(2026, 7, 9))

    def close(day: date) -> object:
        return keeping.close(unit=org.branch, last_day=day, counted=50_000, by=org.secretary, now=NOW)

    assert close(date(2026, 8, 31)).first_day == date(2026, 7, 1)
    assert close(date(2026, 9, 30)).first_day == date(2026, 9, 1)
    for day, words in [
        (date(2026, 8, 31), "đã khóa"),
        (date(2026, 10, 30), "cuối tháng"),
        (date(2026, 11, 30), "chưa hết"),
    ]:
        with pytest.raises(Refused, match=words):
            close(day)


def test_only_keepers_of_the_very_unit_write(org):
    for who in (org.stranger, org.base_secretary, org.province_secretary, org.accountant, org.deputy, None):
        with pytest.raises(Forbidden):
            ledger.record(org, "funding", 5, by=who)

    assert Entry.objects.count() == 0


def test_books_are_in_vietnamese_whoever_posts(org):
    with translation.override("en"):
        entry = ledger.collect(org)

    assert entry.words == "Thu đoàn phí quý 3/2026, 5 đoàn viên"


def test_audit_trail_holds_the_whole_entry(org):
    entry = ledger.record(org, "funding", 5)

    event = Event.objects.get(kind="money.posted")

    assert (event.actor, event.target_id) == (org.secretary, str(entry.pk))
    assert event.data == {
        "unit": org.branch.pk,
        "kind": "income",
        "day": "2026-11-18",
        "number": 1,
        "words": "Ghi tay",
        "source": "",
        "ref": "",
        "undoes": None,
        "once": entry.once,
        "lines": [
            {"account": "111", "amount": 5, "person_id": None, "counterpart_id": None, "quarter": ""},
            {"account": "512", "amount": -5, "person_id": None, "counterpart_id": None, "quarter": ""},
        ],
    }
