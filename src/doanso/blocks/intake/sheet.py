"""Rows of a batch as a spreadsheet in the shape of the template: refused ones are corrected there and sent again."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from django.utils.translation import gettext as _

from doanso.blocks.intake import cells, queries, template
from doanso.blocks.intake.models import Batch, Row
from doanso.core.accounts.models import Person
from doanso.lib.intake import Column, Importer
from doanso.lib.text import fold


def write(batch: Batch, importer: Importer, fate: str, reader: Person, on: date, file: BinaryIO) -> None:
    units = {unit.code: unit.name for unit in queries.named(importer, batch.unit, reader, on)}
    template.write(importer, units, file, _rows(batch, importer, fate))


def _rows(batch: Batch, importer: Importer, fate: str) -> Iterator[tuple[str, dict[str, str]]]:
    columns = {column.key: column for column in importer.columns}
    for chunk in queries.chunks(batch, (fate,) if fate else ()):
        for row in chunk:
            texts = queries.values_of(batch, row)
            told = {key: _told(columns[key], text, batch) for key, text in texts.items() if key in columns}
            yield _note(row, columns), told


def _told(column: Column, text: str, batch: Batch) -> str:
    """A word of a foreign file as our own, so that it is understood when the sheet comes back."""
    value = batch.values.get(column.key, {}).get(fold(text))
    if value is None or column.kind not in {"choice", "bool"}:
        return text
    return cells.told(column, value, {}) if value else ""


def _note(row: Row, columns: dict[str, Column]) -> str:
    head = _("Row %(row)d: %(fate)s") % {"row": row.number, "fate": row.get_fate_display()} if row.fate else ""
    reasons = [
        f"{columns[key].heading}: {' '.join(why)}" if key in columns else " ".join(why)
        for key, why in row.reasons.items()
    ]
    return "\n".join([head, *reasons])
