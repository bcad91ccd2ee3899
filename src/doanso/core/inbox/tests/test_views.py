from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from doanso.core.accounts.models import User
from doanso.core.inbox import services
from doanso.core.inbox.models import Item
from doanso.core.units.seats import Seat

from .conftest import Place

pytestmark = pytest.mark.django_db


def put(key: str, *seats: Seat, **change) -> Item:
    now = timezone.now()
    values = {"title": f"Việc {key}", "url": "/x/", "unit_id": None, "due_at": None, "now": now, **change}
    services.put("k", key, seats=seats, **values)
    return Item.objects.get(kind="k", key=key)


def test_index_needs_the_same_queries_for_any_length(client, place: Place) -> None:
    unit = place.unit()
    me, _ = place.holder(unit)
    client.force_login(me.user)
    asked = []
    for number in range(4):
        put(str(number), Seat("bi_thu", unit.pk), unit_id=unit.pk)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get("/viec/").context["page"]) == number + 1
        asked.append(len(queries))

    assert asked[1] == asked[3] <= 22


def test_index_shows_counts_deadlines_and_in_whose_place(client, place: Place) -> None:
    unit, me = place.unit(), place.person()
    _, position = place.holder(unit, name="Trần Đức Ân")
    today = timezone.localdate()
    place.delegate(position, me, today, today)
    put("a", Seat("bi_thu", unit.pk), due_at=timezone.now() - timedelta(hours=2), title="Ký <b>quyết định</b>")
    client.force_login(me.user)

    page = client.get("/viec/")

    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]] == [
        ("Tất cả", 1),
        ("Quá hạn", 1),
        ("Hôm nay", 0),
        ("Sắp đến hạn", 0),
    ]
    assert "thay Trần Đức Ân" in page.text
    assert "Ký &lt;b&gt;quyết định&lt;/b&gt;" in page.text


def test_index_answers_htmx_with_the_same_rows(client, place: Place) -> None:
    me = place.person()
    put("a", Seat(person_id=me.pk))
    client.force_login(me.user)

    part = client.get("/viec/", headers={"HX-Request": "true"}).text
    page = client.get("/viec/").text

    def rows(text: str) -> str:
        return text.partition("<tbody>")[2].partition("</tbody>")[0].partition("csrf")[0]

    assert part.lstrip().startswith('<div id="rows"')
    assert rows(part) == rows(page) != ""


def test_index_is_empty_for_a_stranger_a_visitor_signs_in_an_account_without_person_sees_nothing(client, place) -> None:
    put("a", Seat(person_id=place.person().pk))
    assert client.get("/viec/").url.startswith("/dang-nhap/?next=")

    for user in (place.person().user, User.objects.create(username="may")):
        client.force_login(user)
        page = client.get("/viec/")
        assert (list(page.context["page"]), page.context["counts"].total) == ([], 0)
        assert "Không có việc nào đang chờ bạn" in page.text


@pytest.mark.parametrize(
    "query",
    ["tab=x", "unit=9999", "unit=abc", "kind=%00", "page=-1", "page=99999999999999999999", "q=%00%ff" + "a" * 9000],
)
def test_index_survives_any_filter(client, place, query) -> None:
    me = place.person()
    put("a", Seat(person_id=me.pk))
    client.force_login(me.user)

    assert client.get(f"/viec/?{query}").status_code == 200
    assert client.get(f"/viec/danh-sach.xlsx?{query}").status_code == 200


def test_claim_and_release_by_button(client, place) -> None:
    me = place.person()
    item = put("a", Seat(person_id=me.pk))
    client.force_login(me.user)

    assert client.post(f"/viec/{item.pk}/nhan/").url == "/x/"
    assert Item.objects.get().claimed_by == me
    assert client.post(f"/viec/{item.pk}/tra-lai/").url == "/viec/"
    assert Item.objects.get().claimed_by is None


def test_claim_by_button_is_hidden_from_a_stranger(client, place) -> None:
    item = put("a", Seat(person_id=place.person().pk))
    client.force_login(place.person().user)

    assert [client.post(f"/viec/{item.pk}/{verb}/").status_code for verb in ("nhan", "tra-lai")] == [404, 404]
    assert client.get(f"/viec/{item.pk}/nhan/").status_code == 405


def test_claim_by_button_tells_who_was_first(client, place) -> None:
    unit = place.unit()
    (first, _), (second, _) = place.holder(unit, name="Đinh Thị An"), place.holder(unit)
    item = put("a", Seat("bi_thu", unit.pk))
    services.claim("k", "a", by=first, now=timezone.now())
    client.force_login(second.user)

    answer = client.post(f"/viec/{item.pk}/nhan/")

    assert answer.status_code == 409
    assert "Đinh Thị An đang xử lý việc này." in answer.text


def test_export_holds_the_filtered_list_and_no_formula(client, place, django_assert_max_num_queries) -> None:
    unit, me = place.unit("Chi đoàn Mẫu"), place.person()
    due = timezone.now() - timedelta(days=1)
    put("a", Seat(person_id=me.pk), title='=HYPERLINK("http://x")', unit_id=unit.pk, due_at=due, detail="hồ sơ\x07")
    put("b", Seat(person_id=me.pk), title="Việc khác")
    client.force_login(me.user)

    with django_assert_max_num_queries(12):
        answer = client.get("/viec/danh-sach.xlsx?tab=late")
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active

    assert answer["Content-Disposition"].endswith(f'filename="viec-cua-toi-{timezone.localdate():%Y%m%d}.xlsx"')
    rows = [list(row) for row in sheet.iter_rows()]
    assert [cell.value for cell in rows[0]][:4] == ["Công việc", "Nội dung", "Loại việc", "Đơn vị"]
    assert [cell.value for cell in rows[1]][:4] == ['=HYPERLINK("http://x")', "hồ sơ", "k", unit.name]
    assert rows[1][0].data_type == "s"
    assert rows[1][5].value == timezone.localtime(due).replace(tzinfo=None, microsecond=rows[1][5].value.microsecond)
    assert (rows[1][6].value, len(rows)) == ("Quá hạn", 2)
