"""The API as another office's program uses it."""

import json
from datetime import datetime
from functools import partial

import pytest
from django.test import Client as Browser

from doanso.features.procedures.demo import content
from doanso.features.procedures.models import Client, Dossier
from doanso.features.procedures.services import catalogue, clients
from doanso.lib import demo
from tests.support import org as organisation
from tests.support.org import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    """The office that handles one imported procedure."""
    from doanso.features.procedures.importer import load
    from doanso.features.procedures.importer.read import read
    from doanso.features.procedures.tests.test_importer import source

    made = organisation.build()
    load.publish(mapped=read(source()), owner=made.desk, by=None, now=NOON)
    return made


@pytest.fixture
def program(org) -> str:
    """The token of a client of the desk's own commune."""
    return clients.register(
        name="Cổng xã", unit=org.commune, scopes=["submit", "read"], by=None, now=NOON, token="a" * 40
    )[1]


def post(path: str, body: object, token: str = "") -> object:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Browser().post(path, json.dumps(body), content_type="application/json", headers=headers)


def get(path: str, token: str = "") -> object:
    return Browser().get(path, headers={"Authorization": f"Bearer {token}"} if token else {})


def answers() -> dict:
    return {
        "tu_cach": "ca_nhan",
        "ho_ten": "Nguyễn Văn An",
        "ngay_sinh": "2000-02-29",
        "noi_cu_tru": {"province": "91", "commune": "Xã Mỹ Hòa Hưng", "detail": "Ấp 1"},
        "noi_dung": "Xin neo đậu",
        "nop_ban_giay": True,
        "dien_thoai_lien_he": "0912345678",
        "dong_y_du_lieu": "1",
    }


def test_openapi_lists_every_address(org) -> None:
    paths = get("/api/openapi.json").json()["paths"]

    assert sorted(paths) == [
        "/api/v1/dossiers",
        "/api/v1/dossiers/{code}",
        "/api/v1/files",
        "/api/v1/procedures",
        "/api/v1/procedures/{code}",
    ]


def test_procedures_are_listed_and_searched_without_diacritics(org) -> None:
    assert get("/api/v1/procedures?q=neo+dau").json()["items"][0]["code"] == "9.000001"
    assert get("/api/v1/procedures?q=khong-co").json() == {"count": 0, "items": []}


def test_procedure_comes_with_the_schema_of_its_form(org) -> None:
    found = get("/api/v1/procedures/9.000001").json()

    assert found["form"]["properties"]["ho_ten"]["type"] == "string"
    assert "ho_ten" in found["form"]["required"]
    assert get("/api/v1/procedures/none").status_code == 404


def test_submitting_gives_a_code_and_a_deadline(org) -> None:
    made = post("/api/v1/dossiers", {"procedure": "9.000001", "answers": answers()})

    assert made.status_code == 201, made.content
    body = made.json()
    assert body["code"].startswith("T99.1-")
    assert body["due_at"] is not None
    assert get(f"/api/v1/dossiers/{body['tracking']}").json()["status"] == 1


def test_wrong_answers_are_named_field_by_field(org) -> None:
    made = post("/api/v1/dossiers", {"procedure": "9.000001", "answers": answers() | {"ho_ten": "", "xyz": 1}})

    assert made.status_code == 422
    assert {"ho_ten", "xyz"} <= set(made.json()["errors"])
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, [], "x", {"procedure": 1}, {"procedure": "none", "answers": {}}, {"answers": None}]
)
def test_misshapen_bodies_are_answered_with_422(org, body) -> None:
    answer = post("/api/v1/dossiers", body)

    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_what_has_no_shape_at_all_is_told_in_the_programs_language(org) -> None:
    for language, wrong, broken in (
        ("vi", "Trường này phải là đối tượng gồm các trường có tên.", "Không đọc được nội dung yêu cầu."),
        ("en", "This must be an object with named fields.", "The body of the request cannot be read."),
    ):
        send = partial(Browser().post, "/api/v1/dossiers", content_type="application/json")
        told = {"headers": {"Accept-Language": language}}
        shape = send(json.dumps({"procedure": "x", "answers": []}), **told)
        assert (shape.status_code, shape.json()) == (422, {"errors": {"answers": [wrong]}})
        text = send("{", **told)
        assert (text.status_code, text.json()) == (400, {"detail": broken})


