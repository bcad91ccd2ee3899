"""A quarter's list of dues as a dossier: what the unit above confirms stands in the books of both, once."""

from typing import Any

import pytest
from tests.support import org as organisation

from doanso.features.money.models import Dues, Entry
from doanso.features.money.queries import books
from doanso.features.money.services import chart
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import JULY, NOW, Q3
from doanso.features.money.tests.test_invariants import problems
from doanso.features.procedures import demo as procedures
from doanso.features.procedures.models import Dossier, Kind
from doanso.features.procedures.tests import office
from doanso.lib import demo
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    """The demonstration's own steps and effects."""
    o = office.build()
    chart.seed(now=NOW)
    o.accountant = organisation.person("Mạc Thị Sổ")
    organisation.seat(o.accountant, o.base, "ke_toan")
    row = next(one for one in demo.data("procedures")["procedures"] if one["code"] == "D-DP")
    told = {"flow": procedures.flow(row), "effects": tuple(procedures.EFFECTS["D-DP"])}
    o.dues = office.publish(o.base, code="T-DP", kind=Kind.UNION, **told)
    return o


def row(person: Any, months: int = 3, *, rate: int = 2_000, exempt: bool = False) -> dict[str, Any]:
    return {"doan_vien": str(person), "muc": rate, "so_thang": months, "mien": exempt}


def listed(org, rows: list[dict[str, Any]], nop: int, thang: str = "2026-07") -> Dossier:
    answers = {"chi_doan": "T-CD", "thang": thang, "dong": rows, "nop": nop}
    return office.submit(org.dues, "Bí thư", answers=answers, applicant=org.secretary, now=NOW)


def act(dossier: Dossier, *people: Any) -> None:
    for by in people:
        office.act(dossier, by, now=NOW)


def held(org) -> list[tuple[int, int]]:
    """(cash, owed upwards) of the branch, the base unit."""
    return [(books.balance(unit, "111"), books.balance(unit, "336")) for unit in (org.branch, org.base)]


def test_confirmed_list_is_in_the_books_of_both_and_goes_on_upwards(org):
    ledger.collect(org, [(org.deputy.pk, JULY)])  # taken on the branch's page before: not twice
    rows = [row(org.secretary), row(org.deputy), row(org.members[2], exempt=True), row(org.members[3], 1)]
    dossier = listed(org, rows, 4_666)
    act(dossier, org.secretary)
    assert Entry.objects.filter(source=dossier.code).count() == 0
    act(dossier, org.accountant)

    found = Entry.objects.filter(source=dossier.code).order_by("pk")
    assert [(one.unit, one.kind, one.by, ledger.lines(one)[0]) for one in found] == [
        (org.branch, "dues", org.secretary, ("111", 12_000)),
        (org.branch, "passed", org.secretary, ("336", 4_666)),
        (org.base, "received", org.accountant, ("111", 4_666)),
    ]
    assert list(Dues.objects.filter(kind="exempt").values_list("person", "reason").distinct()) == [
        (org.members[2].pk, f"Theo danh sách của hồ sơ {dossier.code}")
    ]
    act(dossier, org.base_secretary)
    assert held(org) == [(9_334, 0), (3_111, 0)]  # 14.000 less a third; of that third two thirds
    assert ledger.lines(found.last())[0] == ("336", 1_555)
    assert [one["passed"] for one in dossier.effects.order_by("pk").values_list("summary", flat=True)] == [4_666, 1_555]
    assert problems() == []


def test_what_the_books_do_not_know_is_told_and_nothing_is_written(org):
    ledger.collect(org, [(org.deputy.pk, JULY)])
    rows = [
        row("Người Không Có"), row(org.secretary, 4), row(org.deputy, exempt=True), row(org.members[2], rate=5_000),
        row(org.members[3], 1), row(org.members[3], 1),
    ]  # fmt: skip
    dossier = listed(org, rows, 2_000)
    act(dossier, org.secretary)
    with pytest.raises(Refused) as refused:
        act(dossier, org.accountant)
    said = refused.value.message
    for words in ("Người Không Có không nợ", "mỗi quý lập một danh sách", "07/2026 đã đóng", "ghi 5.000", "hai lần"):
        assert words in said, (words, said)
    assert (Entry.objects.filter(source=dossier.code).count(), dossier.effects.count()) == (0, 0)


def test_who_sent_the_list_does_not_confirm_it(org):
    organisation.seat(org.secretary, org.base, "ke_toan")
    dossier = listed(org, [row(org.secretary)], 2_000)
    act(dossier, org.secretary)
    with pytest.raises(Forbidden, match="không tự xác nhận"):
        act(dossier, org.secretary)
    act(dossier, org.accountant)
    assert books.balance(org.branch, "336", quarter=str(Q3)) == 0
