"""Our own template for Excel: a row for each question, headings in Vietnamese whatever the reader's language."""

import json
from collections.abc import Callable, Sequence
from importlib.resources import files
from io import BytesIO
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from django.utils.translation import gettext as _

from doanso.blocks.questions import kinds
from doanso.blocks.questions.faults import MOST_OPTIONS
from doanso.blocks.questions.formats import reading, xlsx_foreign
from doanso.blocks.questions.formats.gift import has_pictures
from doanso.blocks.questions.formats.reading import Item, Option, Read
from doanso.lib.errors import Refused
from doanso.lib.later import later
from doanso.lib.sheets import damage, put
from doanso.lib.text import clean_name, fold

if TYPE_CHECKING:
    import openpyxl
    from openpyxl import styles
else:
    styles = later("openpyxl.styles")
    openpyxl = later("openpyxl")

MOST_UNPACKED, MOST_ROWS = 60 * 1024 * 1024, 5000
LETTERS = ascii_uppercase[:MOST_OPTIONS]
CODE, KIND, TEXT, RIGHT, LEVEL, TOPIC = "Mã", "Dạng", "Câu hỏi", "Đáp án đúng", "Mức độ", "Chủ đề"
EXPLANATION, SOURCE, PARTIAL, EXACT, TOLERANCE = (
    "Giải thích",
    "Nguồn",
    "Tính điểm từng phần",
    "Phân biệt hoa thường",
    "Sai số",
)
OPTIONS = [f"Đáp án {letter}" for letter in LETTERS]
HEADINGS = [CODE, KIND, TEXT, *OPTIONS, RIGHT, LEVEL, TOPIC, EXPLANATION, SOURCE, PARTIAL, EXACT, TOLERANCE]
KINDS = {
    kinds.ONE: "Chọn một đáp án",
    kinds.MANY: "Chọn nhiều đáp án",
    kinds.TRUTH: "Đúng hay sai",
    kinds.ORDER: "Sắp xếp thứ tự",
    kinds.SHORT: "Trả lời ngắn",
    kinds.NUMBER: "Điền số",
}
LEVELS = {1: "Nhận biết", 2: "Thông hiểu", 3: "Vận dụng"}
YES, NO, TRUE, FALSE = "Có", "Không", "Đúng", "Sai"
_WIDTHS = {TEXT: 60, EXPLANATION: 50, SOURCE: 30, KIND: 20, RIGHT: 18, TOPIC: 24}
Row = dict[str, str]


def read(data: bytes) -> list[Read]:
    """The first sheet that has our headings; what stands under other headings is remarked."""
    try:
        with ZipFile(BytesIO(data)) as package:
            if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
                raise Refused(_("This package unpacks to far more than questions should hold."), field="file")
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
        for sheet in book.worksheets[:6]:
            sheet.reset_dimensions()
            rows = list(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=60, values_only=True))
            if headings := _headings(rows):
                return _read(rows, *headings)
    except damage() as problem:
        raise Refused(_("This file is damaged and cannot be read."), field="file") from problem
    message = _("No sheet has the headings “%(text)s” and “%(right)s”. Please use the template.")
    raise Refused(message % {"text": TEXT, "right": RIGHT}, field="file")


def _headings(rows: list[tuple[Any, ...]]) -> tuple[int, list[str], bool] | None:
    """Where they are, ours for each, and whether they are those of another program."""
    known = {fold(name): name for name in HEADINGS}
    for place, row in enumerate(rows[:10]):
        told = [str(cell or "") for cell in row]
        named = [known.get(fold(text.rstrip("* ")), clean_name(text)) for text in told]
        if {TEXT, RIGHT} <= set(named):
            return place, named, False
        named = [xlsx_foreign.heading(text) or clean_name(text) for text in told]
        if {TEXT, RIGHT} <= set(named):
            return place, named, True
    return None


def _read(rows: list[tuple[Any, ...]], at: int, headings: list[str], foreign: bool) -> list[Read]:
    found = []
    for number, cells in enumerate(rows[at + 1 :], at + 2):
        row = {head: _text(cell) for head, cell in zip(headings, cells, strict=False) if _text(cell)}
        item = Item(_("Row %(number)s") % {"number": number})
        if foreign:
            row = xlsx_foreign.translated(item, row) if TEXT in row or len(row) > 1 else {}  # numbered beforehand
        if row:
            _fill_in(item, row)
            found.append(item.done())
    return found


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return TRUE if cell else FALSE
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell if cell is not None else "").replace("\r\n", "\n").replace("_x000D_", "").strip()


def _fill_in(item: Item, row: Row) -> None:
    item.text, item.topic = row.get(TEXT, ""), clean_name(row.get(TOPIC, ""))
    for head in sorted(set(row) - set(HEADINGS)):
        item.remark(_("The column “%(name)s” is not kept.") % {"name": head[:60] or "?"})
    item.explanation, item.source, item.code = row.get(EXPLANATION, ""), row.get(SOURCE, ""), row.get(CODE, "")
    item.difficulty = _level(item, row.get(LEVEL, ""))
    kind = _kind(item, row)
    if kind:
        _READS[kind](item, row, kind)


def _level(item: Item, text: str) -> int:
    for level, name in LEVELS.items():
        if fold(text) in {fold(name), str(level)}:
            return level
    if text:
        item.remark(_("The difficulty “%(text)s” is not known: taken as the middle one.") % {"text": text[:40]})
    return 2


