"""Spreadsheets in and out: what is written is read as the same, and what is no honest table is refused."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from doanso.blocks.intake import cells, headings, template, workbook
from doanso.blocks.intake.tests import making
from doanso.lib.errors import Refused
from doanso.lib.intake import Column, Importer, PartialDate
from doanso.lib.text import clean_name

UNITS = {"CD-01": "Chi đoàn 10A1", "CD-02": "Chi đoàn Đất đai · Nước"}
COLUMNS = (
    Column("ten", "Họ và tên", required=True, example="Nguyễn Thị Mẫu"),
    Column("sinh", "Ngày sinh", "partial_date"),
    Column("vao", "Ngày vào", "date"),
    Column("gioi", "Giới tính", "choice", choices=(("M", "Nam"), ("F", "Nữ"))),
    Column("cccd", "CCCD", "cccd"),
    Column("tien", "Số tiền", "money"),
    Column("diem", "Điểm", "number"),
    Column("nop", "Đã nộp", "bool"),
    Column("don_vi", "Chi đoàn", "unit_code"),
)
IMPORTER = Importer(
    "thu.thu", "Danh sách thử", "x", COLUMNS, judge=lambda rows, context: [], apply=lambda rows, c: None
)
days = st.dates(date(1930, 1, 1), date(2030, 12, 31))
words = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=40).map(clean_name)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "ten": words.filter(bool),
            "sinh": st.builds(lambda day: PartialDate(day, "day"), days)
            | st.builds(lambda day: PartialDate(day.replace(day=1), "month"), days)
            | st.builds(lambda day: PartialDate(day.replace(month=1, day=1), "year"), days),
            "vao": days,
            "gioi": st.sampled_from("MF"),
            "cccd": st.from_regex(r"\A[0-9]{12}\Z"),
            "tien": st.integers(0, 10**12),
            "diem": st.integers(-999, 99_999) | st.decimals(-99, 99, places=2).filter(lambda d: d != int(d)),
            "nop": st.booleans(),
            "don_vi": st.sampled_from(sorted(UNITS)),
        }
    ),
    min_size=1,
    max_size=4,
)


def read(content: bytes) -> tuple[list[str], list[workbook.Line]]:
    with workbook.table(content, lambda found: headings.score(IMPORTER, found, {})) as table:
        return table.headings, list(table.lines)


@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_rows_written_into_the_template_are_read_as_the_same(rows) -> None:
    file = io.BytesIO()
    told = [{column.key: cells.told(column, row[column.key], UNITS) for column in COLUMNS} for row in rows]
    template.write(IMPORTER, UNITS, file, [("", texts) for texts in told])

    found, lines = read(file.getvalue())

    keys = headings.proposed(IMPORTER, found, {})
    assert keys == [column.key for column in COLUMNS] + [""]
    texts = [dict(zip(keys, line.texts, strict=False)) for line in lines]
    assert [{c.key: cells.parse(c, row[c.key], {}, UNITS) for c in COLUMNS} for row in texts] == rows


def test_template_offers_lists_keeps_zeros_and_its_example_is_not_read() -> None:
    file = io.BytesIO()
    template.write(IMPORTER, UNITS, file)
    book = load_workbook(file)
    sheet, lists = book.worksheets[0], book["Danh mục"]

    offered = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert offered == {
        "D2:D50001": "'Danh mục'!$A$1:$A$2",
        "H2:H50001": "'Danh mục'!$B$1:$B$2",
        "I2:I50001": "'Danh mục'!$C$1:$C$2",
    }
    assert [[cell.value for cell in column] for column in lists.columns][2] == [
        "CD-01 · Chi đoàn 10A1",
        "CD-02 · Chi đoàn Đất đai · Nước",
    ]
    assert (lists.sheet_state, sheet["A1"].value, sheet.column_dimensions["E"].number_format) == (
        "hidden",
        "Họ và tên *",
        "@",
    )
    assert sheet["A2"].value == "Nguyễn Thị Mẫu"
    assert read(file.getvalue())[1] == []


def test_table_is_found_below_titles_on_another_sheet_and_read_as_excel_shows_it() -> None:
    book = Workbook()
    book.active.append(["Trang bìa", "năm 2026"])
    sheet = book.create_sheet("DS")
    sheet.append(["DANH SÁCH ĐOÀN VIÊN"])
    sheet.append([])
    sheet.append(["STT", "CCCD", "Họ và tên", "Ngày sinh", "Điểm", "Số tiền"])
    sheet.append([1, 1204000011, " Vừ  A Dính ", date(2004, 3, 5), 8.5, 12000.0])
    sheet.append([2, "=B4", "Lò Thị Hai", date(2005, 3, 1), "#N/A", None])
    sheet["D5"].number_format = "mm/yyyy"
    sheet["E5"].data_type = "e"

    found, lines = read(making.saved(book))

    assert found == ["STT", "CCCD", "Họ và tên", "Ngày sinh", "Điểm", "Số tiền"]
    assert lines[0] == workbook.Line(4, ["1", "1204000011", "Vừ A Dính", "05/03/2004", "8,5", "12000"], {})
    assert lines[1].texts[3] == "03/2005"
    assert lines[1].faults == {"1": "formula", "4": "error"}


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("money", "1.250.000 đ", 1_250_000),
        ("money", "12000", 12_000),
        ("number", "2,5", 2.5),
        ("phone", "912345678", "0912345678"),  # a number in Excel loses its zero
        ("phone", "+84 912 345 678", "0912345678"),
        ("unit_code", "chi doan 10a1", "CD-01"),
        ("choice", "nữ", "F"),
        ("bool", "Không", False),
        ("partial_date", "3/2001", PartialDate(date(2001, 3, 1), "month")),
    ],
)
def test_text_is_read_as_people_write_it(kind, text, value) -> None:
    column = Column("x", "X", kind, choices=(("M", "Nam"), ("F", "Nữ")))
    assert cells.parse(column, text, {}, UNITS) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [("money", "-5"), ("money", "2,5"), ("number", "NaN"), ("number", "1e99"), ("cccd", "1204000011"),
     ("date", "31/02/2004"), ("date", "2004"), ("unit_code", "CD-03"), ("choice", "khác"), ("email", "a@b")],
)  # fmt: skip
def test_text_that_does_not_fit_is_refused(kind, text) -> None:
    column = Column("x", "X", kind, choices=(("M", "Nam"),))
    with pytest.raises(cells.Wrong):
        cells.parse(column, text, {}, UNITS)


def test_word_that_holds_one_choice_is_proposed() -> None:
    column = COLUMNS[3]
    assert [cells.likely(column, text) for text in ("Nữ giới", "giới tính nam", "Nam/Nữ", "nam nữ", "khác")] == [
        "F", "M", "", "", "",
    ]  # fmt: skip


def rewritten(content: bytes, part: str, change) -> bytes:
    """The same package with one part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name).decode()) if name == part else old.read(name))
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMB = '<!DOCTYPE x [<!ENTITY a "' + "x" * 1000 + '">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 40}">' for old, new in zip("abcd", "bcde", strict=True)
) + "]>"  # fmt: skip


