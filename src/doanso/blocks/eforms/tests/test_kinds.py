import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doanso.blocks.eforms.kinds.dates import known_part
from doanso.blocks.eforms.kinds.numbers import grouped, number_from
from doanso.blocks.eforms.tests.making import check, field, form, one, read
from doanso.lib.dates import format_date

ACCEPTED = [
    ("text", "  Nguyễn   Văn A ", {}, "Nguyễn Văn A"),
    ("long_text", "một\r\nhai", {}, "một\nhai"),
    ("number", "1.250,5", {"decimals": 1}, 1250.5),
    ("number", "12 phút", {"unit": "phút"}, 12),
    ("number", "−3", {}, -3),
    ("number", "１２", {}, 12),
    ("money", "1.250.000", {}, 1250000),
    ("money", "1,250,000 đồng", {}, 1250000),
    ("money", "12,500", {}, 12500),
    ("money", "1 250 000đ", {}, 1250000),
    ("money", "0", {}, 0),
    ("date", "5/3/2026", {}, "2026-03-05"),
    ("date", "05032026", {}, "2026-03-05"),
    ("date", "2026-03-05", {}, "2026-03-05"),
    ("date", "ngày 5 tháng 3 năm 2026", {}, "2026-03-05"),
    ("date", "29.2.2024", {}, "2024-02-29"),
    ("partial_date", "1950", {}, "1950"),
    ("partial_date", "3/1950", {}, "1950-03"),
    ("partial_date", "5/3/1950", {}, "1950-03-05"),
    ("month", "9/2026", {}, "2026-09"),
    ("month", "092026", {}, "2026-09"),
    ("choice", "nam", {"options": ["Nam", "Nữ"]}, "Nam"),
    ("yes_no", "0", {}, False),
    ("yes_no", "Có", {}, True),
    ("likert5", "5", {}, 5),
    ("person_name", "  trần   đức ÂN ", {}, "trần đức ÂN"),
    ("cccd", "099 090 984 192", {}, "099090984192"),
    ("phone", "+84 900 000 001", {}, "0900000001"),
    ("email", "a@b.vn", {}, "a@b.vn"),
    ("unit", "lê lợi", {}, "D-3"),
    ("unit", "Chi đoàn Thôn 2 [D-2]", {}, "D-2"),
    ("consent", "2026-1", {"version": "2026-1"}, "2026-1"),
]


@pytest.mark.parametrize(("kind", "typed", "more", "answer"), ACCEPTED)
def test_typed_text_becomes_an_answer(kind, typed, more, answer):
    assert one(kind, typed, **more) == (answer, [])


