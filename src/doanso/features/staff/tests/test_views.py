"""The pages: who sees figures, who sees names, what is typed in, how many queries."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from tests.support import org as organisation

from doanso.core.audit.models import Event
from doanso.core.privacy.models import Viewing
from doanso.core.units import services as units
from doanso.core.units.models import Position
from doanso.features.staff.models import Employee, Entry, Quota, What
from doanso.features.staff.services import Given
from doanso.features.staff.tests.support import START, add, browser, build, enter, hire

pytestmark = pytest.mark.django_db
FIGURES = ("", "co-cau/", "xu-huong/", "chi-tieu/")
SHEETS = ("co-cau/bang.xlsx", "xu-huong/bang.xlsx", "chi-tieu/bang.xlsx")
SECRET = "Lò Thị Mai"
HOSTILE = (
    "don_vi=%00&q=%00&theo=cccd&nam=9e9&tu_nam=-5",
    "don_vi=%27&ngay=9999-99-99&cung=x&tu_nam=1990&den_nam=2100",
    "ngay=0001-01-01&theo=sex&cung=sex&sort=x&page=x&nam=0",
    "education=%27&kind=%00&ngay=2030-01-01&tu_nam=2040&den_nam=2041",
)


@pytest.fixture
def org():
    return build()


@pytest.fixture
def mai(org):
    return hire(org.desk, SECRET, education="dai_hoc", cccd="099190183145")


def rows(answer) -> list[list[object]]:
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def test_figures_are_for_who_may_see_them_and_never_name_anybody(org, mai):
    organisation.seat(organisation.person("Phó Văn Chủ"), org.commune, "pho_lanh_dao")
    deputy = Position.objects.get(role_id="pho_lanh_dao").person
    for page in FIGURES:
        answer = browser(deputy).get(f"/bien-che/{page}")
        assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)
        assert browser(org.desk_officer).get(f"/bien-che/{page}?don_vi=T-HC").status_code == 403
        answer = browser(org.neighbour_head).get(f"/bien-che/{page}?don_vi=T-HC")
        assert (answer.status_code, answer.context["form"].errors.keys()) == (422, {"don_vi"})
    for page in SHEETS:
        assert browser(org.officer).get(f"/bien-che/{page}").status_code == 200
        assert browser(org.stranger).get(f"/bien-che/{page}").status_code == 403
        assert browser(org.neighbour_head).get(f"/bien-che/{page}?don_vi=T-HC").status_code == 409


def test_the_menu_leads_only_those_here_who_see_an_agency(org):
    """A unit's administrator holds the same right in the Union, where no agency is."""
    admin = organisation.person("Vi Văn Quản")
    organisation.seat(admin, org.base, "quan_tri_don_vi")
    assert 'href="/bien-che/"' in browser(org.head).get("/").text
    assert 'href="/bien-che/"' not in browser(admin).get("/").text
    assert ('href="/doan-vien/"' in browser(admin).get("/").text, "/doan-vien/" in browser(org.head).get("/").text) == (
        True,
        False,
    )


def test_names_are_for_who_may_see_names_there(org, mai):
    other = hire(org.neighbour, "Người Xã Bên")
    deputy = organisation.person("Phó Văn Chủ")
    organisation.seat(deputy, org.commune, "pho_lanh_dao")

    listed = {
        name: [held.employee.full_name for held in browser(reader).get("/bien-che/danh-sach/").context["page"]]
        for name, reader in {"head": org.head, "neighbour": org.neighbour_head, "deputy": deputy}.items()
    }

    assert listed == {"head": [SECRET], "neighbour": ["Người Xã Bên"], "deputy": []}
    for reader, status in ((org.head, 200), (org.neighbour_head, 404), (deputy, 404), (org.stranger, 404)):
        assert browser(reader).get(f"/bien-che/nguoi/{mai.pk}/").status_code == status
    assert browser(org.head).get(f"/bien-che/nguoi/{other.pk}/").status_code == 404


