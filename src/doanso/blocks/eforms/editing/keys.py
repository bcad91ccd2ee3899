"""Keys made of what people read."""

import re
from collections.abc import Collection
from itertools import count
from typing import Any

from doanso.lib.text import fold

MOST = 40
NEVER = re.compile(r"and|or|not|true|false|none")  # words of the expression language
NOTHING_RESERVED = re.compile(r"(?!)")


def words(text: Any) -> str:
    """The Vietnamese words of a text in one or two languages."""
    return str(text.get("vi", "") if isinstance(text, dict) else text or "")


def fresh(
    label: Any, taken: Collection[str], *, stem: str = "cau_hoi", reserved: re.Pattern[str] = NOTHING_RESERVED
) -> str:
    """A key that reads like the label and is not taken: “Ngày sinh của con” → ngay_sinh_cua_con."""
    folded = re.sub(r"[^a-z0-9]+", "_", fold(words(label)))
    base = re.sub(r"^[0-9_]+", "", folded)[:MOST].rstrip("_")
    base = base or stem
    for number in count(1):
        tail = f"_{number}" if number > 1 else ""
        key = base[: MOST - len(tail)].rstrip("_") + tail
        if key not in taken and not NEVER.fullmatch(key) and not reserved.fullmatch(key):
            return key
    raise AssertionError  # counting does not end


def taken(form: dict[str, Any], kind: str) -> set[str]:
    """The keys in use among the pages, the sections or the fields of a form."""
    pages = form["pages"]
    sections = [section for page in pages for section in page["sections"]]
    rows = {"page": pages, "section": sections, "field": [row for section in sections for row in section["fields"]]}
    return {row["key"] for row in rows[kind]}


def all_keys(form: dict[str, Any]) -> set[str]:
    """Every key in use, of parts of tables and groups, too."""
    fields = [row for page in form["pages"] for section in page["sections"] for row in section["fields"]]
    parts = {part["key"] for row in fields for part in row.get("columns") or row.get("fields") or ()}
    return parts.union(*(taken(form, kind) for kind in ("page", "section", "field")))
