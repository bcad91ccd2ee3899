"""Two at once, on a real database: what can happen once happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import translation
from tests.support import org as organisation

from doanso.features.money.models import Dues, Entry
from doanso.features.money.queries import books
from doanso.features.money.services import advancing, keeping
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import JULY, NOW, TODAY
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment; gives what each returned, or the refusal."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=20)
            with translation.override("vi"):
                return job()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, job) for job in jobs]]


def test_what_can_happen_once_happens_once():
    """Two collect the same month, pass up the same dues, pay the same advance and close the same period."""
    o = ledger.build()
    anh, deputy = o.members[2].pk, o.deputy
    second = organisation.person("Kế Toán Hai")
    organisation.seat(second, o.base, "ke_toan")
    ledger.record(o, "funding", 100, unit=o.base, by=o.accountant, day=TODAY.replace(month=10))

    collected = together(
        lambda: ledger.collect(o, [(anh, JULY)]), lambda: ledger.collect(o, [(anh, JULY)], by=deputy)
    )  # fmt: skip
    passed = together(lambda: ledger.pass_up(o, 666), lambda: ledger.pass_up(o, 666, by=deputy))
    told = EffectContext(
        "T-1", "D-QT", {"tong": 60}, deputy.pk, {"don_vi_thu_ly": o.base.pk}, "", o.base_secretary.pk, NOW
    )
    advancing.advance(told, {})
    money = {"unit": o.base, "ref": "T-1", "via": "111", "day": TODAY, "now": NOW}
    paid = together(
        lambda: advancing.pay(by=o.accountant, token="a", **money), lambda: advancing.pay(by=second, token="b", **money)
    )  # fmt: skip
    last = TODAY.replace(day=1, month=11) - TODAY.resolution
    closed = together(
        *(lambda by=by: keeping.close(unit=o.base, last_day=last, counted=100, by=by, now=NOW)
          for by in (o.accountant, second))
    )  # fmt: skip

    assert [sum(isinstance(one, Refused) for one in pair) for pair in (collected, passed, paid, closed)] == [1, 1, 1, 1]
    assert (Dues.objects.count(), books.balance(o.base, "111"), books.balance(o.branch, "336")) == (1, 40, 0)
    assert sorted(Entry.objects.filter(unit=o.branch).values_list("number", flat=True)) == [1, 2]
