"""Is this JSON a row of a step table? For what comes from outside; `definition.check` judges what it means."""

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
TERMS: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("quorum", "threshold"), (str, int)),
    **dict.fromkeys(("at_least", "of_all", "secret"), bool),
}


def sound(row: Any) -> bool:
    """Every key that it has is of its type."""
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("key", "name")):
        return False
    if not all(isinstance(row[key], kind) for key, kind in TYPES.items() if key in row):
        return False
    if not all(isinstance(word, str) for key in ("actions", "not_by") for word in row.get(key, [])):
        return False
    if not all(isinstance(value, TERMS.get(key, object)) for key, value in row.get("vote", {}).items()):
        return False
    return all(
        isinstance(part, dict) and sorted(part) == sorted(keys) and all(isinstance(v, str) for v in part.values())
        for key, keys in WITHIN.items()
        for part in row.get(key, [])
    )
