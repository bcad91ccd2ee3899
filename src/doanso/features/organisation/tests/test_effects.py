"""What a dossier decides about units: founded, upgraded, split, merged into a new one, dissolved."""

from dataclasses import replace
from datetime import date

import pytest
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.units import queries as units
from doanso.core.units import services as unit_services
from doanso.core.units.models import Lineage, Membership, Tree, Unit, UnitType
from doanso.features.members.services import open_register
from doanso.features.organisation.models import Change
from doanso.features.organisation.services.carrying_out import carry_out_due
from doanso.features.organisation.tests.test_merger import agrees
from doanso.lib import modules
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
DAY = NOON.date()


@pytest.fixture
def org():
    found = organisation.build()
    open_register(now=NOON)
    return found


def told(unit: Unit, answers: dict, code: str = "HL-1") -> modules.EffectContext:
    return modules.EffectContext(
        dossier_code=code, procedure_code="D-SN", answers=answers, applicant_person_id=None,
        unit_ids={"don_vi_nop": unit.pk}, result_number="12-QĐ/TĐTN", by_id=None, now=NOON,
    )  # fmt: skip


def happens(name: str, unit: Unit, answers: dict, **params) -> dict:
    return modules.effect(name).apply(told(unit, answers), params)


def names(*people) -> list[dict]:
    return [{"ho_ten": person.full_name} for person in people]


def members(code: str) -> set:
    return set(units.members(Unit.objects.get(code=code), DAY))


def test_branch_is_founded_with_its_members_once(org):
    answers = {"ten_don_vi": "Chi đoàn 10A3", "doan_vien": names(*org.members[2:])}
    happens("units.found", org.base, answers)
    happens("units.found", org.base, answers)
    new = Unit.objects.get(name="Chi đoàn 10A3")

    assert (new.code, new.path, new.valid_from, new.type_id) == ("T-CS-01", "/T-HL/T-CS/T-CS-01/", DAY, "CHI_DOAN")
    assert (members("T-CS-01"), members("T-CD")) == (set(org.members[2:]), set(org.members[:2]))
    assert Lineage.objects.get().kind == "found"
    with pytest.raises(Refused, match="3 đoàn viên"):
        modules.effect("units.found").apply(told(org.base, answers | {"doan_vien": []}, "HL-2"), {})
    assert agrees() == []


def test_unit_is_upgraded_under_its_code_and_members_are_shared_out(org):
    UnitType.objects.create(
        code="CHI_DOAN_CO_SO", name="Chi đoàn cơ sở", tree=Tree.UNION, rank=3, base=True, branch=True
    )
    unit = organisation.unit("T-CCS", "Chi đoàn Sở", "CHI_DOAN_CO_SO", org.province)
    people = [organisation.person(f"Nguyễn Văn {name}") for name in ("An", "Bình", "Chi", "Dũng")]
    for person in people:
        unit_services.admit(person=person, unit=unit, since=SINCE, by=None, now=NOON)
    lost = organisation.person("Nguyễn Văn Em")
    unit_services.admit(person=lost, unit=unit, since=SINCE, by=None, now=NOON)
    Membership.objects.filter(person=lost).update(state=Membership.State.LOST)
    open_register(now=NOON)
    answers = {
        "ten_don_vi": "Đoàn cơ sở Sở",
        "chi_doan_moi": [{"ten": "Chi đoàn Một"}, {"ten": "Chi đoàn Hai"}],
        "phan_cong": [row | {"chi_doan": "chi đoàn hai"} for row in names(*people[:1])],
    }
    problems = modules.effect("units.upgrade").check(told(unit, answers), {})
    assert problems == ["Chi đoàn Sở có 4 đoàn viên, cần ít nhất 30."]
    happens("units.upgrade", unit, answers, members=4)
    unit.refresh_from_db()

    assert (unit.name, unit.type_id, unit.valid_to, members("T-CCS")) == ("Đoàn cơ sở Sở", "DOAN_CO_SO", None, set())
    assert units.as_of(unit, date(2026, 11, 17)).name == "Chi đoàn Sở"
    assert (members("T-CCS-01"), members("T-CCS-02")) == (set(people[1:]), set(people[:1]))
    assert lost.memberships.get(valid_to=None).unit.code == "T-CCS-01"
    assert units.as_of(unit, date(2026, 11, 17)).type_id == "CHI_DOAN_CO_SO"
    assert (Lineage.objects.get().kind, units.as_of(unit, DAY).type_id) == ("retype", "DOAN_CO_SO")
    assert agrees() == []


def test_unit_is_split_and_ends_or_goes_on(org):
    answers = {
        "hinh_thuc": "Chia tách",
        "chi_doan_moi": [{"ten": "10A1 Sáng"}, {"ten": "10A1 Chiều"}],
        "phan_cong": [row | {"chi_doan": "10A1 Chiều"} for row in names(*org.members[:2])],
        "con_lai": "Kết thúc",
        "giu_chuc_vu": names(org.secretary),
    }
    happens("units.split", org.branch, answers)
    org.branch.refresh_from_db()
    morning, afternoon = Unit.objects.get(name="10A1 Sáng"), Unit.objects.get(name="10A1 Chiều")

    assert org.branch.valid_to == date(2026, 11, 17)
    assert (members(morning.code), members(afternoon.code)) == (set(org.members[2:]), set(org.members[:2]))
    assert [seat.person for seat in units.seats_taken(morning, DAY)] == [org.secretary]
    assert set(units.successors(org.branch, DAY)) == {morning, afternoon}
    assert agrees() == []


