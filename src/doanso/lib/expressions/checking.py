"""Mistakes that can be seen before any data is there."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from doanso.lib.expressions.functions import COMPARISONS, LIST, NUMBER, TABLE
from doanso.lib.expressions.parser import Node

Types = Mapping[str, "str | Mapping[str, str]"]
"""Name → "number", "text", "bool", "date" or "list"; a table is a mapping of its columns, a group has dotted names."""


def check(node: Node, types: Types, expects: str = "") -> list[str]:
    """What is wrong, in words for the author: unknown names, values of a kind that does not fit.

    `expects` is the kind that the result must have, if it matters.
    """
    problems: list[str] = []
    found = _type(node, types, problems)
    if expects and found and found != expects and not problems:
        message = _("The result is %(found)s, but %(expected)s is needed.")
        problems.append(message % {"found": kind_in_words(found), "expected": kind_in_words(expects)})
    return list(dict.fromkeys(problems))


def _type(node: Node, types: Types, problems: list[str]) -> str:
    """The kind of a value; empty when nothing is known, so that one mistake is told once."""
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
    problems += _misfits(head, found)
    return TABLE[head].gives or _common(found[1:] if head == "if" else found)


def _of_name(path: list[str], types: Types, problems: list[str]) -> str:
    name = ".".join(path)
    kind = types.get(name)
    if isinstance(kind, Mapping):
        return "rows"
    table = types.get(path[0])
    if not kind and isinstance(table, Mapping) and len(path) == 2 and path[1] in table:
        column = f"{table[path[1]]}[]"
        return column if column in LIST else "list"
    if not kind:
        problems.append(_("There is no field “%s”.") % name)
    return kind or ""


def _misfits(head: str, found: list[str]) -> list[str]:
    takes = TABLE[head].takes
    name = "-" if head == "neg" else head
    wrong = [kind for place, kind in enumerate(found) if kind and kind not in takes[min(place, len(takes) - 1)]]
    if wrong:
        message = _("“%(name)s” cannot take %(kind)s.")
        return [message % {"name": name, "kind": kind_in_words(kind)} for kind in wrong]
    if head in COMPARISONS and all(found) and found[0] != found[1] and not set(found) <= NUMBER:
        message = _("“%(name)s” compares %(one)s with %(other)s, which never match.")
        return [message % {"name": name, "one": kind_in_words(found[0]), "other": kind_in_words(found[1])}]
    return []


def _common(kinds: list[str]) -> str:
    single = {kind.removesuffix("[]") for kind in kinds if kind}
    return single.pop() if len(single) == 1 else ""


def kind_in_words(kind: str) -> str:
    """The kind as a form's author knows it."""
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
