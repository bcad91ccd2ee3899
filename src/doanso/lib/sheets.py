"""Lists as .xlsx, written row by row so that their length costs no memory."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile
from zlib import error as DeflateError

from doanso.lib.dates import local
from doanso.lib.later import later

if TYPE_CHECKING:
    import openpyxl
    from lxml import etree
    from openpyxl import styles
else:
    styles = later("openpyxl.styles")
    etree = later("lxml.etree")
    openpyxl = later("openpyxl")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TITLE_LENGTH = 31  # more than that no spreadsheet program takes


def write(title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], file: BinaryIO) -> None:
    """One sheet: `columns` are (head, width in characters), the first row stays in sight."""
    book = openpyxl.Workbook(write_only=True)
    fill(book, title, columns, rows)
    book.save(file)


def fill(
    book: "openpyxl.Workbook", title: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]
) -> int:
    """A sheet more in a book that is being written; returns how many rows it got."""
    number, sheet = 0, book.create_sheet(sheet_title(title))
    for place, (_head, width) in enumerate(columns, 1):
        sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, bold=True) for head, _width in columns])
    for number, row in enumerate(rows, 1):  # noqa: B007 the last one is asked for below
        sheet.append([_cell(sheet, value) for value in row])
    return number


def damage() -> tuple[type[Exception], ...]:
    """What reading can raise when the file is not what it says, and a Word file's, too."""
    own = (openpyxl.utils.exceptions.InvalidFileException, etree.LxmlError, BadZipFile, DeflateError, ParseError)
    return *own, KeyError, ValueError, TypeError, IndexError, AttributeError, OSError, EOFError, OverflowError


def sheet_title(text: str) -> str:
    return "".join(letter for letter in text if letter not in "[]:*?/\\")[:TITLE_LENGTH]


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> "openpyxl.cell.WriteOnlyCell":
    cell = openpyxl.cell.WriteOnlyCell(sheet, "")
    put(cell, value)
    if bold:
        cell.font, cell.alignment = styles.Font(bold=True), styles.Alignment(wrap_text=True, vertical="center")
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
        cell.value = NOT_IN_XML.sub("", str(value or ""))
        cell.data_type = "s"
