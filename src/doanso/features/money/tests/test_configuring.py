"""Rates of dues and the chart of accounts: changed at the top alone, never for the past of closed books."""

from datetime import date

import pytest

from doanso.core.audit.models import Event
from doanso.features.money.models import Account, DuesTerms
from doanso.features.money.quarters import Quarter
from doanso.features.money.queries import books, dues
from doanso.features.money.services import configuring, keeping, posting
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import AUGUST, JULY, NOW, Q3, Q4, SEPTEMBER, TODAY
from doanso.features.money.tests.test_invariants import problems
from doanso.features.money.tests.test_views import browser
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
PAGE = "/tai-chinh/cau-hinh/"


@pytest.fixture
def org():
    return ledger.build()


def rates(org, since: date, low: int = 3_000, high: int = 6_000, **more) -> DuesTerms:
    told = {"without_income": low, "with_income": high, "parts": 3, "most_exempt": 6} | more
    return configuring.set_terms(since=since, **told, by=org.province_secretary, now=NOW)


def test_new_rates_hold_from_their_month_and_what_is_paid_stays(org):
    ledger.collect(org, [(org.deputy.pk, date(2026, 11, 1))], quarter=Q4, day=TODAY)
    rates(org, date(2026, 11, 1))
    row = next(row for row in dues.of_branch(org.branch, Q4).rows if row.person == org.deputy)
    other = next(row for row in dues.of_branch(org.branch, Q4).rows if row.person == org.secretary)

    assert [cell.fact.amount if cell.fact else cell.rate for cell in row.cells] == [2_000, 2_000, 3_000]
    assert [cell.rate for cell in other.cells] == [2_000, 3_000, 3_000]
    assert dues.missing_by_branch([org.branch.pk], Q4)[org.branch.pk] == dues.of_branch(org.branch, Q4).missing
    rates(org, date(2026, 11, 1), 4_000, 8_000)
    assert (books.terms_on(TODAY).without_income, books.terms_on(TODAY).parts, DuesTerms.objects.count()) == (
        4_000,
        3,
        2,
    )
    assert Event.objects.filter(kind="money.terms_set").latest("pk").data["before"] == {
        "without_income": 3_000, "with_income": 6_000, "parts": 3, "most_exempt": 6,
    }  # fmt: skip
    assert problems() == []


def test_the_past_of_closed_books_is_never_changed(org):
    ledger.record(org, "funding", 5_000, day=date(2026, 9, 1))
    keeping.close(unit=org.branch, last_day=date(2026, 9, 30), counted=5_000, by=org.secretary, now=NOW)
    before = dues.of_branch(org.branch, Q3).missing
    for since, words in [
        (date(2026, 9, 1), "khóa đến hết ngày 30/09/2026"),
        (date(2026, 10, 2), "ngày đầu tháng"),
        (date(2023, 1, 1), "có từ ngày 01/01/2024"),
    ]:
        with pytest.raises(Refused, match=words):
            rates(org, since)
    rates(org, date(2026, 10, 1))
    assert (dues.of_branch(org.branch, Q3).missing, before) == (30_000, 30_000)
    assert dues.of_branch(org.branch, Quarter(2026, 4)).missing == 45_000


def test_share_passed_up_is_that_of_the_quarter_however_late_it_is_paid(org):
    ledger.record(org, "funding", 9_000)
    ledger.collect(org, [(org.deputy.pk, JULY)])
    for since, words in [
        (date(2026, 11, 1), "đổi theo quý"),
        (date(2026, 7, 1), "Đã thu đoàn phí"),
    ]:
        with pytest.raises(Refused, match=words):
            rates(org, since, parts=2)
    rates(org, date(2026, 10, 1), 2_000, 5_000, parts=2, most_exempt=1)
    late = ledger.collect(org, [(org.deputy.pk, AUGUST), (org.deputy.pk, SEPTEMBER)])
    now = ledger.collect(org, [(org.deputy.pk, month) for month in Q4.months[:2]], quarter=Q4)

    assert ledger.lines(late) == [("111", 4_000), ("5111", -2_666), ("336", -1_334)]  # 6.000 in all, 2.000 of it up
    assert ledger.lines(now) == [("111", 4_000), ("5111", -2_000), ("336", -2_000)]
    with pytest.raises(Refused, match="miễn nhiều nhất 1 tháng"):
        ledger.collecting.exempt(
            unit=org.branch, quarter=Q4, months=[(org.secretary.pk, one) for one in Q4.months[:2]], reason="Hộ nghèo",
            by=org.secretary, now=NOW,
        )  # fmt: skip
    with pytest.raises(Refused, match="Đã thu đoàn phí"):
        rates(org, date(2026, 10, 1), parts=3)
    rates(org, date(2027, 1, 1), parts=3)
    assert problems() == []


