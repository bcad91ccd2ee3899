"""Lists as .xlsx, written row by row so that their length costs no memory."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from doanso.lib.dates import local

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE_LENGTH = 31  # more than that no spreadsheet program takes


def write(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], file: BinaryIO) -> None:
    """One sheet: `columns` are (head, width in characters), the first row stays in sight."""
    book = Workbook(write_only=True)
    fill(book, title, columns, rows)
    book.save(file)


def fill(book: Workbook, title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> int:
    """A sheet more in a book that is being written; returns how many rows it got."""
    number, sheet = 0, book.create_sheet(sheet_title(title))
    for place, (_head, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, bold=True) for head, _width in columns])
    for number, row in enumerate(rows, 1):  # noqa: B007 the last one is asked for below
        sheet.append([_cell(sheet, value) for value in row])
    return number


def sheet_title(text: str) -> str:
    return "".join(letter for letter in text if letter not in "[]:*?/\\")[:TITLE_LENGTH]


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, "")
    put(cell, value)
    if bold:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    return cell


def put(cell: Any, value: Any) -> None:
    """Numbers and days as such; text stays text: a leading "=" must not become a formula on the reader's machine."""
    if isinstance(value, datetime):
        cell.value, cell.number_format = local(value).replace(tzinfo=None), "dd/mm/yyyy hh:mm"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, "dd/mm/yyyy"
    elif isinstance(value, int | float) and not isinstance(value, bool):
        cell.value = value
    else:
        cell.value = "".join(letter for letter in str(value or "") if letter >= " " or letter in "\n\t")
        cell.data_type = "s"
