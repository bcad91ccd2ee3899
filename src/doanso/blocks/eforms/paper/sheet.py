"""Questions as things that a printer draws: lines, boxes, combs, tables. Plain data for `print/form.typ`."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.blocks.eforms import engine, kinds, places, queries
from doanso.blocks.eforms.definition.model import Definition, Expr, Field
from doanso.blocks.eforms.definition.spec import SUMMED
from doanso.blocks.eforms.kinds.choices import likert_labels
from doanso.blocks.eforms.paper.words import in_words
from doanso.blocks.eforms.render.tables import totals_of
from doanso.lib.expressions import variables

Json = dict[str, Any]
COMBS = {"cccd": [12], "phone": [10], "date": [2, 2, 4], "partial_date": [2, 2, 4], "month": [2, 4]}
BLANK_ROWS, MOST_BLANK_ROWS = 5, 12
WIDE = {"text": 3, "long_text": 4, "person_name": 4, "person": 4, "address": 5, "unit": 4, "email": 3, "choice": 3}


@dataclass(frozen=True)
class _Filled:
    """What was typed: clean answers where it is right, else the very text."""

    definition: Definition
    answers: Mapping[str, Any]
    raw: Mapping[str, Any]
    units: Mapping[str, str]
    hidden: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()  # questions that make no sense on paper


def sheet(
    definition: Definition, raw: Mapping[str, Any] | None = None, *, today: date, leave_out: Collection[str] = ()
) -> list[Json]:
    """Sections with their items. With `raw` what was typed so far, and without what is not asked then."""
    filled = _filled(definition, raw, today) if raw else _Filled(definition, {}, {}, {}, left_out=frozenset(leave_out))
    found = []
    for page in definition.pages:
        for number, section in enumerate(page.sections):
            items = [_item(f, f.key, filled) for f in section.fields if f.key not in {*filled.hidden, *leave_out}]
            if items:
                title = str(section.title) or (str(page.title) if number == 0 else "")
                when = [_when(holder.show_if, filled) for holder in (page, section) if holder.show_if]
                found.append({"title": title, "help": str(section.help), "when": " ".join(when), "items": items})
    return found


def _filled(definition: Definition, raw: Mapping[str, Any], today: date) -> _Filled:
    reading = engine.reread(definition, dict(raw), today=today)
    answers = {**reading.answers, **reading.computed}
    codes = [answers[key] for key, f in definition.fields.items() if f.type == "unit" and answers.get(key)]
    return _Filled(definition, answers, reading.raw, queries.unit_names(codes) if codes else {}, reading.hidden)


def _when(condition: Expr | None, filled: _Filled) -> str:
    """Who fills it in with a machine was asked only what holds; a pen must be told."""
    if condition is None or filled.raw:
        return ""
    said = in_words(condition.node, filled.definition)
    if said:
        return _("Only if %(said)s.") % {"said": said}
    return _("Only if this concerns you; ask at the desk when in doubt.")


def _item(f: Field, path: str, filled: _Filled, *, answer: Any = None) -> Json:
    value = filled.answers.get(path) if answer is None else answer
    told = {
        "label": str(f.label),
        "help": str(f.help),
        "needed": (f.required is True or _asks_only_what_is_left_out(f, filled)) and not f.computed,
        "when": _when(f.show_if, filled) or _needed_when(f, filled),
        "kind": f.type,
    }
    draw = _DRAWN.get(f.type, _line)
    return {**told, **draw(f, path, value, filled)}


def _needed_when(f: Field, filled: _Filled) -> str:
    if _asks_only_what_is_left_out(f, filled):
        return ""
    said = in_words(f.required.node, filled.definition) if isinstance(f.required, Expr) else ""
    return _("Needed if %(said)s.") % {"said": said} if said and not filled.raw else ""


def _asks_only_what_is_left_out(f: Field, filled: _Filled) -> bool:
    """Needed unless a question says otherwise that this sheet does not ask."""
    return isinstance(f.required, Expr) and variables(f.required.node) <= filled.left_out


def _text(f: Field, path: str, value: Any, filled: _Filled) -> str:
    if value is not None:
        return filled.units.get(value, str(value)) if f.type == "unit" else kinds.of(f).show(f, value)
    typed = filled.raw.get(path, "")
    return typed if isinstance(typed, str) else ""


def _line(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    unit = "đồng" if f.type == "money" else str(f.unit)
    shown = _text(f, path, value, filled).removesuffix(f" {unit}") if unit else _text(f, path, value, filled)
    return {
        "draw": "line",
        "text": shown,
        "unit": unit,
        "short": f.type in SUMMED,
        "words": f.words and f.type == "money",
    }


def _lines(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    return {"draw": "lines", "text": _text(f, path, value, filled)}


def _comb(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    """A box for each digit; what does not fit them is written on a line."""
    cells, text = COMBS[f.type], _text(f, path, value, filled)
    digits = text.split("/") if "/" in text or f.type.endswith(("date", "month")) else [text]
    if f.type == "partial_date" and text:
        digits = [""] * (3 - len(digits)) + digits
    bare = [part.replace(" ", "") for part in digits]
    fits = not text or [len(part) for part in bare if part] == [n for n, part in zip(cells, bare, strict=False) if part]
    signs = [_("day"), _("month"), _("year")][-len(cells) :] if len(cells) > 1 else []
    if not fits:
        return {"draw": "line", "text": text, "unit": "", "short": False, "words": False}
    return {"draw": "comb", "cells": cells, "digits": bare if text else [], "signs": signs}


def _boxes(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    if f.type == "yes_no":
        options = [(True, _("Yes")), (False, _("No"))]
    elif f.type == "likert5":
        options = list(enumerate(map(str, likert_labels()), 1))
    else:
        options = [(option.value, str(option.label)) for option in f.options]
    chosen = value if isinstance(value, list) else [value]
    ticked = [{"label": label, "on": value is not None and one in chosen} for one, label in options]
    return {"draw": "boxes", "options": ticked, "many": f.type == "many_choice"}


def _address(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    value = value or {}
    detail = value.get("detail") or filled.raw.get(f"{path}.detail", "")
    known = places.commune(value.get("commune", ""))
    commune = known.name if known else filled.raw.get(f"{path}.commune", "")
    province = places.provinces().get(value.get("province") or filled.raw.get(f"{path}.province", ""))
    parts = [(_("House number, street or hamlet"), detail)] if f.detail else []
    parts += [(_("Commune, ward or special zone"), commune), (_("Province or city"), province.name if province else "")]
    return {"draw": "parts", "parts": [{"label": label, "text": str(text)} for label, text in parts]}


def _files(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    refs = value if isinstance(value, list) else filled.raw.get(path) or []
    return {"draw": "files", "names": [str(ref.get("name", "")) for ref in refs if isinstance(ref, dict)]}


def _signature(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    return {"draw": "signature", "text": str((value or {}).get("typed", ""))}


def _group(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    inside = value if isinstance(value, dict) else {}
    parts = [part for part in f.fields if f"{path}.{part.key}" not in filled.hidden]
    return {"draw": "group", "items": [_item(p, f"{path}.{p.key}", filled, answer=inside.get(p.key)) for p in parts]}


def _table(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    rows = value if isinstance(value, list) else []
    texts = [[_cell(column, row.get(column.key), filled) for column in f.columns] for row in rows]
    blank = 0 if rows else min(max(f.min_rows, BLANK_ROWS), f.max_rows, MOST_BLANK_ROWS)
    return {
        "draw": "table",
        "titles": [f"{column.label}{' *' if column.required is True else ''}" for column in f.columns],
        "widths": [WIDE.get(column.type, 2) for column in f.columns],
        "numeric": [column.type in SUMMED for column in f.columns],
        "rows": texts,
        "blank": blank,
        "totals": [column.key in f.totals for column in f.columns] if f.totals else [],
        "sums": _sums(f, rows),
    }


def _cell(column: Field, value: Any, filled: _Filled) -> str:
    if value is None:
        return ""
    if column.type == "yes_no":
        return pgettext("tick", "X") if value else ""
    return filled.units.get(value, str(value)) if column.type == "unit" else kinds.of(column).show(column, value)


def _sums(f: Field, rows: list[Json]) -> list[str]:
    totals = totals_of(f, rows) if rows else {}
    return [kinds.of(c).show(c, totals[c.key]) if c.key in totals else "" for c in f.columns]


def _note(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    return {"draw": "note", "text": str(f.text)}


def _consent(f: Field, path: str, value: Any, filled: _Filled) -> Json:
    return {"draw": "consent", "text": str(f.text), "on": value is not None or filled.raw.get(path) == f.version}


Drawing = Callable[[Field, str, Any, _Filled], Json]
_DRAWN: dict[str, Drawing] = {
    **dict.fromkeys(COMBS, _comb),
    **dict.fromkeys(("choice", "many_choice", "yes_no", "likert5"), _boxes),
    "long_text": _lines,
    "address": _address,
    "file": _files,
    "photo": _files,
    "signature": _signature,
    "group": _group,
    "table": _table,
    "note": _note,
    "consent": _consent,
}
