"""A workbook out, changed, looked at, and into drafts: whose procedures, what meets, what is refused."""

import pytest
from django.test import Client
from tests.support import org as organisation

from doanso.core.audit.models import Event
from doanso.features.procedures.models import ProcedureDraft
from doanso.features.procedures.services.authoring import drafts
from doanso.features.procedures.services.authoring.workbook import merging, planning, taking
from doanso.features.procedures.tests import office, workbooks
from doanso.features.procedures.tests.workbooks import changed, put
from doanso.lib import changes

pytestmark = pytest.mark.django_db
NOON = organisation.NOON
ADDRESS = "/soan-thao/danh-muc/"


@pytest.fixture
def org():
    documents = ({"key": "tl_1", "name": "Tờ khai", "required": True}, {"key": "tl_2", "name": "Ảnh"})
    org = office.build(documents=documents, fee="Không")
    org.other = office.publish(org.desk, code="T-2", name="Trích lục thử")
    org.away = office.publish(org.neighbour, code="T-9", name="Thủ tục hàng xóm")
    org.writer, org.second = organisation.person("Phan Văn Viết"), organisation.person("Mai Thị Duyệt")
    for person in (org.writer, org.second):
        organisation.seat(person, org.commune, "lanh_dao_don_vi")
    org.client = Client()
    org.client.force_login(office.account(org.writer))
    return org


def plans(org, raw):
    return {one.entry.code: one for one in planning.plan(planning.entries(workbooks.read(raw).procedures), org.writer,
                                                        workbooks.TODAY)}  # fmt: skip


def set_guide(draft, by, **values) -> None:
    edited = drafts.edit(draft_id=draft.pk, seen=draft.revision, label="Sửa", by=by, now=NOON,
                         make=lambda c: c | {"guide": c["guide"] | values})  # fmt: skip
    assert edited.overtaken is None


def test_workbook_goes_out_and_what_was_changed_comes_back_into_drafts(org) -> None:
    raw = b"".join(org.client.get(ADDRESS + "tai-ve.xlsx").streaming_content)

    def change(book) -> None:
        put("Thủ tục", "Phí, lệ phí", "8.000 đồng", 2)(book)
        put("Thủ tục", "Thời hạn", "mai", 3)(book)
        row = {"Mã thủ tục": "T-3", "Tên thủ tục": "Mới tinh", "Lĩnh vực": "Hộ tịch", "Đơn vị": org.desk.code,
               "Loại thủ tục": "Thủ tục hành chính"}  # fmt: skip
        for head, value in row.items():
            put("Thủ tục", head, value, 4)(book)

    page = org.client.post(ADDRESS, {"file": workbooks.upload(changed(raw, change))})

    kinds = {kind: [one.entry.code for one in found] for kind, found in page.context["plans"].items()}
    assert kinds == {"clash": [], "refused": ["T-2"], "changed": ["T-1"], "new": ["T-3"], "same": []}
    (problem,) = page.context["plans"]["refused"][0].problems
    assert (problem.row, problem.column, problem.text) == (3, "Thời hạn", "Hãy ghi một số, ví dụ 5 hoặc 2,5.")
    (part,) = page.context["shown"][0].parts
    assert [(row.what, row.before, row.after) for row in part.rows] == [("Phí, lệ phí", "Không", "8.000 đồng")]
    assert not ProcedureDraft.objects.exists()

    done = org.client.post(ADDRESS + "lay/", {"book": page.context["book"], "take": ["T-1", "T-2", "T-3"]})

    assert [one.draft.code for one in done.context["taken"]] == ["T-1", "T-3"]
    first, new = ProcedureDraft.objects.order_by("code")
    assert (first.content["guide"]["fee"], first.base, first.revision) == ("8.000 đồng", org.version, 1)
    assert (new.name, new.owner, len(new.content["flow"]["steps"])) == ("Mới tinh", org.desk, 2)
    written = Event.objects.filter(kind__startswith="procedures.draft").order_by("pk")
    kinds = ["procedures.draft_begun", "procedures.draft_edit", "procedures.draft_begun"]
    assert list(written.values_list("kind", flat=True)) == kinds
    assert drafts.undo(draft_id=first.pk, by=org.writer, now=NOON).draft.content["guide"]["fee"] == "Không"


def test_page_tells_what_is_wrong_with_a_file(org) -> None:
    page = org.client.post(ADDRESS, {"file": workbooks.upload(b"<html>")})
    spoilt = org.client.post(ADDRESS + "lay/", {"book": "eJw", "take": "T-1"})
    nothing = org.client.post(ADDRESS, {})

    assert (page.status_code, spoilt.status_code, nothing.status_code) == (422, 409, 422)
    assert page.context["form"].errors["file"][0].startswith("Tệp “danh-muc.xlsx”")
    assert "Hãy nạp lại bảng tính." in spoilt.content.decode()


