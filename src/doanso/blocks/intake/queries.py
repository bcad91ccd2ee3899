"""What may be imported, what was, and what became of each row. Who may see a batch stands in `visible`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from doanso.blocks.intake import cells
from doanso.blocks.intake.models import Batch, Mapping, Row
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.lib.intake import Column, Importer
from doanso.lib.modules import all_modules

CHUNK = 1_000
MOST_WORDS = 50
SAMPLES = 3


@dataclass(frozen=True)
class Offer:
    """A list, and the units for which this person may bring it in."""

    importer: Importer
    units: QuerySet[Unit]


def importers() -> dict[str, Importer]:
    return {importer.name: importer for module in all_modules() for importer in module.importers}


def importing_permissions() -> str:
    """For the menu: any one of them is enough."""
    return " ".join(sorted({importer.permission for importer in importers().values()}))


def offers(person: Person | None, on: date) -> list[Offer]:
    found = [Offer(importer, units_for(person, importer, on)) for importer in importers().values()]
    return [offer for offer in found if offer.units.exists()]


def units_for(person: Person | None, importer: Importer, on: date) -> QuerySet[Unit]:
    """In the order of the tree."""
    where = units.units_where(person, importer.permission, on).values("pk")
    found = units.units(on).filter(pk__in=where).order_by("path")
    return found if importer.offices else found.filter(type__office=False)


def named(importer: Importer, unit: Unit, person: Person, on: date) -> list[Unit]:
    """The units that rows of a batch may name: this one and those below, as far as the person may import there."""
    return list(units_for(person, importer, on).filter(path__startswith=unit.path))


def offered(column: Column, found: list[Unit]) -> dict[str, str]:
    return {unit.code: unit.name for unit in found if unit.type.branch or not column.branches}


def carried_on(found: list[Unit], on: date) -> dict[str, tuple[str, Unit]]:
    """Units that ended and go on in just one of these, so that a file made before still tells which is meant:
    code → (name, the one that goes on)."""
    standing = {unit.pk: unit for unit in found}
    heirs = {ended: heir for ended, heir in units.heirs_of_ended(on).items() if heir in standing}
    ended = Unit.objects.filter(pk__in=heirs).values_list("pk", "code", "name") if heirs else []
    return {code: (name, standing[heirs[pk]]) for pk, code, name in ended}


def visible(person: Person | None, on: date) -> QuerySet[Batch]:
    """Batches of the units and lists that this person may bring in today; not those of others, above or beside."""
    allowed = Q(pk__in=[])
    for importer in importers().values():
        where = units.units_where(person, importer.permission, on).values("pk")
        allowed |= Q(importer=importer.name, unit__in=where)
    related = ("unit", "created_by", "confirmed_by", "progress")
    return Batch.objects.filter(allowed).select_related(*related).order_by("-created_at", "-pk")


def remembered(importer: Importer, unit: Unit) -> Mapping | None:
    return Mapping.objects.filter(importer=importer.name, unit=unit).first()


def for_all(importer: Importer) -> Mapping | None:
    return Mapping.objects.filter(importer=importer.name, unit=None).first()


@dataclass(frozen=True)
class Reading:
    """How headings and words are read: what is proposed to all, and over it what the unit remembers."""

    columns: dict[str, str]
    values: dict[str, dict[str, str]]


def reading(importer: Importer, unit: Unit) -> Reading:
    known = [one for one in (for_all(importer), remembered(importer, unit)) if one]
    columns = {heading: key for one in known for heading, key in one.columns.items()}
    values: dict[str, dict[str, str]] = {}
    for one in known:
        for key, texts in one.values.items():
            values[key] = values.get(key, {}) | texts
    return Reading(columns, values)


def mappings(person: Person | None, on: date) -> QuerySet[Mapping]:
    """Of the units and lists that this person may bring in today, and those for all."""
    allowed = Q(pk__in=[])
    for offer in offers(person, on):
        allowed |= Q(importer=offer.importer.name) & (Q(unit=None) | Q(unit__in=offer.units.values("pk")))
    found = Mapping.objects.filter(allowed).select_related("unit", "changed_by")
    return found.order_by("importer", F("unit__path").asc(nulls_first=True))


def rows(batch: Batch, fate: str = "") -> QuerySet[Row]:
    found = batch.rows.order_by("number")
    return found.filter(fate=fate) if fate else found


def chunks(batch: Batch, fates: tuple[str, ...] = ()) -> Iterator[list[Row]]:
    """All rows in order, a thousand at a time, each from a query of its own: none is held open meanwhile."""
    found = rows(batch).filter(fate__in=fates) if fates else rows(batch)
    after = 0
    while chunk := list(found.filter(number__gt=after)[:CHUNK]):
        yield chunk
        after = chunk[-1].number


def texts(batch: Batch, key: str) -> list[str]:
    """The different texts in the cells of one column, the most frequent first."""
    place = batch.columns.index(key)
    counted: Counter[str] = Counter()
    for chunk in chunks(batch):
        counted.update(row.cells[place] for row in chunk if place < len(row.cells) and row.cells[place])
    return [text for text, _times in counted.most_common()]


def unknown_words(batch: Batch, importer: Importer) -> list[tuple[Column, list[str]]]:
    """Texts of columns with choices that mean nothing yet, at most fifty each."""
    found = []
    for column in importer.columns:
        if column.kind in {"choice", "bool"} and column.key in batch.columns:
            words = cells.unknown(column, texts(batch, column.key), batch.values.get(column.key, {}))
            if words:
                found.append((column, words[:MOST_WORDS]))
    return found


def samples(batch: Batch) -> list[list[str]]:
    """The first different texts under each heading."""
    found: list[list[str]] = [[] for _heading in batch.headings]
    for row in rows(batch)[:50]:
        for place, text in enumerate(row.cells):
            if text and text not in found[place] and len(found[place]) < SAMPLES:
                found[place].append(text)
    return found


def kept_too_long(now: datetime, days: int) -> QuerySet[Batch]:
    """Whose personal data must go: settled so many days ago, or left lying as long."""
    before = now - timedelta(days=days)
    found = Batch.objects.filter(erased_at=None).exclude(state__in=["applying", "reading", "judging"])
    return found.filter(Q(settled_at__lt=before) | Q(settled_at=None, created_at__lt=before)).order_by("pk")


def values_of(batch: Batch, row: Row) -> dict[str, str]:
    """The texts of a row by column."""
    return {key: text for key, text in zip(batch.columns, row.cells, strict=False) if key and text}


def told(importer: Importer, batch: Batch, row: Row) -> dict[str, Any]:
    """One row for the page: its texts, what changes, what is wrong, each with the heading of its column."""
    headings = {column.key: column.heading for column in importer.columns}
    texts_ = values_of(batch, row)
    return {
        "row": row,
        "title": " · ".join(list(texts_.values())[:2]),
        "cells": [(headings[key], text) for key, text in texts_.items() if key in headings],
        "changes": [(headings.get(key, ""), old, new) for key, (old, new) in row.changes.items()],
        "reasons": [(headings.get(key, ""), " ".join(reasons)) for key, reasons in row.reasons.items()],
    }