def test_program_that_missed_the_answer_gets_it_again(org, program) -> None:
    body = {"procedure": "9.000001", "answers": answers(), "once": "l" * 63 + "1"}

    first, again = post("/api/v1/dossiers", body, program), post("/api/v1/dossiers", body, program)
    other = post("/api/v1/dossiers", body | {"once": "l" * 63 + "2"}, program)

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    told, repeated = first.json(), again.json()
    assert datetime.fromisoformat(repeated.pop("due_at")) == datetime.fromisoformat(told.pop("due_at"))
    assert repeated == told | {"key": "", "url": f"/tra-cuu/?ma={told['tracking']}"}
    assert Dossier.objects.count() == 2


def test_submission_of_another_program_or_of_a_visitor_tells_nothing(org, program) -> None:
    body = {"procedure": "9.000001", "answers": answers(), "once": "lan-1"}
    stranger = clients.register(name="Lạ", unit=org.neighbour, scopes=["submit"], by=None, now=NOON)[1]

    assert [post("/api/v1/dossiers", body, token).status_code for token in (program, stranger, "")] == [201] * 3
    repeated = post("/api/v1/dossiers", body)
    assert (repeated.status_code, repeated.json()) == (409, {"detail": "Tờ khai này đã được nộp rồi."})
    assert Dossier.objects.count() == 3


def test_visitors_who_use_the_same_id_do_not_meet(org) -> None:
    body = {"procedure": "9.000001", "answers": answers(), "once": "1"}
    other = {**body, "answers": answers() | {"ho_ten": "Giàng Thị Khác"}}

    assert [post("/api/v1/dossiers", one).status_code for one in (body, other, body, other)] == [201, 201, 409, 409]
    assert Dossier.objects.count() == 2


def test_dossier_code_is_readable_by_its_office_alone(org, program) -> None:
    code = post("/api/v1/dossiers", {"procedure": "9.000001", "answers": answers()}).json()["code"]
    stranger = clients.register(name="Lạ", unit=org.neighbour, scopes=["read"], by=None, now=NOON)[1]

    assert get(f"/api/v1/dossiers/{code}", program).json()["code"] == code
    assert get(f"/api/v1/dossiers/{code}", stranger).status_code == 404
    assert get(f"/api/v1/dossiers/{code}").status_code == 404


def test_trying_tracking_codes_is_as_limited_as_on_the_page(org, program, settings) -> None:
    settings.RATE_LIMITS = True
    known = post("/api/v1/dossiers", {"procedure": "9.000001", "answers": answers()}).json()["tracking"]
    tries = [get(f"/api/v1/dossiers/sai{number}").status_code for number in range(31)]

    assert tries == [404] * 30 + [429]
    assert Browser().get("/tra-cuu/", {"ma": known}).status_code == 429
    assert get(f"/api/v1/dossiers/{known}", program).status_code == 200


def test_unknown_and_revoked_tokens_are_refused(org, program) -> None:
    clients.revoke(client_id=Client.objects.get(name="Cổng xã").pk, by=None, now=NOON)

    assert get("/api/v1/procedures", program).status_code == 401
    assert get("/api/v1/procedures", "wrong").status_code == 401


def test_token_without_the_scope_cannot_submit(org) -> None:
    reader = clients.register(name="Chỉ đọc", unit=org.commune, scopes=["read"], by=None, now=NOON)[1]

    assert post("/api/v1/dossiers", {"procedure": "9.000001", "answers": answers()}, reader).status_code == 403


def test_catalogue_accepts_every_demonstration_procedure() -> None:
    """The content of each of the 31 is complete before anything is stored."""
    rows = demo.data("procedures")["procedures"]

    assert [isinstance(content(row), catalogue.Content) for row in rows] == [True] * 31