def test_procedures_of_others_are_neither_written_out_nor_taken(org) -> None:
    assert [one.code for one in workbooks.read(workbooks.of(org.writer)).procedures] == ["T-1", "T-2"]

    admin = organisation.person("Trưởng Phường Bên")
    organisation.seat(admin, org.neighbour, "lanh_dao_don_vi")
    theirs = changed(workbooks.of(admin), put("Thủ tục", "Phí, lệ phí", "1 đồng"))
    found = plans(org, theirs)["T-9"]

    assert (found.kind, found.problems[0].text) == ("refused", "Đây là thủ tục của đơn vị khác.")
    (outcome,) = taking.take(entries=[found.entry], choices={"T-9": "file"}, by=org.writer, now=NOON)
    assert (outcome.draft, ProcedureDraft.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("choice", "fee", "name"),
    [("take", "Của đồng nghiệp", "Cấp giấy xác nhận thử"), ("ours", "Của đồng nghiệp", "Tên trong tệp"),
     ("file", "Trong tệp", "Tên trong tệp")],
)  # fmt: skip
def test_place_that_a_colleague_changed_too_is_decided_by_the_reader(org, choice, fee, name) -> None:
    draft = drafts.revise(version=org.version, by=org.second, now=NOON)
    raw = workbooks.of(org.writer)
    set_guide(draft, org.second, fee="Của đồng nghiệp", result="Giấy mới")

    def change(book) -> None:
        put("Thủ tục", "Phí, lệ phí", "Trong tệp")(book)
        put("Thủ tục", "Tên thủ tục", "Tên trong tệp")(book)

    found = plans(org, changed(raw, change))["T-1"]
    (meeting,) = found.meetings
    taking.take(entries=[found.entry], choices={"T-1": choice}, by=org.writer, now=NOON)

    told = (meeting.where, meeting.before, meeting.now, meeting.wanted, str(meeting.edit.by))
    assert told == ("Phí, lệ phí", "Không", "Của đồng nghiệp", "Trong tệp", "Mai Thị Duyệt")
    guide = ProcedureDraft.objects.get().content["guide"]
    assert (guide["fee"], guide["name"], guide["result"]) == (fee, name, "Giấy mới")


def test_change_elsewhere_since_the_workbook_was_made_stays(org) -> None:
    raw = workbooks.of(org.writer)
    set_guide(drafts.revise(version=org.version, by=org.second, now=NOON), org.second, result="Giấy mới")

    found = plans(org, changed(raw, put("Thủ tục", "Phí, lệ phí", "Trong tệp")))

    assert (found["T-1"].kind, found["T-1"].moved, found["T-2"].kind) == ("changed", True, "same")
    guide = found["T-1"].content["guide"]
    assert (guide["fee"], guide["result"]) == ("Trong tệp", "Giấy mới")
    assert plans(org, raw)["T-1"].kind == "same"


def test_condition_that_names_no_question_is_told_by_its_cell(org) -> None:
    fields = [{"key": "ten", "type": "text", "label": "Tên"}]
    draft = drafts.revise(version=org.version, by=org.writer, now=NOON)
    pages = [{"key": "p", "title": "P", "sections": [{"key": "s", "title": "S", "fields": fields}]}]
    drafts.edit(
        draft_id=draft.pk, seen=0, make=lambda c: c | {"form": {"pages": pages}}, label="x", by=org.writer, now=NOON
    )

    found = plans(org, changed(workbooks.of(org.writer), put("Câu hỏi", "Chỉ hỏi khi", "khong_co == 1")))["T-1"]

    (problem,) = found.problems
    assert (problem.sheet, problem.row, problem.column) == ("Câu hỏi", 2, "Chỉ hỏi khi")
    assert problem.text == "Không có trường “khong_co”."


BEFORE = {"a": 1, "rows": [{"key": "x", "n": 1}, {"key": "y", "n": 1}, {"key": "z", "n": 1}]}


@pytest.mark.parametrize(
    ("now", "wanted", "clashes", "won"),
    [
        ({"a": 2}, {"a": 3}, 1, {"a": 3}),
        ({"a": 2}, {"a": 2}, 0, {"a": 2}),
        ({"rows": ["y1", "z1"]}, {"rows": ["x5", "y1", "z1"]}, 1, {"rows": ["x5", "y1", "z1"]}),
        ({"rows": ["x1", "y2", "z1"]}, {"rows": ["x1", "z1"]}, 1, {"rows": ["x1", "z1"]}),
        ({"rows": ["x1", "y1", "z1", "w1"]}, {"rows": ["x1", "w2", "y1", "z1"]}, 1, {"rows": ["x1", "y1", "z1", "w2"]}),
        ({"rows": ["x1", "y1"]}, {"rows": ["z1", "x1", "y1"]}, 1, {"rows": ["z1", "x1", "y1"]}),
        ({"rows": ["x2", "y1", "z1"]}, {"rows": ["x1", "y2", "z1"]}, 0, {"rows": ["x2", "y2", "z1"]}),
    ],
)
def test_both_changes_are_put_together_and_the_file_wins_where_it_shall(now, wanted, clashes, won) -> None:
    def doc(part):
        rows = part.get("rows")
        made = [{"key": row[0], "n": int(row[1])} for row in rows] if rows else BEFORE["rows"]
        return {"a": part.get("a", 1), "rows": made}

    kept, found = merging.merged(doc(now), BEFORE, doc(wanted))
    forced, _found = merging.merged(doc(now), BEFORE, doc(wanted), file_wins=True)

    assert (len(found), changes.diff(forced, doc(won))) == (clashes, [])
    if clashes:
        assert changes.diff(kept, doc(now)) == []
