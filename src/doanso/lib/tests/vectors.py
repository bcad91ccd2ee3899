"""The vectors that server and browser share, and values in the form that both can read."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any, NamedTuple

from doanso.lib import expressions


class Vector(NamedTuple):
    text: str
    expected: Any
    scope: dict[str, Any]


def load() -> tuple[date, list[Vector]]:
    content = json.loads((files("doanso.lib.expressions") / "vectors.json").read_text(encoding="utf-8"))
    shared = content["scope"]
    vectors = [
        Vector(text, decoded(expected), decoded(own[0] if own else shared))
        for text, expected, *own in content["vectors"]
    ]
    return date.fromisoformat(content["today"]), vectors


def decoded(value: Any) -> Any:
    match value:
        case {"number": str(text)}:
            return Decimal(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case dict():
            return {key: decoded(item) for key, item in value.items()}
        case list():
            return [decoded(item) for item in value]
    return value


def encoded(value: Any) -> Any:
    """Every number as tagged text, for the other side to read exactly."""
    match value:
        case bool():
            return value
        case int():
            return {"number": str(value)}
        case Decimal():
            return {"number": f"{value:f}"}
        case date():
            return {"date": value.isoformat()}
        case Mapping():
            return {key: encoded(item) for key, item in value.items()}
        case list():
            return [encoded(item) for item in value]
    return value


def result(value: Any) -> Any:
    """A result to compare: as encoded, but a row, which no expression computes, is only known to be one."""
    match value:
        case Mapping():
            return "row"
        case list():
            return [result(item) for item in value]
    return encoded(value)


def computed(node: expressions.Node, scope: Mapping[str, Any], today: date) -> Any:
    return result(expressions.evaluate(node, scope, today=today))
