"""An advance from its approval to the đồng that is left; who asks, who approves and who pays are three people."""

from dataclasses import replace
from subprocess import run
from typing import Any

import pytest
from tests.support import org as organisation

from doanso.core.accounts.models import Person
from doanso.core.notify.models import Notification
from doanso.core.units import services as units
from doanso.features.money import papers, rules
from doanso.features.money.models import Entry
from doanso.features.money.queries import advances, books
from doanso.features.money.services import advancing, handing_over, posting, undoing
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import NOW, TODAY
from doanso.features.money.tests.test_views import browser, sheet
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.modules import EffectContext

pytestmark = pytest.mark.django_db
REF = "T-1"


@pytest.fixture
def org():
    """The branch's secretary asks the base unit for 12 million; its secretary approves, the accountant pays."""
    o = ledger.build()
    ledger.record(o, "funding", 20_000_000, unit=o.base, by=o.accountant)
    return o


def context(org, by: Person, answers: dict[str, Any] | None = None, **more: Any) -> EffectContext:
    told = {"hoat_dong": "Ngày hội", "tong": 12_000_000} | (answers or {})
    return EffectContext(REF, "D-QT", told, org.secretary.pk, {"don_vi_thu_ly": org.base.pk}, "", by.pk, NOW, **more)


def advance(org) -> dict[str, Any]:
    return advancing.advance(context(org, org.base_secretary), {})


def pay(org, by: Person | None = None, **more: Any) -> Entry:
    values = {"unit": org.base, "ref": REF, "via": "111", "day": TODAY, "token": ledger.token(), "now": NOW}
    return advancing.pay(by=by or org.accountant, **(values | more))


def take_back(org, by: Person) -> Entry:
    return advancing.take_back(
        unit=org.base, ref=REF, via="111", day=TODAY, token=ledger.token(), by=by, now=NOW
    )  # fmt: skip


def settle(org, *amounts: int, advanced: int = 12_000_000) -> dict[str, Any]:
    rows = [{"so": f"HĐ{n}", "ngay": "2026-11-02", "noi_dung": "Nước", "nguoi_ban": "Cửa hàng Mây", "so_tien": amount}
            for n, amount in enumerate(amounts, 1)]  # fmt: skip
    return advancing.settle(context(org, org.base_secretary, {"tam_ung": advanced, "chung_tu": rows}), {})


def held(org) -> dict[str, int]:
    found = books.holdings([org.base.pk], TODAY)[org.base.pk]
    return {account: found[account] for account in ("111", "138", "141", "338", "611") if found.get(account)}


def test_advance_is_approved_then_paid(org):
    advance(org)
    assert held(org) == {"111": 20_000_000, "141": 12_000_000, "338": -12_000_000}

    pay(org)

    assert held(org) == {"111": 8_000_000, "141": 12_000_000}
    told = Notification.objects.get(kind="money.to_pay", recipient=org.accountant)
    assert "12.000.000 đ" in told.title
    assert not Notification.objects.filter(kind="money.to_pay", recipient=org.base_secretary).exists()


def test_rest_of_the_advance_comes_back(org):
    advance(org)
    pay(org)
    settle(org, 11_000_000, 633_500)
    assert held(org) == {"111": 8_000_000, "138": 366_500, "611": 11_633_500}

    take_back(org, org.accountant)

    assert held(org) == {"111": 8_366_500, "611": 11_633_500}
    assert advances.standing(REF) is None
    with pytest.raises(Refused, match="thu lại"):
        take_back(org, org.accountant)


def test_what_was_spent_beyond_the_advance_is_paid(org):
    advance(org)
    pay(org)
    settle(org, 12_500_000)
    assert held(org) == {"111": 8_000_000, "338": -500_000, "611": 12_500_000}

    pay(org)

    assert held(org) == {"111": 7_500_000, "611": 12_500_000}


def test_settlement_of_what_was_never_paid_out_owes_what_was_spent(org):
    advance(org)
    settle(org, 9_000_000)

    assert held(org) == {"111": 20_000_000, "338": -9_000_000, "611": 9_000_000}


