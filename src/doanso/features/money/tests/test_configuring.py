"""Rates of dues and the chart of accounts: changed at the top alone, never for the past of closed books."""

from datetime import date

import pytest

from doanso.core.audit.models import Event
from doanso.features.money.models import Account, DuesTerms
from doanso.features.money.quarters import Quarter
from doanso.features.money.queries import books, dues
from doanso.features.money.services import configuring, keeping, posting
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import NOW, Q3, Q4, TODAY
from doanso.features.money.tests.test_invariants import problems
from doanso.features.money.tests.test_views import browser
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
PAGE = "/tai-chinh/cau-hinh/"


@pytest.fixture
def org():
    return ledger.build()


def rates(org, since: date, low: int = 3_000, high: int = 6_000) -> DuesTerms:
    told = {"without_income": low, "with_income": high, "by": org.province_secretary, "now": NOW}
    return configuring.set_terms(since=since, **told)


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
        "without_income": 3_000, "with_income": 6_000,
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
    with pytest.raises(Forbidden):
        configuring.set_terms(since=TODAY, without_income=1, with_income=1, by=org.accountant, now=NOW)
    client = browser(org.province_secretary)
    wrong = client.post(PAGE, {"since": "x", "without_income": "1.5", "with_income": ""})
    assert (wrong.status_code, len(wrong.context["form"].errors)) == (422, 3)
    sent = {"since": "2099-01-01", "without_income": "3.000", "with_income": "6.000"}
    assert client.post(PAGE, sent).url == PAGE
    made = {"code": "6113", "kind": "expense", "name": "Chi trại", "name_en": "Camp"}
    assert client.post(PAGE + "tai-khoan/them/", made).url == PAGE
    assert client.post(PAGE + "tai-khoan/6113/", {"name": "Chi trại hè"}).url == PAGE
    assert "6113 Chi trại hè" in browser(org.secretary).get("/tai-chinh/T-CD/thu-chi/").content.decode()
    for act in ("dong", "mo", "xoa"):
        assert client.post(f"{PAGE}tai-khoan/6113/{act}/").url == PAGE
    assert client.get(PAGE + "tai-khoan/6113/").status_code == 404
