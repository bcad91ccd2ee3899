"""One row read or written, with a statement that is made once for each table.

The ORM builds its SQL anew at every call and spends several times as long on it as PostgreSQL does on the row. Nobody
notices, but for the handful of rows that every submission and every step writes (docs/decisions/0012-performance.md).
Values convert as the ORM's do. No signals are sent.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from doanso.lib.statements import Rows, ask

Row = TypeVar("Row", bound=models.Model)
PLAIN = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.BigAutoField: int,
    models.BigIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.DateTimeField: datetime,
    models.BinaryField: bytes,
}
"""Fields that hand on a value of just this type as it is: they need not be asked."""

Names = tuple[str, ...]
_Column = tuple[models.Field, str, type | None]
"""A field, the name of its value, and the type that goes through as it is; `_JSON` is written out here."""
_JSON = dict
_LOOKED_AT = {_JSON, datetime}


def insert(row: Row) -> Row:
    """Write a new row; afterwards it has its id."""
    _is_written(row, _write(row, "")[0][0])
    return row


def insert_once(row: models.Model) -> bool:
    """The same, unless a unique constraint says that it is there already: then False, and nothing has happened."""
    found = _write(row, " ON CONFLICT DO NOTHING")
    _is_written(row, found[0][0] if found else None)
    return bool(found)


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there."""
    statement, columns = _update(type(row), names)
    ask(statement, [*_values(columns, row, add=False), row.pk])


@dataclass(frozen=True)
class Change:
    """A row to be written: a new one, or these fields of one that is there."""

    row: models.Model
    names: Names = ()


def added(row: models.Model) -> Change:
    return Change(row)


def changed(row: models.Model, *names: str) -> Change:
    return Change(row, names)


def write(*changes: Change) -> None:
    """Several rows in one statement; new ones have their ids afterwards. None may depend on what another writes."""
    if not changes:
        return
    if len(changes) == 1:
        [only] = changes
        update(only.row, *only.names) if only.names else insert(only.row)
        return
    statement = _together(tuple((type(change.row), change.names) for change in changes))
    params: list[Any] = []
    for change, columns in zip(changes, statement.columns, strict=True):
        params += _values(columns, change.row, add=not change.names)
        params += [change.row.pk] if change.names else []
    told = ask(statement.sql, params)
    new = [change.row for change in changes if not change.names]
    for row, pk in zip(new, told[0] if new else (), strict=True):  # an answer without columns may have no row either
        _is_written(row, pk)


def select(model: type[Row], where: str, *params: Any, related: Names = (), without: Names = ()) -> list[Row]:
    """Rows of one table; `where` is SQL of our own, with %s for what comes from outside.

    `related` are foreign keys, as in `select_related` with every step of a path named: the same statement brings their
    rows. Columns in `where` then need their table: `units_unit.id`, or the path's own name for a row that is joined.
    `without`: fields that come only when somebody asks for them, as after `defer`.
    """
    statement = _select(model, related, without)
    return [statement.row(values) for values in ask(f"{statement.sql} WHERE {where}", params)]


def one(model: type[Row], where: str, *params: Any, related: Names = (), without: Names = ()) -> Row:
    """The model's DoesNotExist when there is none."""
    found = select(model, where, *params, related=related, without=without)
    if not found:
        raise model.DoesNotExist(f"{model.__name__} matching query does not exist.")
    return found[0]


def _write(row: models.Model, conflict: str) -> Rows:
    statement, columns = _insert(type(row))
    return ask(f"{statement}{conflict} RETURNING id", _values(columns, row, add=True))


def _is_written(row: models.Model, pk: int | None) -> None:
    row.pk = pk
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _values(columns: list[_Column], row: models.Model, *, add: bool) -> list[Any]:
    """What the database gets. Nearly all of it goes through as it is, and costs no call."""
    found = []
    for field, name, plain in columns:
        value = getattr(row, name) if plain else field.pre_save(row, add)
        if type(value) is not plain or plain in _LOOKED_AT:
            value = _converted(field, value, plain)
        found.append(value)
    return found


def _converted(field: models.Field, value: Any, plain: type | None) -> Any:
    if isinstance(value, Enum):
        value = value.value
    if plain is _JSON and type(value) in {dict, list}:
        return json.dumps(value, cls=field.encoder)
    if plain and (value is None or (type(value) is plain and (plain is not datetime or value.tzinfo))):
        return value
    return field.get_db_prep_save(value, connection)


