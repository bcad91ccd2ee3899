"""JSON that others wrote, taken only if it can be kept, shown and compared."""

import json
import math
import re
from collections.abc import Iterable
from typing import Any

DEEPEST = 40  # whoever draws or compares it goes down into it
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # PostgreSQL keeps no NUL, and no page can be written with half a character


def read(text: str | bytes) -> Any:
    """ValueError for what is no JSON, and for characters, numbers and depths that nobody can hold."""
    try:
        found = json.loads(text, parse_constant=_refuse)
    except RecursionError as problem:
        raise ValueError("nested too deeply") from problem
    level = [found]
    for _depth in range(DEEPEST):
        level = [part for value in level for part in _parts(value)]
    if level:
        raise ValueError("nested too deeply")
    return found


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, list):
        return value
    if (isinstance(value, str) and _NO_TEXT.search(value)) or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError("nothing that could be kept")
    return ()


def _refuse(_constant: str) -> None:
    raise ValueError("no number")
