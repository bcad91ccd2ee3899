"""Pages that change the calendar: closed for who may not, and nothing typed is lost."""

from datetime import date

import pytest
from django.test import Client

from doanso.core.calendar import queries, services
from doanso.core.calendar.models import Day, Hours, Kind, Revision
from doanso.core.calendar.worktime import OFFICE_WEEK
from doanso.core.units import services as units

from .factories import browser
from .pages import DAY, HOURS, IMPORT, INDEX, JUNE, REMOVE_DAY, REMOVE_HOURS, SWAP, WEEK, words


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
    assert client.post(f"{REMOVE_DAY}?ngay=2026-04-30", {"seen": "2" * 5000}).status_code == 409
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
