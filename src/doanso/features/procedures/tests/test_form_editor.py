"""The page on which the questions of a procedure are written, as its writers and others use it."""

import pytest

from doanso.features.procedures.services.authoring import drafts, reviewing
from doanso.features.procedures.tests.questions import FIELDS, NOON, address, build, form, order, post, row
from doanso.features.procedures.tests.test_draft_pages import browser, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return build()


def test_question_is_added_opened_and_changed_in_its_place(org) -> None:
    answer = post(org, "them/", them="section:muc", sau="ho_ten", label="Ngày sinh của con", type="date")
    assert answer.url == address(org) + "?mo=field%3Angay_sinh_cua_con#c-field-ngay_sinh_cua_con"
    assert order(org)[0][:2] == ["ho_ten", "ngay_sinh_cua_con"]

    panel = org.client.get(answer.url).context["panel"]
    sent = typed(panel["form"]) | {"max": "hôm nay", "required": "yes", "help": "Như trên giấy khai sinh"}
    assert post(org, "sua/", spot="field:ngay_sinh_cua_con", **sent).status_code == 302
    assert row(org, "field:ngay_sinh_cua_con") == {
        "key": "ngay_sinh_cua_con",
        "type": "date",
        "label": "Ngày sinh của con",
        "help": "Như trên giấy khai sinh",
        "required": True,
        "max": "today",
    }


def test_question_that_nobody_touched_changes_nothing(org) -> None:
    for key in [f["key"] for f in FIELDS]:
        panel = org.client.get(address(org) + f"?mo=field:{key}").context["panel"]
        assert post(org, "sua/", spot=f"field:{key}", **typed(panel["form"])).status_code == 302
    org.draft.refresh_from_db()
    assert org.draft.revision == 0


def test_what_was_typed_wrongly_is_kept_and_told(org) -> None:
    answer = post(org, "sua/", spot="field:quan_he", label="Quan hệ mới", options="", required="no", type="choice")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert ("Quan hệ mới" in page, "Cần ít nhất một câu trả lời để chọn." in page) == (True, True)
    assert row(org, "field:quan_he")["label"] == "Quan hệ"

    answer = post(org, "them/", them="section:muc", label="", type="date")
    assert (answer.status_code, answer.context["panel"]["form"]["type"].value()) == (422, "date")


def test_questions_move_by_buttons_by_the_list_and_never_out_of_their_kind(org) -> None:
    post(org, "thao-tac/", go="down field:ho_ten")
    assert order(org)[0][:2] == ["quan_he", "ho_ten"]
    post(org, "chuyen/", spot="field:ho_ten", to="section:them|ghi_chu")
    assert order(org) == [["quan_he", "ngay", "chi", "tong"], ["ghi_chu", "ho_ten"]]
    post(org, "chuyen/", spot="field:chi.tien", to="field:chi|")
    assert [c["key"] for c in row(org, "field:chi")["columns"]] == ["tien", "ten"]
    assert post(org, "chuyen/", spot="field:ghi_chu", to="field:chi|").status_code == 409


def test_copy_removal_and_what_reads_it(org) -> None:
    assert post(org, "thao-tac/", go="copy field:chi").url.endswith("#c-field-chi_2")
    page = org.client.get(address(org) + "?mo=field:quan_he")
    assert page.context["panel"]["users"] == ["Ngày xin", "bước “2. Rẽ”"]
    post(org, "thao-tac/", go="remove field:quan_he")
    trouble = org.client.get(address(org)).context["board"].trouble
    assert [(name, message) for _id, name, message in trouble] == [("Ngày xin", "Không có trường “quan_he”.")]


def test_answer_that_is_taken_away_is_missed_at_once_by_conditions_and_steps(org) -> None:
    panel = org.client.get(address(org) + "?mo=field:quan_he").context["panel"]
    post(org, "sua/", spot="field:quan_he", **typed(panel["form"]) | {"options": "Cha\nMẹ"})
    told = "“Con” không còn là câu trả lời của “Quan hệ”. Sửa điều kiện, hoặc thêm lại câu trả lời."
    board = org.client.get(address(org)).context["board"]
    assert board.trouble == [("c-field-ngay", "Ngày xin", told)]
    steps = org.client.get(f"/soan-thao/{org.draft.pk}/cac-buoc/")
    assert (told, "2. Rẽ") in [(finding.message, name) for finding, name in steps.context["warnings"]]


def test_new_key_is_read_by_conditions_and_steps(org) -> None:
    taken = post(org, "ma/", spot="field:quan_he", key="ho_ten")
    assert (taken.status_code, taken.context["panel"]["key_form"]["key"].value()) == (422, "ho_ten")
    assert post(org, "ma/", spot="field:quan_he", key="dong_y_du_lieu").status_code == 422

    post(org, "ma/", spot="field:quan_he", key="moi_quan_he")
    assert row(org, "field:ngay")["show_if"] == "moi_quan_he == 'Con'"
    assert org.draft.content["flow"]["steps"][1]["cases"][0]["when"] == "moi_quan_he == 'Con'"


