"""A workbook back into contents. It comes from outside: what is read has bounds, what is wrong is told by cell."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from django.utils.translation import gettext as _

from doanso.core.files.intake import accept
from doanso.features.procedures.services.authoring.workbook import rows, shape
from doanso.features.procedures.services.authoring.workbook.building import Built, Problem
from doanso.features.procedures.services.authoring.workbook.cells import plain
from doanso.features.procedures.services.authoring.workbook.sheets import (
    CODE,
    MARK,
    PROCEDURES,
    SHEETS,
    UNIT,
    Sheet,
)
from doanso.features.procedures.services.authoring.workbook.words import Words
from doanso.lib.errors import Refused
from doanso.lib.later import later
from doanso.lib.sheets import XLSX, damage
from doanso.lib.text import fold

if TYPE_CHECKING:
    import openpyxl
else:
    openpyxl = later("openpyxl")

Line = tuple[Sheet, int, dict[str, str]]  # the row's number, and its texts by head
MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 60_000  # of a sheet, the empty ones too
MOST_COLUMNS = 60
MOST_LOST = 50
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # so that a text of this form is not taken for a letter
_LETTER = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass
class Read:
    """`lost`: what belongs to no procedure of the workbook; `strange`: columns that nobody knows."""

    procedures: list[Built] = field(default_factory=list)
    lost: list[Problem] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


def read(upload: Any, words: Words) -> Read:
    """Refused, with the reason, for what is no such workbook."""
    accepted = accept(upload, kinds=frozenset({"office"}), max_bytes=MOST_BYTES)
    if accepted.media_type != XLSX:
        raise Refused(_("Please send the workbook as an Excel file (.xlsx)."), field="file")
    _small_enough(accepted.content)
    accepted.content.seek(0)
    strange: list[str] = []
    try:
        found = build(_lines(accepted.content, strange), words)
    except damage() as wrong:
        raise Refused(_("This file is damaged and cannot be read."), field="file") from wrong
    found.strange = strange
    if not found.procedures and not found.lost:
        raise Refused(_("There is no procedure in this workbook."), field="file")
    return found


def build(lines: Iterable[Line], words: Words) -> Read:
    """Out of rows, the procedures before their parts."""
    found, known = Read(), {}
    for sheet, number, cells in lines:
        code = cells.get(CODE, "")
        if why := _homeless(sheet, code, code in known):
            _lose(found, sheet, number, why)
            continue
        flat, wrong = rows.read(sheet, cells, words)
        if sheet is PROCEDURES:
            known[code] = Built(code, number, cells.get(UNIT, ""), cells.get(MARK, ""), shape.frame(code, flat))
            found.procedures.append(known[code])
        for head, why in wrong.items():
            known[code].wrong(sheet, number, head, why)
        if sheet is not PROCEDURES:
            known[code].put(sheet, number, [cells.get(head, "") for head in sheet.parents], flat)
    return found


def _homeless(sheet: Sheet, code: str, known: bool) -> str:
    """Why a row belongs to no procedure; empty when it does."""
    if not code:
        return _no_code()
    if sheet is PROCEDURES:
        return _("“%(key)s” stands twice.") % {"key": code} if known else ""
    return "" if known else _("There is no procedure “%(name)s” on the sheet of procedures.") % {"name": code}


def _no_code() -> str:
    return _("The code of the procedure is missing. Do not merge cells.")


def _lose(found: Read, sheet: Sheet, number: int, why: str) -> None:
    if len(found.lost) < MOST_LOST:
        found.lost.append(Problem(sheet.title, number, CODE, why))


def _small_enough(content: Any) -> None:
    """Its true length unpacked: what an entry says of itself is checked by `accept`."""
    with ZipFile(content) as package:
        if sum(entry.file_size for entry in package.infolist()) > MOST_UNPACKED:
            raise Refused(_("This file unpacks to far more than a catalogue should hold."), field="file")


def _lines(content: Any, strange: list[str]) -> Iterator[Line]:
    book = openpyxl.load_workbook(content, read_only=True, data_only=False, keep_links=False)
    try:
        titles = {fold(sheet.title): sheet for sheet in book.worksheets}
        if missing := [sheet.title for sheet in SHEETS if fold(sheet.title) not in titles]:
            told = {"names": ", ".join(f"“{name}”" for name in missing)}
            raise Refused(_("The workbook lacks these sheets: %(names)s. Do not rename them.") % told, field="file")
        for sheet in SHEETS:
            yield from _sheet(sheet, titles[fold(sheet.title)], strange)
    finally:
        book.close()


def _sheet(sheet: Sheet, found: Any, strange: list[str]) -> Iterator[Line]:
    found.reset_dimensions()
    given = found.iter_rows(max_col=MOST_COLUMNS)
    heads = _heads(sheet, [_text(sheet, cell) for cell in next(given, ())], strange)
    for number, row in enumerate(given, 2):
        if number > MOST_ROWS:
            told = {"sheet": sheet.title, "most": MOST_ROWS}
            raise Refused(
                _("Sheet “%(sheet)s” has more than %(most)d rows. Delete the empty ones at its end.") % told,
                field="file",
            )
        cells = {
            heads[place]: text
            for place, cell in enumerate(row)
            if place in heads and cell.value is not None and (text := _text(sheet, cell))
        }
        if cells:
            yield sheet, number, cells


def _heads(sheet: Sheet, given: list[str], strange: list[str]) -> dict[int, str]:
    """Which column holds what, whatever their order."""
    known = {fold(head): head for head in sheet.heads}
    heads = {place: known[fold(text)] for place, text in enumerate(given) if fold(text) in known}
    told = {"sheet": sheet.title}
    if twice := sorted({head for head in heads.values() if list(heads.values()).count(head) > 1}):
        raise Refused(
            _("Sheet “%(sheet)s” has these columns twice: %(names)s.") % (told | {"names": ", ".join(twice)}),
            field="file",
        )
    if missing := [head for head in sheet.needed if head not in heads.values()]:
        names = {"names": ", ".join(f"“{head}”" for head in missing)}
        raise Refused(
            _("Sheet “%(sheet)s” lacks these columns: %(names)s. Hide columns instead of deleting them.")
            % (told | names),
            field="file",
        )
    strange += [f"{sheet.title}: {text}" for text in given if text and fold(text) not in known]
    return heads


def _text(sheet: Sheet, cell: Any) -> str:
    if cell.value is None:
        return ""
    told = {"sheet": sheet.title, "cell": cell.coordinate}
    if cell.data_type == "f":
        raise Refused(
            _("Sheet “%(sheet)s”, cell %(cell)s holds a formula. Paste its values only and send it again.") % told,
            field="file",
        )
    if cell.data_type == "e":
        raise Refused(_("Sheet “%(sheet)s”, cell %(cell)s holds an error.") % told, field="file")
    return _LETTER.sub(lambda found: chr(int(found[1], 16)), plain(cell.value))
