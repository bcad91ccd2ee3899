"""An object and its row of cells. What the columns cannot say exactly stands in the last cell, so that reading what was
written gives the same object; where a person changed a cell, the cell holds."""

import json
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from doanso.features.procedures.services.authoring.translating import SPOKEN
from doanso.features.procedures.services.authoring.workbook.cells import ABSENT, Shown, WrongCell, plain
from doanso.features.procedures.services.authoring.workbook.sheets import REST, Sheet
from doanso.features.procedures.services.authoring.workbook.words import Words
from doanso.lib import changes, foreign_json
from doanso.lib.sheets import NOT_IN_XML

Json = dict[str, Any]


def write(sheet: Sheet, flat: Json, words: Words) -> dict[str, Shown]:
    """Cells by the heads of their columns."""
    cells = {column.head: _clean(column.kind.show(flat.get(column.name), words)) for column in sheet.columns}
    back, _wrong = read(sheet, {head: plain(value) for head, value in cells.items()}, words)
    rest = {name: value for name, value in flat.items() if name not in back or not changes.same(back[name], value)}
    return cells | {REST: _json(rest) if rest else ""}


def read(sheet: Sheet, cells: dict[str, str], words: Words) -> tuple[Json, dict[str, str]]:
    """The object, and what is wrong by head."""
    flat, wrong = {}, {}
    try:
        rest = _rest(cells.get(REST, ""))
    except WrongCell as reason:
        rest, wrong = {}, {REST: str(reason)}
    for column in sheet.columns:
        text, kept = cells.get(column.head, ""), rest.pop(column.name, ABSENT)
        try:
            same = kept is not ABSENT and plain(_clean(column.kind.show(kept, words))) == text
            value = kept if same else column.kind.read(text, kept, words)
        except WrongCell as reason:
            wrong[column.head] = str(reason)
            continue
        if value is not ABSENT:
            flat[column.name] = value
    return flat | rest, wrong


def flatten(thing: Json, nested: Collection[str] = ()) -> Json:
    """`{"vote": {"secret": true}}` as `{"vote.secret": true}`; of texts the Vietnamese stands under the plain name."""
    flat: Json = {}
    for name, value in thing.items():
        if name in SPOKEN and isinstance(value, dict) and "vi" in value and len(value) > 1:
            flat |= {name if code == "vi" else f"{name}.{code}": text for code, text in value.items()}
        elif name in nested and isinstance(value, dict) and value:
            flat |= {f"{name}.{inner}": part for inner, part in value.items()}
        else:
            flat[name] = value
    return flat


def unflatten(flat: Json) -> Json:
    thing = {name: value for name, value in flat.items() if "." not in name}
    for name, value in flat.items():
        head, dot, inner = name.partition(".")
        if not dot:
            continue
        present = thing.get(head)
        if head in SPOKEN and not isinstance(present, dict):
            present = {"vi": present or ""}
        thing[head] = (present if isinstance(present, dict) else {}) | {inner: value}
    return thing


def _rest(text: str) -> Json:
    try:
        rest = foreign_json.read(text) if text else {}
    except ValueError:
        rest = None
    if not isinstance(rest, dict):
        raise WrongCell(_("What the programme wrote here was changed. Put it back, or empty the cell."))
    return rest


def _clean(value: Shown) -> Shown:
    return NOT_IN_XML.sub("", value) if isinstance(value, str) else value


def _json(rest: Json) -> str:
    written = json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
    return NOT_IN_XML.sub(lambda found: json.dumps(found[0])[1:-1], written)
