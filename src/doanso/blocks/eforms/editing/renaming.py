"""A new key for a field, in everything that reads it."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.editing.finding import PARTS, Json, Spot, copied, find, members
from doanso.blocks.eforms.editing.keys import NEVER, NOTHING_RESERVED, taken
from doanso.lib import expressions
from doanso.lib.errors import Refused

EXPRESSIONS = {"show_if", "required", "check", "computed"}
Path = list[str]


def rename(form: Json, where: Spot, key: str, *, reserved: re.Pattern[str] = NOTHING_RESERVED) -> Json:
    """Refused when the key is malformed, taken or kept for something else."""
    made = copied(form)
    found = find(made, where)
    old = found.row["key"]
    if key == old:
        return made
    used = {row["key"] for row in found.among} if where.part else taken(made, where.kind)
    if not spec.KEY.fullmatch(key) or NEVER.fullmatch(key):
        raise Refused(_("A key has small letters without diacritics, digits and _, a letter first."), field="key")
    if key in used or reserved.fullmatch(key):
        raise Refused(_("The key “%(key)s” is taken already.") % {"key": key}, field="key")
    found.row["key"] = key
    if where.part:
        _rename_part(made, find(made, Spot("field", where.key)).row, old, key)
    elif where.kind == "field":
        rename_parts(made, {old: key})
    return made


def rename_parts(holder: Any, names: dict[str, str]) -> None:
    """In place: every expression in a form, page, section or field reads these fields by their new keys."""
    _each(holder, lambda path: [names.get(path[0], path[0]), *path[1:]])
    _linked(holder, names)


def renamed(text: Any, change: Callable[[Path], Path]) -> Any:
    """The expression with other names; untouched when it cannot be read, or reads none of them."""
    if not isinstance(text, str):
        return text
    try:
        node = expressions.parse(text)
    except expressions.ExpressionError:
        return text
    made = _with_names(node, change)
    return text if made == node else expressions.to_text(made)


def _with_names(node: Any, change: Callable[[Path], Path]) -> Any:
    if not isinstance(node, list) or node[0] in ("#", "'"):
        return node
    if node[0] == "$":
        return ["$", *change(node[1:])]
    return [node[0], *(_with_names(child, change) for child in node[1:])]


def _each(row: Any, change: Callable[[Path], Path]) -> None:
    """Inside of a table or group its own parts are read by their plain keys, which hide fields of the same name."""
    for name in EXPRESSIONS:
        if isinstance(row.get(name), str):
            row[name] = renamed(row[name], change)
    if row.get("type") in PARTS:
        own = {part["key"] for part in members(row)}
        change = _hiding(own, change)
        below = members(row)
    else:
        below = row.get("pages") or row.get("sections") or row.get("fields") or []
    for child in [*below, *(row.get("checks") or [])]:
        _each(child, change)


def _hiding(own: set[str], change: Callable[[Path], Path]) -> Callable[[Path], Path]:
    return lambda path: path if path[0] in own else change(path)


def _linked(row: Json, names: dict[str, str]) -> None:
    """Where keys stand alone: beside which field a number is judged, at which field a check speaks."""
    if isinstance(row.get("matches"), dict):
        row["matches"] = {name: names.get(key, key) for name, key in row["matches"].items()}
    if "check" in row and row.get("at") in names:
        row["at"] = names[row["at"]]
    if row.get("type") in PARTS:
        return
    for child in [*(row.get("pages") or row.get("sections") or row.get("fields") or []), *(row.get("checks") or [])]:
        _linked(child, names)


def _rename_part(form: Json, table: Json, old: str, new: str) -> None:
    """`table.old` everywhere; the plain name within the table."""
    _each(form, lambda path: [path[0], new, *path[2:]] if path[:2] == [table["key"], old] else path)
    for part in members(table):
        for name in EXPRESSIONS & part.keys():
            part[name] = renamed(part[name], lambda path: [new] if path == [old] else path)
        if isinstance(part.get("matches"), dict):
            part["matches"] = {name: new if key == old else key for name, key in part["matches"].items()}
    if table.get("totals"):
        table["totals"] = [new if key == old else key for key in table["totals"]]
