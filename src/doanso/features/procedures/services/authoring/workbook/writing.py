"""A workbook of procedures: words for its reader, a sheet for each kind of rows, the lists behind the choices."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, BinaryIO

from doanso.features.procedures.services.authoring import pasting
from doanso.features.procedures.services.authoring.workbook import howto, reading, rows, shape
from doanso.features.procedures.services.authoring.workbook.cells import Shown, plain
from doanso.features.procedures.services.authoring.workbook.sheets import (
    CODE,
    GUIDE_SHEET,
    LISTS_SHEET,
    MARK,
    REST,
    SHEETS,
    STATE,
    TITLE,
    Column,
    Sheet,
)
from doanso.features.procedures.services.authoring.workbook.words import NO, YES, Words
from doanso.lib import changes
from doanso.lib.later import later
from doanso.lib.sheets import put

if TYPE_CHECKING:
    import openpyxl
    from openpyxl import styles
else:
    styles = later("openpyxl.styles")
    openpyxl = later("openpyxl")

Json = dict[str, Any]
Cells = dict[str, Shown]
MOST_LETTERS = 32_000  # of a cell; spreadsheets take 32,767
MOST_ROWS = 20_000  # to which choices are offered
WIDTHS = {CODE: 18, TITLE: 30, STATE: 22, MARK: 8, REST: 8}
HEAD = "DCE6F1"
OURS = "EEEEEE"  # what the programme alone writes


@dataclass(frozen=True)
class Source:
    """One procedure to be written. `mark` names what it was taken from, `state` says it in words."""

    content: Json
    unit: str
    mark: str
    state: str


def write(sources: Iterable[Source], file: BinaryIO, words: Words) -> list[str]:
    """The codes of procedures that no sheet can hold exactly: those are left out and named on the first sheet."""
    made, left_out = [], []
    for source in sources:
        lines = cells_of(source, words)
        (made if lines and faithful(source, lines, words) else left_out).append((source, lines))
    names = [source.content["code"] for source, _lines in left_out]
    book = openpyxl.Workbook(write_only=True)
    _guide(book, names)
    lists = _choices(words, [lines for _source, lines in made])
    for sheet in SHEETS:
        _sheet(book, sheet, (cells for _source, lines in made for place, cells in lines if place is sheet), lists)
    _lists(book, lists)
    book.save(file)
    return names


def cells_of(source: Source, words: Words) -> list[tuple[Sheet, Cells]]:
    """Nothing when a text is longer than a cell may be."""
    lines = []
    code, name = source.content["code"], source.content["guide"]["name"]
    ours = {CODE: code, TITLE: name, STATE: source.state, MARK: source.mark}
    for row in shape.rows_of(source.content, source.unit):
        cells = rows.write(row.sheet, row.flat, words) | dict(zip(row.sheet.parents, row.parents, strict=True))
        lines.append((row.sheet, {head: value for head, value in (cells | ours).items() if value != ""}))
    longest = max(len(value) for _sheet, cells in lines for value in cells.values() if isinstance(value, str))
    return lines if longest <= MOST_LETTERS else []


def faithful(source: Source, lines: list[tuple[Sheet, Cells]], words: Words) -> bool:
    """Reading these cells gives the same content."""
    read = [(sheet, 0, {head: plain(value) for head, value in cells.items()}) for sheet, cells in lines]
    built = reading.build(read, words).procedures
    return len(built) == 1 and not built[0].problems and changes.same(built[0].content, source.content)


def _guide(book: "openpyxl.Workbook", left_out: list[str]) -> None:
    sheet = book.create_sheet(GUIDE_SHEET)
    sheet.column_dimensions["A"].width = 110
    for number, line in enumerate(howto.lines(left_out)):
        cell = openpyxl.cell.WriteOnlyCell(sheet, "")
        put(cell, line)
        cell.alignment = _top(wrapped=True)
        if number == 0:
            cell.font = styles.Font(bold=True, size=14)
        sheet.append([cell])


def _sheet(book: "openpyxl.Workbook", sheet: Sheet, lines: Iterable[Cells], lists: dict[str, list[str]]) -> None:
    made = book.create_sheet(sheet.title)
    widths = {column.head: column.width for column in sheet.columns}
    for number, head in enumerate(sheet.heads, 1):
        made.column_dimensions[openpyxl.utils.get_column_letter(number)].width = widths.get(head) or WIDTHS.get(
            head, 16
        )
    made.freeze_panes = "C2"
    made.auto_filter.ref = f"A1:{openpyxl.utils.get_column_letter(len(sheet.heads))}1"
    for column in sheet.columns:
        if column.kind.lists:
            made.data_validations.append(_choice(sheet, column, lists))
    writer = Writer(made)
    made.append([writer.head(head) for head in sheet.heads])
    for cells in lines:
        made.append([writer.cell(head, cells[head]) if head in cells else None for head in sheet.heads])


class Writer:
    """Cells of a sheet. Styles are looked up once: that is most of the work of writing a cell."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.text, self.number, self.ours = (self._style(number_format="@"), self._style(), self._style(ours=True))

    def cell(self, head: str, value: Shown) -> "openpyxl.cell.WriteOnlyCell":
        """Texts stay texts: what begins with “=” is no formula, what looks like a number keeps its zeros."""
        cell = openpyxl.cell.WriteOnlyCell(self.sheet, "")
        put(cell, _escaped(value) if isinstance(value, str) else value)
        if not isinstance(value, date):
            is_ours = head in (MARK, REST)
            cell._style = self.ours if is_ours else self.text if isinstance(value, str) else self.number
        return cell

    def head(self, head: str) -> "openpyxl.cell.WriteOnlyCell":
        cell = openpyxl.cell.WriteOnlyCell(self.sheet, head)
        cell.font, cell.alignment = styles.Font(bold=True), _top(wrapped=True)
        cell.fill = _fill(OURS if head in (MARK, REST, TITLE, STATE) else HEAD)
        return cell

    def _style(self, *, number_format: str = "General", ours: bool = False) -> Any:
        cell = openpyxl.cell.WriteOnlyCell(self.sheet, "")
        cell.number_format, cell.alignment = number_format, _top(wrapped=not ours)
        if ours:
            cell.fill = _fill(OURS)
        return cell._style


