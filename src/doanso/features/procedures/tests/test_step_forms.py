"""The form of a step: made from its row, written in the editor of forms, published with the procedure."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.support import org as organisation

from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.editing import Spot
from doanso.blocks.workflow import editing
from doanso.features.procedures.services.authoring import asking, drafts, facts, questions, reviewing
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.tests import office
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
NOON = organisation.NOON
OWN = {"key": "giai_trinh", "name": "Giải trình", "kind": "task", "assignee": "nguoi_nop", "actions": ["forward"]}


@pytest.fixture
def org() -> SimpleNamespace:
    org = organisation.build()
    org.writer = organisation.person("Phan Văn Viết")
    organisation.seat(org.writer, org.commune, "lanh_dao_don_vi")
    content = contents.blank(code="XN-01", kind="TTHC", name="Xác nhận tạm trú thử")
    content["guide"]["field"] = "Cư trú"
    content["flow"]["steps"].insert(1, OWN)
    org.draft = drafts.begin(content=content, owner=org.commune, by=org.writer, now=NOON)
    org.at = f"/soan-thao/{org.draft.pk}/"
    org.browser = Client()
    org.browser.force_login(office.account(org.writer))
    return org


def content(org: SimpleNamespace) -> dict[str, Any]:
    org.draft.refresh_from_db()
    return org.draft.content


def post(org: SimpleNamespace, rest: str, **data: str) -> Any:
    org.draft.refresh_from_db()
    return org.browser.post(org.at + rest, {"seen": org.draft.revision, **data})


def step(org: SimpleNamespace) -> dict[str, Any]:
    return editing.step(content(org)["flow"], "giai_trinh")


def made(org: SimpleNamespace, source: str = "") -> str:
    answer = post(org, "buoc/giai_trinh/bieu-mau/", title="Giải trình thêm", source=source)
    assert answer.url == org.at + "bieu-mau-buoc/B-XN-01-1/"
    return answer.url.removeprefix(org.at)


def codes(org: SimpleNamespace) -> list[tuple[str, str]]:
    org.draft.refresh_from_db()
    found = facts.findings(org.draft, NOON.date())
    return [(finding.level, finding.code) for finding in found if finding.code.startswith("form_")]


def test_form_is_made_from_the_row_written_and_published_with_the_procedure(org) -> None:
    row = org.browser.get(org.at + "cac-buoc/").content.decode()
    assert f'href="{org.at}buoc/giai_trinh/bieu-mau/"' in row
    assert f'href="{org.at}buoc/buoc_1/bieu-mau/"' in row
    asks = [org.browser.get(f"{org.at}buoc/{key}/bieu-mau/").content.decode() for key in ("giai_trinh", "buoc_1")]
    assert ["người nộp được mời điền" in text for text in asks] == [True, False]
    assert ["Người nộp không thấy nội dung này" in text for text in asks] == [False, True]

    at = made(org)
    assert (step(org)["extra"], codes(org)) == ({"form": "B-XN-01-1"}, [("error", "form_unfinished")])
    with pytest.raises(Refused, match="chưa soạn xong"):
        reviewing.send(draft_id=org.draft.pk, by=org.writer, now=NOON)

    added = post(org, at + "them/", them="section:muc_1", label="Lý do", type="long_text")
    assert added.url == org.at + at + "?mo=field%3Aly_do#c-field-ly_do"
    logic = {"spot": "field:ly_do", "dat": "check", "s-0": "len(ly_do)", "t-0": "least", "v-0": "10"}
    assert post(org, at + "dieu-kien/", go="save", message="Xin viết rõ hơn.", **logic).status_code == 302
    assert content(org)["form"] == contents.blank(code="X", kind="TTHC", name="X")["form"]
    assert "Lý do" in org.browser.get(org.at + at + "xem-thu/").content.decode()
    assert codes(org) == []
    news = org.browser.get(org.at + "so-sanh/").content.decode()
    assert ("Biểu mẫu của bước" in news, "Giải trình thêm" in news) == (True, True)

    reviewing.send(draft_id=org.draft.pk, by=org.writer, now=NOON)
    assert org.browser.get(org.at + at).context["writing"] is False
    second = organisation.person("Mai Thị Duyệt")
    organisation.seat(second, org.commune, "lanh_dao_don_vi")
    reviewing.approve(draft_id=org.draft.pk, by=second, now=NOON)
    org.draft.refresh_from_db()
    pinned = eforms.version(org.draft.version.extra["step_forms"]["B-XN-01-1"]).definition
    assert [f["label"] for f in pinned["pages"][0]["sections"][0]["fields"]] == ["Lý do"]


def test_form_begins_as_a_copy_gets_another_title_and_goes_with_one_undo(org) -> None:
    at = made(org, source="rieng")
    before = content(org)
    copied = before["step_forms"]["B-XN-01-1"]
    assert copied == {"code": "B-XN-01-1", "title": "Giải trình thêm", "pages": before["form"]["pages"]}
    assert org.browser.get(org.at + "buoc/giai_trinh/bieu-mau/").url == org.at + at
    assert post(org, at + "ten/", title="Bản giải trình", seen="0").status_code == 409  # before there was the form

    assert post(org, at + "ten/", title=" ").status_code == 422
    post(org, at + "ten/", title="Bản giải trình")
    assert "Biểu mẫu: Bản giải trình" in org.browser.get(org.at + "cac-buoc/").content.decode()
    post(org, at + "bo/")
    assert ("extra" in step(org), content(org)["step_forms"]) == (False, {})
    post(org, "hoan-tac/")
    assert (step(org)["extra"]["form"], content(org)["step_forms"]["B-XN-01-1"]["title"]) == (
        "B-XN-01-1",
        "Bản giải trình",
    )


def _edit(org: SimpleNamespace, make: Any) -> None:
    org.draft.refresh_from_db()
    seen = {"draft_id": org.draft.pk, "seen": org.draft.revision, "by": org.writer, "now": NOON}
    drafts.edit(make=make, label="x", **seen)


def test_form_that_is_gone_or_never_seen_is_told_at_its_step(org) -> None:
    at = made(org, source="rieng")
    flow = editing.change(content(org)["flow"], "giai_trinh", {"kind": "vote", "assignee": "bch(don_vi_nop)"})

    def edit(**parts: Any) -> None:
        _edit(org, lambda told: told | parts)

    edit(flow=flow)
    assert codes(org) == [("warning", "form_unseen")]
    assert org.browser.get(org.at + "cac-buoc/").context["idle_forms"] == {}
    edit(flow=editing.remove(flow, "giai_trinh"))
    assert org.browser.get(org.at + "cac-buoc/").context["idle_forms"] == {"B-XN-01-1": "Giải trình thêm"}
    edit(flow=flow)
    edit(step_forms={})
    assert codes(org) == [("error", "form_gone"), ("warning", "form_unseen")]
    assert org.browser.get(org.at + at).url == org.at + "cac-buoc/"
    assert post(org, at + "them/", them="section:muc_1", label="x", type="text").status_code == 404


def test_steps_read_the_answers_of_a_form_of_a_step(org) -> None:
    """Conditions offer them, the linter knows their kinds, and a new key is followed; a copied key stays the form's."""
    at = made(org)
    post(org, at + "them/", them="section:muc_1", label="Kết quả kiểm tra", type="choice")
    post(org, at + "them/", them="section:muc_1", label="Nội dung", type="text")
    fork = {"key": "re", "name": "Rẽ", "kind": "branch", "to": "buoc_2", "cases": []}
    reads = "ket_qua_kiem_tra == 'Câu trả lời 1' and len(noi_dung) > 3"
    fork["cases"] = [{"when": reads, "to": "buoc_1"}, {"when": "khong_co > 3", "to": "buoc_1"}]
    _edit(org, lambda told: told | {"flow": {"steps": [*told["flow"]["steps"][:2], fork, told["flow"]["steps"][2]]}})

    known = asking.questions(content(org))
    assert (known["ket_qua_kiem_tra"].label, known["noi_dung"].kind) == ("Kết quả kiểm tra", "text")
    wrong = [one for one in facts.findings(org.draft, NOON.date()) if one.step == "re"]
    assert [one.message for one in wrong] == ["Điều kiện “khong_co > 3” không dùng được: Không có trường “khong_co”."]

    spots = {key: Spot("field", key) for key in ("ket_qua_kiem_tra", "noi_dung")}
    code = "B-XN-01-1"
    assert questions.readers(content(org), [spots["ket_qua_kiem_tra"]], code) == ["bước “3. Rẽ”"]
    assert questions.readers(content(org), [spots["noi_dung"]], code) == []
    renamed = questions.rename(content(org), spots["ket_qua_kiem_tra"], "dat", questions.RESERVED, code)
    renamed = questions.rename(renamed, spots["noi_dung"], "khac", questions.RESERVED, code)
    assert editing.step(renamed["flow"], "re")["cases"][0]["when"] == reads.replace("ket_qua_kiem_tra", "dat")


