"""Undoing by a new decision: by whom, of whom, and where somebody belongs afterwards."""

from dataclasses import replace
from datetime import date

import pytest
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.units import services as units
from doanso.core.units.models import Lineage, Position, Unit
from doanso.features.members import queries, services
from doanso.features.members.tests.test_effects import (
    TODAY,
    State,
    agree,
    apply,
    dossier,
    entries,
    moving,
    obstacles,
    present,
)
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
UNDO = {"ho_so": "T-1", "ly_do": "Xét lại"}


@pytest.fixture
def org():
    built = organisation.build()
    services.open_register(now=NOON)
    return built


@pytest.mark.parametrize(
    ("effect", "answers"),
    [
        ("discipline", {"hinh_thuc": "Khai trừ"}),
        ("remove", {"hinh_thuc": "Xóa tên"}),
        ("die", {"ngay_mat": "2026-11-17"}),
    ],
)
def test_who_belongs_nowhere_any_more_is_not_brought_back_by_strangers(org, effect, answers) -> None:
    apply(effect, dossier(org, {"ho_ten": "Nguyễn Đăng Khôi", **answers}))
    assert present(org.deputy) == []

    other = organisation.unit("T-K", "Đoàn trường khác", "DOAN_CO_SO", org.province)
    there = organisation.unit("T-K1", "Chi đoàn K1", "CHI_DOAN", other)
    outside = dossier(org, UNDO, code="T-2", unit_ids={"don_vi_nop": there.pk})
    common = "Hồ sơ còn liên quan đơn vị không thuộc Đoàn trường khác: cấp trên chung mới quyết định được."
    assert obstacles("undo", outside) == [common]
    with pytest.raises(Refused, match="cấp trên chung"):
        apply("undo", outside)
    assert present(org.deputy) == []

    apply("undo", dossier(org, UNDO, code="T-3"))
    assert present(org.deputy) == [("T-CD", State.ACTIVE)]
    agree()


def test_an_undoing_is_not_undone_by_halves(org) -> None:
    """It gave a seat back: taking that alone would leave a member whom one decision had expelled."""
    apply("discipline", dossier(org, {"ho_ten": "Nguyễn Đăng Khôi", "hinh_thuc": "Khai trừ"}))
    apply("undo", dossier(org, UNDO, code="T-2"))

    again = dossier(org, {"ho_so": "T-2"}, code="T-3")
    assert obstacles("undo", again) == ["Hồ sơ T-2 chưa ghi gì vào sổ, hoặc đã được hủy."]
    with pytest.raises(Refused, match="chưa ghi gì"):
        apply("undo", again)
    assert Position.objects.filter(person=org.deputy, valid_to=None).count() == 1
    assert present(org.deputy) == [("T-CD", State.ACTIVE)]


def test_who_belongs_again_to_a_unit_that_has_ended_goes_where_it_lives_on(org) -> None:
    apply("discipline", dossier(org, {"ho_ten": "Nguyễn Đăng Khôi", "hinh_thuc": "Khai trừ"}))
    units.keep_lineage(Lineage.Kind.MERGE, [org.branch], [org.sister], TODAY, "9-QĐ")
    Unit.objects.filter(pk=org.branch.pk).update(valid_to=date(2026, 11, 17))

    apply("undo", dossier(org, UNDO, code="T-2", unit_ids={"don_vi_nop": org.sister.pk}))

    assert present(org.deputy) == [("T-CD2", State.ACTIVE)]
    assert entries(org.deputy)[1:] == [("undone", "T-2", "9-QĐ/ĐTN"), ("regrouped", "T-2", "9-QĐ/ĐTN")]
    assert not Position.objects.filter(person=org.deputy, valid_to=None).exists()
    agree()


def test_a_card_number_beside_a_name_must_be_of_that_person(org) -> None:
    other = organisation.person("Trương Mỹ Ánh", date_of_birth=date(2008, 3, 5))
    units.admit(person=other, unit=org.branch, since=SINCE, by=None, now=NOON, card_number="C-8")
    services.open_register(now=NOON)
    wrong = ["Số thẻ C-8 không phải của người ghi bên cạnh."]
    answers = {"ho_ten": "Lâm Nhã Uyên", "so_the": "C-8", "hinh_thuc": "Khai trừ"}

    assert obstacles("discipline", dossier(org, answers)) == wrong
    assert obstacles("remove", dossier(org, {**answers, "ho_ten": "Trương Mỹ Ánh", "ngay_sinh": "2008-03-06"})) == wrong
    right = {**answers, "ho_ten": "TRƯƠNG MỸ ÁNH", "ngay_sinh": "2008-03-05"}
    assert obstacles("discipline", dossier(org, right)) == []
    assert obstacles("discipline", replace(dossier(org), answers={**right, "ngay_sinh": "2008"})) == []


@pytest.mark.parametrize("form", ["Xóa tên", "Xin ra khỏi Đoàn"])
def test_who_is_no_member_any_more_sits_nowhere_and_undoing_gives_the_seats_back(org, form) -> None:
    organisation.seat(org.deputy, org.base, "uv_bch")
    apply("remove", dossier(org, {"ho_ten": "Nguyễn Đăng Khôi", "hinh_thuc": form}))
    assert not Position.objects.filter(person=org.deputy, valid_to=None).exists()

    apply("undo", dossier(org, UNDO, code="T-2", unit_ids={"don_vi_nop": org.base.pk}))
    again = Position.objects.filter(person=org.deputy, valid_to=None).values_list("unit__code", "role")
    assert set(again) == {("T-CD", "pho_bi_thu"), ("T-CS", "uv_bch")}


@pytest.mark.parametrize("to", ["sister", None])
def test_a_secretary_who_moves_away_has_no_seat_left_in_the_old_branch(org, to) -> None:
    """And may read none of its records any more; the committee above decides about its own seats."""
    organisation.seat(org.deputy, org.base, "uv_bch")
    context = moving(org, getattr(org, to) if to else None, applicant_person_id=org.deputy.pk)
    apply("send", context)
    assert queries.may_see(org.deputy, org.members[2], TODAY)
    apply("receive" if to else "depart", context)

    assert list(Position.objects.filter(person=org.deputy, valid_to=None).values_list("unit__code")) == [("T-CS",)]
    assert not queries.may_see(org.deputy, org.members[2], TODAY)
    apply("undo", dossier(org, UNDO, code="T-2", unit_ids={"don_vi_nop": org.branch.pk}))
    assert present(org.deputy) == [("T-CD", State.ACTIVE)]
    assert Position.objects.filter(person=org.deputy, unit=org.branch, valid_to=None).count() == 1
    agree()
