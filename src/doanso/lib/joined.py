"""Rows of a table with those that its foreign keys lead to, by a statement made once for each shape (`rows`)."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

Names = tuple[str, ...]


class _Part:
    """One table of a statement: which of the values are its row's, and whose foreign key leads to it."""

    def __init__(self, model: type[models.Model], alias: str, start: int, fields: list[models.Field]) -> None:
        self.model, self.alias, self.start, self.end = model, alias, start, start + len(fields)
        self.columns = [f"{alias}.{quoted(field)}" for field in fields]
        self.names = [field.attname for field in fields]
        self.key = start + self.names.index(model._meta.pk.attname)
        self.converters = [(f.attname, f.from_db_value) for f in fields if hasattr(f, "from_db_value")]
        self.join, self.is_optional = "", False

    def joined(self, owner: "_Part", field: models.ForeignKey) -> "_Part":
        self.owner, self.field = owner, field
        self.is_optional = owner.is_optional or field.null
        kind, key = "LEFT JOIN" if self.is_optional else "JOIN", quoted(field.target_field)
        self.join = f"{kind} {table(self.model)} AS {self.alias} ON {self.alias}.{key} = {owner.alias}.{quoted(field)}"
        return self

    def row(self, values: tuple[Any, ...]) -> Any:
        """As Model.from_db makes it, without asking each field and signalling."""
        if values[self.key] is None:
            return None
        row = self.model.__new__(self.model)
        row._state = ModelState()
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
        row.__dict__.update(zip(self.names, values[self.start : self.end], strict=True))
        for name, convert in self.converters:
            row.__dict__[name] = convert(row.__dict__[name], None, connection)
        return row


@dataclass(frozen=True, eq=False)
class Statement:
    columns: str
    tables: str
    """Those that are joined to the first; for a statement of somebody's own both stand for themselves."""
    first: _Part
    related: list[_Part]

    @property
    def sql(self) -> str:
        return f"SELECT {self.columns} FROM {self.tables}"  # noqa: S608

    def row(self, values: tuple[Any, ...]) -> Any:
        made = {self.first: self.first.row(values)}
        for part in self.related:
            row = made[part] = part.row(values)
            if made[part.owner] is not None:
                part.field.set_cached_value(made[part.owner], row)
        return made[self.first]


@cache
def joined(model: type[models.Model], related: Names, without: Names, only: Names = ()) -> Statement:
    first = _Part(model, table(model), 0, _read(model, "", without, only))
    parts, columns = {"": first}, list(first.columns)
    for path in related:
        before, _sign, name = path.rpartition("__")
        field = parts[before].model._meta.get_field(name)
        read = _read(field.related_model, path, without, only)
        part = _Part(field.related_model, connection.ops.quote_name(path), len(columns), read)
        parts[path] = part.joined(parts[before], field)
        columns += part.columns
    tables = " ".join([first.alias, *(part.join for part in parts.values() if part is not first)])
    return Statement(", ".join(columns), tables, first, list(parts.values())[1:])


def _read(model: type[models.Model], path: str, without: Names, only: Names) -> list[models.Field]:
    absent, wanted = _under(path, without), _under(path, only)
    fields = [field for field in model._meta.concrete_fields if field.name not in absent]
    return [field for field in fields if not only or field.primary_key or field.name in wanted]


def _under(path: str, names: Names) -> set[str]:
    """What of these belongs to the row at this path, by its own name."""
    parts = [name.rpartition("__") for name in names]
    return {name for before, _sign, name in parts if before == path}


def table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def quoted(field: models.Field) -> str:
    return connection.ops.quote_name(field.column)
