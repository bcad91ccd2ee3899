"""A month paid under two records that became one goes back once, to the đồng, and never twice."""

import pytest
from tests.support import org as organisation
from tests.support.org import SINCE

from doanso.core.accounts.models import Person
from doanso.core.units import services as units
from doanso.features.money.models import Dues
from doanso.features.money.queries import books, dues
from doanso.features.money.services import paying_back, posting
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import AUGUST, JULY, NOW, TODAY
from doanso.features.money.tests.test_invariants import problems
from doanso.features.money.tests.test_views import browser
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    """The deputy and their second record paid July, the second one August, too; then they become one."""
    o = ledger.build()
    o.twin = organisation.person(o.deputy.full_name)
    units.admit(person=o.twin, unit=o.branch, since=SINCE, by=None, now=NOW)
    o.entry = ledger.collect(o, [(o.deputy.pk, JULY), (o.twin.pk, JULY), (o.twin.pk, AUGUST)])
    Person.objects.filter(pk=o.twin.pk).update(merged_into=o.deputy)
    return o


def pay_back(org, fact: int, by: Person | None = None) -> posting.Entry:
    return paying_back.pay_back(unit=org.branch, fact=fact, by=by or org.secretary, now=NOW)


def test_second_payment_goes_back_with_its_share_and_the_rest_with_the_entry(org):
    (twice,) = dues.paid_twice(org.branch)
    assert (twice.person, twice.month) == (org.twin, JULY)  # August was paid once
    with pytest.raises(Forbidden):
        pay_back(org, twice.pk, by=org.deputy)
    made = pay_back(org, twice.pk)
    assert ledger.lines(made) == [("111", -2_000), ("5111", 1_333), ("336", 667)]  # of 4.000 left 1.333 go up
    for gone in (twice.pk, Dues.objects.get(month=AUGUST).pk):
        with pytest.raises(Refused, match="đã trả lại"):
            pay_back(org, gone)

    back = posting.undo(entry=org.entry, reason="Nhầm", day=TODAY, by=org.secretary, now=NOW)
    assert ledger.lines(back)[0] == ("111", -4_000)
    with pytest.raises(Refused):
        posting.undo(entry=made, reason="Nhầm", day=TODAY, by=org.secretary, now=NOW)
    assert (books.balance(org.branch, "111"), books.balance(org.branch, "336")) == (0, 0)
    assert problems() == []


def test_what_was_passed_up_already_is_deducted_later(org):
    ledger.pass_up(org, 2_000)
    made = pay_back(org, dues.paid_twice(org.branch)[0].pk)
    assert ledger.lines(made) == [("111", -2_000), ("5111", 2_000)]
    with pytest.raises(Refused, match="giữ nguyên"):
        posting.undo(entry=made, reason="Nhầm", day=TODAY, by=org.secretary, now=NOW)
    more = ledger.collect(org, [(org.members[3].pk, JULY), (org.members[4].pk, JULY)])
    assert ledger.lines(more) == [("111", 4_000), ("5111", -3_334), ("336", -666)]  # 8.000 in all: 2.666 go up
    assert problems() == []


def test_page_tells_the_treasurer_and_pays_back(org):
    (twice,) = dues.paid_twice(org.branch)
    address = f"/tai-chinh/T-CD/doan-phi/tra-lai/{twice.pk}/"
    shown = [browser(one).get(f"/tai-chinh/T-CD/{page}").text for one in (org.secretary, org.base_secretary)
             for page in ("", "doan-phi/?quy=2026-4")]  # fmt: skip
    assert [("Đóng hai lần" in text, address in text) for text in shown] == [(True, True)] * 2 + [(True, False)] * 2
    assert browser(org.base_secretary).post(address).status_code == 403
    sent = browser(org.secretary).post(address)
    assert sent.url.startswith("/tai-chinh/T-CD/but-toan/")
    assert "Đóng hai lần" not in browser(org.secretary).get("/tai-chinh/T-CD/").text
