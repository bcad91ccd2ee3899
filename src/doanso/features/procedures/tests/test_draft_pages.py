"""The pages of drafts, as an editor, a colleague and a stranger open them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support import org as organisation

from doanso.features.procedures.models import DraftState, ProcedureDraft, Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import drafts, exchange
from doanso.features.procedures.tests import office

pytestmark = pytest.mark.django_db
NOON = organisation.NOON
LEGAL = {"number": "123/2015/NĐ-CP", "title": "Hộ tịch", "issuer": "Chính phủ"}


@pytest.fixture
def org():
    org = office.build(
        documents=({"name": "Tờ khai", "original": 1, "copy": 0, "required": True}, {"name": "Sổ hộ khẩu", "copy": 1}),
        channels=({"mode": "truc_tuyen", "time": "3 ngày", "fee": "Không"},),
        legal=(LEGAL, "Luật Hộ tịch"),
        description="Dòng một\nDòng hai",
    )
    org.writer, org.second = organisation.person("Phan Văn Viết"), organisation.person("Mai Thị Duyệt")
    for person in (org.writer, org.second):
        organisation.seat(person, org.commune, "lanh_dao_don_vi")
    org.draft = drafts.revise(version=org.version, by=org.writer, now=NOON)
    return org


def browser(person) -> Client:
    client = Client()
    client.force_login(getattr(person, "user", None) or office.account(person))
    return client


def typed(form) -> dict[str, str]:
    """What the browser would send of this form if nobody touched it."""
    values = {name: form[name].value() for name in form.fields}
    sent = {name: "\r\n".join(v) if isinstance(v, list) else v for name, v in values.items() if v not in (None, False)}
    return {name: str(value).replace("\n", "\r\n").replace("\r\r", "\r") for name, value in sent.items()}


def address(org, rest: str = "") -> str:
    return f"/soan-thao/{org.draft.pk}/{rest}"


def test_guide_that_nobody_touched_changes_nothing(org) -> None:
    client = browser(org.writer)
    page = client.get(address(org, "thong-tin/"))
    sent = typed(page.context["form"]) | {"seen": "0"}

    assert client.post(address(org, "thong-tin/"), sent).status_code == 302
    sent = typed(page.context["channels"]) | {"seen": "0"}
    assert client.post(address(org, "cach-nop/"), sent).status_code == 302
    org.draft.refresh_from_db()
    assert org.draft.revision == 0


def test_guide_keeps_what_a_legal_basis_knows(org) -> None:
    client = browser(org.writer)
    sent = typed(client.get(address(org, "thong-tin/")).context["form"])
    sent |= {"legal": sent["legal"] + "\r\nThông tư mới", "name": "Tên mới", "limit": "2,5", "seen": "0"}

    client.post(address(org, "thong-tin/"), sent)

    org.draft.refresh_from_db()
    guide = org.draft.content["guide"]
    assert guide["legal"] == [LEGAL, "Luật Hộ tịch", "Thông tư mới"]
    assert (guide["name"], guide["limit"], org.draft.name) == ("Tên mới", "2.5", "Tên mới")


def test_guide_with_an_error_keeps_what_was_typed(org) -> None:
    client = browser(org.writer)
    sent = typed(client.get(address(org, "thong-tin/")).context["form"]) | {"limit": "ba", "fee": "9.000 đ"}

    answer = client.post(address(org, "thong-tin/"), sent)

    assert answer.status_code == 422
    assert (answer.context["form"]["limit"].value(), answer.context["form"]["fee"].value()) == ("ba", "9.000 đ")


def test_two_editors_of_the_name_see_both_texts(org) -> None:
    sent = typed(browser(org.writer).get(address(org, "thong-tin/")).context["form"]) | {"seen": "0"}
    browser(org.second).post(address(org, "thong-tin/"), sent | {"name": "Của đồng nghiệp"})

    answer = browser(org.writer).post(address(org, "thong-tin/"), sent | {"name": "Của tôi"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert ("Của đồng nghiệp" in page, "Của tôi" in page, "Mai Thị Duyệt" in page) == (True, True, True)


def test_documents_are_added_changed_moved_and_removed(org) -> None:
    client = browser(org.writer)
    add = {"name": "Ảnh 3×4", "original": "2", "copy": "0", "required": "on", "seen": "0"}
    client.post(address(org, "giay-to/"), add)
    client.post(address(org, "giay-to/tl_3/"), {"name": "Ảnh 4×6", "original": "2", "case": "Lần đầu", "seen": "1"})
    client.post(address(org, "giay-to/tl_3/chuyen/"), {"how": "up", "seen": "2"})
    client.post(address(org, "giay-to/tl_1/chuyen/"), {"how": "remove", "seen": "3"})

    org.draft.refresh_from_db()
    assert [(d["key"], d["name"]) for d in org.draft.content["guide"]["documents"]] == [
        ("tl_3", "Ảnh 4×6"),
        ("tl_2", "Sổ hộ khẩu"),
    ]
    labels = [edit.label for edit in org.draft.edits.order_by("number")]
    assert labels == ["Giấy tờ mới: Ảnh 3×4", "Giấy tờ: Ảnh 4×6", "Đã chuyển: Ảnh 4×6", "Đã bỏ: Tờ khai"]
    client.post(address(org, "hoan-tac/"), {"back": address(org, "thong-tin/")})
    org.draft.refresh_from_db()
    assert [d["key"] for d in org.draft.content["guide"]["documents"]] == ["tl_1", "tl_3", "tl_2"]


def test_what_is_new_is_told_part_by_part(org) -> None:
    client = browser(org.writer)
    client.post(address(org, "giay-to/"), {"name": "Hộ chiếu", "seen": "0"})

    page = client.get(address(org, "so-sanh/")).content.decode()

    assert [words in page for words in ("<h2>Giấy tờ</h2>", "Giấy tờ “Hộ chiếu”")] == [True, True]
    assert page.count("<table") == 1


@pytest.mark.parametrize("way", ["//example.com/x", "https://example.com/", "\\\\example.com", "javascript:alert(1)"])
def test_undo_never_leads_elsewhere(org, way) -> None:
    client = browser(org.writer)
    client.post(address(org, "giay-to/"), {"name": "Ảnh", "seen": "0"})

    assert client.post(address(org, "hoan-tac/"), {"back": way}).headers["Location"] == address(org)


def test_draft_goes_through_the_review_by_its_pages(org) -> None:
    writer, second = browser(org.writer), browser(org.second)
    writer.post(address(org, "giay-to/"), {"name": "Ảnh", "seen": "0"})
    writer.post(address(org, "gui-duyet/"), {"message": "Thêm ảnh"})
    assert writer.post(address(org, "duyet/"), {}).status_code == 403
    assert second.post(address(org, "tra-lai/"), {"opinion": ""}).status_code == 422
    second.post(address(org, "tra-lai/"), {"opinion": "Ảnh cỡ nào?"})
    writer.post(address(org, "gui-duyet/"), {"message": ""})
    assert second.post(address(org, "duyet/"), {"publish_on": "2020-01-01"}).status_code == 422

    assert second.post(address(org, "duyet/"), {}).status_code == 302

    version: Version = catalogue.current("T-1")
    assert (version.number, [d["name"] for d in version.documents]) == (2, ["Tờ khai", "Sổ hộ khẩu", "Ảnh"])


def test_new_procedure_begins_as_a_copy_with_a_code_of_its_own(org) -> None:
    client = browser(org.writer)
    taken = {"name": "Bản sao", "code": "t-1", "owner": org.commune.code}
    assert client.post("/soan-thao/moi/?mau=T-1", taken).status_code == 422

    assert client.post("/soan-thao/moi/?mau=T-1", taken | {"code": "bs-1"}).status_code == 302

    made = ProcedureDraft.objects.get(code="BS-1").content
    copied = contents.of_version(org.version)
    assert (made["form"], made["flow"], made["guide"]["name"]) == (copied["form"], copied["flow"], "Bản sao")


@pytest.mark.parametrize("who", ["neighbour_admin", "stranger", "desk_officer"])
def test_pages_of_a_draft_are_not_there_for_others(org, who) -> None:
    client = browser(getattr(org, who))
    for rest in ("", "thong-tin/", "lich-su/", "giay-to/tl_1/"):
        assert client.get(address(org, rest)).status_code == 404
    for rest in ("thong-tin/", "cach-nop/", "giay-to/", "giay-to/tl_1/", "giay-to/tl_1/chuyen/", "hoan-tac/",
                 "lam-lai/", "gui-duyet/", "rut-lai/", "duyet/", "tra-lai/", "bo/"):  # fmt: skip
        assert client.post(address(org, rest), {"how": "up", "name": "Chiếm"}).status_code == 404
    org.draft.refresh_from_db()
    assert (org.draft.revision, org.draft.state) == (0, DraftState.WRITING)


def test_drafts_need_a_seat_that_writes(org) -> None:
    assert browser(org.desk_officer).get("/soan-thao/").status_code == 403
    assert browser(org.writer).get("/soan-thao/").status_code == 200


def upload(content) -> SimpleUploadedFile:
    return SimpleUploadedFile("thu-tuc.json", exchange.write(content))


def test_file_is_shown_before_it_becomes_the_next_version(org) -> None:
    drafts.drop(draft_id=org.draft.pk, by=org.writer, now=NOON)
    client, content = browser(org.writer), contents.of_version(org.version)
    content["guide"] |= {"fee": "9.000 đ"}

    page = client.post("/soan-thao/nhap/", {"file": upload(content)})
    assert [row.after for part in page.context["parts"] for row in part.rows] == ["9.000 đ"]
    assert not ProcedureDraft.objects.filter(state=DraftState.WRITING).exists()

    sent = {name: page.context["form"][name].value() for name in ("content", "code", "owner")}
    client.post("/soan-thao/nhap/lay/", sent)
    made = ProcedureDraft.objects.get(state=DraftState.WRITING)
    assert (made.base, made.content["guide"]["fee"], made.revision) == (org.version, "9.000 đ", 1)


def test_file_of_another_units_procedure_needs_a_new_code(org) -> None:
    foreign = office.publish(org.neighbour, code="N-1")
    client, content = browser(org.writer), contents.of_version(foreign)
    page = client.post("/soan-thao/nhap/", {"file": upload(content)})
    assert (page.context["meets"].foreign, page.context["parts"]) == (True, [])
    sent = {"content": page.context["form"]["content"].value(), "code": "N-1", "owner": org.commune.code}

    assert client.post("/soan-thao/nhap/lay/", sent).status_code == 422
    client.post("/soan-thao/nhap/lay/", sent | {"code": "N-2"})

    assert ProcedureDraft.objects.get(code="N-2").owner == org.commune
    assert not ProcedureDraft.objects.filter(code="N-1").exists()


def test_file_changed_on_its_way_back_is_looked_at_again(org) -> None:
    sent = {"content": '{"format": "doanso.procedure/1"}', "code": "X-1", "owner": org.commune.code}
    assert browser(org.writer).post("/soan-thao/nhap/lay/", sent).status_code == 409


def test_draft_leaves_as_json_and_bpmn_and_its_steps_come_back(org) -> None:
    client = browser(org.writer)
    whole = client.get(address(org, "tap-tin/thu-tuc.json"))
    assert exchange.read(whole.content) == org.draft.content
    steps = client.get(address(org, "tap-tin/cac-buoc.bpmn")).content

    answer = client.post(address(org, "tap-tin/bpmn/"), {"bpmn-file": SimpleUploadedFile("a.bpmn", steps), "seen": "0"})

    org.draft.refresh_from_db()
    assert (answer.status_code, org.draft.revision) == (302, 0)
