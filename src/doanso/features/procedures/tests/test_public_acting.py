"""What an applicant does with a dossier: supplements, own steps, withdrawal, rating."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support.org import NOON

from doanso.blocks.eforms import services as eforms
from doanso.blocks.eforms.models import Draft
from doanso.blocks.workflow import queries as workflow
from doanso.core.audit.models import Event
from doanso.features.procedures.models import Rating, Status
from doanso.features.procedures.queries import desk, stated
from doanso.features.procedures.services import drawing
from doanso.features.procedures.tests import publicly
from doanso.features.procedures.tests.publicly import (
    ANSWERS,
    CCCD,
    OWN,
    PHONE,
    RECEIVE,
    SIGN,
    act,
    pdf,
    signed_in,
    supplement,
    turn,
    with_phone,
)
from doanso.lib.dates import local


def test_supplement_begins_with_the_earlier_answers_and_the_request(org, made, client) -> None:
    act(made.dossier, org.desk_officer, "supplement", comment="Ghi rõ lý do hơn.")
    text = client.get(f"{made.address}bo-sung/").content.decode()

    assert "Ghi rõ lý do hơn." in text
    assert f'value="{CCCD}"' in text
    assert "Bổ sung ngay" in client.get(made.address).content.decode()


def test_supplement_is_filed_and_the_dossier_goes_on(org, made, client) -> None:
    act(made.dossier, org.desk_officer, "supplement", comment="Ghi rõ lý do hơn.")
    sent = supplement(made, client, ly_do="Để xin học bổng")
    made.dossier.refresh_from_db()

    assert (sent.status_code, sent.url, made.dossier.status) == (302, made.address, Status.REGISTERED)
    assert [f.answers["ly_do"] for f in made.dossier.filings.order_by("pk")] == ["Cần cho việc học", "Để xin học bổng"]
    assert made.dossier.filings.last().answers["dien_thoai_lien_he"] == PHONE
    assert client.get(f"{made.address}bo-sung/").status_code == 409
    assert Draft.objects.count() == 0


def test_supplement_by_phone_does_not_reveal_the_citizen_number(org, made, client) -> None:
    act(made.dossier, org.desk_officer, "supplement", comment="Ghi rõ lý do hơn.")
    opened = with_phone(client, made)
    text = client.get(f"{opened.url}bo-sung/").content.decode()

    assert "Cần cho việc học" in text
    assert CCCD not in text


def test_answer_that_a_supplement_clears_is_gone_everywhere(org, made, client) -> None:
    act(made.dossier, org.desk_officer, "supplement", comment="Bỏ lý do.")
    supplement(made, client, ly_do="")

    assert "ly_do" not in stated.answers(made.dossier)
    assert "ly_do" not in drawing._answers(made.dossier)
    assert "Cần cho việc học" not in client.get(made.address).content.decode()
    assert "Cần cho việc học" in [row.text for row in _rows(desk.statements(made.dossier)[1])]  # as it was stated then


def test_supplement_by_phone_takes_nothing_away_that_it_did_not_show(org, client) -> None:
    _form_with_optional_papers(org)
    made = publicly.apply(Client(), so_ban="3", giay=SimpleUploadedFile("giay.txt", "Giấy chứng sinh".encode()))
    before = stated.answers(made.dossier)
    act(made.dossier, org.desk_officer, "supplement", comment="Bỏ lý do.")
    opened = with_phone(client, made)
    supplement(SimpleNamespace(address=opened.url), client, ly_do="", so_dinh_danh="", so_ban="3")

    assert (before["so_dinh_danh"], before["so_ban"]) == (CCCD, 3)
    assert before["giay"][0]["name"] == "giay.txt"
    assert stated.answers(made.dossier) == {key: value for key, value in before.items() if key != "ly_do"}


def _form_with_optional_papers(org) -> None:
    fields = [publicly.FIELDS[0], {**publicly.FIELDS[1], "required": False}, publicly.FIELDS[2]]
    paper = {"key": "giay", "type": "file", "label": "Giấy", "show_if": "not empty(so_dinh_danh)"}
    copies = {"key": "so_ban", "type": "number", "label": "Số bản"}
    section = {"key": "don", "title": "Đơn", "fields": [*fields, copies, paper]}
    form = {**publicly.FORM, "pages": [{"key": "don", "title": "Đơn", "sections": [section]}]}
    eforms.define(code="T-DON", name="Đơn", definition=form, by=None, now=NOON)
    publicly.publish(org)


def _rows(statement) -> list:
    return [row for _title, rows in statement.sections for row in rows]


def test_draft_of_a_supplement_does_not_serve_another_dossier(org, made, client) -> None:
    other = publicly.apply(Client())
    for one in (made, other):
        act(one.dossier, org.desk_officer, "supplement", comment="Bổ sung")
    page = client.get(f"{made.address}bo-sung/")
    turned = turn(client, f"{made.address}bo-sung/", page, **ANSWERS)
    token = turned.url.partition("nhap=")[2].partition("&")[0]

    assert client.get(f"{other.address}bo-sung/?nhap={token}").status_code == 404
    assert turn(client, f"{other.address}bo-sung/", page, **ANSWERS).status_code == 409


@pytest.fixture
def with_own_step(org):
    own_form = {**OWN, "key": "khai_them", "name": "Khai thêm", "extra": {"form": "T-DON"}}
    publicly.publish(org, flow={"steps": [RECEIVE, OWN, own_form, SIGN]})
    made = publicly.apply(Client())
    act(made.dossier, org.desk_officer, "forward")
    return made


def own_address(made) -> str:
    return f"{made.address}buoc/{workflow.open_steps(workflow.case_of(made.dossier)).get().pk}/"


def test_applicant_confirms_and_fills_in_steps_of_their_own(org, with_own_step, client) -> None:
    made = with_own_step
    assert "Xác nhận thông tin" in client.get(made.address).content.decode()
    confirm = own_address(made)
    assert client.post(confirm, {"comment": "Đúng rồi"}).url == made.address

    fill = own_address(made)
    page = client.get(fill)
    assert f'value="{CCCD}"' in page.content.decode()
    assert turn(client, fill, page, go="submit", **{**ANSWERS, "ly_do": "Khai thêm"}).url == made.address
    assert made.dossier.filings.get(step="khai_them").answers["ly_do"] == "Khai thêm"
    assert client.post(confirm).status_code == 404


def test_step_of_an_officer_is_not_the_applicants(made, client) -> None:
    assert client.get(own_address(made)).status_code == 404
    assert client.post(own_address(made)).status_code == 404


def test_own_step_of_another_dossier_is_closed(org, with_own_step, client) -> None:
    step = own_address(with_own_step).rpartition("buoc/")[2]
    other = publicly.apply(Client())

    assert client.post(f"{other.address}buoc/{step}").status_code == 404


@pytest.mark.parametrize("action", ["forward", "supplement"])
def test_officer_who_comes_second_to_a_request_learns_who_asked_and_when(org, made, action) -> None:
    step = workflow.open_steps(workflow.case_of(made.dossier)).get()
    act(made.dossier, org.desk_officer, "supplement", comment="Thiếu bản sao")

    address = f"/ho-so/{made.dossier.code}/buoc/{step.pk}/"
    told = signed_in(org.desk_officer).post(address, {"action": action, "comment": "Ảnh mờ"})

    assert told.status_code == 409
    assert "readonly>Ảnh mờ</textarea>" in told.content.decode()
    assert (
        f"{org.desk_officer.full_name} đã yêu cầu người nộp lúc {local(NOON):%H:%M %d/%m/%Y}" in told.content.decode()
    )


def test_withdrawal_asks_first_and_happens_once(made, client) -> None:
    assert client.get(f"{made.address}rut/").status_code == 200
    made.dossier.refresh_from_db()
    assert made.dossier.status == Status.REGISTERED

    assert client.post(f"{made.address}rut/", {"comment": "Nhầm"}).url == made.address
    made.dossier.refresh_from_db()
    assert made.dossier.status == Status.WITHDRAWN
    assert client.post(f"{made.address}rut/").status_code == 409


def test_finished_dossier_shows_its_result_and_is_rated_once(org, made, client) -> None:
    assert client.get(f"{made.address}ket-qua.pdf").status_code == 404
    assert client.post(f"{made.address}danh-gia/", {"score": "5"}).status_code == 409
    publicly.finish(org, made.dossier)

    assert pdf(client.get(f"{made.address}ket-qua.pdf")).startswith(b"%PDF")
    for wrong in ("", "0", "6", "٣", "5; drop"):
        assert client.post(f"{made.address}danh-gia/", {"score": wrong}).status_code == 409
    assert client.post(f"{made.address}danh-gia/", {"score": "4", "comment": "Nhanh"}).url == made.address
    assert client.post(f"{made.address}danh-gia/", {"score": "1"}).status_code == 409
    assert (Rating.objects.get().score, Rating.objects.get().comment) == (4, "Nhanh")
    assert "4 trên 5" in client.get(made.address).content.decode()


def test_visitor_withdraws_the_consent_before_anybody_took_the_dossier_up(made, client) -> None:
    address = f"{made.address}dong-y/"
    assert f'href="{address}"' in client.get(made.address).content.decode()
    assert "Hồ sơ chưa được tiếp nhận nên sẽ được rút cùng với sự đồng ý" in client.get(address).content.decode()

    done = client.post(address)
    made.dossier.refresh_from_db()

    assert (done.status_code, done.url, made.dossier.status) == (302, made.address, Status.WITHDRAWN)
    assert [row.kind for row in Event.objects.filter(kind="consent.withdrawn")] == ["consent.withdrawn"]
    assert f'href="{address}"' not in client.get(made.address).content.decode()
    assert client.post(address).status_code == 409


def test_visitor_is_told_what_it_means_for_a_dossier_that_is_being_handled(org, made, client) -> None:
    act(made.dossier, org.desk_officer, "forward")
    assert "Cán bộ giải quyết được báo ngay" in client.get(f"{made.address}dong-y/").content.decode()

    client.post(f"{made.address}dong-y/")
    made.dossier.refresh_from_db()

    assert made.dossier.status == Status.PROCESSING


def test_who_came_with_a_phone_number_withdraws_no_consent(made, client) -> None:
    opened = with_phone(client, made)

    assert client.post(f"{opened.url}dong-y/").status_code == 403
