"""What each procedure enters in the register: with its source, told before, once, undone by a new decision."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.units import services as units
from doanso.core.units.models import Membership, Position
from doanso.features.members import services
from doanso.features.members.models import Entry
from doanso.features.members.services import reconciling
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext, effect

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)
State = Membership.State


@pytest.fixture
def org():
    built = organisation.build()
    services.open_register(now=NOON)
    return built


def dossier(org, answers: dict[str, Any] | None = None, code: str = "T-1", **more: Any) -> EffectContext:
    """Of the member Trương Mỹ Anh, in Chi đoàn 10A1."""
    where = {"don_vi_nop": org.branch.pk}
    known = EffectContext(code, "D-X", answers or {}, org.members[2].pk, where, "9-QĐ/ĐTN", org.base_secretary.pk, NOON)
    return replace(known, **more)


def moving(org, to=None, **more: Any) -> EffectContext:
    where = {"don_vi_nop": org.branch.pk, "chi_doan_di": org.branch.pk}
    if to is not None:
        where["chi_doan_den"] = to.pk
    return dossier(org, more.pop("answers", {"don_vi_den_ngoai": "Chi đoàn ở Lào"}), unit_ids=where, **more)


def apply(name: str, context: EffectContext) -> dict[str, Any]:
    return effect(f"members.{name}").apply(context, {})


def obstacles(name: str, context: EffectContext) -> list[str]:
    check = effect(f"members.{name}").check
    assert check is not None
    return check(context, {})


def entries(person) -> list[tuple]:
    """Without the taking over."""
    return list(person.entries.exclude(source="register").order_by("pk").values_list("kind", "source", "decision"))


def present(person) -> list[tuple]:
    found = person.memberships.filter(valid_to=None)
    return list(found.values_list("unit__code", "state"))


def agree() -> None:
    assert reconciling.trail() + reconciling.memberships() == []


def test_a_transfer_is_introduced_by_one_side_and_taken_by_the_other(org) -> None:
    person, context = org.members[2], moving(org, org.sister)
    assert obstacles("receive", context) == ["Chi đoàn nơi đi chưa giới thiệu đoàn viên."]

    apply("send", context)
    assert present(person) == [("T-CD", State.LEAVING)]
    assert (obstacles("send", context), obstacles("receive", context), obstacles("depart", context)) == ([], [], [])
    apply("depart", context)  # the destination is on this system
    apply("receive", context)

    assert present(person) == [("T-CD2", State.ACTIVE)]
    assert entries(person) == [("sent", "T-1", "9-QĐ/ĐTN"), ("received", "T-1", "9-QĐ/ĐTN")]
    agree()


def test_a_transfer_that_is_refused_leaves_the_member_where_they_were(org) -> None:
    person, context = org.members[2], moving(org, org.sister)
    apply("keep", context)
    assert entries(person) == []

    apply("send", context)
    apply("keep", context)
    assert present(person) == [("T-CD", State.ACTIVE)]
    assert [kind for kind, *_more in entries(person)] == ["sent", "kept"]
    agree()


def test_who_goes_where_the_system_does_not_reach_departs(org) -> None:
    person, context = org.members[2], moving(org)
    apply("send", context)
    apply("receive", context)
    apply("depart", context)

    assert present(person) == []
    assert person.entries.latest("pk").data == {"to": "Chi đoàn ở Lào"}
    agree()


def test_a_transfer_names_the_branch_that_one_is_in_and_ends_in_a_branch(org) -> None:
    stranger = moving(org, org.sister, applicant_person_id=org.base_secretary.pk)
    assert obstacles("send", stranger) == ["Bùi Thế Vũ không phải đoàn viên của Chi đoàn 10A1."]
    assert obstacles("send", moving(org, org.branch)) == ["Trương Mỹ Anh đã là đoàn viên của Chi đoàn 10A1."]
    asked = moving(org, org.base)
    assert obstacles("send", asked) == []
    apply("send", asked)
    assert obstacles("receive", asked) == ["Đoàn trường không phải là chi đoàn: bên tiếp nhận chọn một chi đoàn."]


def test_an_effect_that_runs_twice_changes_nothing_the_second_time(org) -> None:
    person, context = org.members[2], dossier(org, {"den_ngay": "2027-05-01", "ly_do": "Đi học xa"})
    for _time in range(2):
        assert obstacles("defer", context) == []
        apply("defer", context)

    assert entries(person) == [("deferred", "T-1", "9-QĐ/ĐTN")]
    with pytest.raises(Refused, match="Tạm hoãn"):
        apply("defer", replace(context, dossier_code="T-2"))


@pytest.mark.parametrize(("until", "fits"), [("2026-11-18", False), ("2027-11-17", True), ("2027-11-18", False)])
def test_activity_is_deferred_for_a_year_at_most(org, until, fits) -> None:
    told = obstacles("defer", dossier(org, {"den_ngay": until}))

    assert (told == []) is fits


def test_of_age_or_staying_on(org) -> None:
    person = org.members[2]
    person.date_of_birth = date(1995, 11, 19)  # 31 tomorrow
    person.save()
    leaving = dossier(org, {"nguyen_vong": "Trưởng thành Đoàn"})
    assert obstacles("of_age", leaving) == ["Trương Mỹ Anh chưa hết tuổi Đoàn."]

    tomorrow = NOON + timedelta(days=1)
    apply("of_age", dossier(org, {"nguyen_vong": "Tiếp tục sinh hoạt", "ly_do": "Bí thư"}, now=tomorrow))
    assert person.entries.latest("pk").until == date(2031, 11, 18)
    apply("of_age", replace(leaving, now=tomorrow, dossier_code="T-2"))
    assert present(person) == []
    agree()


def test_expulsion_ends_membership_and_seats_and_undoing_gives_them_back(org) -> None:
    person = org.deputy
    answers = {"ho_ten": "nguyễn đăng khôi", "hinh_thuc": "Khai trừ", "ly_do": "Vi phạm"}
    apply("discipline", dossier(org, answers))
    assert present(person) == []
    assert Position.objects.get(person=person).valid_to == TODAY - timedelta(days=1)

    undoing = dossier(org, {"ho_so": "T-1", "ly_do": "Xét lại"}, code="T-2")
    assert obstacles("undo", undoing) == []
    for _time in range(2):
        apply("undo", undoing)
    assert present(person) == [("T-CD", State.ACTIVE)]
    again = Position.objects.get(person=person, valid_to=None)
    assert (again.role_id, again.valid_from, again.source) == ("pho_bi_thu", TODAY, "T-2")
    assert [kind for kind, *_more in entries(person)] == ["expelled", "undone"]
    agree()


def test_undoing_says_why_it_cannot(org) -> None:
    person = org.members[2]
    apply("defer", dossier(org, {"den_ngay": "2027-05-01"}))
    apply("defer", dossier(org, {"viec": "Trở lại sinh hoạt"}, code="T-2"))
    undoing = dossier(org, {"ho_so": "T-1"}, code="T-3")
    followed = "Trương Mỹ Anh: mục “Trở lại sinh hoạt” ngày 18/11/2026 đã ghi sau đó; hãy hủy mục ấy trước."
    assert obstacles("undo", undoing) == [followed]
    nothing = "Hồ sơ T-9 chưa ghi gì vào sổ, hoặc đã được hủy."
    assert obstacles("undo", dossier(org, {"ho_so": "T-9"}, code="T-3")) == [nothing]

    other = organisation.unit("T-K", "Đoàn trường khác", "DOAN_CO_SO", org.province)
    there = organisation.unit("T-K1", "Chi đoàn K1", "CHI_DOAN", other)
    from_outside = replace(undoing, answers={"ho_so": "T-2"}, unit_ids={"don_vi_nop": there.pk})
    common = "Hồ sơ còn liên quan đơn vị không thuộc Đoàn trường khác: cấp trên chung mới quyết định được."
    assert obstacles("undo", from_outside) == [common]
    assert present(person) == [("T-CD", State.ACTIVE)]


def test_removal_leaving_and_death(org) -> None:
    away = dossier(org, {"ho_ten": "Phạm Tuấn Kiệt", "hinh_thuc": "Xin ra khỏi Đoàn"})
    apply("remove", away)
    apply("remove", dossier(org, {"ho_ten": "Lâm Nhã Uyên", "hinh_thuc": "Xóa tên"}, code="T-2"))
    apply("die", dossier(org, {"ho_ten": "Trương Mỹ Anh", "ngay_mat": "2026-11-02"}, code="T-3"))

    made = Entry.objects.exclude(source="register").order_by("pk").values_list("kind", "day")
    assert list(made) == [("left", TODAY), ("removed", TODAY), ("died", date(2026, 11, 2))]
    gone = "“Phạm Tuấn Kiệt” không phải đoàn viên của Chi đoàn 10A1."
    assert obstacles("card", dossier(org, away.answers, code="T-4")) == [gone]
    agree()


def test_a_new_card_has_a_number_that_the_person_never_had(org) -> None:
    person = org.members[2]
    numbers = []
    for code in ("T-1", "T-2"):
        apply("card", dossier(org, {"ly_do": "Mất thẻ"}, code=code))
        numbers.append(person.memberships.get().card_number)

    assert numbers == [f"2026{person.pk:08d}-2", f"2026{person.pk:08d}-3"]
    agree()


def test_a_branch_is_graded_as_a_whole_or_not_at_all(org) -> None:
    rows = [{"ho_ten": "Trương Mỹ Anh", "xep_loai": "Hoàn thành tốt"}, {"ho_ten": "Người Lạ", "xep_loai": "Hoàn thành"}]
    context = dossier(org, {"nam": 2026, "doan_vien": [*rows, rows[0]]})
    assert obstacles("grade", context) == [
        "“Người Lạ” không phải đoàn viên của Chi đoàn 10A1.",
        "Trương Mỹ Anh đã được xếp loại năm 2026.",
    ]
    with pytest.raises(Refused):
        apply("grade", context)
    apply("grade", replace(context, answers={"nam": 2026, "doan_vien": rows[:1]}))

    entry = Entry.objects.exclude(source="register").get()
    assert (entry.person, entry.data) == (org.members[2], {"year": 2026, "grade": "Hoàn thành tốt"})


def test_a_homonym_is_told_apart_by_birth_or_card(org) -> None:
    other = organisation.person("Trương Mỹ Anh", date_of_birth=date(2008, 3, 5))
    units.admit(person=other, unit=org.branch, since=SINCE, by=None, now=NOON, card_number="C-8")
    answers = {"ho_ten": "Trương Mỹ Anh", "hinh_thuc": "Cảnh cáo", "het_hieu_luc": "2027-11-18"}
    unclear = "Có 2 đoàn viên của Chi đoàn 10A1 tên “Trương Mỹ Anh”; mời bạn ghi thêm ngày sinh hoặc số thẻ."
    assert obstacles("discipline", dossier(org, answers)) == [unclear]

    apply("discipline", dossier(org, {**answers, "ngay_sinh": "2008-03-05"}))
    apply("card", dossier(org, {"so_the": "C-8"}, code="T-2"))
    assert [kind for kind, *_more in entries(other)] == ["disciplined", "carded"]


def test_a_list_appoints_and_releases(org) -> None:
    rows = [
        {"ho_ten": "Trương Mỹ Anh", "viec": "Bổ sung", "chuc_vu": "Phó Bí thư"},
        {"ho_ten": "Nguyễn Đăng Khôi", "viec": "Cho rút tên", "chuc_vu": "Phó bí thư"},
    ]
    context = dossier(org, {"nguoi": rows})
    assert obstacles("appoint", context) + obstacles("release", context) == []
    for _time in range(2):
        apply("appoint", context)
        apply("release", context)

    seated = Position.objects.filter(unit=org.branch, role="pho_bi_thu").order_by("pk")
    assert list(seated.values_list("person__full_name", "valid_from", "valid_to", "source")) == [
        ("Nguyễn Đăng Khôi", SINCE, TODAY - timedelta(days=1), ""),
        ("Trương Mỹ Anh", TODAY, None, "T-1"),
    ]
    vacant = "Nguyễn Đăng Khôi không giữ chức vụ Phó Bí thư tại Chi đoàn 10A1."
    assert obstacles("release", replace(context, dossier_code="T-2")) == [vacant]


def test_a_commendation_stands_on_a_persons_record_alone(org) -> None:
    whom = {"loai": "Cá nhân", "nguoi": "Trương Mỹ Anh"}
    apply("commend", dossier(org, {"doi_tuong": whom, "giai": "Bằng khen"}))
    apply("commend", dossier(org, {"doi_tuong": {"loai": "Tập thể"}, "giai": "Cờ"}, code="T-2"))

    assert list(Entry.objects.exclude(source="register").values_list("kind", "data")) == [
        ("noted", {"mark": "commendation", "text": "Bằng khen"})
    ]


def test_of_two_people_of_one_name_the_card_says_who_is_commended(org) -> None:
    twin = organisation.person("TRƯƠNG MỸ ANH")
    units.admit(person=twin, unit=org.sister, since=SINCE, by=None, now=NOON, card_number="C-77")
    services.open_register(now=NOON)
    whom, within = {"loai": "Cá nhân", "nguoi": "Trương Mỹ Anh"}, {"don_vi_nop": org.base.pk}

    def asked(**more: str) -> list[str]:
        answers = {"doi_tuong": whom | more, "giai": "Bằng khen"}
        return obstacles("commend", dossier(org, answers, unit_ids=within))

    assert asked() == ["Có 2 đoàn viên của Đoàn trường tên “Trương Mỹ Anh”; mời bạn ghi thêm ngày sinh hoặc số thẻ."]
    nobody = "Không có đoàn viên nào của Đoàn trường tên “%s” có số thẻ %s."
    assert (asked(so_the="C-78"), asked(so_the=" C-77 ")) == ([nobody % ("Trương Mỹ Anh", "C-78")], [])
    assert asked(so_the="C-77", nguoi="Lâm Nhã Uyên") == [nobody % ("Lâm Nhã Uyên", "C-77")]

    apply("commend", dossier(org, {"doi_tuong": whom | {"so_the": "C-77"}, "giai": "Bằng khen"}, unit_ids=within))
    assert Entry.objects.get(kind="noted").person == twin


def test_a_recognised_initiative_stands_on_the_record_of_the_member_who_handed_it_in(org) -> None:
    told = {"ten": "Họp chi đoàn không giấy"}
    for _time in range(2):
        apply("credit", dossier(org, told))
    assert apply("credit", dossier(org, told, code="T-2", applicant_person_id=org.stranger.pk))["entries"] == []

    entry = Entry.objects.exclude(source="register").get()
    noted = {"mark": "commendation", "text": "Sáng kiến được công nhận: Họp chi đoàn không giấy"}
    assert (entry.person, entry.decision, entry.data) == (org.members[2], "9-QĐ/ĐTN", noted)
