"""Questions of another form, with keys of their own here."""

import re
from copy import deepcopy
from typing import Any

from doanso.blocks.eforms.editing.acting import add
from doanso.blocks.eforms.editing.finding import Json, Spot, walk
from doanso.blocks.eforms.editing.keys import NOTHING_RESERVED, fresh, taken
from doanso.blocks.eforms.editing.renaming import EXPRESSIONS, rename_parts
from doanso.lib import expressions


def take(
    form: Json, into: Spot, other: Json, wanted: set[str], *, reserved: re.Pattern[str] = NOTHING_RESERVED
) -> tuple[Json, list[str]]:
    """The wanted fields of another form at the end of a section, and the keys that they got.

    What they read of each other they go on reading; a condition over a field that did not come along is left out.
    """
    rows = [deepcopy(row) for row in walk(other) if row["key"] in wanted]
    names = _names(form, rows, reserved)
    for row in rows:
        _without_strangers(row, set(names))
        rename_parts(row, names)
        made, _spot = add(form, into, {**row, "key": names[row["key"]]})
        form = made
    return form, list(names.values())


def _names(form: Json, rows: list[Json], reserved: re.Pattern[str]) -> dict[str, str]:
    used, names = taken(form, "field"), {}
    for row in rows:
        names[row["key"]] = fresh(row["key"], used, reserved=reserved)
        used.add(names[row["key"]])
    return names


def _without_strangers(row: Json, known: set[str]) -> None:
    parts = row.get("columns", row.get("fields", [])) if row.get("type") in {"table", "group"} else []
    here = known | {part["key"] for part in parts}
    for name in EXPRESSIONS:
        if isinstance(row.get(name), str) and not _reads_only(row[name], here):
            del row[name]
    if "check" not in row:
        row.pop("message", None)
    if isinstance(row.get("matches"), dict):
        row["matches"] = {name: key for name, key in row["matches"].items() if key in here}
        if not row["matches"]:
            del row["matches"]
    for part in parts:
        _without_strangers(part, here)


def _reads_only(text: Any, known: set[str]) -> bool:
    try:
        node = expressions.parse(text)
    except expressions.ExpressionError:
        return False
    return all(name.partition(".")[0] in known for name in expressions.variables(node))
