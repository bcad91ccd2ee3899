"""Where things stand in a form."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from doanso.lib.errors import Refused

Json = dict[str, Any]
PARTS = {"table": "columns", "group": "fields"}
INSIDE = {"page": "sections", "section": "fields"}


class Gone(Refused):
    """What was to be changed is not in the form any more."""

    def __init__(self) -> None:
        super().__init__(_("This part of the form is not there any more. Open the page again."))


class Spot(NamedTuple):
    """`kind` is page, section or field; `part` the column of a table or the member of a group."""

    kind: str
    key: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" + (f".{self.part}" if self.part else "")


class Found(NamedTuple):
    """`row` stands in the list `among` at `place`; `above` holds that list, None when it is the form itself."""

    row: Json
    among: list[Json]
    place: int
    above: Json | None


def spot(text: str) -> Spot:
    kind, _colon, path = text.partition(":")
    key, _dot, part = path.partition(".")
    if kind not in {"page", "section", "field"} or not key or (part and kind != "field"):
        raise Gone
    return Spot(kind, key, part)


def copied(form: Json) -> Json:
    """A form of one's own to change."""
    return deepcopy(form)


def members(row: Json) -> list[Json]:
    """The list of columns, members, sections or fields of a row; an empty one is put in."""
    name = PARTS.get(row.get("type", "")) or ("sections" if "sections" in row else "fields")
    return row.setdefault(name, [])


def find(form: Json, where: Spot) -> Found:
    """Gone when it is not there."""
    for found in _all(form, where.kind):
        if found.row["key"] != where.key:
            continue
        if not where.part:
            return found
        if found.row.get("type") in PARTS:
            parts = members(found.row)
            for place, part in enumerate(parts):
                if part["key"] == where.part:
                    return Found(part, parts, place, found.row)
    raise Gone


def _all(form: Json, kind: str) -> Iterator[Found]:
    for n, page in enumerate(form["pages"]):
        if kind == "page":
            yield Found(page, form["pages"], n, None)
            continue
        for m, section in enumerate(page["sections"]):
            if kind == "section":
                yield Found(section, page["sections"], m, page)
                continue
            for k, field in enumerate(section["fields"]):
                yield Found(field, section["fields"], k, section)


def walk(form: Json) -> Iterator[Json]:
    """The fields, without the parts of tables and groups."""
    for found in _all(form, "field"):
        yield found.row


def sections(form: Json) -> Iterator[Json]:
    for found in _all(form, "section"):
        yield found.row


class Place(NamedTuple):
    """Where a thing can be moved to: behind `after` in `into`; `row` and `above` for the words."""

    into: str
    after: str
    above: Json
    row: Json | None


def places(form: Json, what: Spot) -> list[Place]:
    """Every place that a thing may go to, in the order of the form, but the one where it is."""
    found = find(form, what)
    if what.part:
        homes = [(str(Spot("field", what.key)), found.above or {})]
    elif what.kind == "field":
        homes = [(f"section:{section['key']}", section) for section in sections(form)]
    elif what.kind == "section":
        homes = [(f"page:{page['key']}", page) for page in form["pages"]]
    else:
        homes = [("", {"sections": form["pages"]})]
    here = found.among[found.place - 1]["key"] if found.place else ""
    listed = []
    for into, home in homes:
        for row in (None, *members(home)):
            own = row is not None and row is found.row
            stays = home is (found.above or home) and (row["key"] if row else "") == here
            if not own and not stays:
                listed.append(Place(into, row["key"] if row else "", home, row))
    return listed
