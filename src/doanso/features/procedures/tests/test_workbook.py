"""The catalogue as a workbook: exactly the same when it comes back, and whatever comes instead is told clearly."""

import zipfile
from functools import cache
from io import BytesIO

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.support import org as organisation

from doanso.blocks.eforms.demo import load_forms
from doanso.features.procedures import demo as demo_procedures
from doanso.features.procedures.services import catalogue
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring.workbook import reading
from doanso.features.procedures.services.authoring.workbook.sheets import SHEETS
from doanso.features.procedures.tests import workbooks
from doanso.features.procedures.tests.test_exchange import procedures
from doanso.features.procedures.tests.workbooks import cell, changed, put, read, written
from doanso.lib import changes, demo
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
NOON = organisation.NOON

odd = st.sampled_from(
    ["=1+1", "+84", "@x", "-5", "'a", "007", " a ", "a\n\nb", "a\r\nb", "_x0041_", "a\x07", "\ufffe", "", "1e5", "có",
     "31/12/2026", "a | b → c", "key = label", "Đ" * 3000]
)  # fmt: skip
texts = st.one_of(odd, st.fixed_dictionaries({"vi": odd, "en": odd}), st.fixed_dictionaries({"vi": odd, "km": odd}))
FIELD = {
    "help": texts, "missing": texts, "unit": texts, "show_if": odd, "required": st.one_of(st.booleans(), odd),
    "min": st.one_of(st.integers(), st.sampled_from(["today", "2026-01-05", "x", True, 2.5, 10**37 + 1, None])),
    "max_length": st.one_of(st.integers(0, 9), st.sampled_from([None, "5", True, 10**9])),
    "options": st.lists(st.one_of(odd, st.fixed_dictionaries({"value": odd, "label": texts})), max_size=3),
    "strange": st.sampled_from([None, {}, [{}], {"a.b": 1}, 0.5]),
}  # fmt: skip
STEP = {
    "minutes": st.sampled_from([0, 1, 59, 60, 90, 480, 960, 1441, True]), "clock": st.booleans(), "to": odd,
    "assignee": st.sampled_from(["bi_thu(chi_doan_nop)", "can_bo(van_phong, cap_tren_truc_tiep(don_vi_nop))", "?"]),
    "actions": st.lists(st.sampled_from(["return", "forward", "stop", "?"]), max_size=3),
    "cases": st.lists(st.fixed_dictionaries({"when": odd, "to": st.sampled_from(["end", "a|b"])}), max_size=2),
    "branches": st.lists(st.fixed_dictionaries({"key": odd, "name": odd, "assignee": odd}), max_size=2),
    "vote": st.dictionaries(st.sampled_from(["quorum", "secret", "?"]), st.one_of(odd, st.booleans()), max_size=3),
    "not_by": st.lists(st.sampled_from(["applicant", "buoc_1", "a, b"]), max_size=2),
    "extra": st.dictionaries(st.sampled_from(["issue", "a.b", "checks"]), st.one_of(odd, st.booleans()), max_size=2),
}  # fmt: skip

GUIDE = {
    "note": odd, "limit": st.sampled_from(["2.5", "2.50", "", "x"]), "sets": st.sampled_from([1, 0, 20]),
    "review_by": st.sampled_from([None, "2027-01-31", "x"]), "conditions": st.lists(odd, max_size=3),
    "legal": st.lists(st.one_of(odd, st.just({"number": "123/2015/NĐ-CP", "title": "Hộ tịch"})), max_size=3),
}  # fmt: skip


@st.composite
def strange_procedures(draw):
    """With values that no editor would write and a draft may hold all the same."""
    content = draw(procedures())
    for field in content["form"]["pages"][0]["sections"][0]["fields"]:
        field |= draw(st.fixed_dictionaries({}, optional=FIELD))
    for step in content["flow"]["steps"]:
        step |= draw(st.fixed_dictionaries({}, optional=STEP))
    content["guide"] |= draw(st.fixed_dictionaries({}, optional=GUIDE))
    content["extra"] = draw(st.dictionaries(odd, st.one_of(odd, st.none(), st.lists(odd, max_size=2)), max_size=2))
    return content


