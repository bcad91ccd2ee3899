"""One row read or written, with a statement that is made once for each table.

The ORM builds its SQL anew at every call and spends several times as long on it as PostgreSQL does on the row. Nobody
notices, but for the handful of rows that every submission and every step writes (docs/decisions/0012-performance.md).
Values convert as the ORM's do. No signals are sent.
"""

import json
import re
from dataclasses import dataclass
from dataclasses import field as of_class
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

from doanso.lib.joined import Names, joined, quoted, table
from doanso.lib.statements import Rows, ask, put

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

_Column = tuple[models.Field, str, type | None]
"""A field, the name of its value, and the type that goes through as it is; `_JSON` is written out here."""
_JSON = dict
NAMED = re.compile(r"%\((\w+)\)s")
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
    put(statement, [*_values(columns, row, add=False), row.pk])


@dataclass(frozen=True)
class Change:
    """A row to be written: a new one, or these fields of one that is there."""

    row: models.Model
    names: Names = ()


def added(row: models.Model) -> Change:
    return Change(row)


def changed(row: models.Model, *names: str) -> Change:
    return Change(row, names)


@dataclass(frozen=True)
class Also:
    """Parts of a WITH in SQL of another module's own, that are written along. All names in it end with `{n}`.

    `%(name)s` stands for one of `values`, `{id}` for the id that the new row `of` gets. `call`: a function of the
    server's that is called in the end, in place of such parts.
    """

    sql: str
    values: dict[str, Any]
    of: models.Model | None = None
    call: bool = False


@dataclass
class Batch:
    """What is to be written by one statement, gathered by several."""

    changes: list[Change] = of_class(default_factory=list)
    others: list[Also] = of_class(default_factory=list)

    def add(self, *changes: Change) -> None:
        self.changes += changes

    def write(self) -> None:
        """It is empty afterwards. Who reads what it holds, or needs an id of it, writes it first."""
        changes, others = tuple(self.changes), tuple(self.others)
        self.changes.clear()
        self.others.clear()
        write(*changes, others=others)


def write(*changes: Change, others: tuple[Also, ...] = ()) -> None:
    """Several rows in one statement, in this order; new ones have their ids afterwards. None asks about another."""
    if len(changes) == 1 and not others:
        [only] = changes
        update(only.row, *only.names) if only.names else insert(only.row)
        return
    if not changes and not others:
        return
    rows, others = [change.row for change in changes], tuple(sorted(others, key=lambda other: other.call))
    places = tuple((other.sql, _place(rows, other.of), other.call) for other in others)
    statement = _together(tuple((type(change.row), change.names) for change in changes), places)
    params: list[Any] = []
    for change, columns in zip(changes, statement.columns, strict=True):
        params += _values(columns, change.row, add=not change.names)
        params += [change.row.pk] if change.names else []
    for other, names in zip(others, statement.names, strict=True):
        params += [other.values[name] for name in names]
    told = put(statement.sql, params)
    for change, pk in zip(changes, told[0] if changes else (), strict=False):  # calls answer after them
        if not change.names:
            _is_written(change.row, pk)


def _place(rows: list[models.Model], wanted: models.Model | None) -> int:
    return next((place for place, row in enumerate(rows) if row is wanted), -1)


def select(model: type[Row], where: str, *params: Any, related: Names = (), without: Names = ()) -> list[Row]:
    """Rows of one table; `where` is SQL of our own, with %s for what comes from outside.

    `related` are foreign keys, as in `select_related` with every step of a path named: the same statement brings their
    rows. Columns in `where` then need their table: `units_unit.id`, or the path's own name for a row that is joined.
    `without`: fields that come only when somebody asks for them, as after `defer`.
    """
    statement = joined(model, related, without)
    return [statement.row(values) for values in ask(f"{statement.sql} WHERE {where}", params)]


def one(model: type[Row], where: str, *params: Any, related: Names = (), without: Names = ()) -> Row:
    """The model's DoesNotExist when there is none."""
    found = select(model, where, *params, related=related, without=without)
    if not found:
        raise model.DoesNotExist(f"{model.__name__} matching query does not exist.")
    return found[0]


def _write(row: models.Model, conflict: str) -> Rows:
    statement, columns = _insert(type(row))
    return put(f"{statement}{conflict} RETURNING id", _values(columns, row, add=True))


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
    columns, places = ", ".join(map(quoted, fields)), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table(model)} ({columns}) VALUES ({places})", list(map(_column, fields))  # noqa: S608


@cache
def _update(model: type[models.Model], names: Names) -> tuple[str, list[_Column]]:
    fields = tuple(model._meta.get_field(name) for name in names)
    changes = ", ".join(f"{quoted(field)} = %s" for field in fields)
    return f"UPDATE {table(model)} SET {changes} WHERE id = %s", list(map(_column, fields))  # noqa: S608


@dataclass(frozen=True)
class _Together:
    sql: str
    columns: list[list[_Column]]
    names: list[Names]
    """Of the values in SQL of other modules, where they stand."""


@cache
def _together(
    shape: tuple[tuple[type[models.Model], Names], ...], others: tuple[tuple[str, int, bool], ...]
) -> _Together:
    """Its answer asks for every id, so that the server writes in this order."""
    parts, columns, named, calls = [], [], [], []
    for number, (model, names) in enumerate(shape):
        statement, mine = _update(model, names) if names else _insert(model)
        parts.append(f"w{number} AS ({statement} RETURNING id)")
        columns.append(mine)
    for number, (sql, place, call) in enumerate(others):
        text = sql.format(n=number, id=f"(SELECT id FROM w{place})")  # noqa: S608
        named.append(tuple(NAMED.findall(text)))
        (calls if call else parts).append(NAMED.sub("%s", text))
    ids = [f"(SELECT id FROM w{number})" for number in range(len(shape))]  # noqa: S608
    first = f"WITH {', '.join(parts)} " if parts else ""
    return _Together(f"{first}SELECT {', '.join(ids + calls)}", columns, named)
