"""Forms on paper: every question has its place, conditions are told in words, what was typed is printed."""

import subprocess
from typing import Any

import pytest
from django.utils.translation import override

from doanso.blocks.eforms import engine
from doanso.blocks.eforms.definition import load
from doanso.blocks.eforms.demo import definitions
from doanso.blocks.eforms.paper import in_words, sheet
from doanso.blocks.eforms.tests.making import TODAY, demo, field, form
from doanso.lib import expressions, printing

HEAD = {
    "title": "Tờ khai thử",
    "name": "Tờ khai thử",
    "office": "Trung tâm Phục vụ hành chính công",
    "code": "T-1",
    "union": False,
    "version_label": "Bản 1",
    "demo": False,
    "printed_at": "",
    "url": "https://so.example.vn/q/7K3M9QXAT",
    "short_url": "so.example.vn/q/7K3M9QXAT",
}
LONG = "Tên gọi rất dài của một giấy tờ mà không ai nhớ hết được " * 6


@pytest.fixture(autouse=True)
def in_vietnamese():
    with override("vi"):
        yield


def text_of(sections: list[dict[str, Any]]) -> str:
    data = {**HEAD, "sections": sections, "filled": False, "qr": printing.qr_svg(HEAD["url"])}
    pdf = printing.render("blocks/eforms/print/form.typ", data)
    told = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
    return " ".join(told.decode().split())


@pytest.mark.parametrize("code", sorted(definitions()))
def test_every_question_of_a_form_has_its_place(code) -> None:
    definition = demo(code)

    items = [item for section in sheet(definition, today=TODAY) for item in section["items"]]

    assert [item["label"] for item in items] == [str(f.label) for f in definition.fields.values()]


def everything() -> Any:
    """One field of each type that draws differently."""
    return form(
        field("person_name", "ho_ten", label="Họ tên", required=True),
        field("cccd", "so", label="Số định danh"),
        field("phone", "dien_thoai", label="Điện thoại"),
        field("date", "ngay", label="Ngày sinh"),
        field("partial_date", "nam", label="Năm vào"),
        field("month", "thang", label="Tháng nộp"),
        field("money", "tien", label="Số tiền", words=True),
        field("choice", "gioi", label="Giới tính", options=["Nam", "Nữ"]),
        field("many_choice", "chon", label="Quan tâm", options=["Đọc sách", "Thể thao"]),
        field("yes_no", "co", label="Có con không?"),
        field("long_text", "ly_do", label=LONG, show_if="co"),
        field("address", "noi", label="Nơi ở", detail=True),
        field("file", "tep", label="Giấy tờ kèm"),
        field("signature", "ky", label="Chữ ký"),
        field("table", "bang", label="Các khoản", columns=[field("text", "ten", label="Tên khoản"),
              field("money", "gia", label="Thành tiền")], totals=["gia"]),
        field("group", "nhom", label="Người thân", fields=[field("text", "ten_nt", label="Tên người thân")]),
        field("note", "luu_y", label="Lưu ý", text="Mang theo bản chính."),
        field("consent", "dong_y", label="Tôi đồng ý", text="Nội dung cam kết."),
    )  # fmt: skip


def test_blank_form_shows_labels_help_conditions_and_rows_to_write_in() -> None:
    text = text_of(sheet(everything(), today=TODAY))

    assert LONG.strip() in text
    assert "Chỉ điền khi “Có con không” là “Có”." in text
    for words in ("Họ tên *", "Tên khoản", "Cộng", "Tên người thân", "Mang theo bản chính.", "Bằng chữ:", "Đọc sách"):
        assert words in text, words


def test_blank_form_tells_no_condition_about_a_question_that_it_leaves_out() -> None:
    paper = field("yes_no", "ban_giay", label="Bạn nộp bản giấy?")
    definition = form(paper, field("file", "so", label="Sổ", required="empty(ban_giay) or ban_giay == false"))

    asked = sheet(definition, today=TODAY)[0]["items"][1]
    left_out = sheet(definition, today=TODAY, leave_out=["ban_giay"])[0]["items"][0]

    assert ("Bạn nộp bản giấy" in asked["when"], asked["needed"]) == (True, False)
    assert (left_out["when"], left_out["needed"]) == ("", True)


@pytest.mark.django_db
def test_what_was_typed_is_printed_and_what_is_not_asked_is_left_out() -> None:
    definition = everything()
    typed = {"ho_ten": "Sùng Thị Mỷ", "so": "001201000007", "ngay": "5/3/2001", "nam": "2008", "thang": "3/2026",
             "tien": "1250000", "gioi": "Nữ", "chon": ["Thể thao"], "co": "0", "dien_thoai": "12", "bang": 2,
             "bang.0.ten": "Sách", "bang.0.gia": "1000", "bang.1.ten": "Vở", "bang.1.gia": "2000",
             "noi.province": "01", "noi.commune": "Ba Đình", "noi.detail": "Số 5"}  # fmt: skip
    sections = sheet(definition, typed, today=TODAY)
    items = {item["label"]: item for section in sections for item in section["items"]}
    text = text_of(sections)

    assert LONG not in items
    assert items["Số định danh"]["digits"] == ["001201000007"]
    assert items["Ngày sinh"]["digits"] == ["05", "03", "2001"]
    assert items["Năm vào"]["digits"] == ["", "", "2008"]
    assert items["Tháng nộp"]["digits"] == ["03", "2026"]
    assert items["Điện thoại"] | {"draw": "line", "text": "12"} == items["Điện thoại"]  # wrong, so as it was typed
    assert [option["on"] for option in items["Giới tính"]["options"]] == [False, True]
    assert [option["on"] for option in items["Quan tâm"]["options"]] == [False, True]
    assert items["Các khoản"]["sums"] == ["", "3.000 đồng"]
    for words in ("Sùng Thị Mỷ", "1.250.000", "Phường Ba Đình", "Thành phố Hà Nội", "Số 5", "3.000 đồng"):
        assert words in text, words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("co and gioi == 'Nữ'", "“Có con không” là “Có” và “Giới tính” là “Nữ”"),
        ("not co or gioi != 'Nam'", "“Có con không” là “Không” hoặc “Giới tính” không phải “Nam”"),
        ("contains(chon, 'Thể thao')", "đã chọn “Thể thao” ở “Quan tâm”"),
        ("empty(ho_ten)", "để trống “Họ tên”"),
        ("not empty(ho_ten)", "có ghi “Họ tên”"),
        ("sum(bang.gia) > 500", "“tổng Thành tiền” lớn hơn 500"),
        ("ngay < date(2000, 1, 1)", "“Ngày sinh” nhỏ hơn 01/01/2000"),
        ("co == false", "“Có con không” là “Không”"),
        ("len(ho_ten) > 3", ""),
    ],
)
def test_conditions_are_told_in_words(condition, words) -> None:
    assert in_words(expressions.parse(condition), everything()) == words


def test_unknown_conditions_send_to_the_desk() -> None:
    definition = load({"code": "T", "title": "T", "pages": [{"key": "p", "sections": [{"key": "s", "fields": [
        field("text", "a"), field("text", "b", show_if="len(a) > 3")]}]}]})  # fmt: skip

    assert sheet(definition, today=TODAY)[0]["items"][1]["when"].startswith("Chỉ điền nếu liên quan")
    assert engine.start(definition, today=TODAY).hidden == {"b"}