@pytest.mark.parametrize(
    ("paid", "left"), [(True, {"111": 8_000_000, "138": 12_000_000}), (False, {"111": 20_000_000})]
)
def test_advance_that_is_given_up_is_to_be_returned(org, paid, left):
    advance(org)
    if paid:
        pay(org)

    advancing.give_up(context(org, org.base_secretary, step="stopped"), {})

    assert held(org) == left
    assert advancing.give_up(context(org, org.base_secretary), {}) == {"given_up": 0}


def test_who_asks_does_not_approve(org):
    with pytest.raises(Forbidden, match="tự duyệt"):
        advancing.advance(context(org, org.secretary), {})
    with pytest.raises(Refused, match="không có số tiền"):
        advancing.advance(context(org, org.base_secretary, {"tong": 0}), {})

    assert Entry.objects.filter(ref=REF).count() == 0


def test_who_approved_or_asked_does_not_pay_and_others_keep_no_books_here(org):
    advance(org)
    organisation.seat(org.secretary, org.base, "ke_toan")  # even with a second accountant's seat

    for who in (org.base_secretary, org.secretary, org.base_deputy, org.province_secretary, org.stranger):
        with pytest.raises(Forbidden):
            pay(org, who)

    assert held(org)["338"] == -12_000_000


def test_nobody_approves_on_the_seat_of_who_asked(org):
    with pytest.raises(Forbidden, match="tự duyệt"):
        advancing.advance(context(org, org.base_secretary, acts_for_id=org.secretary.pk), {})

    assert Entry.objects.filter(ref=REF).count() == 0


def test_who_paid_does_not_approve_what_was_spent(org):
    advance(org)
    entry = pay(org)
    spent = {"tam_ung": 12_000_000, "chung_tu": [{"so_tien": 5}]}
    for more in ({"by": org.accountant}, {"by": org.base_deputy, "acts_for_id": org.accountant.pk}):
        with pytest.raises(Forbidden, match="đã chi tiền"):
            advancing.settle(context(org, more.pop("by"), spent, **more), {})
    assert held(org)["141"] == 12_000_000

    posting.undo(entry=entry, reason="Chi nhầm", day=TODAY, by=org.accountant, now=NOW)
    advancing.settle(context(org, org.accountant, spent), {})  # handed out nothing, as it turned out
    assert held(org) == {"111": 20_000_000, "338": -5, "611": 5}


def test_who_asked_takes_no_payment_back_and_gives_themselves_none(org):
    """Taking back what came back is a payment by another name."""
    organisation.seat(org.secretary, org.base, "ke_toan")
    advance(org)
    paid = pay(org)
    settle(org, 11_000_000)
    returned = take_back(org, org.accountant)

    for entry in (paid, returned):
        with pytest.raises(Forbidden, match="người khác"):
            posting.undo(entry=entry, reason="Nhầm", day=TODAY, by=org.secretary, now=NOW)
    posting.undo(entry=returned, reason="Nhầm", day=TODAY, by=org.accountant, now=NOW)
    assert held(org) == {"111": 8_000_000, "138": 1_000_000, "611": 11_000_000}


@pytest.mark.parametrize(("lender", "allowed"), [("base_secretary", False), ("accountant", True)])
def test_nobody_pays_on_the_seat_of_who_approved(org, lender, allowed):
    advance(org)
    who = getattr(org, lender)
    units_seat = who.positions.get()
    units_seat.role.permissions = [*units_seat.role.permissions, "delegate"]
    units_seat.role.save()
    units.delegate(
        position=units_seat, to=org.stranger, kind="KT", first_day=TODAY, last_day=TODAY, by=who, now=NOW
    )  # fmt: skip

    if allowed:
        assert pay(org, org.stranger).kind == "payment"
        return
    with pytest.raises(Forbidden, match="người khác"):
        pay(org, org.stranger)


def test_paying_needs_a_seat_of_somebody_else():
    assert rules.may_pay({7}, 7, {1, 2})
    assert rules.may_pay({1, 7}, 7, {1, 2})
    assert not rules.may_pay({1}, 7, {1, 2})
    assert not rules.may_pay({2}, 2, {1, 2})


def test_advance_is_paid_once_and_from_money_that_is_there(org):
    advance(org)
    with pytest.raises(Refused, match="không đủ tiền"):
        pay(org, via="112")
    pay(org)

    with pytest.raises(Refused, match="đã chi"):
        pay(org)


