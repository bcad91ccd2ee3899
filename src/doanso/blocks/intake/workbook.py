"""Rows of an .xlsx file as text, one after the other: a file of any length costs no more memory than its words.

What the file says of itself is not believed: neither its size nor where it ends.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from django.utils.translation import gettext as _

from doanso.blocks.intake.headings import is_example, is_note
from doanso.lib.errors import Refused
from doanso.lib.later import later
from doanso.lib.sheets import damage
from doanso.lib.text import clean_name

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = later("openpyxl")

MOST_ROWS = 50_000
MOST_COLUMNS = 60
MOST_BYTES = 25 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_LETTERS = 1_000
SHEETS_TRIED, HEADING_WITHIN, GAP = 6, 20, 1_000
FORMULA, ERROR = "formula", "error"


@dataclass(frozen=True)
class Line:
    """One row: `number` as the spreadsheet counts; `faults`: place of a cell, from 0, → FORMULA or ERROR."""

    number: int
    texts: list[str]
    faults: dict[str, str]


@dataclass(frozen=True)
class Table:
    headings: list[str]
    lines: Iterator[Line]


@contextmanager
def table(content: bytes, score: Callable[[Sequence[str]], int]) -> Iterator[Table]:
    """The sheet and row whose headings say most to `score`; `Refused` for what is damaged, empty or too long."""
    with _no_damage():
        _small_enough(content)
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        with _no_damage():
            sheet, at, headings = _best(book.worksheets[:SHEETS_TRIED], score)
        yield Table(headings, _lines(sheet, at, headings))
    finally:
        book.close()


@contextmanager
def _no_damage() -> Iterator[None]:
    try:
        yield
    except damage() as wrong:
        raise Refused(_("This file is damaged and cannot be read."), field="file") from wrong


def _small_enough(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as package:
        if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
            raise Refused(_("This file unpacks to far more than a table should hold."), field="file")


def _best(sheets: list[Any], score: Callable[[Sequence[str]], int]) -> tuple[Any, int, list[str]]:
    """When no heading is known, the first row that looks like headings: several cells, none empty between them."""
    found, most = None, -1
    for sheet in sheets:
        sheet.reset_dimensions()
        for number, texts in _first(sheet):
            headings = _trimmed([clean_name(text)[:120] for text in texts])
            points = score(headings)
            if len(headings) > 1 and all(headings[:2]) and points > most:
                found, most = (sheet, number, headings), points
    if found is None:
        raise Refused(_("There is no table with headings in this file."), field="file")
    return found


def _first(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    rows = sheet.iter_rows(max_row=HEADING_WITHIN, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, 1):
        yield number, [_read(cell)[0] for cell in row]


def _lines(sheet: Any, heading_at: int, headings: list[str]) -> Iterator[Line]:
    width, full, empty = len(headings), 0, 0
    note = next((place for place, heading in enumerate(headings) if is_note(heading)), None)
    rows = sheet.iter_rows(min_row=heading_at + 1, max_col=width)
    for number in count(heading_at + 1):
        with _no_damage():
            row = next(rows, None)
        if row is None:
            return
        line = _line(number, row)
        if not any(text for place, text in enumerate(line.texts) if place != note) and not line.faults:
            empty += 1
            if empty > GAP:  # what comes after so much nothing is not looked for
                return
            continue
        full, empty = full + 1, 0
        if full > MOST_ROWS:
            raise Refused(_("More than %(most)s rows. Split the file and send its parts.") % {"most": f"{MOST_ROWS:,}"})
        if note is None or note >= len(line.texts) or not is_example(line.texts[note]):
            yield line


def _line(number: int, row: Sequence[Any]) -> Line:
    texts, faults = [], {}
    for place, cell in enumerate(row):
        text, fault = _read(cell)
        texts.append(text)
        if fault:
            faults[str(place)] = fault
    return Line(number, _trimmed(texts), faults)


def _trimmed(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _read(cell: Any) -> tuple[str, str]:
    value = cell.value
    if value is None:
        return "", ""
    if isinstance(value, str):
        fault = {"f": FORMULA, "e": ERROR}.get(cell.data_type, "")
        return clean_name(value[:MOST_LETTERS]), fault
    if cell.data_type == "f":  # a formula over several cells
        return "=…", FORMULA
    return _plain(value, cell), ""


def _plain(value: Any, cell: Any) -> str:
    """Numbers and days as people here write them, so that they are read like typed ones."""
    if isinstance(value, bool):
        return str(_("Yes")) if value else str(_("No"))
    if isinstance(value, datetime | date):
        return _day(value, str(cell.number_format or "").lower())
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{Decimal(repr(value)):f}".replace(".", ",")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return str(value)[:MOST_LETTERS]


def _day(value: date, shown_as: str) -> str:
    """As precise as the cell shows it: March 2001 is kept by Excel as its first day."""
    if "d" not in shown_as and "yy" in shown_as:
        return f"{value:%m/%Y}" if "m" in shown_as else f"{value:%Y}"
    return f"{value:%d/%m/%Y}"