def _column(field: models.Field) -> _Column:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.JSONField):
        return field, field.attname, _JSON
    by_the_clock = getattr(target, "auto_now", False) or getattr(target, "auto_now_add", False)
    return field, field.attname, None if by_the_clock else PLAIN.get(type(target))


@cache
def _insert(model: type[models.Model]) -> tuple[str, list[_Column]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    columns, places = ", ".join(map(_quoted, fields)), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({places})", list(map(_column, fields))  # noqa: S608


@cache
def _update(model: type[models.Model], names: Names) -> tuple[str, list[_Column]]:
    fields = tuple(model._meta.get_field(name) for name in names)
    changes = ", ".join(f"{_quoted(field)} = %s" for field in fields)
    return f"UPDATE {_table(model)} SET {changes} WHERE id = %s", list(map(_column, fields))  # noqa: S608


@dataclass(frozen=True)
class _Together:
    sql: str
    columns: list[list[_Column]]


@cache
def _together(shape: tuple[tuple[type[models.Model], Names], ...]) -> _Together:
    parts, columns, ids = [], [], []
    for number, (model, names) in enumerate(shape):
        statement, mine = _update(model, names) if names else _insert(model)
        parts.append(f"w{number} AS ({statement} RETURNING id)")
        columns.append(mine)
        ids += [] if names else [f"(SELECT id FROM w{number})"]  # noqa: S608
    return _Together(f"WITH {', '.join(parts)} SELECT {', '.join(ids)}", columns)


class _Part:
    """One table of a statement: which of the values are its row's, and whose foreign key leads to it."""

    def __init__(self, model: type[models.Model], alias: str, start: int, without: set[str]) -> None:
        fields = [field for field in model._meta.concrete_fields if field.name not in without]
        self.model, self.alias, self.start, self.end = model, alias, start, start + len(fields)
        self.columns = [f"{alias}.{_quoted(field)}" for field in fields]
        self.names = [field.attname for field in fields]
        self.key = start + self.names.index(model._meta.pk.attname)
        self.converters = [(f.attname, f.from_db_value) for f in fields if hasattr(f, "from_db_value")]
        self.join, self.is_optional = "", False

    def joined(self, owner: "_Part", field: models.ForeignKey) -> "_Part":
        self.owner, self.field = owner, field
        self.is_optional = owner.is_optional or field.null
        kind, key = "LEFT JOIN" if self.is_optional else "JOIN", _quoted(field.target_field)
        self.join = (
            f"{kind} {_table(self.model)} AS {self.alias} ON {self.alias}.{key} = {owner.alias}.{_quoted(field)}"
        )
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


@dataclass(frozen=True)
class _Statement:
    sql: str
    first: _Part
    related: list[_Part]

    def row(self, values: tuple[Any, ...]) -> Any:
        made = {self.first: self.first.row(values)}
        for part in self.related:
            row = made[part] = part.row(values)
            if made[part.owner] is not None:
                part.field.set_cached_value(made[part.owner], row)
        return made[self.first]


@cache
def _select(model: type[models.Model], related: Names, without: Names) -> _Statement:
    absent = {path: _under(path, without) for path in ("", *related)}
    first = _Part(model, _table(model), 0, absent[""])
    parts, columns = {"": first}, list(first.columns)
    for path in related:
        before, _sign, name = path.rpartition("__")
        field = parts[before].model._meta.get_field(name)
        part = _Part(field.related_model, connection.ops.quote_name(path), len(columns), absent[path])
        parts[path] = part.joined(parts[before], field)
        columns += part.columns
    tables = " ".join([first.alias, *(part.join for part in parts.values() if part is not first)])
    return _Statement(f"SELECT {', '.join(columns)} FROM {tables}", first, list(parts.values())[1:])  # noqa: S608


def _under(path: str, names: Names) -> set[str]:
    """What of these belongs to the row at this path, by its own name."""
    parts = [name.rpartition("__") for name in names]
    return {name for before, _sign, name in parts if before == path}


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(field: models.Field) -> str:
    return connection.ops.quote_name(field.column)
