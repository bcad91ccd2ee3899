"""One row read or written, with a statement that is made once for each table.

The ORM builds its SQL anew at every call and spends several times as long on it as PostgreSQL does on the row. Nobody
notices, but for the handful of rows that every submission and every step writes (docs/decisions/0012-performance.md).
Values convert as the ORM's do. No signals are sent.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState

Row = TypeVar("Row", bound=models.Model)
PLAIN = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.BigAutoField: int,
    models.BigIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
}
"""Fields that hand on a value of just this type as it is: they need not be asked."""

_Column = tuple[models.Field, str, type | None]


def insert(row: Row) -> Row:
    """Write a new row; afterwards it has its id."""
    found = _write(row, "")
    row.pk = found[0]
    return row


def insert_once(row: models.Model) -> bool:
    """The same, unless a unique constraint says that it is there already: then False, and nothing has happened."""
    found = _write(row, " ON CONFLICT DO NOTHING")
    row.pk = found[0] if found else None
    return found is not None


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that is there."""
    statement, columns = _update(type(row), names)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*_values(columns, row, add=False), row.pk])


def select(model: type[Row], where: str, *params: Any, related: tuple[str, ...] = ()) -> list[Row]:
    """Rows of one table; `where` is SQL of our own, with %s for what comes from outside.

    `related` are foreign keys, as in `select_related` with every step of a path named: the same statement brings their
    rows. Columns in `where` then need their table: `units_unit.id`, or the path's own name for a row that is joined.
    """
    statement = _select(model, related)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement.sql} WHERE {where}", params)
        found = cursor.fetchall()
    return [statement.row(values) for values in found]


def one(model: type[Row], where: str, *params: Any, related: tuple[str, ...] = ()) -> Row:
    """The model's DoesNotExist when there is none."""
    found = select(model, where, *params, related=related)
    if not found:
        raise model.DoesNotExist(f"{model.__name__} matching query does not exist.")
    return found[0]


def _write(row: models.Model, conflict: str) -> tuple[Any, ...] | None:
    statement, columns = _insert(type(row))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement}{conflict} RETURNING id", _values(columns, row, add=True))
        found = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias
    return found


def _values(columns: list[_Column], row: models.Model, *, add: bool) -> list[Any]:
    found = []
    for field, name, plain in columns:
        value = getattr(row, name) if plain else field.pre_save(row, add)
        if not plain or (value is not None and type(value) is not plain):
            value = field.get_db_prep_save(value, connection)
        found.append(value)
    return found


def _column(field: models.Field) -> _Column:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return field, field.attname, PLAIN.get(type(target))


@cache
def _insert(model: type[models.Model]) -> tuple[str, list[_Column]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    columns, places = ", ".join(map(_quoted, fields)), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({places})", list(map(_column, fields))  # noqa: S608


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[_Column]]:
    fields = tuple(model._meta.get_field(name) for name in names)
    changes = ", ".join(f"{_quoted(field)} = %s" for field in fields)
    return f"UPDATE {_table(model)} SET {changes} WHERE id = %s", list(map(_column, fields))  # noqa: S608


class _Part:
    """One table of a statement: which of the values are its row's, and whose foreign key leads to it."""

    def __init__(self, model: type[models.Model], alias: str, start: int) -> None:
        fields = model._meta.concrete_fields
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
        row._state.adding, row._state.db = False, connection.alias
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
def _select(model: type[models.Model], related: tuple[str, ...]) -> _Statement:
    first = _Part(model, _table(model), 0)
    parts, columns = {"": first}, list(first.columns)
    for path in related:
        before, _sign, name = path.rpartition("__")
        field = parts[before].model._meta.get_field(name)
        part = _Part(field.related_model, connection.ops.quote_name(path), len(columns))
        parts[path] = part.joined(parts[before], field)
        columns += part.columns
    tables = " ".join([first.alias, *(part.join for part in parts.values() if part is not first)])
    return _Statement(f"SELECT {', '.join(columns)} FROM {tables}", first, list(parts.values())[1:])  # noqa: S608


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(field: models.Field) -> str:
    return connection.ops.quote_name(field.column)
