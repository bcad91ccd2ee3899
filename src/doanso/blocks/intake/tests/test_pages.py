"""The pages of an import, as a secretary on a phone goes through them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.blocks.intake import services
from doanso.blocks.intake.models import Batch
from doanso.blocks.intake.tests import making
from doanso.core.accounts.models import Person, User

pytestmark = pytest.mark.django_db
GOOD = ("Vừ A Mới", "05/03/2004", "001204000011", "T-CD")
BAD = ("Mùa A Sai", "2004", "12", "T-CD")
SEND = "/nhap-lieu/gui/members.register/?don-vi=T-CD"


@pytest.fixture
def org():
    return organisation.build()


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(User.objects.get_or_create(username=f"u{person.pk}", person=person)[0])
    return client


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_from_the_menu_to_written_rows(org) -> None:
    client = browser(org.secretary)
    assert "/nhap-lieu/" in client.get("/").content.decode()
    assert "Đoàn viên các chi đoàn" in text(client.get("/nhap-lieu/"))
    sent = client.post(SEND, {"file": SimpleUploadedFile("ds.xlsx", making.xlsx([GOOD, BAD]))})
    page = sent.headers["Location"]
    assert "Đang đọc tệp: đã được 0 dòng" in text(client.get(page))
    batch = making.worked(Batch.objects.get())

    shown = text(client.get(page))
    assert "1 dòng bị từ chối" in shown
    assert "Số căn cước: Không đủ 12 chữ số." in shown
    assert "Mùa A Sai" not in text(client.get(f"{page}?dong=create"))
    assert client.post(f"{page}nghia-cua-tu/").status_code == 302  # nothing is asked: the rows are checked again
    making.worked(batch)
    assert client.post(f"{page}xac-nhan/").status_code == 409
    assert client.post(f"{page}xac-nhan/", {"without_refused": "1"}).status_code == 302
    assert "Đang kiểm tra lại và ghi" in text(client.get(page, headers={"HX-Request": "true"}))
    making.worked(batch)
    assert "Đã ghi 1 dòng. Bỏ qua 1 dòng bị từ chối." in text(client.get(page))
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_refused_rows_come_back_with_their_reasons_and_may_be_sent_again(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [GOOD, BAD])
    file = browser(org.secretary).get(f"/nhap-lieu/{batch.pk}/cac-dong.xlsx?dong=refuse")
    content = b"".join(file.streaming_content)
    rows = making.sheet_of(content)
    assert (rows[0][0], rows[0][-1], len(rows)) == ("Họ và tên *", "Ghi chú (không nhập)", 2)
    assert rows[1][0] == "Mùa A Sai"
    assert rows[1][-1].startswith("Dòng 3: Từ chối\nSố căn cước: Không đủ 12 chữ số.")
    again = making.worked(making.send(org.secretary, org.branch, content))
    assert (again.state, again.counts) == ("ready", {"refuse": 1})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("ds.pdf", b"%PDF-1.4\n%%EOF\n", "Ở đây không nhận tệp"),
        ("ds.xlsx", b"", "trống"),
        ("ds.xlsx", b"Ho ten;Ngay sinh", "không được nhận"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_at_once(org, name, content, words) -> None:
    answer = browser(org.secretary).post(SEND, {"file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, words in text(answer)) == (409, True)
    assert not Batch.objects.exists()


def test_list_of_files_asks_as_much_for_many_as_for_one(org, django_assert_num_queries) -> None:
    from django.db import connection  # both beside their only use
    from django.test.utils import CaptureQueriesContext

    client = browser(org.secretary)
    making.send(org.secretary, org.branch, making.xlsx([GOOD]))
    client.get("/nhap-lieu/")
    with CaptureQueriesContext(connection) as one:
        client.get("/nhap-lieu/")
    for _more in range(3):
        making.send(org.secretary, org.branch, making.xlsx([GOOD]))
    with django_assert_num_queries(len(one)):
        client.get("/nhap-lieu/")


def test_page_of_rows_asks_as_much_for_many_as_for_one(org, django_assert_num_queries) -> None:
    from django.db import connection  # both beside their only use
    from django.test.utils import CaptureQueriesContext

    client = browser(org.secretary)
    few = making.previewed(org.secretary, org.branch, [GOOD])
    many = making.previewed(org.secretary, org.branch, [(f"Người {n}", "2004", None, "T-CD") for n in range(60)])
    client.get(few.get_absolute_url())
    with CaptureQueriesContext(connection) as one:
        client.get(few.get_absolute_url())
    with django_assert_num_queries(len(one)):
        client.get(f"{many.get_absolute_url()}?page=2")


def test_others_do_not_even_learn_of_a_batch(org) -> None:
    batch = making.previewed(org.secretary, org.branch, [GOOD])
    neighbour = organisation.person("Thào Kế Bên")
    organisation.seat(neighbour, org.sister, "bi_thu")
    for somebody, status in ((neighbour, 404), (org.stranger, 404), (org.deputy, 200), (org.base_secretary, 200)):
        assert browser(somebody).get(batch.get_absolute_url()).status_code == status
    services.cancel(batch_id=batch.pk, by=org.deputy, now=NOON)
    assert "ds.xlsx" not in text(browser(neighbour).get("/nhap-lieu/"))
