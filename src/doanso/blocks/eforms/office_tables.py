"""The first table of a Word or Excel file, as text. The file is looked at and forgotten."""

from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from django.utils.translation import gettext as _

from doanso.blocks.eforms.proposing import MOST_COLUMNS, MOST_ROWS
from doanso.core.files.intake import accept
from doanso.lib import sheets
from doanso.lib.errors import Refused
from doanso.lib.later import later

if TYPE_CHECKING:
    import docx
    import openpyxl
else:
    docx = later("docx")
    openpyxl = later("openpyxl")

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 30 * 1024 * 1024
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_of(upload: Any) -> list[list[str]]:
    """Refused for what is no such file, too large, locked, with macros, with formulas, or without a table."""
    accepted = accept(upload, kinds=frozenset({"office"}), max_bytes=MOST_BYTES)
    if accepted.media_type not in {WORD, EXCEL}:
        raise Refused(_("Please send a Word (.docx) or Excel (.xlsx) file."), field="file")
    _small_enough(accepted.content)
    accepted.content.seek(0)
    try:
        found = _word(accepted.content) if accepted.media_type == WORD else _excel(accepted.content)
    except sheets.damage() as wrong:
        raise Refused(_("This file is damaged and cannot be read."), field="file") from wrong
    if not found:
        raise Refused(_("There is no table in this file."), field="file")
    return found


def _small_enough(content: Any) -> None:
    """Its true length unpacked: what an entry says of itself is checked by `accept`."""
    with ZipFile(content) as package:
        if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
            raise Refused(_("This file unpacks to far more than a table should hold."), field="file")


def _word(content: Any) -> list[list[str]]:
    tables = docx.Document(content).tables
    if not tables:
        return []
    table = max(tables[:20], key=lambda one: len(one.rows))
    return [_merged([cell.text for cell in row.cells[:MOST_COLUMNS]]) for row in list(table.rows)[: MOST_ROWS + 5]]


def _merged(cells: list[str]) -> list[str]:
    """A cell over several columns is told once."""
    return [cell if n == 0 or cell != cells[n - 1] else "" for n, cell in enumerate(cells)]


def _excel(content: Any) -> list[list[str]]:
    book = openpyxl.load_workbook(content, read_only=True, data_only=False, keep_links=False)
    try:
        sheet = book.worksheets[0]
        found = []
        for row in sheet.iter_rows(max_row=MOST_ROWS + 5, max_col=MOST_COLUMNS):
            found.append([_text(cell) for cell in row])
    finally:
        book.close()
    return [row for row in found if any(row)]


def _text(cell: Any) -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        values = {"cell": cell.coordinate}
        raise Refused(
            _("Cell %(cell)s holds a formula. Paste its values only and send it again.") % values, field="file"
        )
    return str(cell.value)
