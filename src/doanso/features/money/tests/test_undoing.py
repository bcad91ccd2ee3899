"""A settlement is undone by a new decision: what was handed out comes back, to the đồng, whatever was paid by then."""

from dataclasses import replace

import pytest
from tests.support import org as organisation

from doanso.core.units import services as units
from doanso.core.units.models import Lineage
from doanso.features.money.queries import advances
from doanso.features.money.services import undoing
from doanso.features.money.tests import ledger
from doanso.features.money.tests.ledger import TODAY
from doanso.features.money.tests.test_advances import REF, advance, context, held, pay, settle, take_back
from doanso.features.money.tests.test_invariants import problems
from doanso.lib import modules
from doanso.lib.errors import Forbidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    o = ledger.build()
    ledger.record(o, "funding", 20_000_000, unit=o.base, by=o.accountant)
    return o


def decision(org, by=None, **more):
    where = {"don_vi_nop": org.base.pk}
    told = context(org, by or org.province_secretary, {"ho_so": REF}, **more)
    return replace(told, dossier_code="T-2", unit_ids=where)


@pytest.mark.parametrize(
    ("paid", "spent", "moved", "left"),
    [
        (True, 11_633_500, "back", {"111": 8_366_500, "138": 11_633_500}),  # the rest had come back
        (True, 11_633_500, "", {"111": 8_000_000, "138": 12_000_000}),
        (True, 12_500_000, "more", {"111": 7_500_000, "138": 12_500_000}),  # what was missing had been paid
        (True, 12_500_000, "", {"111": 8_000_000, "138": 12_000_000}),
        (False, 9_000_000, "", {"111": 20_000_000}),
        (False, 9_000_000, "more", {"111": 11_000_000, "138": 9_000_000}),
    ],
)
def test_what_was_handed_out_is_to_be_returned(org, paid, spent, moved, left):
    advance(org)
    if paid:
        pay(org)
    settle(org, spent)
    if moved:
        take_back(org, org.accountant) if moved == "back" else pay(org)
    assert modules.stands(REF)

    assert undoing.obstacles(decision(org), {}) == []
    for _twice in range(2):
        undoing.undo_settlement(decision(org), {})

    assert held(org) == left
    assert not modules.stands(REF)
    if left.get("138"):
        take_back(org, org.accountant)
    assert (held(org), advances.standing(REF)) == ({"111": 20_000_000}, None)
    assert problems() == []


def test_strangers_and_who_had_a_hand_in_it_undo_nothing(org):
    advance(org)
    pay(org)
    settle(org, 12_000_000)
    far = organisation.unit("X", "Tỉnh khác", "TINH_DOAN")
    outside = replace(decision(org), unit_ids={"don_vi_nop": far.pk})
    assert undoing.obstacles(outside, {}) == [
        "Sổ của Đoàn trường không thuộc Tỉnh khác: cấp trên của đơn vị ấy quyết định."
    ]
    for told in (
        decision(org, org.secretary), decision(org, org.accountant), decision(org, acts_for_id=org.secretary.pk)
    ):  # fmt: skip
        with pytest.raises(Forbidden, match="không được hủy"):
            undoing.undo_settlement(told, {})

    units.keep_lineage(Lineage.Kind.MERGE, [org.base], [org.province], TODAY, "9-QĐ")
    type(org.base).objects.filter(pk=org.base.pk).update(valid_to=TODAY.replace(day=1))
    assert undoing.obstacles(decision(org), {}) == ["Sổ của Đoàn trường đã chuyển sang đơn vị khác."]
    assert held(org) == {"111": 8_000_000, "611": 12_000_000}