def test_two_units_become_a_new_one_on_the_day_that_the_dossier_names(org):
    unit_services.admit(person=org.stranger, unit=org.sister, since=SINCE, by=None, now=NOON)
    answers = {
        "hinh_thuc": "Sáp nhập", "don_vi_nhan": {"code": "T-CD2"}, "ten_don_vi": "Chi đoàn 10A",
        "ngay_hieu_luc": "2026-12-01", "giu_chuc_vu": names(org.secretary),
    }  # fmt: skip
    for name in ("units.merge", "units.split", "units.dissolve"):
        happens(name, org.branch, answers)
    change = Change.objects.get()
    assert (change.state, change.source, change.decision) == ("decided", "HL-1", "12-QĐ/TĐTN")
    day = date(2026, 12, 1)
    assert carry_out_due(now=NOON.replace(month=12, day=1)) == [change.pk]
    new = Unit.objects.get(name="Chi đoàn 10A")

    assert set(units.members(new, day)) == {*org.members, org.stranger}
    assert [seat.person for seat in units.seats_taken(new, day)] == [org.secretary]
    assert set(Unit.objects.filter(valid_to=date(2026, 11, 30))) == {org.branch, org.sister}
    assert set(Lineage.objects.get().sources.all()) == {org.branch, org.sister}
    assert set(Membership.objects.filter(unit=new).values_list("source", flat=True)) == {"HL-1"}
    assert agrees() == []


def test_dossier_renames_a_unit_and_moves_it_below_the_one_that_decides(org):
    answers = {"hinh_thuc": "Đổi tên", "ten_don_vi": " Chi đoàn  10A1 Mới "}
    for name in ("units.merge", "units.rename", "units.move"):
        happens(name, org.branch, answers)
    loose = organisation.unit("T-CD9", "Chi đoàn trực thuộc", "CHI_DOAN", org.province)
    answers = {"hinh_thuc": "Chuyển cấp trên", "don_vi_nhan": "T-CS"}
    modules.effect("units.move").apply(told(loose, answers, "HL-2"), {})
    moved, renamed = Unit.objects.get(pk=loose.pk), Unit.objects.get(pk=org.branch.pk)

    assert (renamed.name, units.as_of(renamed, date(2026, 11, 17)).name) == ("Chi đoàn 10A1 Mới", "Chi đoàn 10A1")
    assert (moved.parent, units.as_of(moved, date(2026, 11, 17)).parent) == (org.base, org.province)
    assert list(Change.objects.order_by("pk").values_list("kind", "source", "decision")) == [
        ("rename", "HL-1", "12-QĐ/TĐTN"), ("move", "HL-2", "12-QĐ/TĐTN"),
    ]  # fmt: skip
    other = organisation.unit("T-CS9", "Đoàn phường", "DOAN_CO_SO", org.province)
    sideways = told(org.sister, {"hinh_thuc": "Chuyển cấp trên", "don_vi_nhan": other.code}, "HL-3")
    with_decider = sideways.unit_ids | {"don_vi_thu_ly": org.province.pk}
    check = modules.effect("units.move").check
    assert check(sideways, {}) == ["Đoàn phường không trực thuộc đơn vị ra quyết định."]
    assert check(replace(sideways, unit_ids=with_decider), {"decides": "don_vi_thu_ly"}) == []
    same = told(org.branch, {"hinh_thuc": "Đổi tên", "ten_don_vi": renamed.name}, "HL-4")
    assert modules.effect("units.rename").check(same, {}) == ["Đơn vị đang mang đúng tên này."]
    assert agrees() == []


def test_nobody_is_given_a_strangers_unit_nor_left_without_words(org):
    far = organisation.unit("T-XA", "Tỉnh đoàn khác", "TINH_DOAN")
    organisation.unit("T-XA1", "Đoàn xã khác", "DOAN_CO_SO", far)
    merger = {"hinh_thuc": "Giải thể"}
    for answers, words in [
        (merger | {"don_vi_nhan": "T-XA1"}, "không trực thuộc"),
        (merger | {"don_vi_nhan": "KHONG-CO"}, "không nêu đơn vị tiếp nhận"),
        (merger, "không nêu đơn vị tiếp nhận"),
        ({"hinh_thuc": "Chia tách"}, "không nêu tên các đơn vị mới"),
    ]:
        effect = modules.effect("units.split" if "tách" in answers["hinh_thuc"] else "units.dissolve")
        with pytest.raises(Refused, match=words):
            effect.apply(told(org.branch, answers), {})
        assert len(effect.check(told(org.branch, answers), {})) == 1
    assert Change.objects.count() == 0