REFUSED = [
    ("text", "x" * 201, {}, "Tối đa 200 ký tự; bạn đã viết 201."),
    ("text", "ab", {"min_length": 3}, "Cần ít nhất 3 ký tự; bạn mới viết 2."),
    ("number", "mười", {}, "Ghi một số, ví dụ 12 hoặc 1.250,5."),
    ("number", "1,5", {}, "Ghi số nguyên."),
    ("number", "101", {"max": 100}, "Không được quá 100."),
    ("number", "-1", {"min": 0, "unit": "phút"}, "Phải từ 0 phút trở lên."),
    ("number", "9" * 18, {}, "Số này quá lớn."),
    ("number", "9" * 40, {}, "Ghi một số, ví dụ 12 hoặc 1.250,5."),
    ("number", "1,234", {"decimals": 2}, "Tối đa 2 chữ số sau dấu phẩy."),
    ("money", "12,5", {}, "Ghi số tiền chẵn đồng, ví dụ 1.250.000."),
    ("money", "-5", {}, "Số tiền không được âm."),
    ("money", "NaN", {}, "Ghi số tiền bằng đồng, ví dụ 1.250.000."),
    ("money", "1e9", {}, "Ghi số tiền bằng đồng, ví dụ 1.250.000."),
    ("date", "31/2/2026", {}, "Trong lịch không có 31/2/2026: mời bạn xem lại."),
    ("date", "2026", {}, "Ghi ngày như 05/03/2026."),
    ("date", "5/3/2026", {"max": "today"}, "Không được là ngày trong tương lai."),
    ("date", "3/3/2026", {"min": "today"}, "Không được là ngày đã qua."),
    ("date", "1/1/1999", {"min": "2000-01-01"}, "Không được trước ngày 01/01/2000."),
    ("month", "13/2026", {}, "Trong lịch không có 13/2026: mời bạn xem lại."),
    ("choice", "Khác", {"options": ["Nam", "Nữ"]}, "Chọn một trong các phương án đã cho."),
    ("yes_no", "có lẽ", {}, "Chọn Có hoặc Không."),
    ("likert5", "6", {}, "Chọn một trong năm mức."),
    ("person_name", "R2-D2", {}, "Ghi họ tên bằng chữ, đúng như trên giấy tờ tùy thân."),
    ("person_name", "<b>", {}, "Ghi họ tên bằng chữ, đúng như trên giấy tờ tùy thân."),
    ("cccd", "12345", {}, "Số định danh có 12 chữ số; ở đây có 5."),
    ("phone", "0123456789", {}, "Ghi số di động 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09."),
    ("email", "a@b", {}, "Ghi địa chỉ thư điện tử như ten@donvi.vn."),
    ("unit", "Chi đoàn", {}, "Có nhiều đơn vị phù hợp: mời bạn chọn một."),
    ("unit", "Sao Hỏa", {}, "Chưa tìm thấy đơn vị này: mời bạn ghi đúng tên theo danh sách của Đoàn hoặc của cơ quan."),
    ("consent", "1", {"version": "2"}, "Nội dung này vừa được sửa: mời bạn đọc lại rồi đánh dấu lại."),
]


@pytest.mark.parametrize(("kind", "typed", "more", "message"), REFUSED)
def test_typed_text_is_refused_in_words(kind, typed, more, message):
    assert one(kind, typed, **more) == (None, [message])


def test_a_partial_date_of_this_year_is_not_the_future():
    assert one("partial_date", "2026", max="today") == ("2026", [])


def test_many_choice_keeps_the_forms_order_and_limits():
    choices = field("many_choice", options=["x", "y", "z"], max=2)

    assert read(form(choices), {"a": ["z", "x"]}).answers == {"a": ["x", "z"]}
    assert read(form(choices), {"a": ["x", "y", "z"]}).errors == {"a": ["Chọn tối đa 2 mục."]}


@pytest.mark.parametrize(
    ("province", "commune", "code"),
    [
        ("01", "Phường Hoàn Kiếm", "00070"),
        ("Hà Nội", "hoan kiem", "00070"),
        ("thanh pho ha noi", "P. Hoàn Kiếm", "00070"),
        ("01", "00070", "00070"),
    ],
)
def test_an_address_is_understood_as_people_write_it(province, commune, code):
    reading = read(form(field("address", required=True)), {"a.province": province, "a.commune": commune})

    assert (reading.answers["a"], reading.errors) == ({"province": "01", "commune": code}, {})
    assert reading.raw["a.commune"] == "Phường Hoàn Kiếm"


def test_an_address_says_what_is_missing():
    definition = form(field("address", required=True))

    assert read(definition, {}).errors == {"a": ["Nhập nhãn."]}
    assert read(definition, {"a.province": "01"}).errors == {"a.commune": ["Ghi xã, phường hoặc đặc khu."]}
    assert read(definition, {"a.commune": "Hoàn Kiếm"}).errors == {"a.province": ["Chọn tỉnh hoặc thành phố."]}
    wrong = read(definition, {"a.province": "04", "a.commune": "Hoàn Kiếm"})
    assert wrong.errors == {"a.commune": ["Tỉnh Cao Bằng không có xã, phường, đặc khu nào tên như vậy."]}


def test_two_communes_of_one_bare_name_are_offered():
    reading = read(form(field("address")), {"a.province": "82", "a.commune": "tan thanh"})

    assert reading.errors == {"a.commune": ["Có nhiều nơi trùng tên này: mời bạn chọn một."]}
    assert len(reading.suggestions["a.commune"]) == 2


