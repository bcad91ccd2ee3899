"""The documents of a draft: plain functions from content to content."""

from itertools import count
from typing import Any

Json = dict[str, Any]


def find(content: Json, key: str) -> Json | None:
    return next((row for row in content["guide"]["documents"] if row["key"] == key), None)


def free_key(content: Json) -> str:
    """A key that no document of this draft has; it names the upload on the form, so it is never given anew."""
    taken = {row["key"] for row in content["guide"]["documents"]}
    return next(key for number in count(1) if (key := f"tl_{number}") not in taken)


def put(content: Json, document: Json) -> Json:
    """In its place, or at the end when it is new."""
    rows = content["guide"]["documents"]
    if find(content, document["key"]) is None:
        return _with(content, [*rows, document])
    return _with(content, [document if row["key"] == document["key"] else row for row in rows])


def rearrange(content: Json, key: str, how: str) -> Json:
    """`up`, `down` or `remove`; what cannot be moved stays."""
    rows = list(content["guide"]["documents"])
    place = next((number for number, row in enumerate(rows) if row["key"] == key), None)
    if place is None:
        return content
    row = rows.pop(place)
    if how != "remove":
        rows.insert(max(0, place - 1) if how == "up" else place + 1, row)
    return _with(content, rows)


def _with(content: Json, rows: list[Json]) -> Json:
    return content | {"guide": content["guide"] | {"documents": rows}}
