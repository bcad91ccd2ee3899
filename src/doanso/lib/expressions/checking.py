"""Mistakes that can be seen before any data is there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from doanso.lib.expressions.functions import FUNCTIONS, TABLE
from doanso.lib.expressions.parser import Node

Types = Mapping[str, "str | Mapping[str, str]"]
"""Name → "number", "text", "bool", "date", "list"; a table is a mapping of its columns."""


def check(node: Node, types: Types, expects: str = "") -> list[str]:
    """What is wrong, in words for the author: unknown names, values of a kind that does not fit."""
    problems: list[str] = []
    found = _type(node, types, problems)
    if expects and found and found != expects and not problems:
        problems.append(_("The result is %(found)s, but %(expected)s is needed.") % _named(found, expects))
    return problems


def _type(node: Node, types: Types, problems: list[str]) -> str:
    """ "" when nothing is known, so that one mistake is told once."""
    if not isinstance(node, list):
        return "bool" if isinstance(node, bool) else ""
    head, *operands = node
    match head:
        case "#":
            return "number"
        case "'":
            return "text"
        case "$":
            return _of_name(operands, types, problems)
    found = [_type(operand, types, problems) for operand in operands]
    _check_operands(head, found, problems)
    return TABLE[head].gives or _common(found[1:] if head == "if" else found)


def _of_name(path: list[str], types: Types, problems: list[str]) -> str:
    kind: Any = types.get(path[0])
    if isinstance(kind, Mapping):
        if len(path) == 1:
            return "rows"
        kind = kind.get(path[1])
        kind = f"{kind}[]" if kind else None
    elif len(path) > 1:
        kind = None
    if kind is None:
        problems.append(_("There is no field “%s”.") % ".".join(path))
    return kind or ""


def _check_operands(head: str, found: list[str], problems: list[str]) -> None:
    takes = TABLE[head].takes
    for place, kind in enumerate(found):
        accepted = takes[min(place, len(takes) - 1)]
        if kind and kind not in accepted:
            name = {"neg": "-"}.get(head, head)
            message = _("“%(name)s” cannot take %(kind)s.")
            problems.append(message % {"name": name, "kind": kind_in_words(kind)})
    if head not in FUNCTIONS and len(found) == 2 and all(found) and not _comparable(*found):
        message = _("“%(name)s” compares %(found)s with %(expected)s: never equal.")
        problems.append(message % {"name": head, **_named(*found)})


def _comparable(a: str, b: str) -> bool:
    return a == b or {a, b} <= {"number", "bool"} or "[]" in a + b or "list" in (a, b) or "rows" in (a, b)


def _common(kinds: list[str]) -> str:
    single = {kind.removesuffix("[]") for kind in kinds if kind}
    return single.pop() if len(single) == 1 else ""


def _named(found: str, expected: str) -> dict[str, str]:
    return {"found": kind_in_words(found), "expected": kind_in_words(expected)}


def kind_in_words(kind: str) -> str:
    if kind.endswith("[]"):
        return _("a column of a table")
    return {
        "number": _("a number"),
        "text": _("text"),
        "bool": _("a yes or no"),
        "date": _("a date"),
        "list": _("a list"),
        "rows": _("a table"),
    }[kind]