@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(given=st.lists(strange_procedures(), min_size=1, max_size=3))
def test_any_procedure_survives_the_workbook_and_another_writer(db, given) -> None:
    given = [content | {"code": f"X-{number}"} for number, content in enumerate(given)]
    raw = written(*given)

    for found in (read(raw), read(changed(raw, lambda book: None))):
        assert (found.lost, [one.problems for one in found.procedures]) == ([], [[]] * len(given))
        assert [changes.diff(one, back.content) for one, back in zip(given, found.procedures, strict=True)] == [
            [] for _one in given
        ]


def test_demonstration_catalogue_survives_the_workbook_and_its_columns_in_another_order() -> None:
    org = organisation.build()
    load_forms(by=None, now=NOON)
    given = []
    for row in demo.data("procedures")["procedures"]:
        made = demo_procedures.content(row)
        version = catalogue.publish(code=row["code"], kind=row["kind"], owner=org.desk, content=made, by=None, now=NOON)
        given.append(contents.of_version(version))

    def shuffle(book) -> None:
        for sheet in SHEETS:
            rows = [[one.value for one in row][::-1] for row in book[sheet.title]]
            book[sheet.title].delete_rows(1, len(rows))
            for row in [[*cells, "", "Ý của tôi"] for cells in rows]:
                book[sheet.title].append(row)

    raw = changed(written(*given), shuffle)

    found = read(raw)
    assert [(one.code, one.problems) for one in found.procedures] == [(one["code"], []) for one in given]
    assert [changes.diff(one, back.content) for one, back in zip(given, found.procedures, strict=True)] == [[]] * 31
    assert found.strange == [f"{sheet.title}: Ý của tôi" for sheet in SHEETS]


def blank(**guide):
    content = contents.blank(code="X-2", kind="TTHC", name="Thử")
    content["guide"] |= {"field": "Cư trú", **guide}
    return content


@cache
def base() -> bytes:
    return written(blank())


def test_text_that_looks_like_a_formula_or_a_number_stays_text() -> None:
    book = load_workbook(BytesIO(written(blank(name="=cmd|'/c calc'!A1", fee="007"))))

    name, fee = cell(book, "Thủ tục", "Tên thủ tục"), cell(book, "Thủ tục", "Phí, lệ phí")
    assert (name.data_type, name.value, name.number_format) == ("s", "=cmd|'/c calc'!A1", "@")
    assert (fee.data_type, fee.value) == ("s", "007")


def test_cell_that_a_person_changed_holds_and_the_rest_of_the_row_stays() -> None:
    content = blank(legal=[{"number": "123/2015/NĐ-CP", "title": "Hộ tịch"}, "Luật Cư trú"])
    field = content["form"]["pages"][0]["sections"][0]["fields"][0]
    field |= {"label": {"vi": "Tên", "en": "Name", "km": "Chhmous"}, "type": "choice", "matches": {"sex": "a"}}
    field["options"] = [{"value": "m", "label": {"vi": "Một", "en": "One"}}, "Hai"]

    def change(book) -> None:
        put("Câu hỏi", "Câu hỏi", "Họ và tên")(book)
        put("Câu hỏi", "Các lựa chọn", "m = Số một\nHai\nBa")(book)
        put("Thủ tục", "Căn cứ pháp lý", "123/2015/NĐ-CP: Hộ tịch\nLuật mới")(book)
        put("Thủ tục", "Thời hạn", 2.5)(book)
        put("Các bước", "Thời hạn", "1,5 ngày làm việc")(book)
        put("Các bước", "Người thực hiện", "lãnh đạo UBND")(book)

    (back,) = read(changed(written(content), change)).procedures

    assert back.problems == []
    (told,) = back.content["form"]["pages"][0]["sections"][0]["fields"]
    assert told["label"] == {"vi": "Họ và tên", "en": "Name", "km": "Chhmous"}
    assert told["options"] == [{"value": "m", "label": {"vi": "Số một", "en": "One"}}, "Hai", "Ba"]
    assert told["matches"] == {"sex": "a"}
    assert back.content["guide"]["legal"] == [{"number": "123/2015/NĐ-CP", "title": "Hộ tịch"}, "Luật mới"]
    assert back.content["guide"]["limit"] == "2.5"
    first = back.content["flow"]["steps"][0]
    assert (first["minutes"], first["assignee"]) == (720, "lanh_dao_don_vi")


