"""Who owes what, who paid, what goes up and what arrives."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.support import org as organisation

from doanso.core.notify.models import Notification
from doanso.core.units import services as units
from doanso.core.units.models import Membership
from doanso.features.money.models import Dues
from doanso.features.money.owing import Stay, owes
from doanso.features.money.quarters import Quarter, of, parse
from doanso.features.money.queries import books, dues
from doanso.features.money.services import collecting, posting
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import AUGUST, JULY, NOW, Q3, Q4, SEPTEMBER, TODAY
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return ledger.build()


def test_quarter_knows_its_months_and_neighbours():
    assert (Q4.first_day, Q4.last_day, Q4.next, Q3.previous) == (
        date(2026, 10, 1), date(2026, 12, 31), Quarter(2027, 1), Quarter(2026, 2)
    )  # fmt: skip
    assert [of(date(2026, month, 28)).number for month in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert parse("2026-4") == Q4
    for text in ("2026-5", "2026-0", "26-1", "1999-1", "2026-4\n", "²026-1", "x"):
        with pytest.raises(ValueError, match=re.escape(text)):
            parse(text)


@pytest.mark.parametrize(
    ("stay", "owed"),
    [
        (Stay(date(2026, 1, 1), None, "dang_sinh_hoat"), "789"),
        (Stay(date(2026, 1, 1), None, "tam_hoan_sinh_hoat"), "789"),
        (Stay(date(2026, 1, 1), None, "dang_chuyen_di"), "789"),
        (Stay(date(2026, 1, 1), None, "xoa_ten"), ""),
        (Stay(date(2026, 1, 1), None, "de_nghi_ket_nap"), ""),
        (Stay(date(2026, 1, 1), date(2026, 8, 1), "truong_thanh_doan"), "78"),
        (Stay(date(2026, 1, 1), date(2026, 7, 31), "khai_tru"), "7"),
        (Stay(date(2026, 8, 2), None, "dang_sinh_hoat"), "9"),
        (Stay(date(2026, 8, 1), None, "dang_sinh_hoat", date(2020, 3, 26)), "89"),
        (Stay(date(2026, 8, 1), None, "dang_sinh_hoat", date(2026, 8, 1)), "9"),
    ],
)
def test_owed_are_the_months_of_a_paying_stay(stay, owed):
    assert "".join(str(month.month) for month in Q3.months if owes(stay, month)) == owed


def test_sheet_lists_members_with_their_rates(org):
    collecting.set_earning(unit=org.branch, person=org.deputy, earns=True, since=AUGUST, by=org.secretary, now=NOW)

    sheet = dues.of_branch(org.branch, Q3)

    assert [row.person.full_name.split()[-1] for row in sheet.rows] == ["Anh", "Khôi", "Kiệt", "Linh", "Uyên"]
    assert [[cell.rate for cell in row.cells] for row in sheet.rows][:2] == [[2000, 2000, 2000], [2000, 5000, 5000]]
    assert (sheet.owed, sheet.collected, sheet.missing) == (36_000, 0, 36_000)
    assert dues.of_branch(org.branch, Quarter(2025, 4)).rows == []


def test_collecting_keeps_two_thirds_and_owes_one_up(org):
    entry = ledger.collect(org)

    assert ledger.lines(entry) == [("111", 30_000), ("5111", -20_000), ("336", -10_000)]
    assert {one.receipt for one in Dues.objects.all()} == {1, 2, 3, 4, 5}
    assert [str(month) for _name, month, _amount in ledger.paid(org)][:3] == ["2026-07-01", "2026-08-01", "2026-09-01"]
    assert dues.of_branch(org.branch, Q3).missing == 0


def test_shares_are_exact_however_the_money_comes_in(org):
    """Fifteen times 2,000: a third of it is not whole after one, two, four ... months."""
    for member in org.members:
        for month in Q3.months:
            ledger.collect(org, [(member.pk, month)])
            total = dues.came_in(org.branch, "2026-3", "dues")
            assert total[1] == total[0] // 3

    assert (books.balance(org.branch, "336"), books.balance(org.branch, "5111")) == (-10_000, -20_000)


def test_month_is_paid_once(org):
    anh = org.members[2]
    ledger.collect(org, [(anh.pk, JULY)], token="một")

    with pytest.raises(Refused, match=r"Trương Mỹ Anh: tháng 07/2026 đã"):
        ledger.collect(org, [(anh.pk, JULY)])
    with pytest.raises(AlreadyDone):
        ledger.collect(org, [(anh.pk, AUGUST)], token="một")
    with pytest.raises(Refused, match="không phải đóng"):
        ledger.collect(org, [(org.stranger.pk, JULY)])
    with pytest.raises(Refused, match="ít nhất một tháng"):
        ledger.collect(org, [])

    assert ledger.paid(org) == [("Trương Mỹ Anh", JULY, 2000)]


def test_taking_back_opens_the_months_again_and_shares_anew(org):
    anh, kiet = org.members[2], org.members[3]
    first = ledger.collect(org, [(anh.pk, JULY)])
    ledger.collect(org, [(kiet.pk, JULY)])

    back = posting.undo(entry=first, reason="Thu nhầm", day=TODAY, by=org.secretary, now=NOW)

    assert ledger.paid(org) == [("Phạm Tuấn Kiệt", JULY, 2000)]
    assert dues.came_in(org.branch, "2026-3", "dues") == (2000, 666)
    assert ledger.lines(back) == [("111", -2000), ("5111", 1333), ("336", 667)]
    again = ledger.collect(org, [(anh.pk, JULY)])
    assert (again.dues.get().turn, dues.came_in(org.branch, "2026-3", "dues")) == (1, (4000, 1333))


def test_what_was_passed_up_is_not_taken_back_first(org):
    entry = ledger.collect(org)
    passed = ledger.pass_up(org, 10_000)

    with pytest.raises(Refused, match="nhiều hơn số phải nộp"):
        posting.undo(entry=entry, reason="Thu nhầm", day=TODAY, by=org.secretary, now=NOW)

    posting.undo(entry=passed, reason="Chưa nộp", day=TODAY, by=org.secretary, now=NOW)
    posting.undo(entry=entry, reason="Thu nhầm", day=TODAY, by=org.secretary, now=NOW)
    assert [books.balance(org.branch, account) for account in ("111", "336", "5111")] == [0, 0, 0]


def test_exempt_months_are_not_owed_and_at_most_six_a_year(org):
    anh = org.members[2]

    def exempt(quarter: Quarter) -> list[Dues]:
        months = [(anh.pk, month) for month in quarter.months]
        return collecting.exempt(
            unit=org.branch, quarter=quarter, months=months, reason="Hộ nghèo", by=org.secretary, now=NOW
        )

    exempt(Quarter(2026, 2))
    fact = exempt(Q3)[0]
    with pytest.raises(Refused, match="6 tháng"):
        exempt(Q4)
    with pytest.raises(Refused, match="đã"):
        ledger.collect(org, [(anh.pk, JULY)])

    collecting.end_exemption(fact=fact, reason="Đã có việc làm", by=org.secretary, now=NOW)
    ledger.collect(org, [(anh.pk, JULY)])
    assert dues.of_branch(org.branch, Q3).owed == 2000 + 4 * 6000


def test_member_who_moved_owes_each_month_in_one_branch(org):
    anh = org.members[2]
    Membership.objects.filter(person=anh).update(valid_to=date(2026, 8, 14))
    admitted = units.admit(person=anh, unit=org.sister, since=date(2026, 8, 15), by=None, now=NOW)
    Membership.objects.filter(pk=admitted.pk).update(admitted_on=organisation.SINCE)

    owed = [
        [str(cell.month)[5:7] for row in dues.of_branch(unit, Q3).rows for cell in row.cells
         if row.person == anh and cell.owed]
        for unit in (org.branch, org.sister)
    ]  # fmt: skip

    assert owed == [["07", "08"], ["09"]]


def test_superior_confirms_what_it_counted_and_sees_the_difference(org):
    ledger.collect(org)
    ledger.pass_up(org, 9_000)
    told = Notification.objects.filter(kind="money.passed").values_list("recipient__full_name", flat=True)
    assert sorted(told) == ["Bùi Thế Vũ", "Mạc Thị Sổ", "Đinh Hồng Nhung"]

    entry = ledger.receive(org, 8_000)
    row = dues.below(org.base, Q3, TODAY)[0]

    assert ledger.lines(entry) == [("111", 8_000), ("5112", -5_334), ("336", -2_666)]
    assert (row.unit, row.owed, row.collected, row.missing) == (org.branch, 30_000, 30_000, 0)
    assert (row.due, row.passed, row.received, row.difference, row.to_pass) == (10_000, 9_000, 8_000, 1_000, 1_000)


def test_dues_go_up_to_the_province_which_keeps_all(org):
    ledger.collect(org)
    ledger.pass_up(org, 10_000)
    ledger.receive(org, 10_000)
    ledger.pass_up(org, 3_333, unit=org.base, by=org.accountant)
    top = ledger.receive(org, 3_333, unit=org.province, child=org.base, by=org.province_secretary)

    assert ledger.lines(top) == [("111", 3_333), ("5112", -3_333)]
    assert [books.balance(unit, "111") for unit in (org.branch, org.base, org.province)] == [20_000, 6_667, 3_333]
    with pytest.raises(Refused, match="không nộp lên"):
        ledger.pass_up(org, 1, unit=org.province, by=org.province_secretary)


def test_no_more_is_passed_than_is_due(org):
    ledger.collect(org)

    with pytest.raises(Refused, match="1 đ"):
        ledger.pass_up(org, 10_001)
    with pytest.raises(Refused, match="lớn hơn 0"):
        ledger.pass_up(org, 0)


def test_unit_confirms_only_what_passes_to_it(org):
    with pytest.raises(Refused, match="không nộp đoàn phí"):
        ledger.receive(org, 5, unit=org.province, by=org.province_secretary)
    with pytest.raises(Forbidden):
        ledger.receive(org, 5, by=org.secretary)
    with pytest.raises(Forbidden):
        ledger.receive(org, 5, by=org.province_secretary)


def test_neighbours_superiors_and_former_collectors_take_no_dues(org):
    neighbour, former = organisation.person("Bí Thư Bên"), organisation.person("Bí Thư Cũ")
    organisation.seat(neighbour, org.sister, "bi_thu")
    seat = organisation.seat(former, org.branch, "bi_thu")
    units.end_position(position=seat, last_day=TODAY - timedelta(days=1), by=None, now=NOW)

    for who in (neighbour, former, org.base_secretary, org.accountant, org.members[2], org.stranger, None):
        with pytest.raises(Forbidden):
            ledger.collect(org, by=who)


def test_delegate_collects_while_the_delegation_holds(org):
    seat = org.secretary.positions.get()
    lent = units.delegate(
        position=seat, to=org.stranger, kind="KT", first_day=TODAY, last_day=TODAY, by=org.secretary, now=NOW
    )
    ledger.collect(org, [(org.deputy.pk, JULY)], by=org.stranger)

    units.revoke_delegation(delegation=lent, by=org.secretary, now=NOW)

    with pytest.raises(Forbidden):
        ledger.collect(org, [(org.deputy.pk, AUGUST)], by=org.stranger)


def test_reminder_goes_out_once_a_day(org):
    def remind() -> int:
        return collecting.remind(unit=org.base, child=org.branch, quarter=Q3, by=org.accountant, now=NOW)

    assert (remind(), remind()) == (2, 2)
    assert Notification.objects.filter(kind="money.reminded").count() == 2
    with pytest.raises(Forbidden):
        collecting.remind(unit=org.base, child=org.branch, quarter=Q3, by=org.secretary, now=NOW)


def test_sums_of_many_branches_take_the_same_queries_and_agree_with_their_sheets(org):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            dues.below(org.base, Q3, TODAY)
        return len(queries)

    one = asked()
    states = ["dang_sinh_hoat", "tam_hoan_sinh_hoat", "xoa_ten", "khai_tru", "dang_chuyen_di"]
    for number in range(6):
        branch = organisation.unit(f"T-N{number}", f"Chi đoàn {number}", "CHI_DOAN", org.base)
        for place, state in enumerate(states):
            member = organisation.person(f"Lê Văn {number} {place}")
            since = date(2026, 6 + (number + place) % 4, 1 + place)
            held = units.admit(person=member, unit=branch, since=since, by=None, now=NOW)
            until = date(2026, 9, 1) if (number + place) % 3 else None
            admitted = since if number % 2 else date(2020, 1, 1)
            Membership.objects.filter(pk=held.pk).update(state=state, valid_to=until, admitted_on=admitted)
            if place % 2 and dues.stays(branch, Q3).filter(person=member).exists():
                Dues.objects.create(
                    unit=branch, person=member, month=SEPTEMBER, turn=0, kind="exempt", reason="x", at=NOW
                )

    rows = dues.below(org.base, Q3, TODAY)

    assert {row.unit.code: row.missing for row in rows} == {
        row.unit.code: dues.of_branch(row.unit, Q3).missing for row in rows
    }
    assert len({row.missing for row in rows}) > 3
    assert asked() == one