def test_condition_is_composed_from_choices(org) -> None:
    rows = {"s-0": "quan_he", "t-0": "is", "v-0": "mẹ", "s-1": "sum(chi.tien)", "t-1": "least", "v-1": "1.500.000"}
    asked = {"spot": "field:ghi_chu", "dat": "show_if", "joined": "or", **rows}
    assert post(org, "dieu-kien/", go="save", **asked).status_code == 302
    assert row(org, "field:ghi_chu")["show_if"] == "quan_he == 'M' or sum(chi.tien) >= 1500000"

    shown = org.client.get(address(org) + "?mo=field:ghi_chu&dat=show_if").context["panel"]["input"]
    assert [(line.code, line.test, line.value) for line in shown.lines] == [
        ("quan_he", "is", "M"),
        ("sum(chi.tien)", "least", "1500000"),
        ("", "", ""),
    ]
    told = org.client.get(address(org)).context["board"].pages[0].cards[1].cards[0].told
    assert told == ["Chỉ hỏi khi “Quan hệ” là “Mẹ” hoặc tổng cột “Số tiền” của “Khoản chi” ít nhất là 1.500.000"]


def test_condition_that_makes_no_sense_is_told_at_its_row(org) -> None:
    asked = {"spot": "field:ghi_chu", "dat": "show_if", "go": "save"}
    answer = post(org, "dieu-kien/", **asked, **{"s-0": "quan_he", "t-0": "is", "v-0": "Ông"})
    assert answer.status_code == 422
    assert answer.context["panel"]["input"].lines[0].error == "“Ông” không có trong các câu trả lời."
    answer = post(org, "dieu-kien/", **asked, **{"s-0": "tong", "t-0": "more", "v-0": "nhiều"})
    assert (answer.status_code, answer.context["panel"]["input"].lines[0].value) == (422, "nhiều")
    assert post(org, "dieu-kien/", **asked).status_code == 422


def test_formula_and_check_are_composed_and_taken_away(org) -> None:
    post(org, "dieu-kien/", spot="field:tong", dat="computed", go="save", shape="total", **{"a-0": "sum(chi.tien)"})
    assert row(org, "field:tong")["computed"] == "sum(chi.tien)"
    check = {"spot": "field:ngay", "dat": "check", "s-0": "ngay", "t-0": "least", "v-0": "hôm nay"}
    assert post(org, "dieu-kien/", go="save", **check).status_code == 422  # what is said when it fails?
    post(org, "dieu-kien/", go="save", message="Ngày đã qua.", **check)
    assert (row(org, "field:ngay")["check"], row(org, "field:ngay")["message"]) == ("ngay >= today()", "Ngày đã qua.")
    post(org, "dieu-kien/", go="clear", spot="field:ngay", dat="check")
    assert row(org, "field:ngay").keys() & {"check", "message"} == set()

    rule = {"spot": "check:moi", "dat": "check", "message": "Quá nhiều.", "at": "tong"}
    post(org, "dieu-kien/", go="save", **rule, **{"s-0": "count(chi)", "t-0": "most", "v-0": "5"})
    assert form(org)["checks"] == [{"check": "count(chi) <= 5", "message": "Quá nhiều.", "at": "tong"}]
    post(org, "dieu-kien/", go="clear", spot="check:0", dat="check")
    assert "checks" not in form(org)


def test_expression_as_text_is_checked_in_words(org) -> None:
    asked = {"spot": "field:tong", "dat": "computed", "cach": "chu"}
    answer = post(org, "dieu-kien/", go="try", text="sum(chi.gia) + ", **asked)
    assert (answer.status_code, answer.context["panel"]["text"]) == (422, "sum(chi.gia) +")
    answer = post(org, "dieu-kien/", go="save", text="sum(chi.gia)", **asked)
    assert answer.context["panel"]["errors"] == ["Không có trường “chi.gia”."]
    assert post(org, "dieu-kien/", go="try", text="round(sum(chi.tien) / 3)", **asked).context["panel"]["fine"]
    post(org, "dieu-kien/", go="save", text="round(sum(chi.tien) / 3)", **asked)
    assert org.client.get(address(org) + "?mo=field:tong&dat=computed").context["panel"]["as_text"] is True


