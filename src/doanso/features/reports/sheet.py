"""A statutory report as .xlsx: two rows of heads, the official numbers of the columns, then figures and their sums."""

from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from doanso.features.reports.queries import Scope
from doanso.features.reports.tables import COLUMNS, FIRST_NUMBER, Table, groups
from doanso.lib.dates import format_date
from doanso.lib.later import later
from doanso.lib.sheets import put, sheet_title

if TYPE_CHECKING:
    import openpyxl
    from openpyxl import styles
else:
    styles = later("openpyxl.styles")
    openpyxl = later("openpyxl")

HEAD = 5
LINE = "808080"


def write(number: str, title: str, label: str, table: Table, scope: Scope, file: BinaryIO) -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = sheet_title(_("Report %(number)s") % {"number": number})
    _top(page, title, scope)
    _heads(page, label)
    row = HEAD + 3
    for index, line in enumerate(table.lines, 1):
        _line(page, row, [index, line.label, *[value for _column, value in line.cells]])
        row += 1
    _line(page, row, ["", _("Sum"), *[value for _column, value in table.total.cells]], bold=True)
    _set_up(page)
    book.save(file)


def _top(page: Any, title: str, scope: Scope) -> None:
    period = _("From %(first)s to %(last)s") % {"first": format_date(scope.start), "last": format_date(scope.end)}
    for row, text in enumerate((scope.unit.name, title, period), 1):
        put(page.cell(row, 1), text)
    page.cell(2, 1).font = styles.Font(bold=True, size=14)


def _heads(page: Any, label: str) -> None:
    for column, text in ((1, _("No.")), (2, label)):
        _head(page, HEAD, column, text)
        page.merge_cells(start_row=HEAD, end_row=HEAD + 1, start_column=column, end_column=column)
    at = FIRST_NUMBER
    for text, span in groups():
        last = HEAD if text else HEAD + 1
        _head(page, HEAD, at, str(text or COLUMNS[at - FIRST_NUMBER].label))
        page.merge_cells(start_row=HEAD, end_row=last, start_column=at, end_column=at + span - 1)
        at += span
    for offset, column in enumerate(COLUMNS):
        if column.group:
            _head(page, HEAD + 1, FIRST_NUMBER + offset, str(column.label))
    for column in range(1, FIRST_NUMBER + len(COLUMNS)):
        _head(page, HEAD + 2, column, f"({column})")


def _head(page: Any, row: int, column: int, text: str) -> None:
    cell = page.cell(row, column)
    put(cell, text)
    cell.font = styles.Font(bold=row < HEAD + 2, italic=row == HEAD + 2)
    cell.alignment = styles.Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _frame()


@cache
def _frame() -> "styles.Border":
    thin = styles.Side(style="thin", color=LINE)
    return styles.Border(thin, thin, thin, thin)


def _line(page: Any, row: int, values: list[Any], *, bold: bool = False) -> None:
    for column, value in enumerate(values, 1):
        cell = page.cell(row, column)
        put(cell, value)
        cell.font, cell.border = styles.Font(bold=bold), _frame()


def _set_up(page: Any) -> None:
    for column in range(1, FIRST_NUMBER + len(COLUMNS)):
        page.column_dimensions[openpyxl.utils.get_column_letter(column)].width = {1: 6, 2: 44}.get(column, 11)
    page.freeze_panes = page.cell(HEAD + 3, FIRST_NUMBER)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToHeight, page.sheet_properties.pageSetUpPr.fitToPage = 0, True
    page.print_title_rows = f"{HEAD}:{HEAD + 2}"
