"""Every Union procedure of the demonstration about people: what closing it changes, once, and undoing takes back.

Those about units and money are undone by another of their own; see their tests.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.features.members import services, timeline
from doanso.features.members.models import Entry
from doanso.features.procedures import demo
from doanso.lib.modules import EffectContext, all_modules, effect

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)
NEW, MEMBER = "Lò Văn Mới", "Trương Mỹ Anh"
ABOUT_OTHERS = {"D-TL", "D-NC", "D-SN", "D-QT", "D-DP", "D-HQD", "D-DL-TC", "D-DL-CS", "D-DL-RT", "D-DL-XD"}
# procedure: (answers, what the register holds more of afterwards or no longer: state in a branch, seats, marks)
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "D-KN": ({"ho_ten": NEW, "ngay_sinh": "2009-03-05"}, "T-CD dang_sinh_hoat"),
    "D-CSH": ({}, "T-CD2 dang_sinh_hoat"),
    "D-TTD": ({}, "–"),
    "D-HSH": ({"den_ngay": "2027-05-01"}, "T-CD tam_hoan_sinh_hoat"),
    "D-CY": ({"nguoi": [{"ho_ten": MEMBER, "chuc_vu": "Phó Bí thư"}]}, "T-CD dang_sinh_hoat; pho_bi_thu T-CD"),
    "D-KTBS": (
        {"nguoi": [{"viec": "Bổ sung", "ho_ten": MEMBER, "chuc_vu": "Ủy viên Ban Chấp hành"}]},
        "T-CD dang_sinh_hoat; uv_bch T-CD",
    ),
    "D-KT": (
        {"doi_tuong": {"loai": "Cá nhân", "nguoi": MEMBER}, "giai": "Bằng khen"},
        "T-CD dang_sinh_hoat; Bằng khen",
    ),
    "D-SK": ({"ten": "Mã QR"}, "T-CD dang_sinh_hoat; Sáng kiến được công nhận: Mã QR"),
    "D-KL": ({"hinh_thuc": "Khai trừ"}, "–"),
    "D-XT": ({"hinh_thuc": "Xin ra khỏi Đoàn"}, "–"),
    "D-QDOI": ({"ngay_mat": "2026-11-10"}, "–"),
    "D-XL": (
        {"nam": 2026, "doan_vien": [{"ho_ten": MEMBER, "xep_loai": "Hoàn thành tốt"}]},
        "T-CD dang_sinh_hoat; 2026 Hoàn thành tốt",
    ),
    "D-THE": ({}, "T-CD dang_sinh_hoat; thẻ mới"),
}


@pytest.fixture
def org():
    built = organisation.build()
    services.open_register(now=NOON)
    return built


def test_the_table_has_every_union_procedure() -> None:
    assert set(CASES) | ABOUT_OTHERS == set(demo.EFFECTS)
    assert not set(CASES) & ABOUT_OTHERS


def context(org, code: str, answers: dict[str, Any], dossier: str) -> EffectContext:
    where = {"don_vi_nop": org.branch.pk, "chi_doan_nop": org.branch.pk}
    if code == "D-CSH":
        where |= {"chi_doan_di": org.branch.pk, "chi_doan_den": org.sister.pk}
    applicant = None if code == "D-KN" else org.members[2].pk
    return EffectContext(dossier, code, answers, applicant, where, "9-QĐ/ĐTN", org.base_secretary.pk, NOON)


def close(told: EffectContext) -> None:
    """As the dossier does, step by step, to its good end."""
    for row in demo.EFFECTS[told.procedure_code]:
        if row.get("at") != "stopped":
            effect(row["name"]).apply(replace(told, step=row.get("at", "")), row["params"])


def state(person: Person | None, card: str | None) -> str:
    """What holds of this person today, in one line."""
    if person is None:
        return "–"
    held = units.main_membership(person, TODAY)
    known = timeline.standing(person)
    told = [f"{held.unit.code} {held.state}"] if held else []
    told += [f"{seat.role_id} {seat.unit.code}" for seat in units.positions_of(person, TODAY)]
    told += [text for _name, texts in known.marks for text in texts]
    told += [f"{year} {grade}" for year, grade in known.grades]
    told += ["thẻ mới"] if held and person.full_name == MEMBER and held.card_number != card else []
    return "; ".join(told) or "–"


def problems() -> list[str]:
    return [line for module in all_modules() for one in module.reconcilers for line in one.run()]


@pytest.mark.parametrize("code", CASES)
def test_closing_changes_the_register_once_and_undoing_takes_it_back(org, code) -> None:
    answers, wanted = CASES[code]
    name = NEW if code == "D-KN" else MEMBER
    card = org.members[2].memberships.get().card_number

    def now() -> str:
        return state(Person.objects.filter(full_name=name).first(), card)

    before = now()
    told = context(org, code, answers, "T-1")
    for _time in range(2):
        close(told)
    assert now() == wanted
    count = Entry.objects.count()

    undoing = context(org, "D-HQD", {"ho_so": "T-1", "ly_do": "Nhầm người"}, "T-2")
    assert [line for row in demo.EFFECTS["D-HQD"] for line in effect(row["name"]).check(undoing, {})] == []
    for _time in range(2):
        close(undoing)
    assert (now(), problems()) == (before, [])
    assert Entry.objects.count() >= count  # nothing is erased
