"""Lists of dossiers whose time is up, as workbooks: what an evaluation council reads. Nobody's name is in them."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.features.procedures.models import Destruction, Dossier
from doanso.features.procedures.queries import archiving
from doanso.lib.dates import local
from doanso.lib.later import later

if TYPE_CHECKING:
    import openpyxl
    from openpyxl import styles
else:
    styles = later("openpyxl.styles")
    openpyxl = later("openpyxl")

WIDTHS = {"A": 6, "B": 24, "C": 22, "D": 60, "E": 34, "F": 22, "G": 14, "H": 14, "I": 16, "J": 40}
Line = tuple[Dossier, str]


def due(found: QuerySet[Dossier]) -> bytes:
    """One row a dossier, written as it is read."""
    return _book([], ((one, "") for one in found.iterator(chunk_size=2000)))


def batch(found: Destruction) -> bytes:
    """With the digest that fixes the list, and the decision once there is one."""
    head = [
        [_("Archives of"), _plain(found.unit.name)],
        [_("Drawn up"), f"{local(found.created_at):%d/%m/%Y %H:%M}, {found.created_by}"],
        [_("Digest of the list"), found.digest],
    ]
    if found.decided_on:
        head.append([_("Decision"), _plain(f"{found.number}, {found.decided_on:%d/%m/%Y}")])
    lines = archiving.items(found).iterator(chunk_size=2000)
    return _book(head, ((item.dossier, item.note or str(item.get_state_display())) for item in lines))


def _book(head: list[list[str]], lines: Iterable[Line]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_("Dossiers")[:31])
    for letter, width in WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    for title, words in head:
        sheet.append([None, _bold(sheet, title), words])
    sheet.append([_bold(sheet, title) for title in _titles()])
    for number, line in enumerate(lines, 1):
        sheet.append([number, *_cells(*line)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _titles() -> list[str]:
    return [
        _("No."),
        _("Dossier code"),
        _("Procedure code"),
        _("Procedure"),
        _("Unit"),
        _("Status"),
        _("Submitted"),
        pgettext("dossier", "Ended"),
        _("Kept for (years)"),
        _("Outcome"),
    ]


def _cells(one: Dossier, outcome: str) -> list[Any]:
    ended = local(one.finished_at).date() if one.finished_at else None
    return [
        one.code,
        one.procedure.code,
        _plain(one.version.name),
        _plain(one.unit.name),
        str(one.get_status_display()),
        local(one.submitted_at).date(),
        ended,
        one.procedure.keep_years,
        _plain(outcome),
    ]


def _bold(sheet: Any, text: str) -> "openpyxl.cell.WriteOnlyCell":
    cell = openpyxl.cell.WriteOnlyCell(sheet, value=text)
    cell.font = styles.Font(bold=True)
    return cell


def _plain(text: str) -> str:
    """What begins like a formula stays a text."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
