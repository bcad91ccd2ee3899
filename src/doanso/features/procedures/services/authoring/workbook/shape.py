"""A content of the exchange as rows of sheets, and the frame that rows are put into again."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from doanso.features.procedures.services.authoring.content import FORMAT
from doanso.features.procedures.services.authoring.workbook.rows import flatten, unflatten
from doanso.features.procedures.services.authoring.workbook.sheets import (
    CHANNELS,
    DOCUMENTS,
    PAGES,
    PROCEDURES,
    QUESTIONS,
    STEPS,
    Sheet,
)

Json = dict[str, Any]
OUTER = ("guide", "form", "flow", "extra")
OF_STEPS = ("vote", "extra")
EMPTY: Json = {"effects": [], "extra": {}, "step_forms": {}}
PARTS = {"table": "columns", "group": "fields"}


class Row(NamedTuple):
    """`parents` stand in the order of the sheet's."""

    sheet: Sheet
    parents: tuple[str, ...]
    flat: Json


def rows_of(content: Json, unit: str) -> Iterator[Row]:
    """The procedure first, then its parts in their order."""
    yield Row(PROCEDURES, (unit,), flatten(_outer(content), OUTER))
    for row in content["guide"]["documents"]:
        yield Row(DOCUMENTS, (), flatten(row))
    for row in content["guide"]["channels"]:
        yield Row(CHANNELS, (), flatten(row))
    for step in content["flow"]["steps"]:
        yield Row(STEPS, (), flatten(step, OF_STEPS))
    for code, form in {"": content["form"], **content["step_forms"]}.items():
        yield from _form_rows(code, form)


def _outer(content: Json) -> Json:
    """Without what has rows of its own, and what is as in most procedures."""
    outer = {name: value for name, value in content.items() if name not in ("format", "code")}
    outer["guide"] = _without(content["guide"], "documents", "channels")
    outer["form"], outer["flow"] = _without(content["form"], "pages"), _without(content["flow"], "steps")
    outer["step_forms"] = {code: _without(form, "pages") for code, form in content["step_forms"].items()}
    return {name: value for name, value in outer.items() if value != EMPTY.get(name, None) and value != {}}


def _form_rows(code: str, form: Json) -> Iterator[Row]:
    for page in form["pages"]:
        yield Row(PAGES, (code, ""), flatten(_without(page, "sections")))
        for section in page["sections"]:
            yield Row(PAGES, (code, page["key"]), flatten(_without(section, "fields")))
    for page in form["pages"]:
        for section in page["sections"]:
            for field in section["fields"]:
                yield from _field_rows(code, section["key"], field)


def _field_rows(code: str, section: str, field: Json) -> Iterator[Row]:
    parts = PARTS.get(field.get("type", ""), "")
    yield Row(QUESTIONS, (code, section, ""), flatten(_without(field, parts)))
    for part in field.get(parts, ()):
        yield Row(QUESTIONS, (code, section, field["key"]), flatten(part))


def _without(thing: Json, *names: str) -> Json:
    return {name: value for name, value in thing.items() if name not in names}


def frame(code: str, flat: Json) -> Json:
    """A content without its rows, out of the procedure's own."""
    outer = unflatten(flat)
    content = deepcopy(EMPTY) | {"format": FORMAT, "code": code} | outer
    content["guide"] = {"documents": [], "channels": []} | outer.get("guide", {})
    content["form"] = outer.get("form", {}) | {"pages": []}
    content["flow"] = outer.get("flow", {}) | {"steps": []}
    content["step_forms"] = {name: dict(form) | {"pages": []} for name, form in content["step_forms"].items()}
    return content
