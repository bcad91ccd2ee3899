"""The pages: public to read, closed to write for who may not, and unshaken by nonsense."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doanso.core.calendar import queries, services
from doanso.core.calendar.models import Day, Hours, Kind, Revision
from doanso.core.calendar.worktime import OFFICE_WEEK
from doanso.core.units import services as units

from .factories import browser

INDEX, COUNT, DAY = "/lich-lam-viec/", "/lich-lam-viec/tinh-han/", "/lich-lam-viec/ngay/"
HOURS, IMPORT = "/lich-lam-viec/gio/", "/lich-lam-viec/nhap/"
REMOVE_DAY, REMOVE_HOURS = "/lich-lam-viec/ngay/xoa/", "/lich-lam-viec/gio/xoa/"
JUNE = {"day": "2026-06-15", "kind": "holiday", "name": "Ngày thử", "confirmed": "on", "source": "", "seen": "0"}
SWAP = {"text": "02/01/2027 nghỉ hoán đổi; 10/01 làm bù", "year": "2027", "forecasts": "keep", "source": "9/TB"}
WEEK = {"valid_from": "2026-06-15", "seen": "0"} | {f"day_{n}": "07:00-11:30, 13:30-17:00" for n in range(5)}


class Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.found += data.split()


def words(response) -> str:
    """What a reader reads, with single spaces."""
    return " ".join(Words(response.content.decode()).found)


def test_anybody_reads_the_year(seeded):
    response = Client().get(INDEX, {"nam": "2026"})
    text = words(response)
    assert response.status_code == 200
    assert "Lịch làm việc năm 2026" in text
    assert "02/01 Nghỉ hoán đổi (làm bù 10/01/2026)" in text
    assert "10/01 Làm bù cho ngày 02/01/2026" in text
    assert "16/02 Tết Nguyên đán 17/02 Tết Nguyên đán (mùng 1) 18–20/02 Tết Nguyên đán" in text
    assert "Chỉnh sửa" not in text
    assert response.content.decode().count("<caption>") == 13  # twelve months and the hours
    assert "ngay/?ngay=" not in response.content.decode()


def test_screen_reader_hears_what_a_day_is(seeded):
    text = words(Client().get(INDEX, {"nam": "2026"}))
    assert "24 – Ngày Văn hóa Việt Nam (Nghỉ lễ)" in text
    assert "22 – Làm bù cho ngày 31/08/2026 (Làm bù)" in text


def test_year_that_is_only_forecast_says_so(seeded):
    warned = [("Chưa có thông báo đầy đủ" in words(Client().get(INDEX, {"nam": year}))) for year in (2025, 2026, 2027)]
    assert warned == [False, False, True]


def test_office_has_its_own_year(seeded, now):
    services.set_day(
        day=date(2026, 3, 27), kind=Kind.HOLIDAY, name="Hội làng", unit=seeded.commune, by=seeded.admin, now=now
    )
    texts = [words(Client().get(INDEX, {"nam": "2026", "don-vi": code})) for code in ("T1", "T1-HC", "T2", "")]
    assert [("27/03 Hội làng" in text, "riêng đơn vị" in text) for text in texts] == [
        *((True, True), (True, False)),
        *((False, False), (False, False)),
    ]


def test_unknown_office_is_not_found(seeded):
    assert [Client().get(address, {"don-vi": "X\x00"}).status_code for address in (INDEX, COUNT)] == [404, 404]


def test_year_page_asks_few_questions(seeded, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        Client().get(INDEX, {"nam": "2026", "don-vi": "T1-HC"})


def test_calculator_explains_the_promise(seeded):
    response = Client().get(COUNT, {"nhan": "2026-11-20T15:30", "so": "3", "kieu": "ngay", "sau15": "on"})
    text = words(response)
    assert "Hẹn trả kết quả 17:00 Thứ Năm, 26/11/2026" in text
    assert "Bắt đầu tính từ 07:00 23/11/2026 (Thứ Hai)." in text
    assert "Thứ Ba, 24/11/2026 Ngày Văn hóa Việt Nam Thứ Tư, 25/11/2026 8 giờ" in text


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ({"so": "3", "kieu": "ngay"}, "09:00 Thứ Năm, 26/11/2026"),
        ({"so": "4", "kieu": "gio"}, "15:00 Thứ Sáu, 20/11/2026"),  # 150 minutes until 11:30, 90 from 13:30
    ],
)
def test_calculator_counts_days_and_hours(seeded, asked, due):
    text = words(Client().get(COUNT, {"nhan": "2026-11-20T09:00"} | asked))
    assert f"Hẹn trả kết quả {due}" in text


def test_calculator_warns_of_a_year_not_announced(seeded):
    text = words(Client().get(COUNT, {"nhan": "2027-01-28T09:00", "so": "5", "kieu": "ngay"}))
    assert "chưa được thông báo đầy đủ" in text


@pytest.mark.parametrize(
    "asked",
    [
        {"nhan": "hôm nay", "so": "3", "kieu": "ngay"},
        {"nhan": "1066-01-01T09:00", "so": "3", "kieu": "ngay"},
        {"nhan": "9999-12-31T23:59", "so": "3", "kieu": "ngay"},
        {"nhan": "2035-12-31T16:00", "so": "2000", "kieu": "ngay"},
        {"nhan": "2026-01-01T09:00", "so": "-3", "kieu": "ngay"},
        {"nhan": "2026-01-01T09:00", "so": "NaN", "kieu": "ngay"},
        {"nhan": "2026-01-01T09:00", "so": "1e400", "kieu": "ngay"},
        {"nhan": "2026-01-01T09:00", "so": "3", "kieu": "thang"},
    ],
)
def test_calculator_explains_what_is_wrong_and_keeps_it(seeded, asked):
    response = Client().get(COUNT, asked)
    assert response.status_code == 200
    assert "Hẹn trả kết quả" not in words(response)
    assert 'aria-invalid="true"' in response.content.decode()


def everything(client: Client, query: str) -> list[int]:
    """What every closed address answers, read and written."""
    posts = {DAY: JUNE, HOURS: WEEK, IMPORT: SWAP | {"apply": "1"}, REMOVE_DAY: {}, REMOVE_HOURS: {}}
    reads = [client.get(f"{address}{query}").status_code for address in (DAY, HOURS, IMPORT)]
    writes = [client.post(f"{address}{query}", data).status_code for address, data in posts.items()]
    return reads + writes


@pytest.mark.parametrize("query", ["?ngay=2026-04-30", "?ngay=2026-04-30&don-vi=T1-HC", "?ngay=2026-04-30&don-vi=T"])
def test_visitor_is_sent_to_sign_in(seeded, query):
    assert everything(Client(), query) == [302] * 8
    assert Revision.objects.get().number == 1


@pytest.mark.parametrize(
    ("who", "query"),
    [
        ("officer", ""),
        ("officer", "&don-vi=T1"),
        ("neighbour_admin", ""),
        ("neighbour_admin", "&don-vi=T1"),
        ("neighbour_admin", "&don-vi=T1-HC"),
        ("neighbour_admin", "&don-vi=T"),
        ("admin", ""),
        ("admin", "&don-vi=T"),
    ],
)
def test_who_may_not_is_refused_everywhere(seeded, who, query):
    client = browser(getattr(seeded, who))
    assert everything(client, f"?ngay=2026-04-30{query}") == [403] * 8
    assert (Revision.objects.get().number, Hours.objects.count()) == (1, 0)
    assert "Chỉnh sửa" not in words(client.get(f"{INDEX}?nam=2026{query}"))


def test_user_without_a_person_is_refused(seeded, django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create(username="khach"))
    assert client.get(INDEX).status_code == 200
    assert everything(client, "?ngay=2026-04-30") == [403] * 8


def test_former_delegate_is_refused(seeded, now):
    seat = seeded.admin.positions.get()
    lent = units.delegate(
        position=seat,
        to=seeded.officer,
        kind="KT",
        first_day=date(2026, 3, 1),
        last_day=date(2026, 12, 31),
        by=seeded.admin,
        now=now,
    )
    client = browser(seeded.officer)
    assert client.get(f"{DAY}?don-vi=T1").status_code == 200
    units.revoke_delegation(delegation=lent, by=seeded.admin, now=now)
    assert client.get(f"{DAY}?don-vi=T1").status_code == 403


def test_superior_edits_below(seeded):
    client = browser(seeded.chief)
    response = client.post(f"{DAY}?don-vi=T1-HC", JUNE)
    assert (response.status_code, response["Location"]) == (302, "/lich-lam-viec/?don-vi=T1-HC&nam=2026")
    assert Day.objects.get(date=date(2026, 6, 15)).unit == seeded.desk


def test_editor_changes_and_removes_a_day(seeded):
    client = browser(seeded.chief)
    form = client.get(f"{DAY}?ngay=2026-04-30").context["form"]
    assert (form["name"].value(), form["seen"].value()) == ("Ngày Chiến thắng 30/4", 1)
    response = client.post(f"{DAY}?ngay=2026-04-30", JUNE | {"day": "2026-04-30", "seen": "1"}, follow=True)
    assert "Đã lưu. Các hạn đang chạy đang được tính lại." in words(response)
    assert Day.objects.get(date=date(2026, 4, 30)).name == "Ngày thử"
    response = client.post(f"{REMOVE_DAY}?ngay=2026-04-30", {"seen": "2"}, follow=True)
    assert "Đã xóa." in words(response)
    assert queries.calendar_for().is_working_day(date(2026, 4, 30))


def test_stale_editor_is_told_who_was_first(seeded, now):
    services.set_day(day=date(2026, 6, 15), kind=Kind.MAKEUP, name="Trước", by=seeded.chief, now=now)
    response = browser(seeded.chief).post(DAY, JUNE)
    assert response.status_code == 409
    assert "Trần Chủ Tịch đã sửa mục này lúc 09:00 04/03/2026." in words(response)


def test_wrong_day_keeps_what_was_typed(seeded):
    response = browser(seeded.chief).post(DAY, JUNE | {"day": "2019-01-01", "kind": "", "name": "Ngày <thử>"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"day", "kind"}
    assert 'value="Ngày &lt;thử&gt;"' in response.content.decode()
    assert "Chọn ngày trong các năm 2020 đến 2035." in words(response)


def test_editor_changes_and_removes_hours(seeded):
    client = browser(seeded.admin)
    response = client.post(f"{HOURS}?don-vi=T1", WEEK | {"day_5": "7h30 - 11h"})
    assert response.status_code == 302
    saturdays = (*OFFICE_WEEK[:5], ((450, 660),), ())
    assert queries.hours_in_force(seeded.desk, date(2026, 6, 15)) == (saturdays, seeded.commune)
    form = client.get(f"{HOURS}?don-vi=T1&ngay=2026-06-15").context["form"]
    assert (form["day_5"].value(), form["seen"].value()) == ("07:30-11:00", 2)
    assert client.post(f"{REMOVE_HOURS}?don-vi=T1&ngay=2026-06-15", {"seen": "2"}).status_code == 302
    assert Hours.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("sáng", "“sáng” chưa phải khung giờ. Ghi dạng 07:00-11:30."),
        ("11:30-07:00", "“11:30-07:00” phải kết thúc sau lúc bắt đầu, trong cùng ngày."),
        ("07:00-24:00", "“07:00-24:00” phải kết thúc sau lúc bắt đầu, trong cùng ngày."),
        ("07:75-09:00", "“07:75-09:00” phải kết thúc sau lúc bắt đầu, trong cùng ngày."),
        ("07:00-11:30, 11:00-17:00", "Ghi các khung giờ theo thứ tự, không chồng lên nhau."),
    ],
)
def test_wrong_hours_are_explained_and_kept(seeded, typed, problem):
    response = browser(seeded.admin).post(f"{HOURS}?don-vi=T1", WEEK | {"day_0": typed})
    assert (response.status_code, response.context["form"].errors) == (422, {"day_0": [problem]})
    assert response.context["form"]["day_0"].value() == typed


def test_office_that_never_opens_is_refused(seeded):
    response = browser(seeded.admin).post(f"{HOURS}?don-vi=T1", {"valid_from": "2026-06-15", "seen": "0"})
    assert response.context["form"].non_field_errors() == ["Mỗi tuần cơ quan phải làm việc ít nhất một buổi."]


def test_announcement_is_previewed_then_applied(seeded):
    client = browser(seeded.chief)
    shown = client.post(IMPORT, SWAP)
    assert [(c.day, c.kind) for c in shown.context["preview"].changes] == [
        (date(2027, 1, 2), "added"),
        (date(2027, 1, 10), "added"),
    ]
    assert "0 hạn đang chạy sẽ thay đổi." in words(shown)
    assert Revision.objects.get().number == 1  # nothing is written yet
    token = {"seen": "1", "previewed": shown.context["form"].fingerprint, "apply": "1"}
    applied = client.post(IMPORT, SWAP | token, follow=True)
    assert "Đã nhập 2 ngày." in words(applied)
    assert Day.objects.get(date=date(2027, 1, 10)).source == "9/TB"


def test_text_changed_after_the_preview_is_previewed_again(seeded):
    client = browser(seeded.chief)
    token = {"seen": "1", "previewed": client.post(IMPORT, SWAP).context["form"].fingerprint, "apply": "1"}
    again = client.post(IMPORT, SWAP | token | {"text": "09/01/2027 nghỉ bù"})
    assert (again.status_code, Revision.objects.get().number) == (200, 1)
    assert [change.day for change in again.context["preview"].changes] == [date(2027, 1, 9)]


def test_preview_of_an_old_calendar_is_not_applied(seeded, now):
    client = browser(seeded.chief)
    token = {"seen": "1", "previewed": client.post(IMPORT, SWAP).context["form"].fingerprint, "apply": "1"}
    services.set_day(day=date(2026, 6, 15), kind=Kind.HOLIDAY, name="Khác", by=seeded.chief, now=now)
    assert client.post(IMPORT, SWAP | token).status_code == 409


def test_line_that_cannot_be_read_is_named_and_kept(seeded):
    response = browser(seeded.chief).post(IMPORT, SWAP | {"text": "02/01/2027 nghỉ bù\nhai mươi tháng tư"})
    assert response.status_code == 422
    assert response.context["form"].errors["text"] == [
        "Dòng 2: Không thấy ngày nào dạng 02/01/2027 trong “hai mươi tháng tư”."
    ]
    assert "hai mươi tháng tư" in response.context["form"]["text"].value()


junk = st.text(max_size=60) | st.sampled_from(["2026-02-30", "0", "-1", "9" * 30, "T1", "\x00", "٣", "T1\ud800"[:2]])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["nam", "don-vi", "ngay", "nhan", "so", "kieu", "sau15"]), junk),
    st.dictionaries(st.sampled_from([*JUNE, *SWAP, *WEEK, "apply", "previewed"]), junk),
)
def test_no_nonsense_breaks_a_page(seeded, asked, sent):
    client = browser(seeded.chief)
    client.raise_request_exception = False
    reads = [client.get(address, asked).status_code for address in (INDEX, COUNT, DAY, HOURS, IMPORT)]
    query = "?don-vi=T1"
    writes = [
        client.post(address + query, sent).status_code for address in (DAY, HOURS, IMPORT, REMOVE_DAY, REMOVE_HOURS)
    ]
    assert max(reads + writes) < 500