def test_preview_turns_pages_judges_and_keeps_nothing(org) -> None:
    preview = f"/soan-thao/{org.draft.pk}/bieu-mau/xem-thu/"
    first = org.client.get(preview)
    assert (first.status_code, first.headers["X-Frame-Options"]) == (200, "SAMEORIGIN")
    wrong = org.client.post(preview, {"_page": "0", "_go": "next"})
    assert (wrong.context["page"], "Nhập họ và tên" in wrong.content.decode()) == (0, True)
    second = org.client.post(preview, {"_page": "0", "_go": "next", "ho_ten": "Lò Thị Mai"})
    assert (second.context["page"], org.draft.edits.count()) == (1, 0)
    post(org, "them/", them="page:trang", title="Phần trống")
    post(org, "dieu-kien/", spot="field:ghi_chu", dat="show_if", go="save", **{"s-0": "ho_ten", "t-0": "filled"})
    post(org, "thao-tac/", go="remove field:ho_ten")
    assert org.client.get(preview).context["left_out"] == 1


def test_editor_is_closed_to_strangers_and_to_drafts_under_review(org) -> None:
    for person in (org.stranger, org.neighbour_admin):
        client = browser(person)
        assert client.get(address(org)).status_code == 404
        assert post(org, "thao-tac/", client, go="remove field:ho_ten").status_code == 404
        assert client.get(f"/soan-thao/{org.draft.pk}/bieu-mau/xem-thu/").status_code == 404
    reviewing.send(draft_id=org.draft.pk, by=org.writer, now=NOON)
    assert "Thêm câu hỏi" not in org.client.get(address(org)).content.decode()
    assert post(org, "thao-tac/", go="remove field:ho_ten").status_code == 409


def test_strange_addresses_show_the_list(org) -> None:
    for rest in ("?mo=field:x", "?mo=check:9", "?mo=x", "?them=field:ho_ten", "?mo=field:chi&dat=x", "?them=section:x"):
        assert (rest, org.client.get(address(org) + rest).status_code) == (rest, 200)


def test_save_in_a_form_of_a_hundred_questions_takes_few_queries(org, django_assert_max_num_queries) -> None:
    many = [{"key": f"k{n}", "type": "text", "label": f"Câu {n}", "show_if": f"ho_ten == '{n}'"} for n in range(95)]

    def make(content):
        page = content["form"]["pages"][0]
        section = {**page["sections"][1], "fields": [*page["sections"][1]["fields"], *many]}
        pages = [{**page, "sections": [page["sections"][0], section]}]
        return content | {"form": {"pages": pages}}

    drafts.edit(draft_id=org.draft.pk, seen=0, make=make, label="Nhiều", by=org.writer, now=NOON)
    with django_assert_max_num_queries(40):
        post(org, "sua/", spot="field:k50", label="Đổi", type="text", required="no")
    with django_assert_max_num_queries(20):
        org.client.get(address(org) + "?mo=field:k50")


def test_table_of_an_office_becomes_questions_once_confirmed(org) -> None:
    pasted = "Nội dung\tBắt buộc\tLựa chọn\nNgày cấp\tx\t\nHạng\t\tA; B\nThừa\t\t"
    read = post(org, "tu-bang/", go="read", text=pasted, section="section:them")
    assert [(row.proposal.label, row.proposal.type) for row in read.context["rows"]] == [
        ("Ngày cấp", "date"),
        ("Hạng", "choice"),
        ("Thừa", "text"),
    ]
    sent = {"go": "add", "section": "section:them", "keep-0": "on", "label-0": "Ngày cấp", "type-0": "date"}
    sent |= {
        "required-0": "on",
        "keep-1": "on",
        "label-1": "Hạng",
        "type-1": "choice",
        "options-1": "",
        "label-2": "Thừa",
    }
    wrong = post(org, "tu-bang/", **sent)
    assert (wrong.status_code, wrong.context["rows"][1].error) == (422, "Cần ít nhất một câu trả lời để chọn.")

    assert post(org, "tu-bang/", **sent | {"options-1": "A\nB"}).status_code == 302
    assert order(org)[1] == ["ghi_chu", "ngay_cap", "hang"]
    assert (row(org, "field:ngay_cap")["required"], row(org, "field:hang")["options"]) == (True, ["A", "B"])
    assert post(org, "tu-bang/", go="read", text=" ", section="section:them").status_code == 422


def test_questions_of_another_procedure_are_taken_over(org) -> None:
    assert org.client.get(address(org, "lay-cau-hoi/")).status_code == 200
    listed = org.client.get(address(org, "lay-cau-hoi/?tu=T-1")).context["listed"]
    assert [key for group in listed for key, *_rest in group["rows"]] == [
        "ho_ten",
        "quan_he",
        "ngay",
        "chi",
        "tong",
        "ghi_chu",
    ]
    sent = {"questions": ["quan_he", "ngay"], "section": "section:them"}
    assert post(org, "lay-cau-hoi/?tu=T-1", **sent).status_code == 302
    assert order(org)[1] == ["ghi_chu", "quan_he_2", "ngay_2"]
    assert row(org, "field:ngay_2")["show_if"] == "quan_he_2 == 'Con'"
    assert post(org, "lay-cau-hoi/?tu=T-1", section="section:them").status_code == 422
