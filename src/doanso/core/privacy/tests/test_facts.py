"""Which facts about somebody whose permission shows; the citizen number only for a reason that is written down."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.support import org as organisation
from tests.test_access import text_of

from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.core.privacy.models import Viewing
from doanso.core.privacy.tests.support import browser, build, seen

pytestmark = pytest.mark.django_db
NUMBER, PHONE, BORN = "099301984192", "0900000777", "26/03/2001"


@pytest.fixture
def org():
    o = build()
    o.mate.cccd, o.mate.phone, o.mate.date_of_birth, o.mate.ethnicity = NUMBER, PHONE, "2001-03-26", "Tày"
    o.mate.save()
    o.committee = organisation.person("Ủy Viên")
    organisation.seat(o.committee, o.branch, "uv_bch")
    o.admin = organisation.person("Ngô Quản Trị")
    organisation.seat(o.admin, o.province, "quan_tri_don_vi")
    return o


def shown(reader: Person, path: str) -> tuple[bool, bool, bool]:
    """Are phone, date of birth and the whole number there?"""
    answer = browser(reader).get(path)
    assert answer.status_code == 200, path
    text = text_of(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return PHONE in text, BORN in text, NUMBER in text


def test_a_record_shows_what_the_readers_permission_is_for(org):
    path = f"/doan-vien/{org.mate.pk}/"

    assert shown(org.mate, path) == (True, True, False)
    assert shown(org.secretary, path) == (True, True, False)
    assert shown(org.committee, path) == (False, False, False)
    assert shown(org.committee, path + "so-doan-vien.pdf") == (False, False, False)
    assert shown(org.secretary, path + "so-doan-vien.pdf") == (False, True, False)
    assert "0•••••••4192" in browser(org.committee).get(path).text


@pytest.mark.parametrize(("reader", "born"), [("secretary", BORN), ("committee", None)])
def test_an_exported_list_has_no_more_than_the_page(org, reader, born):
    answer = browser(getattr(org, reader)).get("/doan-vien/danh-sach.xlsx?q=truong my")

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:2] == ["Trương Mỹ Anh", born]


def test_no_page_and_no_file_shows_a_whole_citizen_number(org):
    paths = {
        "secretary": [
            f"/doan-vien/{org.mate.pk}/",
            "/doan-vien/?q=my anh",
            "/doan-vien/danh-sach.xlsx",
            "/tim/?q=my anh",
        ],
        "admin": [f"/quan-tri/nguoi/{org.mate.pk}/", f"/quan-tri/nguoi/{org.mate.pk}/sua/", "/quan-tri/nguoi/"],
        "keeper": [f"/doan-vien/{org.mate.pk}/", "/du-lieu-ca-nhan/nhat-ky-xem/", "/doan-vien/danh-sach.xlsx"],
        "mate": ["/tai-khoan/", "/doan-vien/toi/", f"/doan-vien/{org.mate.pk}/so-doan-vien.pdf"],
    }
    for name, theirs in paths.items():
        for path in theirs:
            answer = browser(getattr(org, name)).get(path, follow=True)
            text = text_of(b"".join(answer.streaming_content) if answer.streaming else answer.content)
            assert (answer.status_code, NUMBER in text) == (200, False), path


def test_the_whole_number_is_shown_for_a_reason_that_is_written_down(org):
    path, why = f"/du-lieu-ca-nhan/so-dinh-danh/{org.mate.pk}/", "Đối chiếu khi cấp thẻ đoàn viên"
    keeper = browser(org.keeper)

    short = keeper.post(path, {"why": "xem"})
    answer = keeper.post(path, {"why": why})

    assert (short.status_code, NUMBER in short.text) == (409, False)
    assert (answer.status_code, NUMBER in answer.text, answer.headers["Cache-Control"]) == (
        200, True, "max-age=0, no-cache, no-store, must-revalidate, private",
    )  # fmt: skip
    assert Viewing.objects.get().why == why
    assert Event.objects.get(kind="privacy.number_shown").data == {"why": why}
    assert [line.viewing.why for line in browser(org.mate).get("/du-lieu-ca-nhan/ai-da-xem/").context["lines"]] == [why]


def test_nobody_else_gets_the_whole_number(org):
    path, why = f"/du-lieu-ca-nhan/so-dinh-danh/{org.mate.pk}/", {"why": "Tôi muốn biết số này"}

    for reader in (org.secretary, org.committee, org.admin, org.stranger, org.mate):
        answer = browser(reader).post(path, why)
        assert (answer.status_code, NUMBER in answer.text, seen()) == (404, False, []), reader