def far_away(xml: str) -> str:
    """The second row is the last that a sheet can have."""
    return xml.replace('<row r="2"', '<row r="1048576"').replace('r="A2"', 'r="A1048576"')


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 no zip", "bị hỏng"),
        (making.xlsx([])[:-200], "bị hỏng"),
        (making.saved(Workbook()), "không có bảng nào"),
        (rewritten(making.xlsx([]), SHEET, lambda xml: xml[:200]), "bị hỏng"),
        (rewritten(making.xlsx([["&e;"]]), SHEET, lambda xml: BOMB + xml.replace("&amp;e;", "&e;")), "bị hỏng"),
        (rewritten(making.xlsx([]), SHEET, lambda xml: xml + " " * (101 * 1024 * 1024)), "giải nén"),
    ],
    ids=["no zip", "cut short", "empty", "broken xml", "entities", "swells"],
)
def test_hostile_file_is_refused_in_words(content, words) -> None:
    with pytest.raises(Refused, match=words):
        read(content)


def test_rows_far_below_are_not_looked_for_and_too_many_are_refused(monkeypatch) -> None:
    far = rewritten(making.xlsx([["Xa"]], ["Họ và tên", "Ngày sinh"]), SHEET, far_away)
    assert read(far)[1] == []
    many = making.xlsx([[f"Người {n}"] for n in range(6)], ["Họ và tên", "Ngày sinh"])
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    with pytest.raises(Refused, match="Nhiều hơn 5 dòng"):
        read(many)
