"""Books that go on in another unit's, and sums that follow."""

import pytest

from doanso.core.units.models import Lineage, Unit
from doanso.features.money.module import MODULE
from doanso.features.money.queries import books
from doanso.features.money.services import handing_over
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import NOW, TODAY
from doanso.lib.moves import Handover

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return ledger.build()


def held(unit: Unit) -> dict[str, int]:
    return {account: net for account, net in books.holdings([unit.pk], TODAY).get(unit.pk, {}).items() if net}


def test_all_that_a_unit_has_and_owes_goes_over_to_the_dong(org):
    ledger.collect(org)
    ledger.record(org, "funding", 500)
    ledger.record(org, "funding", 70, unit=org.sister, by=_keeper(org))

    told = handing_over.hand_over(unit=org.branch, into=org.sister, on=TODAY, source="T-SN", by=None, now=NOW)
    again = handing_over.hand_over(unit=org.branch, into=org.sister, on=TODAY, source="T-SN", by=None, now=NOW)

    ledger.record(org, "funding", 3)
    late = handing_over.hand_over(unit=org.branch, into=org.sister, on=TODAY, source="T-SN", by=None, now=NOW)

    assert held(org.branch) == {"421": 20_503, "5111": -20_000, "512": -503}
    assert held(org.sister) == {"111": 30_573, "336": -10_000, "421": -20_503, "512": -70}
    assert (len(told["entries"]), again, len(late["entries"])) == (1, {"entries": []}, 1)
    assert books.balance(org.sister, "336", quarter="2026-3") == -10_000


def _keeper(org):
    from tests.support import org as organisation  # beside the fixture's own people

    keeper = organisation.person("Bí Thư Bên")
    organisation.seat(keeper, org.sister, "bi_thu")
    return keeper


def test_reorganising_shows_and_moves_the_books(org):
    ledger.collect(org)
    offered = next(move for move in MODULE.moves if move.name == "money.books")
    handover = Handover(org.branch, org.sister, TODAY, "T-SN", NOW)

    assert [line.words for line in offered.preview(handover)] == [
        "Tiền mặt: 30.000 đ",
        "Đoàn phí còn phải nộp lên: 10.000 đ",
    ]
    offered.hold(handover)
    offered.apply(handover)

    assert offered.preview(handover) == []
    assert books.balance(org.sister, "111") == 30_000


def test_books_of_an_ended_unit_are_counted_where_it_lives_on(org):
    ledger.collect(org)
    elsewhere = Unit.objects.create(
        code="T-CS2", name="Đoàn khác", type=org.base.type, parent=org.province, path="/T-HL/T-CS2/",
        valid_from=org.base.valid_from,
    )  # fmt: skip
    assert [org.branch.pk in books.scope(unit, TODAY) for unit in (org.base, elsewhere, org.province)] == [
        True, False, True
    ]  # fmt: skip

    line = Lineage.objects.create(code="QT-9", kind="merge", effective=TODAY)
    line.sources.set([org.branch])
    line.targets.set([elsewhere])
    Unit.objects.filter(pk=org.branch.pk).update(valid_to=ledger.TODAY.replace(day=1))

    assert [org.branch.pk in books.scope(unit, TODAY) for unit in (org.base, elsewhere, org.province)] == [
        False, True, True
    ]  # fmt: skip