def test_new_rows_get_keys_of_their_own() -> None:
    def change(book) -> None:
        for sheet, heads in {
            "Giấy tờ": {"Tên giấy tờ": "Ảnh 4×6"},
            "Các bước": {"Nội dung": "Thẩm định", "Loại bước": "Một người thực hiện", "Thời hạn": "2 ngày"},
            "Câu hỏi": {"Thuộc mục": "muc_1", "Câu hỏi": "Ngày sinh", "Kiểu trả lời": "ngày"},
        }.items():
            row = book[sheet].max_row + 1
            for head, value in {"Mã thủ tục": "X-2", **heads}.items():
                put(sheet, head, value, row)(book)

    (back,) = read(changed(base(), change)).procedures

    assert back.problems == []
    assert back.content["guide"]["documents"] == [{"key": "anh_4_6", "name": "Ảnh 4×6"}]
    assert back.content["flow"]["steps"][2] == {"key": "buoc_3", "name": "Thẩm định", "kind": "task", "minutes": 960}
    fields = back.content["form"]["pages"][0]["sections"][0]["fields"]
    assert fields[1] == {"key": "ngay_sinh", "label": "Ngày sinh", "type": "date"}


WRONG = [
    ("Thủ tục", 2, "Thời hạn", "ba", "Hãy ghi một số, ví dụ 5 hoặc 2,5."),
    ("Thủ tục", 2, "Nhận sau 15 giờ tính từ hôm sau", "hơi hơi", "Hãy ghi “có” hoặc “không”."),
    ("Thủ tục", 2, "Số bộ hồ sơ", 1.5, "Ghi số nguyên."),
    ("Thủ tục", 2, "Rà soát trước ngày", "31/02/2027", "Hãy ghi ngày, ví dụ 31/12/2026."),
    ("Các bước", 2, "Người thực hiện", "Vua Hùng",
     "“Vua Hùng” không phải người thực hiện nào được biết. Hãy chọn ở trang “Danh mục”."),
    ("Các bước", 2, "Thời hạn", 4, "Hãy ghi thời hạn kèm đơn vị, ví dụ 2 ngày, 4 giờ hoặc 30 phút."),
    ("Các bước", 2, "Rẽ nhánh (điều kiện | bước)", "co == 1", "Mỗi dòng gồm 2 phần, ngăn cách bằng dấu “|”."),
    ("Các bước", 3, "Mã bước", "buoc_1", "“buoc_1” bị ghi hai lần."),
    ("Câu hỏi", 2, "Thuộc mục", "muc_9", "Không có mục “muc_9”."),
    ("Câu hỏi", 3, "Thuộc bảng/nhóm", "bang", "Không có bảng hay nhóm “bang” ở các dòng trên."),
    ("Câu hỏi", 4, "Biểu mẫu của bước", "F-9", "Không có biểu mẫu “F-9”."),
    ("Câu hỏi", 5, "Dữ liệu khác (không sửa)", "[" * 30_000,
     "Nội dung do chương trình ghi ở đây đã bị sửa. Hãy trả lại như cũ hoặc để trống ô."),
]  # fmt: skip


def test_wrong_cells_are_told_each_by_its_place() -> None:
    content = blank()
    fields = content["form"]["pages"][0]["sections"][0]["fields"]
    fields += [{"key": f"c_{n}", "type": "text", "label": "Tên"} for n in range(4)]

    def change(book) -> None:
        for sheet, row, head, value, _reason in WRONG:
            put(sheet, head, value, row)(book)

    (back,) = read(changed(written(content), change)).procedures

    told = [(one.sheet, one.row, one.column, one.text) for one in back.problems]
    assert told == [(sheet, row, head, reason) for sheet, row, head, _value, reason in WRONG]


