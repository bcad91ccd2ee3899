"""The list as a spreadsheet, written row by row so that its length costs no memory."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.inbox import queries
from doanso.core.inbox.models import Item
from doanso.lib.later import later

if TYPE_CHECKING:
    import openpyxl
    from openpyxl import styles
else:
    styles = later("openpyxl.styles")
    openpyxl = later("openpyxl")

WIDTHS = (46, 46, 24, 32, 18, 18, 16, 26)


def write(items: Iterable[Item], file: BinaryIO) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_("My work"))
    for column, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    heads = [
        _("Work"),
        _("Details"),
        _("Kind of work"),
        _("Unit"),
        _("Waiting since"),
        _("Deadline"),
        _("State"),
        _("Taken by"),
    ]
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    labels, states = queries.kinds(), {"late": _("Overdue"), "today": _("Due today"), "soon": _("Due soon"), "": ""}
    for item in items:
        values = [item.title, item.detail, labels.get(item.kind, item.kind), item.unit, item.started_at, item.due_at]
        sheet.append([_cell(sheet, value) for value in [*values, states[item.urgency], item.claimed_by]])
    book.save(file)


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> "openpyxl.cell.WriteOnlyCell":
    """Text stays text: what somebody typed with a leading "=" must not become a formula on an officer's machine."""
    if isinstance(value, datetime):
        cell = openpyxl.cell.WriteOnlyCell(sheet, timezone.localtime(value).replace(tzinfo=None))
        cell.number_format = "dd/mm/yyyy hh:mm"
        return cell
    cell = openpyxl.cell.WriteOnlyCell(sheet, "")
    cell.value = "".join(c for c in str(value or "") if c >= " " or c in "\n\t")
    cell.data_type = "s"
    if bold:
        cell.font = styles.Font(bold=True)
    return cell
