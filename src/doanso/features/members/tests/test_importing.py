"""Rows of a spreadsheet against the register: who is meant, what changes, and what only a procedure may do."""

from datetime import date

import pytest
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.intake.tests import making
from doanso.core.accounts import services as accounts
from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.core.units import services as units
from doanso.core.units.models import Membership
from doanso.features.members.models import Entry
from doanso.features.members.services import Source, Wanted, reconciling, register

pytestmark = pytest.mark.django_db
HEADINGS = ("Họ và tên", "Ngày sinh", "Số căn cước", "Nghề nghiệp", "Điện thoại", "Tình trạng", "Số thẻ", "Mã người",
            "Chi đoàn")  # fmt: skip
CCCD = "001204000022"


@pytest.fixture
def org():
    return organisation.build()


def row(name: str, **more: str) -> list[str]:
    keys = ("ngay_sinh", "cccd", "nghe", "phone", "state", "card", "ma", "branch")
    given = {"branch": "T-CD"} | more
    return [name, *(given.get(key, "") for key in keys)]


def preview(org, *rows: list[str]):
    return making.previewed(org.secretary, org.branch, rows, HEADINGS)


def member(org, name: str = "Vừ A Dính", unit=None, **more: object) -> Person:
    person = organisation.person(name, **more)
    units.admit(person=person, unit=unit or org.branch, since=organisation.SINCE, by=None, now=NOON)
    return person


def test_known_member_changes_by_number_and_old_and_new_are_shown(org) -> None:
    person = member(org, cccd=CCCD, job="Học sinh")
    register.open_register(now=NOON)
    batch = preview(org, row("VỪ A DÍNH", cccd=CCCD, nghe="Sinh viên", state="Tạm hoãn sinh hoạt", card="T01"))
    found = batch.rows.get()
    assert found.reasons == {}
    assert found.changes["nghe_nghiep"] == ["Học sinh", "Sinh viên"]
    assert set(found.changes) == {"nghe_nghiep", "trang_thai", "so_the"}

    making.confirmed(batch, org.secretary)

    person.refresh_from_db()
    held = Membership.objects.get(person=person, valid_to=None)
    assert (person.job, held.state, held.card_number) == ("Sinh viên", "tam_hoan_sinh_hoat", "T01")
    kinds = list(Entry.objects.filter(person=person, source=batch.source).values_list("kind", flat=True))
    assert kinds == ["deferred", "carded"]
    assert Event.objects.get(kind="members.person_corrected").data["before"]["job"] == "Học sinh"
    assert (reconciling.trail(), reconciling.memberships()) == ([], [])


def test_homonyms_are_asked_about_and_never_taken_for_each_other(org) -> None:
    here = member(org, date_of_birth="2004-03-05")
    member(org, "Lò Văn Xa", unit=org.sister, date_of_birth="2004-03-05")
    rows = [
        row("Vừ A Dính", ngay_sinh="05/03/2004"),
        row("Vừ A Dính", ngay_sinh="05/03/2004", ma="MỚI"),
        row("Vừ A Dính", ngay_sinh="05/03/2004", ma=here.code),
        row("Vừ A Dính", ngay_sinh="03/2004"),
        row("Lò Văn Xa", ngay_sinh="05/03/2004"),
        row("Ma Thị Đôi", ngay_sinh="01/01/2005"),
        row("Ma Thị Đôi", ngay_sinh="01/01/2005"),
        row("Ma Thị Đôi", ngay_sinh="01/01/2005", cccd=CCCD),
    ]
    batch = preview(org, *rows)
    assert [fate for _number, fate in making.fates(batch)] == [
        "refuse", "create", "same", "create", "refuse", "create", "refuse", "create",
    ]  # fmt: skip
    told = making.reasons(batch)
    assert here.code in told[2]["ma"][0]
    assert told[6]["ma"] == [
        "Có người cùng họ tên và ngày sinh trong sổ nhưng không thuộc đơn vị của bạn. Hãy bổ sung số định danh, "
        "hoặc ghi MỚI nếu là người khác."
    ]
    assert told[8]["ma"][0].startswith("Trùng họ tên và ngày sinh với dòng 7.")