def test_a_cccd_that_does_not_fit_sex_or_year_only_warns():
    definition = form(
        field("cccd", matches={"sex": "b", "born": "c"}),
        field("choice", "b", options=["Nam", "Nữ"]),
        field("partial_date", "c"),
    )

    reading = read(definition, {"a": "099090984192", "b": "Nữ", "c": "1991"})

    assert (reading.errors, len(reading.warnings["a"])) == ({}, 2)
    assert read(definition, {"a": "099090984192", "b": "Nam", "c": "3/1990"}).warnings == {}


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_grouped_number_reads_back(value):
    assert number_from(grouped(value), 0) == value


@given(st.decimals(-(10**9), 10**9, places=3))
def test_a_grouped_decimal_reads_back(value):
    assert number_from(grouped(value, 3), 3) == value


@given(st.dates())
def test_a_day_written_out_reads_back(day):
    if 1800 <= day.year <= 2200:
        assert known_part(format_date(day)) == (day, "day")


@given(st.text())
def test_any_text_is_a_number_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert isinstance(number_from(text, 2), Decimal)


ROUND_TRIPS = [
    ("number", 1250.5, {"decimals": 1}),
    ("money", 1250000, {}),
    ("date", "2026-03-05", {}),
    ("partial_date", "1950", {}),
    ("partial_date", "1950-03", {}),
    ("month", "2026-09", {}),
    ("choice", "Nam", {"options": ["Nam", "Nữ"]}),
    ("many_choice", ["y", "x"], {"options": ["y", "x"]}),
    ("yes_no", False, {}),
    ("likert5", 3, {}),
    ("address", {"province": "01", "commune": "00070", "detail": "Số 5"}, {"detail": True}),
    ("unit", "D-1", {}),
    ("signature", {"typed": "Nguyễn Văn A"}, {}),
    ("consent", "1", {}),
    ("table", [{"x": "a", "y": 2}, {"x": "b"}], {"columns": [field("text", "x"), field("number", "y")]}),
    ("group", {"x": "a"}, {"fields": [field("text", "x"), field("number", "y")]}),
]


@pytest.mark.parametrize(("kind", "answer", "more"), ROUND_TRIPS)
def test_json_answers_come_out_as_they_went_in(kind, answer, more):
    reading = check(form(field(kind, **more)), {"a": answer})

    assert (reading.answers, reading.errors) == ({"a": answer}, {})


@pytest.mark.parametrize(
    ("kind", "junk", "more"),
    [
        ("text", 5, {}),
        ("number", "5", {}),
        ("number", True, {}),
        ("number", float("nan"), {}),
        ("number", float("inf"), {}),
        ("money", [1], {}),
        ("date", "5/3/2026", {}),
        ("date", "2026-13-01", {}),
        ("choice", ["Nam"], {"options": ["Nam"]}),
        ("choice", "nam", {"options": ["Nam"]}),
        ("many_choice", "x", {"options": ["x"]}),
        ("many_choice", [["x"]], {"options": ["x"]}),
        ("yes_no", "1", {}),
        ("likert5", 6, {}),
        ("file", [{"token": "x", "name": "x", "size": 1, "type": "x"}], {}),
        ("file", ["forged"], {}),
        ("signature", {"typed": 3}, {}),
        ("address", {"province": "01", "commune": "00070", "x": "y"}, {}),
        ("address", "Hà Nội", {}),
        ("table", {"x": 1}, {"columns": [field("text", "x")]}),
        ("table", [1], {"columns": [field("text", "x")]}),
        ("table", [{"z": "?"}], {"columns": [field("text", "x")]}),
        ("group", [], {"fields": [field("text", "x")]}),
        ("consent", True, {}),
        ("note", "x", {"text": "Đọc"}),
    ],
)
def test_json_of_the_wrong_shape_is_refused_at_its_path(kind, junk, more):
    reading = check(form(field(kind, **more)), {"a": junk})

    assert [path.partition(".")[0] for path in reading.errors] == ["a"]
    assert reading.answers in ({}, {"a": []})