def test_money_is_lent_and_borrowed_on_added_accounts_and_comes_back(org):
    told = {"name_en": "", "by": org.province_secretary, "now": NOW}
    for code, kind in (("1388", "asset"), ("3388", "debt"), ("4318", "fund")):
        configuring.add_account(code=code, name=f"Thử {kind}", kind=kind, **told)
    ledger.record(org, "opening", 3_000, via="1388")
    ledger.record(org, "opening", 2_000, via="3388")
    entries = [
        ledger.record(org, what, amount)
        for what, amount in [("3388:in", 9_000), ("1388:out", 4_000), ("1388:in", 7_000), ("3388:out", 11_000),
                             ("4318:in", 500)]
    ]  # fmt: skip
    assert [ledger.lines(entry) for entry in entries] == [
        [("111", 9_000), ("3388", -9_000)],
        [("111", -4_000), ("1388", 4_000)],
        [("111", 7_000), ("1388", -7_000)],
        [("111", -11_000), ("3388", 11_000)],
        [("111", 500), ("4318", -500)],
    ]
    assert {code: books.balance(org.branch, code) for code in ("111", "1388", "3388", "421")} == {
        "111": 1_500, "1388": 0, "3388": 0, "421": -1_000,
    }  # fmt: skip
    for what, amount, via in [
        ("1388:in", 1, "111"), ("3388:out", 1, "111"), ("4318:out", 501, "111"), ("1388", 1, "111"),
        ("1388:x", 1, "111"), ("421:in", 1, "111"), ("income", 1, "1388"),
    ]:  # fmt: skip
        with pytest.raises(Refused):
            ledger.record(org, what, amount, via=via)
    with pytest.raises(Refused, match="nhiều hơn"):
        posting.undo(entry=entries[0], reason="Nhầm", day=TODAY, by=org.secretary, now=NOW)
    page = browser(org.secretary).get("/tai-chinh/T-CD/thu-chi/").content.decode()
    assert [f'value="{what}"' in page for what in ("1388:out", "3388:in", "4318:out", "1388")] == [True] * 4
    assert problems() == []


def test_accounts_are_added_used_closed_and_never_lost(org):
    told = {"by": org.province_secretary, "now": NOW}
    made = configuring.add_account(code="6112", name="Chi tình nguyện", name_en="", kind="expense", **told)
    ledger.record(org, "funding", 9_000)
    entry = ledger.record(org, "6112", 4_000)
    assert ledger.lines(entry) == [("111", -4_000), ("6112", 4_000)]
    with pytest.raises(Refused, match="chỉ có thể đóng"):
        configuring.remove_account(account=made, **told)
    configuring.close_account(account=made, **told)
    with pytest.raises(Refused):
        ledger.record(org, "6112", 1_000)
    posting.undo(entry=entry, reason="Nhầm", day=TODAY, by=org.secretary, now=NOW)  # what was wrong is still set right
    configuring.open_account(account=made, **told)
    configuring.rename_account(account=made, name="Chi  hoạt động tình nguyện", name_en="Volunteering", **told)
    assert str(Account.objects.get(pk="6112")) == "6112 Chi hoạt động tình nguyện"

    for account in Account.objects.filter(pk__in=("111", "5111")):
        for service in (configuring.close_account, configuring.remove_account):
            with pytest.raises(Refused):
                service(account=account, **told)
    unused = configuring.add_account(code="6199", name="Nhầm", name_en="", kind="expense", **told)
    configuring.remove_account(account=unused, **told)
    assert not Account.objects.filter(pk="6199").exists()
    kinds = Event.objects.filter(kind__startswith="money.account_").order_by("pk").values_list("kind", flat=True)
    assert [kind.removeprefix("money.account_") for kind in kinds] == [
        "added", "closed", "opened", "renamed", "added", "removed",
    ]  # fmt: skip
    assert problems() == []


def test_page_is_for_who_keeps_the_books_at_the_top_alone(org):
    for person in (org.base_secretary, org.accountant, org.secretary, org.province_secretary):
        may = person == org.province_secretary
        assert browser(person).get(PAGE).status_code == (200 if may else 404)
        assert ("cau-hinh" in browser(person).get("/tai-chinh/?q=").content.decode()) is may
    told = {"without_income": 1, "with_income": 1, "parts": 3, "most_exempt": 6}
    with pytest.raises(Forbidden):
        configuring.set_terms(since=TODAY, **told, by=org.accountant, now=NOW)
    client = browser(org.province_secretary)
    wrong = client.post(PAGE, {"since": "x", "without_income": "1.5", "with_income": ""})
    assert (wrong.status_code, len(wrong.context["form"].errors)) == (422, 5)
    sent = {"since": "2099-01-01", "without_income": "3.000", "with_income": "6.000", "parts": "4", "most_exempt": "3"}
    assert client.post(PAGE, sent).url == PAGE
    made = {"code": "6113", "kind": "expense", "name": "Chi trại", "name_en": "Camp"}
    assert client.post(PAGE + "tai-khoan/them/", made).url == PAGE
    assert client.post(PAGE + "tai-khoan/6113/", {"name": "Chi trại hè"}).url == PAGE
    assert "6113 Chi trại hè" in browser(org.secretary).get("/tai-chinh/T-CD/thu-chi/").content.decode()
    for act in ("dong", "mo", "xoa"):
        assert client.post(f"{PAGE}tai-khoan/6113/{act}/").url == PAGE
    assert client.get(PAGE + "tai-khoan/6113/").status_code == 404