def test_what_a_procedure_does_no_spreadsheet_does(org) -> None:
    there = member(org, unit=org.sister, cccd=CCCD, job="Bí mật")
    assert there.job == "Bí mật"
    gone = member(org, "Lý A Đi", cccd="001204000033")
    Membership.objects.filter(person=gone).update(state="dang_chuyen_di")
    batch = preview(
        org,
        row("Vừ A Dính", cccd=CCCD, nghe="Sinh viên"),
        row("Lý A Đi", cccd="001204000033", state="Đang sinh hoạt"),
        row("Tên Khác", cccd="001204000033"),
        row("Lý A Đi", card="T77", ma=there.code),
    )
    assert making.reasons(batch) == {
        2: {"chi_doan": ["Đang là đoàn viên của đơn vị khác. Chuyển sinh hoạt phải làm thủ tục."]},
        3: {"trang_thai": ["Đang ở trạng thái “Đang chuyển đi”, chỉ thay đổi qua thủ tục."]},
        4: {"cccd": ["Đã có ở dòng 3 của tệp này."]},
        5: {"ma": ["Trong sổ, số này thuộc về người có tên khác."]},
    }
    assert "Bí mật" not in str(list(batch.rows.values_list("changes", flat=True)))


def ended(person: Person, kind: str, day: date) -> None:
    register.enter(person, Wanted(kind, day), Source("T-1", None, NOON))


def test_who_was_expelled_or_has_died_comes_back_by_no_spreadsheet(org) -> None:
    """Nor does one such row stop the others."""
    numbers = [f"00120400004{number}" for number in range(4)]
    people = [member(org, cccd=number) for number in numbers]
    register.open_register(now=NOON)
    for person, kind in zip(people, ("expelled", "died", "removed", "departed"), strict=True):
        ended(person, kind, date(2026, 11, 2))
    batch = preview(org, *(row("Vừ A Dính", cccd=number) for number in numbers))
    never = {"chi_doan": ["Đã từng là đoàn viên và đã thôi theo quyết định. Chỉ thủ tục mới đưa trở lại được."]}
    assert making.reasons(batch) == {2: never, 3: never, 4: never}

    assert making.confirmed(batch, org.secretary, without_refused=True).state == "applied"
    back = Membership.objects.filter(person__in=people, valid_to=None)
    assert list(back.values_list("person__cccd", flat=True)) == [numbers[3]]
    assert (reconciling.trail(), reconciling.memberships()) == ([], [])


def test_a_day_that_the_register_has_passed_is_told_at_its_row(org) -> None:
    person, other = member(org, cccd=CCCD), member(org, "Lý A Ở", cccd="001204000033")
    register.enter(person, Wanted("graded", date(2026, 11, 9), data={"year": 2025}), Source("T-1", None, NOON))
    headings = (*HEADINGS, "Từ ngày", "Ngày vào Đoàn")
    rows = [
        [*row("Vừ A Dính", cccd=CCCD, state="Tạm hoãn sinh hoạt"), "03/11/2026", ""],
        [*row("Lý A Ở", cccd="001204000033", state="Tạm hoãn sinh hoạt"), "03/11/2026", ""],
        [*row("Ma Thị Mới", ngay_sinh="05/03/2004"), "03/11/2026", "05/03/2004"],
        [*row("Ma Thị Hai", ngay_sinh="05/03/2004"), "03/11/2026", "04/11/2026"],
    ]
    batch = making.previewed(org.secretary, org.branch, rows, headings)
    assert making.reasons(batch) == {
        2: {"tu_ngay": ["Ngày 09/11/2026 đã có mục sau: Đánh giá, xếp loại năm."]},
        4: {"ngay_vao_doan": ["Trước ngày sinh."]},
        5: {"tu_ngay": ["Trước ngày vào Đoàn."]},
    }
    assert making.confirmed(batch, org.secretary, without_refused=True).state == "applied"
    assert other.memberships.get(valid_to=None).state == "tam_hoan_sinh_hoat"


def test_account_is_not_taken_over_through_a_spreadsheet(org) -> None:
    person = member(org, cccd=CCCD, phone="0900000100")
    accounts.create_user(person=person, username="0900000100", by=None, now=NOON)
    batch = preview(org, row("Vừ A Dính", cccd=CCCD, phone="0900000200", nghe="Sinh viên"))
    assert list(making.reasons(batch)[2]) == ["dien_thoai"]
    assert making.fates(preview(org, row("Vừ A Dính", cccd=CCCD, nghe="Sinh viên"))) == [(2, "change")]


def test_one_thousand_rows_ask_as_many_questions_as_one(org, django_assert_max_num_queries) -> None:
    from doanso.blocks.intake.judging import Look  # beside its only use

    batch = preview(org, *(row(f"Người {n}", cccd=f"0012040{n:05}", ngay_sinh="05/03/2004") for n in range(40)))
    look, rows = Look.of(batch, org.secretary, NOON), list(batch.rows.order_by("number"))
    with django_assert_max_num_queries(5):
        look.verdicts(rows[:1])
    with django_assert_max_num_queries(5):
        look.verdicts(rows[1:])