def test_condition_over_an_answer_that_is_not_there_yet_is_told(org) -> None:
    """`giai_trinh` asks it, the fork before may lead past it: a check behind would hold those up for ever."""
    at = made(org)
    post(org, at + "them/", them="section:muc_1", label="Số tiền", type="money")
    first, asks, last = content(org)["flow"]["steps"]
    fork = {"key": "re", "name": "Rẽ", "kind": "branch", "to": "giai_trinh", "cases": []}
    by_amount = [{"when": "so_tien > 3", "to": "buoc_2"}]
    check = {"extra": {"checks": [{"when": "so_tien > 0", "message": "Chưa nộp tiền."}]}}

    def told(*steps: dict[str, Any]) -> list[tuple[str, str, str]]:
        _edit(org, lambda content: content | {"flow": {"steps": list(steps)}})
        org.draft.refresh_from_db()
        found = facts.findings(org.draft, NOON.date())
        return [(one.level, one.step, one.code) for one in found if one.code.startswith("answer_")]

    assert told(first, asks, fork | {"cases": by_amount}, last | check) == []
    assert told(first | check, asks, last) == [("error", "buoc_1", "answer_later")]
    assert told(first, fork | {"cases": by_amount}, asks, last) == [("error", "re", "answer_later")]
    skips = fork | {"cases": [{"when": "noi_dung == 'x'", "to": "buoc_2"}]}
    assert told(first, skips, asks, last | check) == [("error", "buoc_2", "answer_missing")]
    assert told(first, skips, asks | check | {"extra": asks["extra"] | check["extra"]}, last) == []