def _kind(item: Item, row: Row) -> str:
    named, right = fold(row.get(KIND, "")), row.get(RIGHT, "")
    if named:
        kind = next((kind for kind, name in KINDS.items() if fold(name) == named), "")
        if not kind:
            item.refuse(_("The kind “%(text)s” is not known.") % {"text": row[KIND][:40]})
        return kind
    if fold(right) in {fold(TRUE), fold(FALSE)} and not _options(row):
        return kinds.TRUTH
    if _options(row):
        return kinds.MANY if len(_letters(right)) > 1 else kinds.ONE
    return kinds.NUMBER if kinds.is_decimal(reading.plain_number(right)) else kinds.SHORT


def _options(row: Row) -> list[tuple[str, str]]:
    return [(letter, row[head]) for letter, head in zip(LETTERS, OPTIONS, strict=True) if head in row]


def _letters(text: str) -> list[str]:
    parts = [part for part in text.upper().replace(";", ",").replace("\n", ",").replace(" ", ",").split(",") if part]
    return list(parts[0]) if len(parts) == 1 and set(parts[0]) <= set(LETTERS) else parts


def _choices(item: Item, row: Row, kind: str) -> None:
    options, right = _options(row), _letters(row.get(RIGHT, ""))
    letters = [letter for letter, _text in options]
    unknown = [letter for letter in right if letter not in letters]
    if unknown or not right or (kind == kinds.ONE and len(right) > 1):
        item.refuse(_("“%(text)s” does not say which answer is right.") % {"text": row.get(RIGHT, "")[:40]})
        return
    partial = _yes(row, PARTIAL, otherwise=kind == kinds.ORDER)
    if kind == kinds.ORDER:
        if sorted(right) != letters:
            item.refuse(_("The right order must name every answer once."))
        else:
            reading.in_order(item, [dict(options)[letter] for letter in right], partial=partial)
        return
    item.choose(
        [Option(text) for _letter, text in options],
        [letters.index(letter) for letter in right],
        kind=kind,
        partial=partial,
    )


def _yes(row: Row, head: str, *, otherwise: bool) -> bool:
    return fold(row[head]) in {fold(YES), "x", "1", fold(TRUE)} if head in row else otherwise


def _truth(item: Item, row: Row, kind: str) -> None:
    said = fold(row.get(RIGHT, ""))
    if said not in {fold(TRUE), fold(FALSE), "true", "false"}:
        item.refuse(_("Say whether the statement is true or false."))
    item.kind, item.answer = kind, {"right": said in {fold(TRUE), "true"}}


def _short(item: Item, row: Row, kind: str) -> None:
    lines = [line.strip() for line in row.get(RIGHT, "").split("\n") if line.strip()]
    item.kind, item.answer = kind, {"accepted": lines, "exact": _yes(row, EXACT, otherwise=False)}


def _number(item: Item, row: Row, kind: str) -> None:
    value, tolerance = reading.plain_number(row.get(RIGHT, "")), reading.plain_number(row.get(TOLERANCE, ""))
    item.kind, item.answer = kind, {"value": value, "tolerance": tolerance or "0"}


_READS: dict[str, Callable[[Item, Row, str], None]] = {
    kinds.ONE: _choices,
    kinds.MANY: _choices,
    kinds.ORDER: _choices,
    kinds.TRUTH: _truth,
    kinds.SHORT: _short,
    kinds.NUMBER: _number,
}


def why_not(question: Any) -> str:
    return _("Excel carries no pictures and no sounds.") if has_pictures(question) else ""


def write(questions: Sequence[Any]) -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    sheet.title, sheet.freeze_panes = "Câu hỏi", "A2"
    _fill(sheet, [HEADINGS, *([_row(question).get(head, "") for head in HEADINGS] for question in questions)])
    for place, head in enumerate(HEADINGS, 1):
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = _WIDTHS.get(head, 14)
        sheet.cell(1, place).font = styles.Font(bold=True)
    guide = book.create_sheet("Hướng dẫn")
    _fill(guide, json.loads((files(__package__) / "guide.json").read_text(encoding="utf-8")))
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 30, 90
    book.save(file)
    return file.getvalue()


def _fill(sheet: Any, rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            if text:
                put(sheet.cell(number, place), text)
                sheet.cell(number, place).alignment = styles.Alignment(wrap_text=True, vertical="top")


def _row(question: Any) -> Row:
    options = question.body.get("options", [])
    row = {CODE: question.code, KIND: KINDS[question.kind], TEXT: question.body["text"]}
    row |= {LEVEL: LEVELS[question.difficulty], TOPIC: question.topic.name if question.topic else ""}
    row |= {EXPLANATION: question.explanation, SOURCE: question.source}
    row |= {head: option["text"] for head, option in zip(OPTIONS, options, strict=False)}
    return row | _key(question, [option["key"] for option in options])


def _key(question: Any, keys: list[str]) -> Row:
    answer, kind = question.answer, question.kind
    if kind == kinds.TRUTH:
        return {RIGHT: TRUE if answer["right"] else FALSE}
    if kind == kinds.SHORT:
        return {RIGHT: "\n".join(answer["accepted"]), EXACT: YES if answer.get("exact") else NO}
    if kind == kinds.NUMBER:
        return {RIGHT: answer["value"].replace(".", ","), TOLERANCE: (answer.get("tolerance") or "0").replace(".", ",")}
    letters = dict(zip(keys, LETTERS, strict=False))
    if kind == kinds.ONE:
        return {RIGHT: letters[answer["right"]]}
    return {RIGHT: ", ".join(letters[key] for key in answer["right"]), PARTIAL: YES if answer.get("partial") else NO}
