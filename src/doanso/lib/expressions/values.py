"""What expressions compute with, and how Python's values get in and out.

Inside, a number is an int of millionths; bool, str (NFC), date, list and None are themselves. A table is a list of
mappings. What fits none of these is None: no data.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from doanso.lib.dates import local
from doanso.lib.expressions import fixed

Value = None | bool | int | Decimal | str | date | list[Any]
"""What `evaluate` returns; a number is an int when whole, else a Decimal."""


def inside(value: Any) -> Any:
    """A value from the caller's scope as the engine holds it."""
    match value:
        case None | bool() | list() | Mapping():
            return value
        case int():
            return fixed.bound(value * fixed.SCALE)
        case Decimal():
            return fixed.from_decimal(value)
        case float():
            return fixed.from_decimal(Decimal(repr(value)))
        case _:
            return _other(value)


def _other(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        return local(value).date()
    if isinstance(value, date):
        return value
    return list(value) if isinstance(value, tuple) else None


def outside(value: Any) -> Value:
    """A computed value as callers want it."""
    if isinstance(value, list):
        return [outside(item) if not isinstance(item, Mapping) else item for item in value]
    return fixed.to_number(value) if type(value) is int else value


def look_up(scope: Mapping[str, Any], path: list[str]) -> Any:
    """The value at `chung_tu.so_tien`; a column of a table is the list of its cells."""
    value = scope.get(path[0])
    for name in path[1:]:
        value = _member(value, name)
    value = inside(value)
    return [inside(item) for item in value] if isinstance(value, list) else value


def _member(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, list | tuple):
        return flat([_member(item, name) for item in value])
    return None


def flat(items: list[Any]) -> list[Any]:
    """One level of lists opened."""
    return [part for item in items for part in (item if isinstance(item, list) else [item])]


def number(value: Any) -> int | None:
    """The number that a value counts for: yes is 1, no is 0."""
    if isinstance(value, bool):
        return fixed.SCALE if value else 0
    return value if isinstance(value, int) else None
