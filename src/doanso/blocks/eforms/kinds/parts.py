"""Fields made of fields: a group of questions, a table of rows."""

from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import kinds, wording
from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds.base import Desk, Kind, Raw, Source, blank


class Group(Kind):
    """An object of its sub-fields' answers; None when nothing is filled."""

    def collect(self, f: Field, path: str, source: Source, desk: Desk) -> None:
        for part in f.fields:
            kinds.of(part).collect(part, f"{path}.{part.key}", source, desk)

    def read(self, f: Field, path: str, desk: Desk) -> dict[str, Any] | None:
        return read_parts(f.fields, path, desk)

    def spread(self, f: Field, path: str, value: Any, raw: Raw) -> None:
        for part in f.fields:
            if value.get(part.key) is not None:
                kinds.of(part).spread(part, f"{path}.{part.key}", value[part.key], raw)

    def accept(self, f: Field, path: str, value: Any, desk: Desk) -> bool:
        if not isinstance(value, dict):
            desk.wrong(path, _("Must be an object."))
            return False
        return accept_parts(f.fields, path, value, desk)

    def show(self, f: Field, value: Any) -> str:
        given = (part for part in f.fields if value.get(part.key) is not None)
        return "; ".join(f"{part.label}: {kinds.of(part).show(part, value[part.key])}" for part in given)

    def schema(self, f: Field) -> dict[str, Any]:
        return object_schema(f.fields)

    def scoped(self, f: Field, value: Any) -> Any:
        return scoped_parts(f.fields, value)


class Table(Kind):
    """A list of rows, each an object of its columns' answers; blank rows do not count."""

    def collect(self, f: Field, path: str, source: Source, desk: Desk) -> None:
        numbers = [number for number in source.rows(path) if (path, number) != desk.drop_row]
        if len(numbers) > f.max_rows:
            desk.wrong(path, _("At most %(most)d rows.") % {"most": f.max_rows})
        numbers = numbers[: spec.MAX_ROWS]
        columns = [(part, kinds.of(part)) for part in f.columns if not part.computed]
        for place, number in enumerate(numbers):
            self._collect_row(columns, f"{path}.{number}", f"{path}.{place}", source, desk)
        grown = desk.add_row == path and len(numbers) < f.max_rows
        desk.raw[path] = len(numbers) + grown

    def _collect_row(
        self, columns: list[tuple[Field, Kind]], posted: str, kept: str, source: Source, desk: Desk
    ) -> None:
        for part, kind in columns:
            kind.collect(part, f"{posted}.{part.key}", source, desk)
        if posted != kept:
            for name in [name for name in desk.raw if name.startswith(f"{posted}.")]:
                desk.raw[kept + name[len(posted) :]] = desk.raw.pop(name)
            for name in [name for name in desk.errors if name.startswith(f"{posted}.")]:
                desk.errors[kept + name[len(posted) :]] = desk.errors.pop(name)

    def read(self, f: Field, path: str, desk: Desk) -> list[dict[str, Any]] | None:
        rows, numbers = [], []
        refused = {name.rpartition(".")[0] for name in desk.errors if name.startswith(f"{path}.")}
        columns = [(part, kinds.of(part).read, f".{part.key}") for part in f.columns if not part.computed]
        ticks = [part.key for part in f.columns if part.type == "yes_no"]  # a box without a tick is a no
        for number in range(self.count(path, desk)):
            place = f"{path}.{number}"
            before = len(desk.errors)
            row = {part.key: read(part, place + tail, desk) for part, read, tail in columns}
            if not blank(row.values()) or len(desk.errors) > before or place in refused:
                row |= {key: False for key in ticks if row[key] is None}
                rows.append(row)
                numbers.append(number)
        desk.row_numbers[path] = numbers
        return rows or None

    def count(self, path: str, desk: Desk) -> int:
        count = desk.raw.get(path, 0)
        return min(count, spec.MAX_ROWS) if isinstance(count, int) else 0

    def spread(self, f: Field, path: str, value: Any, raw: Raw) -> None:
        raw[path] = len(value)
        for number, row in enumerate(value):
            for part in f.columns:
                if row.get(part.key) is not None and not part.computed:
                    kinds.of(part).spread(part, f"{path}.{number}.{part.key}", row[part.key], raw)

    def accept(self, f: Field, path: str, value: Any, desk: Desk) -> bool:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            desk.wrong(path, _("Must be a list of rows."))
            return False
        if len(value) > f.max_rows:
            desk.wrong(path, _("At most %(most)d rows.") % {"most": f.max_rows})
            return False
        fits = [accept_parts(f.columns, f"{path}.{number}", row, desk) for number, row in enumerate(value)]
        return all(fits)

    def show(self, f: Field, value: Any) -> str:
        return _("%(count)d rows") % {"count": len(value)}

    def schema(self, f: Field) -> dict[str, Any]:
        found = {"type": "array", "items": object_schema(f.columns), "maxItems": f.max_rows}
        return found | ({"minItems": max(1, f.min_rows)} if f.required is True else {})

    def scoped(self, f: Field, value: Any) -> Any:
        return [scoped_parts(f.columns, row) for row in value or []]


def read_parts(parts: tuple[Field, ...], path: str, desk: Desk) -> dict[str, Any] | None:
    found = {part.key: kinds.of(part).read(part, f"{path}.{part.key}", desk) for part in parts if not part.computed}
    troubled = any(name.startswith(f"{path}.") for name in desk.errors)
    return found if troubled or not blank(found.values()) else None


def accept_parts(parts: tuple[Field, ...], path: str, value: dict[str, Any], desk: Desk) -> bool:
    known = {part.key: part for part in parts}
    fits = True
    for key, item in value.items():
        part = known.get(key)
        if part is None:
            desk.wrong(path, _("There is no field “%(name)s”.") % {"name": str(key)[:60]})
            fits = False
        elif item is not None and not part.computed:
            fits = kinds.of(part).accept(part, f"{path}.{key}", item, desk) and fits
    return _is_complete(parts, path, value, desk) and fits


def _is_complete(parts: tuple[Field, ...], path: str, value: dict[str, Any], desk: Desk) -> bool:
    """A program that sends a row or a group means it: a blank one is no slip of the hand."""
    always = (part for part in parts if part.required is True and not part.show_if and not part.computed)
    lacking = [part for part in always if value.get(part.key) is None]
    for part in lacking:
        desk.wrong(f"{path}.{part.key}", wording.missing(part))
    return not lacking


def scoped_parts(parts: tuple[Field, ...], value: dict[str, Any] | None) -> dict[str, Any]:
    value = value or {}
    return {part.key: scoped(part, value.get(part.key)) for part in parts}


def scoped(f: Field, value: Any) -> Any:
    return None if value is None else kinds.of(f).scoped(f, value)


def object_schema(fields: tuple[Field, ...]) -> dict[str, Any]:
    """Computed parts are the server's: whatever is sent there is ignored, so the schema says nothing of them."""
    properties: dict[str, Any] = {}
    for f in fields:
        if f.type == "note":
            continue
        described = {"readOnly": True} if f.computed else nullable(kinds.of(f).schema(f), f)
        properties[f.key] = {"title": str(f.label), **described}
    required = [f.key for f in fields if f.required is True and not f.show_if and not f.computed]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def nullable(schema: dict[str, Any], f: Field) -> dict[str, Any]:
    """What need not be answered may also be null."""
    if f.required is True and not f.show_if:
        return schema
    return {"anyOf": [schema, {"type": "null"}]}
