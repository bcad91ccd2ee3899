"""Lists of dossiers whose time is up, as workbooks: what an evaluation council reads. Nobody's name is in them."""

from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.features.procedures.models import Destruction, Dossier
from doanso.features.procedures.queries import archiving
from doanso.lib import sheets
from doanso.lib.dates import local
from doanso.lib.later import later

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = later("openpyxl")

Line = tuple[Dossier, str]


def due(found: QuerySet[Dossier]) -> bytes:
    return _book((one, "") for one in found.iterator(chunk_size=2000))


def batch(found: Destruction) -> bytes:
    """With a second sheet: the digest that fixes the list, and the decision once there is one."""
    facts = [
        (_("Archives of"), found.unit.name),
        (_("Drawn up"), f"{local(found.created_at):%d/%m/%Y %H:%M}, {found.created_by}"),
        (_("Digest of the list"), found.digest),
    ]
    if found.decided_on:
        facts.append((_("Decision"), f"{found.number}, {found.decided_on:%d/%m/%Y}"))
    lines = archiving.items(found).iterator(chunk_size=2000)
    return _book(((item.dossier, item.note or str(item.get_state_display())) for item in lines), facts)


def _book(lines: Iterable[Line], facts: Iterable[tuple[str, str]] = ()) -> bytes:
    book, out = openpyxl.Workbook(write_only=True), BytesIO()
    rows = ([number, *_cells(*line)] for number, line in enumerate(lines, 1))
    sheets.fill(book, _("Dossiers"), _columns(), rows)
    if facts:
        sheets.fill(book, _("Decision"), [("", 24), ("", 80)], facts)
    book.save(out)
    return out.getvalue()


def _columns() -> list[tuple[str, int]]:
    return [
        (_("No."), 6),
        (_("Dossier code"), 24),
        (_("Procedure code"), 22),
        (_("Procedure"), 60),
        (_("Unit"), 34),
        (_("Status"), 22),
        (_("Submitted"), 14),
        (pgettext("dossier", "Ended"), 14),
        (_("Kept for (years)"), 16),
        (_("Outcome"), 40),
    ]


def _cells(one: Dossier, outcome: str) -> list[Any]:
    return [
        one.code,
        one.procedure.code,
        one.version.name,
        one.unit.name,
        str(one.get_status_display()),
        local(one.submitted_at).date(),
        local(one.finished_at).date() if one.finished_at else None,
        one.procedure.keep_years,
        outcome,
    ]