def test_row_of_no_procedure_and_a_code_that_stands_twice_are_told() -> None:
    def change(book) -> None:
        put("Giấy tờ", "Mã thủ tục", "LẠ")(book)
        book["Các bước"].merge_cells("A2:A3")
        book["Thủ tục"].append([one.value for one in book["Thủ tục"][2]])

    found = read(changed(base(), change))

    assert [(one.sheet, one.row, one.column, one.text) for one in found.lost] == [
        ("Thủ tục", 3, "Mã thủ tục", "“X-2” bị ghi hai lần."),
        ("Giấy tờ", 2, "Mã thủ tục", "Trang “Thủ tục” không có mã “LẠ”."),
        ("Các bước", 3, "Mã thủ tục", "Thiếu mã thủ tục. Xin đừng gộp ô."),
    ]


def drop_sheet(book) -> None:
    del book["Câu hỏi"]


def far_away(book) -> None:
    book["Giấy tờ"].cell(1_048_576, 1).value = "X-2"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (drop_sheet, "Bảng tính thiếu các trang: “Câu hỏi”. Xin đừng đổi tên trang tính."),
        (lambda book: book["Thủ tục"].delete_cols(4),
         "Trang “Thủ tục” thiếu các cột: “Tên thủ tục”. Nếu không cần, hãy ẩn cột thay vì xóa."),
        (put("Các bước", "Kết quả", "NỘI DUNG", row=1), "Trang “Các bước” có cột bị lặp: Nội dung."),
        (put("Các bước", "Nội dung", "=1+1"),
         "Trang “Các bước”, ô D2 chứa công thức. Hãy dán lại dạng giá trị rồi nạp lại."),
        (put("Các bước", "Nội dung", "#REF!"), "Trang “Các bước”, ô D2 đang báo lỗi."),
        (lambda book: book["Thủ tục"].delete_rows(2, 9) or [book[s.title].delete_rows(2, 9) for s in SHEETS],
         "Bảng tính này không có thủ tục nào."),
        (far_away, "Trang “Giấy tờ” có hơn 60000 dòng. Hãy xóa các dòng trống ở cuối trang."),
    ],
)  # fmt: skip
def test_workbook_that_is_none_is_refused_with_the_reason(change, reason) -> None:
    with pytest.raises(Refused) as told:
        read(changed(base(), change))
    assert told.value.message == reason


def bomb() -> bytes:
    """61 MB of one letter in the sheet's text."""
    file, whole = BytesIO(), zipfile.ZipFile(BytesIO(base()))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name in whole.namelist():
            swollen = name.endswith("sheet3.xml")
            package.writestr(name, b" " * (reading.MOST_UNPACKED + 1) if swollen else whole.read(name))
    return file.getvalue()


def empty() -> bytes:
    file = BytesIO()
    Workbook().save(file)
    return file.getvalue()


def spoilt() -> bytes:
    """A sheet that ends in the middle."""
    file, whole = BytesIO(), zipfile.ZipFile(BytesIO(base()))
    with zipfile.ZipFile(file, "w") as package:
        for name in whole.namelist():
            package.writestr(name, whole.read(name)[:900] if name.endswith("sheet2.xml") else whole.read(name))
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (bomb, "Tệp bung ra lớn hơn nhiều so với một danh mục thủ tục."),
        (spoilt, "Tệp bị hỏng, không đọc được."),
        (lambda: b"PK\x03\x04" + b"x" * 99, "Tệp “danh-muc.xlsx” bị hỏng"),
        (lambda: b"<html>", "Tệp “danh-muc.xlsx”"),
        (empty, "Bảng tính thiếu các trang: “Thủ tục”, “Giấy tờ”"),
    ],
)
def test_file_that_is_no_workbook_is_refused(make, reason) -> None:
    with pytest.raises(Refused) as told:
        workbooks.read(make())
    assert told.value.message.startswith(reason)