def test_a_former_officer_sees_nothing_any_more(org, mai):
    seat = Position.objects.get(person=org.officer)
    client = browser(org.officer)
    assert client.get(f"/bien-che/nguoi/{mai.pk}/").status_code == 200

    units.end_position(position=seat, last_day=timezone.localdate() - timedelta(days=1), by=None, now=timezone.now())

    paths = ["", "danh-sach/", f"nguoi/{mai.pk}/", "nguoi/moi/", f"nguoi/{mai.pk}/ghi/ngach/", "chi-tieu/T-UB/"]
    assert [client.get(f"/bien-che/{path}").status_code for path in paths] == [403, 403, 404, 403, 404, 404]


def test_whoever_moved_away_is_listed_in_the_past_and_read_where_they_are(org, mai):
    add(mai, What.MOVED, date(2025, 7, 1), org.neighbour)

    page = browser(org.head).get("/bien-che/danh-sach/?ngay=2025-01-01").context["page"]

    assert [(held.employee, held.open) for held in page] == [(mai, None)]
    assert browser(org.head).get(f"/bien-che/nguoi/{mai.pk}/").status_code == 404
    assert browser(org.neighbour_head).get(f"/bien-che/nguoi/{mai.pk}/").status_code == 200


def test_a_record_shows_its_history_masks_numbers_and_notes_who_looked(org, mai):
    mai.person = org.stranger
    mai.save()
    add(mai, What.TRAINED, date(2025, 3, 1), education="tren_dai_hoc")

    text = browser(org.head).get(f"/bien-che/nguoi/{mai.pk}/").content.decode()
    browser(org.head).get(f"/bien-che/nguoi/{mai.pk}/")
    own = browser(org.stranger).get("/bien-che/cua-toi/", follow=True)

    assert ("Trình độ: Trên đại học" in text, "099190183145" in text, "kể từ ngày 01/03/2025" in text) == (
        True,
        False,
        True,
    )
    assert (own.status_code, own.context["own"], own.context["actions"]) == (200, True, [])
    assert list(Viewing.objects.values_list("reader", "person", "place")) == [
        (org.head.pk, org.stranger.pk, "staff.record")
    ]


def test_the_officer_types_in_a_decision_and_what_is_wrong_is_said_beside_it(org):
    client = browser(org.officer)
    told = {"full_name": "Lò  thị Lụa", "unit": "T-HC", "date_of_birth": "3/1990", "education": "dai_hoc", "party": "1"}
    wrong = client.post("/bien-che/nguoi/moi/", told | {"day": "2019-01-01", "decision": "1/QĐ", "cccd": "12"})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["cccd"])

    answer = client.post("/bien-che/nguoi/moi/", told | {"day": "2024-01-01", "decision": "1/QĐ"})

    lua = Employee.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/bien-che/nguoi/{lua.pk}/")
    assert (lua.full_name, lua.birth_words, lua.spells.get().party, lua.spells.get().computer) == (
        "Lò thị Lụa", "03/1990", True, None,
    )  # fmt: skip
    path = f"/bien-che/nguoi/{lua.pk}/ghi/trinh_do/"
    early = client.post(path, {"education": "tren_dai_hoc", "day": "2023-01-01", "decision": "2/QĐ"})
    assert early.context["form"].errors["day"] == ["Ngày 01/01/2023 người này không làm việc ở cơ quan nào."]
    client.post(path, {"education": "tren_dai_hoc", "day": "2025-01-01", "decision": "2/QĐ"})
    assert lua.entries.latest("pk").values == {"education": "tren_dai_hoc"}