def test_settlement_that_contradicts_the_books_is_told_before_signing(org):
    told = context(org, org.base_secretary, {"tam_ung": 1, "chung_tu": [{"so_tien": 5}]})
    assert advancing.hindrances(told, {}) == ["Trong sổ không có khoản tạm ứng nào của hồ sơ này."]

    advance(org)

    assert advancing.hindrances(told, {}) == ["Bảng quyết toán ghi đã tạm ứng 1 đ; sổ ghi 12.000.000 đ."]
    with pytest.raises(Refused, match="không có chứng từ"):
        settle(org)


def test_a_voucher_pays_once(org):
    """The same invoice twice in one list, and in two dossiers; a number alone says nothing, and undone is free."""
    bill = {"so": "HĐ7", "ngay": "2026-11-02", "nguoi_ban": "Cửa hàng Mây", "so_tien": 500_000}
    other = bill | {"nguoi_ban": "Cửa hàng Gió"}

    def told(*rows, code=REF):
        context_of = context(org, org.base_secretary, {"tam_ung": 12_000_000, "chung_tu": list(rows)})
        return replace(context_of, dossier_code=code)

    advance(org)
    advancing.advance(told(code="T-2"), {})
    twice = ["Chứng từ HĐ7 500.000 đ đã có trong quyết toán của hồ sơ T-1."]
    assert advancing.hindrances(told(bill, other, bill | {"nguoi_ban": "cửa hàng  mây"}), {}) == twice
    assert advancing.hindrances(told(bill, other), {}) == []
    settled = Entry.objects.get(pk=advancing.settle(told(bill, other), {})["entry"])

    assert advancing.hindrances(told(bill, code="T-2"), {}) == twice
    assert advancing.hindrances(told(bill | {"so": ""}, bill | {"so": ""}, code="T-2"), {}) == []
    undoing.undo_settlement(replace(told(code="T-3"), answers={"ho_so": REF}, by_id=org.base_deputy.pk), {})
    assert settled.undone_by
    assert advancing.hindrances(told(bill, code="T-2"), {}) == []


def test_money_of_an_activity_follows_its_unit(org):
    """The base unit is merged away while the advance is out: the settlement is posted where the books went."""
    advance(org)
    pay(org)
    heir = organisation.unit("T-CSM", "Đoàn trường mới", "DOAN_CO_SO", org.province)
    handing_over.hand_over(unit=org.base, into=heir, on=TODAY, source="T-SN", by=None, now=NOW)

    settle(org, 12_000_000)

    assert {k: v for k, v in books.holdings([heir.pk], TODAY)[heir.pk].items() if v} == {
        "111": 8_000_000, "421": -20_000_000, "611": 12_000_000
    }  # fmt: skip


def test_report_names_vouchers_sums_and_difference(org):
    advance(org)
    pay(org)
    entry = Entry.objects.get(pk=settle(org, 11_000_000, 633_500)["entry"])

    pdf = run(["pdftotext", "-layout", "-", "-"], input=papers.settlement(entry), capture_output=True, check=True)
    text = " ".join(pdf.stdout.decode().split())

    assert "1 HĐ1 02/11/2026 Nước Cửa hàng Mây 11.000.000" in text
    assert "Mười một triệu sáu trăm ba mươi ba nghìn năm trăm đồng" in text
    assert "Thừa, thu lại 366.500 đồng" in text


@pytest.mark.parametrize(
    ("paid", "spent", "figures"),
    [
        (True, 11_633_500, [["Đã tạm ứng trước đó", "Mười hai triệu đồng", 12_000_000],
                            ["Còn thừa, phải thu lại", "Ba trăm sáu mươi sáu nghìn năm trăm đồng", 366_500]]),
        (False, 9_000_000, [["Đã tạm ứng trước đó", "Không đồng", 0],
                            ["Còn phải chi thêm", "Chín triệu đồng", 9_000_000]]),
    ],
)  # fmt: skip
def test_sheet_of_a_settlement_has_its_sums_in_words(org, paid, spent, figures):
    advance(org)
    if paid:
        pay(org)
    entry = settle(org, spent)["entry"]

    rows = sheet(browser(org.accountant).get(f"/tai-chinh/T-CS/tam-ung/{entry}/quyet-toan.xlsx"))

    assert [row[3:] for row in rows[3:]] == figures
    assert (rows[2][3], rows[2][5]) == ("Tổng cộng", spent)