def _escaped(text: str) -> str:
    return reading.ESCAPED.sub(lambda found: "_x005F" + found[0], text)


def _choices(words: Words, made: list[list[tuple[Sheet, Cells]]]) -> dict[str, list[str]]:
    """What is offered, by the name of the list; people as the procedures of this workbook name them come first."""
    columns = {
        (sheet.title, column.head) for sheet in SHEETS for column in sheet.columns if column.kind.lists == "seats"
    }
    used = {cells[head] for lines in made for sheet, cells in lines for title, head in columns
            if sheet.title == title and head in cells}  # fmt: skip
    usual = {words.who(assignee) for assignee in pasting.SAID.values()}
    return {
        "yes_no": [YES, NO],
        **{name: list(choices.values()) for name, choices in words.choices.items() if name != "actions"},
        "seats": [*sorted(map(str, used)), *sorted(usual - used)],
    }


@cache
def _top(*, wrapped: bool) -> "styles.Alignment":
    return styles.Alignment(wrap_text=wrapped, vertical="top")


@cache
def _fill(color: str) -> "styles.PatternFill":
    return styles.PatternFill("solid", fgColor=color)


def _choice(
    sheet: Sheet, column: Column, lists: dict[str, list[str]]
) -> "openpyxl.worksheet.datavalidation.DataValidation":
    letter = openpyxl.utils.get_column_letter(sheet.heads.index(column.head) + 1)
    place = openpyxl.utils.get_column_letter(list(lists).index(column.kind.lists) + 1)
    return openpyxl.worksheet.datavalidation.DataValidation(
        type="list",
        formula1=f"'{LISTS_SHEET}'!${place}$2:${place}${len(lists[column.kind.lists]) + 1}",
        sqref=f"{letter}2:{letter}{MOST_ROWS}",
        allow_blank=True,
        showErrorMessage=column.kind.strict,
        errorTitle=column.head,
        error=howto.CHOOSE,
    )


def _lists(book: "openpyxl.Workbook", lists: dict[str, list[str]]) -> None:
    sheet = book.create_sheet(LISTS_SHEET)
    for number in range(1, len(lists) + 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].width = 36
    sheet.freeze_panes = "A2"
    writer = Writer(sheet)
    sheet.append([writer.head(howto.LISTS[name]) for name in lists])
    for row in zip_longest(*lists.values()):
        sheet.append([None if word is None else writer.cell("", word) for word in row])
