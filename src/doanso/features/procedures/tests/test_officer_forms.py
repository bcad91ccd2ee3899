"""The form of an officer's step: filling it in finishes the step, later steps read it, applicants do not see it."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.support import org as organisation

from doanso.blocks.eforms import services as eforms
from doanso.blocks.workflow import queries as workflow
from doanso.features.procedures.models import Filing
from doanso.features.procedures.queries import applicants, desk, stated
from doanso.features.procedures.tests import publicly
from doanso.features.procedures.tests.publicly import OWN, RECEIVE, SIGN, act, signed_in, turn
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
NOON = organisation.NOON
CHECKED = [
    {"key": "ket_qua", "type": "choice", "label": "Kết quả kiểm tra", "options": ["Đạt", "Chưa đạt"], "required": True},
    {"key": "so_tien", "type": "money", "label": "Số tiền phải nộp", "show_if": "ket_qua == 'Đạt'", "required": True},
    {"key": "ly_do", "type": "long_text", "label": "Nhận xét"},
    {"key": "bien_ban", "type": "file", "label": "Biên bản"},
]
SECTION = {"key": "kiem_tra", "title": "Kiểm tra", "fields": CHECKED}
INSPECTION = {"pages": [{"key": "kiem_tra", "title": "Kiểm tra", "sections": [SECTION]}], "code": "B-KT"}
INSPECT = {
    "key": "kiem_tra",
    "name": "Kiểm tra thực tế",
    "assignee": "bo_phan_mot_cua",
    "actions": ["forward", "supplement", "return"],
    "extra": {"form": "B-KT"},
}
FORK = {"key": "re", "kind": "branch", "name": "Rẽ", "cases": [{"when": "ket_qua == 'Đạt'", "to": "ky"}], "to": "lai"}
AGAIN = {"key": "lai", "name": "Hướng dẫn làm lại", "assignee": "bo_phan_mot_cua", "actions": ["forward"]}
PASSED = {"ket_qua": "Đạt", "so_tien": "150.000", "ly_do": "Nhà đúng hồ sơ"}


@pytest.fixture
def org() -> SimpleNamespace:
    org = publicly.build()
    inspection = INSPECTION | {"title": "Biên bản kiểm tra"}
    eforms.define(code="B-KT", name="Biên bản kiểm tra", definition=inspection, by=None, now=NOON)
    publicly.publish(org, flow={"steps": [RECEIVE, INSPECT, FORK, AGAIN, SIGN]})
    org.made = publicly.apply(Client())
    act(org.made.dossier, org.desk_officer, "forward")
    org.officer = signed_in(org.desk_officer)
    return org


def waiting(org: SimpleNamespace) -> Any:
    return workflow.open_steps(workflow.case_of(org.made.dossier)).get()


def address(org: SimpleNamespace) -> str:
    return f"/ho-so/{org.made.dossier.code}/buoc/{waiting(org).pk}/"


def sent(org: SimpleNamespace, client: Client | None = None, **answers: Any) -> Any:
    at, client = f"{address(org)}bieu-mau/", client or org.officer
    return turn(client, at, client.get(at), go="submit", **{**PASSED, **answers})


def test_step_is_finished_by_its_form_and_the_next_step_follows_from_the_answers(org) -> None:
    page = org.officer.get(f"/ho-so/{org.made.dossier.code}/").content.decode()
    assert (f'href="{address(org)}bieu-mau/"' in page, "Điền “Biên bản kiểm tra”" in page) == (True, True)

    answer = sent(org)

    assert (answer.status_code, answer.url) == (302, f"/ho-so/{org.made.dossier.code}/")
    filing = Filing.objects.get(step="kiem_tra")
    assert (filing.answers, filing.by) == (
        {"ket_qua": "Đạt", "so_tien": 150000, "ly_do": "Nhà đúng hồ sơ"},
        org.desk_officer,
    )
    assert waiting(org).step == "ky"
    told = desk.statements(org.made.dossier)[0]
    assert (told.title, told.by) == ("Kiểm tra thực tế", org.desk_officer.full_name)
    assert stated.answers(org.made.dossier)["so_tien"] == 150000


def test_step_does_not_go_on_without_its_form_rightly_filled_in_but_may_be_given_back(org) -> None:
    at, step = f"{address(org)}bieu-mau/", waiting(org)
    assert "Xong, hồ sơ đi tiếp" in org.officer.get(at).content.decode()  # a fork comes next, which nobody does
    wrong = sent(org, so_tien="nhiều")
    assert 'value="nhiều"' in wrong.content.decode()
    turn(org.officer, at, wrong, go="save", **PASSED)
    assert "Nhà đúng hồ sơ" in org.officer.get(at).content.decode()  # what was begun is there again
    with pytest.raises(Refused, match="Bước này có biểu mẫu riêng"):
        act(org.made.dossier, org.desk_officer, "forward")
    forward = org.officer.post(address(org), {"action": "forward"})
    at_once = org.officer.post("/ho-so/hang-loat/", {"code": [org.made.dossier.code]}, follow=True)

    assert forward.status_code == 422
    assert "không có bước nào bạn chuyển tiếp được" in at_once.content.decode()
    assert waiting(org).pk == step.pk
    assert (
        org.officer.post(address(org), {"action": "return", "to": "tiep_nhan", "comment": "Xem lại"}).status_code == 302
    )
    assert waiting(org).step == "tiep_nhan"


def test_form_of_a_step_is_for_who_does_the_step(org) -> None:
    at = f"{address(org)}bieu-mau/"
    step = waiting(org).pk

    assert signed_in(org.deputy).get(at).status_code == 404
    assert signed_in(org.head).get(at).status_code in {403, 404}
    assert Client().get(at).status_code == 302
    assert Client().get(f"{org.made.address}buoc/{step}/").status_code == 404
    page = org.officer.get(at)
    sent(org)
    late = turn(org.officer, at, page, go="submit", **PASSED)
    assert (late.status_code, "đã làm xong bước này" in late.content.decode()) == (409, True)
    assert org.officer.get(at).url == f"/ho-so/{org.made.dossier.code}/"
    assert Filing.objects.filter(step="kiem_tra").count() == 1


def test_applicant_sees_nothing_of_what_an_officer_filled_in(org) -> None:
    """Neither among the answers, nor as a file, nor in the form of a supplement that has a question of the same key."""
    sent(org, ket_qua="Chưa đạt", bien_ban=SimpleUploadedFile("bien-ban.txt", "Biên bản".encode()))
    dossier, client, filing = org.made.dossier, Client(), Filing.objects.get(step="kiem_tra")
    [file] = filing.files.all()
    assert (waiting(org).step, filing.answers["ket_qua"], "so_tien" in filing.answers) == ("lai", "Chưa đạt", False)

    assert "Nhà đúng hồ sơ" not in client.get(org.made.address).content.decode()
    assert client.get(f"{org.made.address}tep/{file.token}/").status_code == 404
    answer = org.officer.get(f"/ho-so/{dossier.code}/tep/{file.token}/")
    assert b"".join(answer.streaming_content).decode() == "Biên bản"
    assert stated.answers(dossier)["ly_do"] == "Nhà đúng hồ sơ"
    assert stated.of_applicant(dossier)["ly_do"] == publicly.ANSWERS["ly_do"]
    assert applicants.file_of(dossier, file.token) is None


def test_form_of_a_consultation_with_the_applicant_is_the_applicants_alone(org) -> None:
    both = {
        "key": "hoi",
        "name": "Lấy ý kiến",
        "kind": "consult",
        "actions": ["forward"],
        "branches": [
            {"key": "a", "name": "Người nộp", "assignee": OWN["assignee"]},
            {"key": "b", "name": "Văn phòng", "assignee": "bo_phan_mot_cua"},
        ],
        "extra": {"form": "B-KT"},
    }
    publicly.publish(org, flow={"steps": [RECEIVE, both, SIGN]})
    org.made = publicly.apply(Client())
    act(org.made.dossier, org.desk_officer, "forward")
    steps = desk.open_steps(org.made.dossier, org.desk_officer, NOON)

    assert [(one.row.branch, one.fill, [name for name, _label in one.actions]) for one in steps] == [
        ("a", None, []),
        ("b", None, ["forward"]),
    ]
    own, other = (one.row.pk for one in steps)
    assert "Kết quả kiểm tra" in Client().get(f"{org.made.address}buoc/{own}/").content.decode()
    assert org.officer.post(f"/ho-so/{org.made.dossier.code}/buoc/{other}/", {"action": "forward"}).status_code == 302
