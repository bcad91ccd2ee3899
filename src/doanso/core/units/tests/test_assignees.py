from datetime import date, timedelta

import pytest
from tests.support import org as organisation
from tests.support.org import NOON, SINCE

from doanso.core.units import assignees, queries, services
from doanso.core.units.models import Lineage, Position
from doanso.core.units.seats import Seat

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 18)


@pytest.fixture
def org():
    return organisation.build()


def names(assignment: assignees.Assignment) -> list[str]:
    return [person.full_name for person in queries.people_of(list(assignment.seats), TODAY)]


@pytest.mark.parametrize(
    ("expression", "people"),
    [
        ("bi_thu(chi_doan_nop)", ["Hồ Khánh Linh"]),
        ("bi_thu(cap_tren_truc_tiep(chi_doan_nop))", ["Bùi Thế Vũ"]),
        ("bch(doan_co_so_cua(chi_doan_nop))", ["Đinh Hồng Nhung", "Lương Minh Triết", "Bùi Thế Vũ"]),
        ("btv(doan_co_so)", ["Đinh Hồng Nhung", "Bùi Thế Vũ"]),
        ("bi_thu('T-HL')", ["Trần Đức Ân"]),
        ("bo_phan_mot_cua", ["Đinh Trọng Sơn"]),
        ("cong_chuc_linh_vuc", ["Kiều Thị Tâm"]),
        ("lanh_dao_don_vi", ["Lê Quang Vinh"]),
    ],
)
def test_resolve_finds_who_sits_there(org, expression, people) -> None:
    context = {"chi_doan_nop": org.branch, "don_vi_thu_ly": org.desk}

    found = assignees.resolve(expression, context, TODAY)

    assert sorted(names(found)) == sorted(people)
    assert found.fallback == ""


def test_meeting_gives_every_member_of_the_branch_a_seat(org) -> None:
    found = assignees.resolve("hop(chi_doan_nop)", {"chi_doan_nop": org.branch}, TODAY)

    assert found.seats == (Seat("doan_vien", org.branch.pk),)
    assert len(names(found)) == 5


def test_vacant_seat_falls_to_the_deputy_and_keeps_the_wanted_seat(org) -> None:
    services.end_position(
        position=Position.objects.get(person=org.secretary), last_day=date(2026, 11, 17), by=None, now=NOON
    )

    found = assignees.resolve("bi_thu(chi_doan_nop)", {"chi_doan_nop": org.branch}, TODAY)

    assert names(found) == ["Nguyễn Đăng Khôi"]
    assert found.seats[0] == Seat("bi_thu", org.branch.pk)
    assert found.fallback == "Phó Bí thư, Chi đoàn 10A1"


def test_vacant_branch_falls_to_the_superior(org) -> None:
    found = assignees.resolve("bi_thu(chi_doan_nop)", {"chi_doan_nop": org.sister}, TODAY)

    assert names(found) == ["Bùi Thế Vũ"]


def test_nobody_anywhere_is_vacant(org) -> None:
    found = assignees.resolve("bi_thu(chi_doan_nop)", {}, TODAY)

    assert (found.vacant, found.seats) == (True, ())


def test_nobody_recommending_means_the_branch_recommends(org) -> None:
    found = assignees.resolve("nguoi_gioi_thieu", {"chi_doan_nop": org.branch}, TODAY)

    assert names(found) == ["Hồ Khánh Linh"]


def test_merged_unit_hands_its_work_to_the_heir(org) -> None:
    old = organisation.unit("T-OLD", "Chi đoàn cũ", "CHI_DOAN", org.base, valid_to=date(2026, 6, 30))
    line = Lineage.objects.create(code="L", kind="merge", effective=date(2026, 7, 1))
    line.sources.add(old)
    line.targets.add(org.branch)

    found = assignees.resolve("bi_thu(chi_doan_nop)", {"chi_doan_nop": old}, TODAY)

    assert names(found) == ["Hồ Khánh Linh"]


@pytest.mark.parametrize(
    "text",
    ["", "bi_thu(", "bi_thu)", "bi thu", "bi_thu(x", "1", "bi_thu(chi_doan_nop))", "a(" * 9 + ")" * 9, "x" * 300],
)
def test_broken_expressions_are_named_and_never_crash(org, text) -> None:
    with pytest.raises(assignees.AssigneeError):
        assignees.parse(text)


@pytest.mark.parametrize("text", ["vua(chi_doan_nop)", "bi_thu(mat_trang)", "bi_thu(bi_thu(don_vi_nop))"])
def test_check_tells_what_is_unknown(org, text) -> None:
    assert assignees.check(text) != ""


def test_check_accepts_every_role_of_the_demonstration(org) -> None:
    from doanso.features.procedures.demo import ROLES
    from doanso.lib import demo

    roles = {step["role"] for row in demo.data("procedures")["procedures"] for step in row["steps"]}

    assert {role: assignees.check(ROLES.get(role, role)) for role in roles} == dict.fromkeys(roles, "")


def test_delegate_holds_the_seat_only_on_the_days_given(org) -> None:
    position = Position.objects.get(person=org.secretary)
    services.delegate(
        position=position,
        to=org.stranger,
        kind="KT",
        first_day=TODAY,
        last_day=TODAY + timedelta(days=2),
        by=org.secretary,
        now=NOON,
    )
    seat = Seat("bi_thu", org.branch.pk)

    held = [queries.seats_of(org.stranger, SINCE + timedelta(days=n)).holds(seat) for n in range(365)]

    assert sum(held) == 3
    assert queries.seats_of(org.stranger, TODAY).through(seat) is not None
    assert queries.seats_of(org.secretary, TODAY).through(seat) is None


def test_delegation_taken_back_ends_at_once(org) -> None:
    position = Position.objects.get(person=org.secretary)
    lent = services.delegate(
        position=position, to=org.stranger, kind="KT", first_day=TODAY, last_day=TODAY, by=org.secretary, now=NOON
    )

    services.revoke_delegation(delegation=lent, by=org.secretary, now=NOON)

    assert queries.seats_of(org.stranger, TODAY).delegated == {}
