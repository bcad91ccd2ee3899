"""One row read or written, with a statement that is made once for each table.

The ORM builds its SQL anew at every call and spends several times as long on it as PostgreSQL does on the row. Nobody
notices, but for the handful of rows that every submission and every step writes (docs/decisions/0012-performance.md).
Values convert as the ORM's do. No signals are sent, and related rows are not joined.
"""

from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


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
    statement, fields = _update(type(row), names)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(_value(field, row, add=False) for field in fields), row.pk])


def select(model: type[Row], where: str, *params: Any) -> list[Row]:
    """Rows of one table; `where` is SQL of our own, with %s for what comes from outside."""
    statement, names, converters = _select(model)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} WHERE {where}", params)
        found = cursor.fetchall()
    return [model.from_db(connection.alias, names, _converted(values, converters)) for values in found]


def one(model: type[Row], where: str, *params: Any) -> Row:
    """The model's DoesNotExist when there is none."""
    found = select(model, where, *params)
    if not found:
        raise model.DoesNotExist(f"{model.__name__} matching query does not exist.")
    return found[0]


def _write(row: models.Model, conflict: str) -> tuple[Any, ...] | None:
    statement, fields = _insert(type(row))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement}{conflict} RETURNING id", [_value(field, row, add=True) for field in fields])
        found = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias
    return found


def _value(field: models.Field, row: models.Model, *, add: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add), connection)


def _converted(values: tuple[Any, ...], converters: tuple[tuple[int, Any], ...]) -> tuple[Any, ...]:
    if not converters:
        return values
    row = list(values)
    for place, convert in converters:
        row[place] = convert(row[place], None, connection)
    return tuple(row)


@cache
def _insert(model: type[models.Model]) -> tuple[str, tuple[models.Field, ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    columns, places = ", ".join(map(_quoted, fields)), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({places})", fields  # noqa: S608 our own names


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, tuple[models.Field, ...]]:
    fields = tuple(model._meta.get_field(name) for name in names)
    changes = ", ".join(f"{_quoted(field)} = %s" for field in fields)
    return f"UPDATE {_table(model)} SET {changes} WHERE id = %s", fields  # noqa: S608 our own names


@cache
def _select(model: type[models.Model]) -> tuple[str, list[str], tuple[tuple[int, Any], ...]]:
    fields = model._meta.concrete_fields
    converters = tuple((n, f.from_db_value) for n, f in enumerate(fields) if hasattr(f, "from_db_value"))
    columns = ", ".join(map(_quoted, fields))
    names = [field.attname for field in fields]
    return f"SELECT {columns} FROM {_table(model)}", names, converters  # noqa: S608 our own names


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(field: models.Field) -> str:
    return connection.ops.quote_name(field.column)
