"""What an expression comes to. `ui/static/ui/js/expressions.js` is the same in the browser."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from doanso.lib.expressions import fixed
from doanso.lib.expressions.functions import TABLE
from doanso.lib.expressions.parser import Node
from doanso.lib.expressions.values import Value, look_up, outside


def evaluate(node: Node, scope: Mapping[str, Any], *, today: date) -> Value:
    """Never fails over data: what is missing, misfitting, divided by zero or beyond 10^15 gives None."""
    return outside(_value(node, scope, today))


def _value(node: Node, scope: Mapping[str, Any], today: date) -> Any:
    if not isinstance(node, list):
        return node
    head, *operands = node
    match head:
        case "#":
            return fixed.from_text(operands[0])
        case "'":
            return operands[0]
        case "$":
            return look_up(scope, operands)
        case "today":
            return today
    values = (_value(operand, scope, today) for operand in operands)
    match head:
        case "and":
            return _decided(values, by=False)
        case "or":
            return _decided(values, by=True)
        case "if":
            condition = next(values)
            return _value(operands[1 if condition else 2], scope, today) if isinstance(condition, bool) else None
    return TABLE[head].apply(*values)


def _decided(values: Iterable[Any], *, by: bool) -> bool | None:
    """One value decides; without it, anything unknown leaves the whole unknown."""
    known = True
    for value in values:
        if value is by:
            return by
        known = known and isinstance(value, bool)
    return (not by) if known else None
