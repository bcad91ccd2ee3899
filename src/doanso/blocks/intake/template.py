"""The spreadsheet that people fill in: headings with help, lists to choose from, codes as text, an example row."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext as _

from doanso.blocks.intake.cells import CODE_AND_NAME, pairs
from doanso.blocks.intake.headings import EXAMPLE, NOTE, REQUIRED
from doanso.blocks.intake.workbook import MOST_ROWS
from doanso.lib import sheets
from doanso.lib.intake import Column, Importer
from doanso.lib.later import later

if TYPE_CHECKING:
    import openpyxl
    from openpyxl import styles
else:
    styles = later("openpyxl.styles")
    openpyxl = later("openpyxl")

TEXT = "@"  # zeros at the beginning stay, days stay as they were typed
NOTE_WIDTH, LEAST_WIDTH, MOST_WIDTH = 40, 14, 42
HEAD, GREY = "FFDCE9F9", "FF6B7280"


def write(
    importer: Importer,
    units: Mapping[str, str],
    file: BinaryIO,
    rows: Iterable[tuple[str, Mapping[str, str]]] | None = None,
) -> None:
    """Empty with an example, or with `rows`: (note, column → text), written one by one. `units`: code → name."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(sheets.sheet_title(str(importer.label)))
    lists = {column.key: _choices(column, units) for column in importer.columns if _is_chosen(column)}
    lists_title = _("Lists")
    _shape(sheet, importer.columns)
    for number, key in enumerate(lists, 1):
        _offer(sheet, importer.columns, key, f"{openpyxl.utils.quote_sheetname(lists_title)}!", number, len(lists[key]))
    sheet.append([_heading(sheet, column) for column in importer.columns] + [_head(sheet, str(NOTE))])
    for note, texts in [_example(importer, lists)] if rows is None else rows:
        sheet.append(_row(sheet, importer.columns, note, texts, grey=rows is None))
    _explain(book.create_sheet(sheets.sheet_title(_("How to fill it in"))), importer)
    _write_lists(book.create_sheet(lists_title), list(lists.values()))
    book.save(file)


def _is_chosen(column: Column) -> bool:
    return column.kind in {"choice", "bool", "unit_code"}


def _choices(column: Column, units: Mapping[str, str]) -> list[str]:
    if column.kind == "unit_code":
        return [f"{code}{CODE_AND_NAME}{name}" for code, name in units.items()]
    return [str(words) for _value, words in pairs(column)]


def _shape(sheet: Any, columns: Sequence[Column]) -> None:
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        shape = sheet.column_dimensions[openpyxl.utils.get_column_letter(number)]
        shape.width = min(max(LEAST_WIDTH, len(str(column.heading)) + 4, len(column.example) + 2), MOST_WIDTH)
        shape.number_format = TEXT
    sheet.column_dimensions[openpyxl.utils.get_column_letter(len(columns) + 1)].width = NOTE_WIDTH


def _offer(sheet: Any, columns: Sequence[Column], key: str, lists: str, number: int, count: int) -> None:
    """A drop-down of the list in column `number` of the lists. Not forced: what is pasted is judged on arrival."""
    place, letter = [column.key for column in columns].index(key) + 1, openpyxl.utils.get_column_letter(number)
    rule = openpyxl.worksheet.datavalidation.DataValidation(
        type="list", formula1=f"{lists}${letter}$1:${letter}${max(count, 1)}", allow_blank=True, showErrorMessage=False
    )
    letter = openpyxl.utils.get_column_letter(place)
    rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    sheet.data_validations.append(rule)


def _heading(sheet: Any, column: Column) -> "openpyxl.cell.WriteOnlyCell":
    cell = _head(sheet, f"{column.heading}{REQUIRED if column.required else ''}")
    if column.help:
        cell.comment = openpyxl.comments.Comment(str(column.help), "Đoàn Số", height=90, width=260)
    return cell


def _head(sheet: Any, text: str) -> "openpyxl.cell.WriteOnlyCell":
    cell = openpyxl.cell.WriteOnlyCell(sheet, "")
    sheets.put(cell, text)
    cell.font, cell.fill = styles.Font(bold=True), styles.PatternFill("solid", fgColor=HEAD)
    cell.alignment = styles.Alignment(wrap_text=True, vertical="center")
    return cell


def _example(importer: Importer, lists: Mapping[str, list[str]]) -> tuple[str, dict[str, str]]:
    shown = {column.key: column.example or next(iter(lists.get(column.key, [])), "") for column in importer.columns}
    return str(EXAMPLE), shown


@cache
def _grey() -> "styles.Font":
    return styles.Font(italic=True, color=GREY)


def _row(sheet: Any, columns: Sequence[Column], note: str, texts: Mapping[str, str], *, grey: bool) -> list[Any]:
    cells = []
    for text in [*(texts.get(column.key, "") for column in columns), note]:
        cell = openpyxl.cell.WriteOnlyCell(sheet, "")
        sheets.put(cell, text)
        cell.number_format = TEXT
        if grey:
            cell.font = _grey()
        cells.append(cell)
    return cells


def _explain(sheet: Any, importer: Importer) -> None:
    for letter, width in zip("ABC", (30, 14, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    lines = [
        _("One row for each. The row marked as an example is not imported; you may delete it or leave it."),
        _("A cell left empty changes nothing. Notes in the last column are for you alone."),
        _("After sending the file you see, row by row, what will happen; nothing is written before you confirm."),
    ]
    if importer.help:
        lines.insert(0, str(importer.help))
    for line in lines:
        sheet.append([line])
    sheet.append([])
    sheet.append([_head(sheet, head) for head in (_("Column"), _("Required"), _("How to fill it in"))])
    for column in importer.columns:
        sheet.append([str(column.heading), _("Yes") if column.required else "", str(column.help)])


def _write_lists(sheet: Any, lists: list[list[str]]) -> None:
    sheet.sheet_state = "hidden"
    for row in range(max((len(one) for one in lists), default=0)):
        cells = []
        for one in lists:
            cell = openpyxl.cell.WriteOnlyCell(sheet, "")
            sheets.put(cell, one[row] if row < len(one) else "")
            cells.append(cell)
        sheet.append(cells)
