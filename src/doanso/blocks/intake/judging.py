"""Rows looked at in order, a thousand at a time: read by their columns, then judged by the importer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.intake import cells, queries
from doanso.blocks.intake.models import Batch, Row
from doanso.blocks.intake.workbook import FORMULA
from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.lib.dates import local
from doanso.lib.intake import Column, Context, Given, Importer, Verdict
from doanso.lib.text import fold

Reasons = dict[str, list[str]]


@dataclass
class Look:
    """One pass over all rows of a batch, in the eyes of `by`."""

    batch: Batch
    importer: Importer
    context: Context
    units: dict[str, dict[str, str]]
    places: dict[str, int]
    seen: dict[tuple[str, Any], int] = field(default_factory=dict)

    @classmethod
    def of(cls, batch: Batch, by: Person, now: datetime) -> "Look":
        importer, on = queries.importers()[batch.importer], local(now).date()
        named = queries.named(importer, batch.unit, by, on)
        before = queries.carried_on(named, on)
        context = Context(
            unit_id=batch.unit_id,
            by_id=by.pk,
            now=now,
            on=on,
            source=batch.source,
            units={code: unit.pk for code, (_name, unit) in before.items()} | {unit.code: unit.pk for unit in named},
        )
        chosen = {column.key: _chosen(column, named, before) for column in importer.columns if _names_units(column)}
        places = {key: place for place, key in enumerate(batch.columns) if key}
        return cls(batch, importer, context, chosen, places)

    def verdicts(self, rows: Sequence[Row]) -> list[Verdict]:
        """In the order of the rows: what cannot be read is refused here, the rest by the importer."""
        read = [self.read(row) for row in rows]
        given = [one for one, reasons in read if not reasons]
        judged = {verdict.number: verdict for verdict in self.importer.judge(given, self.context)} if given else {}
        return [
            Verdict(one.number, "refuse", one.values, reasons=reasons) if reasons else judged[one.number]
            for one, reasons in read
        ]

    def read(self, row: Row) -> tuple[Given, Reasons]:
        values: dict[str, Any] = {}
        reasons: Reasons = {}
        for column in self.importer.columns:
            try:
                value = self._value(column, row)
            except cells.Wrong as wrong:
                reasons[column.key] = [str(wrong)]
                continue
            if value is not None and value != "":
                values[column.key] = value
            elif column.required:
                reasons[column.key] = [_("Is missing.")]
        self._check_once(row, values, reasons)
        return Given(row.number, values), reasons

    def _value(self, column: Column, row: Row) -> Any:
        place = self.places.get(column.key, len(row.cells))
        if place >= len(row.cells):
            return None
        if fault := row.faults.get(str(place)):
            raise cells.Wrong(
                _("This cell holds a formula: paste its value.") if fault == FORMULA else _("This cell holds an error.")
            )
        text = row.cells[place]
        words = self.batch.values.get(column.key, {})
        return cells.parse(column, text, words, self.units.get(column.key, {})) if text else None

    def _check_once(self, row: Row, values: dict[str, Any], reasons: Reasons) -> None:
        for column in self.importer.columns:
            if column.once and column.key in values:
                first = self.seen.setdefault((column.key, values[column.key]), row.number)
                if first != row.number:
                    words = _("Stands in row %(row)d of this file already.") % {"row": first}
                    reasons.setdefault(column.key, []).append(words)


def _names_units(column: Column) -> bool:
    return column.kind == "unit_code"


def _chosen(column: Column, named: list[Unit], before: Mapping[str, tuple[str, Unit]]) -> dict[str, str]:
    """Code → name; a unit that ended is known by its code, and by its name unless one that stands has the same."""
    found = queries.offered(column, named)
    names = {fold(name) for name in found.values()}
    ended = {code: name for code, (name, unit) in before.items() if unit.code in found}
    return {code: "" if fold(name) in names else name for code, name in ended.items()} | found


def passes(look: Look) -> Iterator[list[tuple[Row, Verdict]]]:
    """Every row with its verdict, chunk by chunk."""
    for chunk in queries.chunks(look.batch):
        yield list(zip(chunk, look.verdicts(chunk), strict=True))


def is_as_shown(row: Row, verdict: Verdict) -> bool:
    """Reasons may be worded otherwise; what happens is the same."""
    changes = {key: list(change) for key, change in verdict.changes.items()}
    return (row.fate, row.target, row.changes) == (verdict.fate, verdict.target, changes)
