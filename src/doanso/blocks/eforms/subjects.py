"""What an expression at a place of a form may speak of, with the words under which an author chooses it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms.definition.graph import kind_of
from doanso.blocks.eforms.editing.finding import Json, Spot, find, members, walk
from doanso.blocks.eforms.editing.keys import words

_ADDRESS = ("province", "commune", "detail")
SILENT = {"note", "group", "address"}  # nothing of their own to compare


@dataclass(frozen=True)
class Subject:
    """`code` is its canonical expression; `kind` as in `lib.expressions.check`; `options` are (value, label)."""

    code: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()


def subjects(form: Json, where: Spot | None = None) -> list[Subject]:
    """In the order of the form; a part's neighbours come first. A field does not speak of itself."""
    found: list[Subject] = []
    if where and where.part:
        holder = find(form, Spot("field", where.key)).row
        for part in members(holder):
            if part["key"] != where.part:
                found += _of(part, part["key"], words(part.get("label")))
    own = where.key if where and where.kind == "field" else ""
    for row in walk(form):
        if row["key"] != own:
            found += _of(row, row["key"], words(row.get("label")))
    return found


def itself(form: Json, where: Spot) -> list[Subject]:
    """For a check: the field's own answer, before all others."""
    row = find(form, where).row
    return list(_of(row, row["key"], words(row.get("label"))))


def types(form: Json, where: Spot | None = None) -> dict[str, Any]:
    """Names and kinds for `lib.expressions.check`."""
    found: dict[str, Any] = {}
    for row in walk(form):
        found |= _kinds(row)
    if where and where.part:
        holder = find(form, Spot("field", where.key)).row
        found |= {part["key"]: kind_of(part.get("type", "")) for part in members(holder)}
    return found


def _kinds(row: Json) -> dict[str, Any]:
    key, kind = row["key"], row.get("type", "")
    match kind:
        case "note":
            return {}
        case "table":
            return {key: {part["key"]: kind_of(part.get("type", "")) for part in members(row)}}
        case "group":
            return {key: "text", **{f"{key}.{part['key']}": kind_of(part.get("type", "")) for part in members(row)}}
        case "address":
            return {key: "text", **{f"{key}.{name}": "text" for name in _ADDRESS}}
    return {key: kind_of(kind)}


def _of(row: Json, code: str, label: str) -> Iterator[Subject]:
    kind = row.get("type", "")
    if kind == "table":
        yield Subject(f"count({code})", _("number of rows in “%(name)s”") % {"name": label}, "number")
        for part in members(row):
            if kind_of(part.get("type", "")) == "number":
                names = {"column": words(part.get("label")), "name": label}
                yield Subject(f"sum({code}.{part['key']})", _("total of “%(column)s” in “%(name)s”") % names, "number")
    elif kind == "group":
        for part in members(row):
            yield from _of(part, f"{code}.{part['key']}", f"{label}: {words(part.get('label'))}")
    elif kind not in SILENT:
        yield Subject(code, label, kind_of(kind), _options(row))
        yield from _figures(code, label, kind)


def _figures(code: str, label: str, kind: str) -> Iterator[Subject]:
    if kind in {"date", "partial_date"}:
        yield Subject(f"age({code}, today())", _("age by “%(name)s”") % {"name": label}, "number")
    if kind == "many_choice":
        yield Subject(f"count({code})", _("number of choices in “%(name)s”") % {"name": label}, "number")
    if kind == "long_text":
        yield Subject(f"len({code})", _("length of “%(name)s”") % {"name": label}, "number")


def _options(row: Json) -> tuple[tuple[str, str], ...]:
    if row.get("type") == "likert5":
        return ()
    found = []
    for option in row.get("options") or ():
        if isinstance(option, dict):
            label = words(option.get("label"))
            found.append((str(option.get("value") or label), label))
        else:
            found.append((str(option), str(option)))
    return tuple(found)


__all__ = ["Subject", "itself", "subjects", "types"]
