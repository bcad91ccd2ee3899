"""Tables of offices as proposed questions, and files that are no such tables."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook

from doanso.blocks.eforms.office_tables import EXCEL, WORD, rows_of
from doanso.blocks.eforms.proposing import Proposal, from_text, guess, proposals
from doanso.lib.errors import Refused

TABLE = [
    ["STT", "Nội dung", "Loại", "Bắt buộc", "Lựa chọn", "Ghi chú"],
    ["1", "Họ và tên", "", "x", "", "Viết hoa"],
    ["2", "Ngày sinh", "", "Có", "", ""],
    ["3", "Giới tính", "Chọn một", "", "Nam; Nữ", ""],
    ["4", "Số tiền đề nghị", "", "không", "", ""],
]
FOUND = [
    Proposal("Họ và tên", "person_name", True, [], "Viết hoa"),
    Proposal("Ngày sinh", "partial_date", True),
    Proposal("Giới tính", "choice", False, ["Nam", "Nữ"]),
    Proposal("Số tiền đề nghị", "money", False),
]


def excel(rows, *, formula: str = "") -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    if formula:
        book.active["B9"] = formula
    book.save(out)
    return out.getvalue()


def word(rows) -> bytes:
    document, out = Document(), BytesIO()
    table = document.add_table(len(rows), len(rows[0]))
    for n, row in enumerate(rows):
        for m, cell in enumerate(row):
            table.cell(n, m).text = cell
    document.save(out)
    return out.getvalue()


def sent(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, EXCEL if name.endswith("xlsx") else WORD)


def test_same_table_is_understood_however_it_comes() -> None:
    pasted = "\n".join("\t".join(row) for row in TABLE)
    html = "<table>" + "".join("<tr><td><p>" + "</p></td><td>".join(row) + "</td></tr>" for row in TABLE) + "</table>"
    for rows in (
        from_text(pasted),
        from_text(html),
        rows_of(sent(excel(TABLE), "bang.xlsx")),
        rows_of(sent(word(TABLE), "bang.docx")),
    ):
        assert proposals(rows) == FOUND


def test_table_without_heads_and_a_plain_list() -> None:
    assert [p.label for p in proposals(from_text("1\tHọ tên\n2\tEmail *"))] == ["Họ tên", "Email"]
    found = proposals(from_text("1. Họ tên cha\n2. Số điện thoại:\n\n- Lý do"))
    assert [(p.label, p.type) for p in found] == [
        ("Họ tên cha", "person_name"),
        ("Số điện thoại", "phone"),
        ("Lý do", "long_text"),
    ]
    assert proposals(from_text("")) == proposals([]) == []


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Số căn cước của mẹ", "cccd"),
        ("Ảnh chân dung 3×4", "photo"),
        ("Địa chỉ thường trú", "address"),
        ("Ngày cấp", "date"),
        ("Số quyết định", "text"),
        ("Số lượng", "number"),
        ("Có thuộc hộ nghèo không?", "yes_no"),
        ("Tháng năm tốt nghiệp", "month"),
        ("Danh hiệu", "text"),
        ("Thành phố", "text"),
    ],
)
def test_type_is_guessed_from_the_label(label: str, kind: str) -> None:
    assert guess(label) == kind


def with_entry(content: bytes, name: str, data: bytes) -> bytes:
    out = BytesIO(content)
    with ZipFile(out, "a", ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (lambda: b"x" * (6 * 1024 * 1024), "a.xlsx", "MB"),
        (lambda: b"PK\x03\x04 hong", "a.xlsx", ""),
        (lambda: excel(TABLE, formula="=SUM(A1:A3)"), "a.xlsx", "B9"),
        (lambda: with_entry(excel(TABLE), "xl/vbaProject.bin", b"x"), "a.xlsx", "macro"),
        (lambda: with_entry(word(TABLE), "word/media/a.bin", b"\0" * 40_000_000), "a.docx", "giải nén"),
        (lambda: word(TABLE).replace(b"PK", b"XX"), "a.docx", ""),
        (lambda: b"%PDF-1.4\n%%EOF", "a.pdf", ""),
        (lambda: excel([]), "a.xlsx", "bảng"),
    ],
)
def test_hostile_or_useless_file_is_refused_with_the_reason(content, name, said) -> None:
    with pytest.raises(Refused) as told:
        rows_of(sent(content(), name))
    assert said in told.value.message
