"""Is this JSON a row of a step table? For what comes from outside; `definition.check` judges what it means."""

import re
from typing import Any

TYPES: dict[str, type] = {
    **dict.fromkeys(("key", "name"), str),
    **dict.fromkeys(("kind", "assignee", "output", "to", "escalate_to", "note", "chair", "otherwise"), str),
    **dict.fromkeys(("minutes", "limit_days", "need", "presence"), int),
    **dict.fromkeys(("actions", "not_by", "branches", "cases"), list),
    **dict.fromkeys(("vote", "extra"), dict),
    "clock": bool,
}
WITHIN: dict[str, tuple[str, ...]] = {"branches": ("key", "name", "assignee"), "cases": ("when", "to")}
TERM = re.compile(r"True|False|[0-9]{1,3}(/[1-9][0-9]{0,2}|[.][0-9]{1,4})?")  # of a vote: yes, no, or a share
MOST = 10_000_000  # minutes and the like


def sound(row: Any) -> bool:
    """Every key that it has is of its type, and no number beyond sense."""
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("key", "name")):
        return False
    if not all(isinstance(row[key], kind) for key, kind in TYPES.items() if key in row):
        return False
    if not all(0 <= row[key] <= MOST for key, kind in TYPES.items() if kind is int and key in row):
        return False
    if not all(are_words(row.get(key, [])) for key in ("actions", "not_by")):
        return False
    if not all(TERM.fullmatch(str(value)) for value in row.get("vote", {}).values()):
        return False
    return all(
        isinstance(part, dict) and sorted(part) == sorted(keys) and all(isinstance(v, str) for v in part.values())
        for key, keys in WITHIN.items()
        for part in row.get(key, [])
    )


def are_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) for word in value)