def test_the_officer_corrects_and_undoes_on_the_page(org, mai):
    rise = add(mai, What.PROMOTED, date(2025, 1, 1), rank="cv_chinh")
    client = browser(org.officer)
    form = client.get(f"/bien-che/muc/{rise.pk}/sua/").context["form"]
    assert (form.initial["rank"], form.initial["day"]) == ("cv_chinh", date(2025, 1, 1))

    right = {"rank": "chuyen_vien", "day": "2025-02-01", "decision": "3/QĐ", "note": "Nhầm ngạch"}
    client.post(f"/bien-che/muc/{rise.pk}/sua/", right)
    last = Entry.objects.latest("pk")
    client.post(f"/bien-che/muc/{last.pk}/huy/", {"note": "Quyết định bị thu hồi"})

    assert list(mai.entries.order_by("pk").values_list("what", "undoes")) == [
        ("tiep_nhan", None),
        ("ngach", None),
        ("huy", rise.pk),
        ("ngach", None),
        ("huy", last.pk),
    ]
    assert browser(org.head).post(f"/bien-che/muc/{rise.pk}/huy/", {"note": "Thử"}).status_code == 404
    assert browser(org.head).get(f"/bien-che/nguoi/{mai.pk}/ghi/ngach/").status_code == 404


def test_quotas_are_set_by_who_may_and_stand_beside_the_staff(org, mai):
    add(mai, What.CHANGED, START, kind="cong_chuc")
    today = timezone.localdate()
    told = {"go": "quota", "year": today.year, "kind": "cong_chuc", "number": "3", "decision": "7/QĐ"}
    told["decided_on"] = today.isoformat()
    assert browser(org.head).post("/bien-che/chi-tieu/T-HC/", told).status_code == 404
    client = browser(org.officer)
    assert client.post("/bien-che/chi-tieu/T-HC/", told | {"number": "-1"}).status_code == 422
    assert client.post("/bien-che/chi-tieu/T-HC/", told).status_code == 302

    assert Quota.objects.get().number == 3
    assert (
        rows(client.get("/bien-che/chi-tieu/bang.xlsx"))[1:]
        == [
            ["UBND phường", *[None, 0, None] * 3],
            ["Trung tâm Phục vụ hành chính công", 3, 1, 2, *[None, 0, None] * 2],
            ["Tất cả", 3, 1, 2, *[None, 0, None] * 2],
        ][1:]
    )


def test_lists_leave_as_sheets_masked_and_noted(org, mai):
    hire(org.desk, "=1+1", education="khac")
    client = browser(org.head)

    sheet = rows(client.get("/bien-che/danh-sach/bang.xlsx?education=dai_hoc"))

    assert [row[:4] for row in sheet[1:]] == [[mai.code, SECRET, None, None]]
    assert sheet[1][-1] == "0991••••3145" or "099190183145" not in str(sheet[1])
    assert Event.objects.get(kind="staff.exported").data["filters"] == {"education": "dai_hoc"}
    table = rows(client.get("/bien-che/co-cau/bang.xlsx?theo=education"))
    assert [row for row in table[1:] if row[1]] == [
        ["Đại học", 1, "50,0%"],
        ["Khác", 1, "50,0%"],
        ["Tất cả", 2, "100,0%"],
    ]


def test_pages_survive_any_query(org, mai):
    client = browser(org.officer)
    for page in (*FIGURES, *SHEETS, "danh-sach/", "danh-sach/bang.xlsx"):
        for query in HOSTILE:
            assert client.get(f"/bien-che/{page}?{query}").status_code in (200, 302, 403, 409, 422), (page, query)


def test_pages_ask_as_often_for_many_as_for_one(org, mai):
    client = browser(org.officer)
    pages = (*FIGURES, "co-cau/?theo=education&cung=age", "xu-huong/?theo=education", "danh-sach/")

    def asked() -> list[int]:
        numbers = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert client.get(f"/bien-che/{page}").status_code == 200
            numbers.append(len(found))
        return numbers

    asked()
    few = asked()
    enter(
        *(
            Given(What.APPOINTED, START, unit=[org.desk, org.field_office][i % 2], values={"full_name": f"Người {i}"})
            for i in range(60)
        )
    )
    assert asked() == few
    assert max(few) <= 25
