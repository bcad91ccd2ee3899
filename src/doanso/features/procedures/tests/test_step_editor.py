"""The step table of a draft: every flow opens and saves unchanged, and what is typed wrongly is kept and told."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from tests.support import org as organisation

from doanso.blocks.workflow import editing
from doanso.core.units import assignees
from doanso.core.units.services import seed_roles
from doanso.features.procedures import demo as procedures
from doanso.features.procedures.forms.pasting import rows_to_confirm
from doanso.features.procedures.forms.steps import StepForm
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import drafts, pasting, simulating
from doanso.features.procedures.tests import office
from doanso.lib import demo
from doanso.lib.dates import local

pytestmark = pytest.mark.django_db
NOON = organisation.NOON
FLOWS = {row["code"]: procedures.flow(row) for row in demo.data("procedures")["procedures"]}
BRANCH = {"key": "re", "name": "Rẽ", "kind": "branch", "cases": [{"when": "noi_dung == 'Gấp'", "to": "buoc_2"}]}


@pytest.fixture
def org() -> SimpleNamespace:
    org = organisation.build()
    org.writer = organisation.person("Phan Văn Viết")
    organisation.seat(org.writer, org.commune, "lanh_dao_don_vi")
    content = contents.blank(code="XN-01", kind="TTHC", name="Xác nhận tạm trú thử")
    org.draft = drafts.begin(content=content, owner=org.commune, by=org.writer, now=NOON)
    org.at = f"/soan-thao/{org.draft.pk}/"
    org.browser = Client()
    org.browser.force_login(office.account(org.writer))
    return org


def typed(form: StepForm) -> dict[str, Any]:
    """What a browser sends when nobody touches the opened row."""
    sent: dict[str, Any] = {}
    for part in (form, *form.cases.forms, *form.opinions.forms, *form.checks.forms):
        for bound in part:
            _type(sent, bound, bound.field.widget, bound.html_name, bound.value())
    for rows in (form.cases, form.opinions, form.checks):
        sent |= {bound.html_name: bound.value() for bound in rows.management_form}
    return sent


def _type(sent: dict[str, Any], bound: Any, widget: Any, name: str, value: Any) -> None:
    if hasattr(widget, "decompress"):
        for suffix, part in zip(widget.widgets_names, widget.decompress(value), strict=True):
            sent[name + suffix] = part
    elif value is True:
        sent[name] = "on"
    elif value not in (None, False):
        sent[name] = value


def opened(flow: dict[str, Any], row: dict[str, Any], data: Any = None) -> StepForm:
    return StepForm(data, flow=flow, row=row, known={}, step_forms={})


def flow_of(org: SimpleNamespace) -> dict[str, Any]:
    org.draft.refresh_from_db()
    return org.draft.content["flow"]


def send(org: SimpleNamespace, key: str, **changes: Any) -> Any:
    """The row as it stands with these changes."""
    form = opened(flow_of(org), editing.step(flow_of(org), key))
    data = {name: value for name, value in (typed(form) | changes).items() if value is not None}
    return org.browser.post(f"{org.at}buoc/{key}/", data | {"seen": org.draft.revision})


@pytest.mark.parametrize("code", FLOWS)
def test_every_flow_opens_and_saves_unchanged(code) -> None:
    seed_roles()
    flow = FLOWS[code]
    for row in flow["steps"]:
        form = opened(flow, row, typed(opened(flow, row)))
        assert form.is_valid(), (row["key"], form.errors, form.checks.errors)
        values, extra = form.changes()
        assert editing.change(flow, row["key"], values, extra=extra) == flow


def test_every_assignee_is_picked_and_written_back_the_same() -> None:
    seed_roles()
    rows = [row for flow in FLOWS.values() for row in flow["steps"]]
    used = {row[name] for row in rows for name in ("assignee", "escalate_to") if row.get(name)}

    assert len(used) > 25
    for expression in used:
        picked = assignees.pick(expression)
        assert picked is not None, expression
        assert assignees.alike(assignees.expression_of(picked), expression)


def test_assignee_that_two_choices_cannot_say_is_left_to_its_text() -> None:
    seed_roles()
    assert assignees.pick("can_bo(ban_to_chuc, don_vi_nop, don_vi)") is None
    assert assignees.pick("bi_thu('D-HL')") == assignees.Picked("bi_thu", "=", "D-HL")
    assert assignees.describe("bi_thu(chi_doan_nop)") == "Bí thư chi đoàn của người nộp"


def test_row_is_saved_as_it_was_written(org) -> None:
    answer = send(
        org, "buoc_1", name="Nhận và kiểm tra", time="0,5", time_unit="ngay", assignee_who="bi_thu",
        assignee_whose="=", assignee_unit="Chi đoàn 10A1", may=["return"], issue="on", not_by=["applicant"],
    )  # fmt: skip

    assert (answer.status_code, answer.url) == (302, f"{org.at}cac-buoc/#buoc-buoc_1")
    row = editing.step(flow_of(org), "buoc_1")
    assert row == {
        "key": "buoc_1", "name": "Nhận và kiểm tra", "kind": "task", "assignee": "bi_thu('T-CD')", "minutes": 240,
        "not_by": ["applicant"], "output": "Phiếu hẹn", "extra": {"issue": True},
    }  # fmt: skip
    page = org.browser.get(org.at + "cac-buoc/").content.decode()
    assert "Bí thư T-CD" in page


def test_fork_is_composed_from_choices(org) -> None:
    made = send(org, "buoc_1", kind="branch")
    assert made.status_code == 302
    answer = send(
        org, "buoc_1", **{
            "re-0-when_subject": "noi_dung", "re-0-when_test": "is", "re-0-when_value": "Gấp", "re-0-to": "buoc_2",
            "to": "end",
        }
    )  # fmt: skip

    assert answer.status_code == 302
    row = editing.step(flow_of(org), "buoc_1")
    assert (row["cases"], row["to"]) == ([{"when": "noi_dung == 'Gấp'", "to": "buoc_2"}], "end")
    assert "assignee" not in row
    page = org.browser.get(org.at + "cac-buoc/").content.decode()
    assert "Nếu “Nội dung đề nghị” là Gấp → 2. Xem xét và ký kết quả" in page


def test_opinions_get_keys_of_their_own_and_keep_them(org) -> None:
    asked = {"yk-0-name": "Công an xã", "yk-0-assignee_who": "bi_thu", "yk-1-name": "Tư pháp", "need": "1"}
    send(org, "buoc_1", kind="consult", **asked, **{"yk-1-assignee_who": "lanh_dao_don_vi"})
    send(org, "buoc_1", **{"yk-0-drop": "on", "yk-2-name": "Văn phòng", "yk-2-assignee_who": "ke_toan"})

    assert editing.step(flow_of(org), "buoc_1")["branches"] == [
        {"key": "y_kien_2", "name": "Tư pháp", "assignee": "lanh_dao_don_vi"},
        {"key": "y_kien_3", "name": "Văn phòng", "assignee": "ke_toan"},
    ]


def test_terms_of_a_vote_are_saved(org) -> None:
    send(org, "buoc_2", kind="vote", quorum="1/2", threshold="2/3+", of_all="1", secret="on", otherwise="buoc_1")

    row = editing.step(flow_of(org), "buoc_2")
    assert row["vote"] == {"quorum": "1/2", "threshold": "2/3", "at_least": True, "of_all": True, "secret": True}
    assert row["otherwise"] == "buoc_1"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"time": "bốn giờ"}, "Hãy ghi một số, ví dụ 4 hoặc 0,5."),
        ({"time": "1e9"}, "Một bước dài nhất là một năm làm việc."),
        ({"time": "1e999999"}, "Một bước dài nhất là một năm làm việc."),
        ({"name": ""}, "Trường này là bắt buộc."),
        ({"assignee_whose": "=", "assignee_unit": "Chi đoàn"}, "Có nhiều đơn vị khớp"),
        ({"assignee_who": "~", "assignee_text": "bi_thu(chi_doan_nop"}, "Thiếu dấu ngoặc đóng."),
        ({"assignee_who": "quốc vương", "assignee_whose": "(("}, "Ký tự lạ"),
        ({"dk-0-when_subject": "noi_dung", "dk-0-when_value": "x"}, "Hãy ghi câu báo cho người làm."),
        ({"dk-TOTAL_FORMS": "x"}, "ManagementForm"),
        ({"kind": "task", "may": ["bay"]}, "bay"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_is_kept(org, changes, told) -> None:
    answer = send(org, "buoc_1", output="Giữ lại dòng này", **changes)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Giữ lại dòng này" in page
    assert told in page
    assert flow_of(org) == contents.blank(code="X", kind="TTHC", name="X")["flow"]


def test_rows_are_added_copied_moved_and_removed(org) -> None:
    def do(path: str, **data: Any) -> Any:
        org.draft.refresh_from_db()
        return org.browser.post(org.at + path, data | {"seen": org.draft.revision})

    assert do("cac-buoc/them/", after="buoc_1").url == f"{org.at}buoc/buoc_3/#buoc-buoc_3"
    assert do("buoc/buoc_3/ban-sao/").url == f"{org.at}buoc/buoc_4/#buoc-buoc_4"
    do("buoc/buoc_4/chuyen/", way="down")
    do("buoc/buoc_1/chuyen/", after="buoc_3")
    do("buoc/buoc_3/bo/")

    assert [row["key"] for row in flow_of(org)["steps"]] == ["buoc_1", "buoc_2", "buoc_4"]


def test_row_that_somebody_else_changed_meanwhile_is_not_written_over(org) -> None:
    stale = typed(opened(flow_of(org), editing.step(flow_of(org), "buoc_1"))) | {"seen": 0, "name": "Của tôi"}
    send(org, "buoc_1", name="Của người khác")

    answer = org.browser.post(f"{org.at}buoc/buoc_1/", stale)

    assert answer.status_code == 409
    assert editing.step(flow_of(org), "buoc_1")["name"] == "Của người khác"


def test_steps_of_others_and_steps_that_are_not_there_are_not_found(org) -> None:
    stranger = Client()
    stranger.force_login(office.account(org.stranger))
    paths = ["cac-buoc/", "cac-buoc/them/", "buoc/buoc_1/", "buoc/buoc_1/chuyen/", "buoc/buoc_1/ban-sao/"]

    assert {stranger.post(org.at + path).status_code for path in paths[1:]} == {404}
    assert {stranger.get(org.at + path).status_code for path in ("cac-buoc/", "buoc/buoc_1/")} == {404}
    assert org.browser.get(org.at + "buoc/khong_co/").status_code == 404
    assert org.browser.post(org.at + "buoc/khong_co/bo/").status_code == 409


def test_steps_of_a_draft_under_review_are_only_read(org) -> None:
    drafts.drop(draft_id=org.draft.pk, by=org.writer, now=NOON)

    page = org.browser.get(org.at + "buoc/buoc_1/").content.decode()
    assert "step-form" not in page
    assert "row-form" not in page
    assert send(org, "buoc_1", name="Muộn").status_code == 409


WORD = """STT\tNội dung công việc\tTrách nhiệm\tThời gian\tKết quả
1\tNộp hồ sơ\tTổ chức, cá nhân\t\tHồ sơ
2\t"Tiếp nhận,
kiểm tra"\tBộ phận Một cửa\t1/2 ngày\tGiấy hẹn
3\tChi đoàn họp xét\tHội nghị đoàn viên chi đoàn của người nộp\t02 ngày làm việc\tBiên bản
4\tKý duyệt\tĐồng chí Lãnh đạo UBND phường\t0,5 giờ\tQuyết định
5\tĐóng dấu\tVăn thư\t30 phút\t
"""


def test_table_from_word_is_recognised_where_its_words_are_clear() -> None:
    seed_roles()

    rows = pasting.read(WORD)

    assert [(row.name, row.assignee, row.sure, row.minutes) for row in rows] == [
        ("Nộp hồ sơ", "nguoi_nop", True, 0),
        ("Tiếp nhận, kiểm tra", "bo_phan_mot_cua", True, 240),
        ("Chi đoàn họp xét", "hop(chi_doan_nop)", True, 960),
        ("Ký duyệt", "lanh_dao_don_vi", False, 30),
        ("Đóng dấu", "", False, 30),
    ]
    assert rows[2].values()["kind"] == "vote"
    assert [row.output for row in pasting.read("Nhận\tMột cửa\t2 giờ\tPhiếu")] == ["Phiếu"]


def test_pasted_rows_are_confirmed_before_they_are_steps(org) -> None:
    page = org.browser.post(org.at + "cac-buoc/dan/", {"table": WORD}).content.decode()
    assert "Trong bảng ghi: “Đồng chí Lãnh đạo UBND phường”" in page
    assert len(flow_of(org)["steps"]) == 2

    rows = rows_to_confirm(rows=pasting.read(WORD)[1:2])
    sent = {bound.html_name: bound.value() for bound in rows.management_form} | {"how": "thay", "seen": 0}
    for bound in rows.forms[0]:
        _type(sent, bound, bound.field.widget, bound.html_name, bound.value())
    wrong = org.browser.post(org.at + "cac-buoc/dan/", sent | {"dong-0-time": "lâu"})
    assert (wrong.status_code, "lâu" in wrong.content.decode()) == (422, True)
    assert org.browser.post(org.at + "cac-buoc/dan/", sent).status_code == 302

    assert flow_of(org)["steps"] == [
        {"key": "buoc_3", "name": "Tiếp nhận, kiểm tra", "assignee": "bo_phan_mot_cua", "minutes": 240,
         "output": "Giấy hẹn"},
    ]  # fmt: skip


def test_draft_whose_steps_get_stuck_is_not_sent(org) -> None:
    send(org, "buoc_2", assignee_who="nguoi_nop", not_by=["applicant"])

    page = org.browser.get(org.at + "cac-buoc/").content.decode()
    assert 'data-level="error"' in page
    answer = org.browser.post(org.at + "gui-duyet/", {})
    assert answer.status_code == 409
    assert "2. Xem xét và ký kết quả" in answer.content.decode()


def test_simulation_counts_by_the_calendar_and_tells_whether_the_promise_holds(org) -> None:
    """Of 240 + 960 minutes 300 lie on Wednesday, 480 on Thursday, 270 and 150 on Friday; five days are promised."""
    found = simulating.run(org.draft, NOON, 0.0)

    assert [way.steps for way in found.ways] == [("1. Tiếp nhận hồ sơ", "2. Xem xét và ký kết quả")]
    assert f"{local(found.found.expected_end):%H:%M %d/%m}" == "16:00 20/11"
    assert f"{local(found.due):%d/%m}" == "25/11"
    assert (found.sure, found.late, found.seats[0][0]) == (True, False, "Lãnh đạo đơn vị")
    page = org.browser.get(org.at + "mo-phong/?luc=2026-11-18T10:00&tra_lai=0").content.decode()
    assert "Đường nào cũng kịp hẹn trả" in page
    assert org.browser.get(org.at + "mo-phong/?luc=hom-qua&tra_lai=999").status_code == 422
