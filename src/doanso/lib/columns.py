"""Which values of a row go to which columns, and as what (`rows`)."""

import json
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from django.db import connection, models

from doanso.lib.joined import Names, quoted, table

PLAIN = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.BigAutoField: int,
    models.BigIntegerField: int,
    models.IntegerField: int,
    models.SmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.DateTimeField: datetime,
    models.BinaryField: bytes,
}
"""Fields that hand on a value of just this type as it is: they need not be asked."""

Column = tuple[models.Field, str, type | None]
"""A field, the name of its value, and the type that goes through as it is; `_JSON` is written out here."""
_JSON = dict
_LOOKED_AT = {_JSON, datetime}


def values_of(row: models.Model, columns: list[Column], *, add: bool) -> list[Any]:
    """What the database gets. Nearly all of it goes through as it is, and costs no call."""
    found, held = [], row.__dict__
    for field, name, plain in columns:
        value = (held[name] if name in held else getattr(row, name)) if plain else field.pre_save(row, add)
        if type(value) is not plain or plain in _LOOKED_AT:
            value = _converted(field, value, plain)
        found.append(value)
    return found


def _converted(field: models.Field, value: Any, plain: type | None) -> Any:
    if isinstance(value, Enum):
        value = value.value
    if plain is _JSON and type(value) in {dict, list}:
        return _json(field.encoder).encode(value)
    if plain and (value is None or (type(value) is plain and (plain is not datetime or value.tzinfo))):
        return value
    return field.get_db_prep_save(value, connection)


@cache
def _json(encoder: type[json.JSONEncoder] | None) -> json.JSONEncoder:
    return (encoder or json.JSONEncoder)(ensure_ascii=False)


def _column(field: models.Field) -> Column:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.JSONField):
        return field, field.attname, _JSON
    by_the_clock = getattr(target, "auto_now", False) or getattr(target, "auto_now_add", False)
    return field, field.attname, None if by_the_clock else PLAIN.get(type(target))


@cache
def inserting(model: type[models.Model], rows: int = 1) -> tuple[str, list[Column]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    columns, places = ", ".join(map(quoted, fields)), ", ".join(["%s"] * len(fields))
    values = ", ".join([f"({places})"] * rows)
    return f"INSERT INTO {table(model)} ({columns}) VALUES {values}", list(map(_column, fields))  # noqa: S608


@cache
def updating(model: type[models.Model], names: Names) -> tuple[str, list[Column]]:
    fields = tuple(model._meta.get_field(name) for name in names)
    changes = ", ".join(f"{quoted(field)} = %s" for field in fields)
    return f"UPDATE {table(model)} SET {changes} WHERE id = %s", list(map(_column, fields))  # noqa: S608
