"""Answers for people to read: on a dossier's page, on paper, in an e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import kinds, queries
from doanso.blocks.eforms.definition.model import Definition, Field
from doanso.blocks.eforms.definition.spec import SUMMED
from doanso.blocks.eforms.render.tables import totals_of
from doanso.lib.words import money_in_words


@dataclass(frozen=True, slots=True)
class Grid:
    """A filled table: titles, which columns hold numbers, rows of shown texts, the line of totals or nothing."""

    titles: list[str]
    numeric: list[bool]
    rows: list[list[str]]
    totals: list[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `text` is how it reads; `value` is the answer; `table` and `files` are set where it has them."""

    path: str
    label: str
    kind: str
    text: str
    value: Any
    section: str
    group: str = ""
    words: str = ""
    table: Grid | None = None
    files: tuple[dict[str, Any], ...] = ()


def rows(
    definition: Definition, answers: Mapping[str, Any], *, unit_names: Mapping[str, str] | None = None
) -> list[Row]:
    """Every given answer in the form's order. One query when the form names units and no names are given."""
    names = queries.unit_names(_unit_codes(definition, answers)) if unit_names is None else unit_names
    found = []
    for page in definition.pages:
        for section in page.sections:
            title = str(section.title) or str(page.title)
            for f in section.fields:
                if answers.get(f.key) is not None:
                    found += _rows_of(f, f.key, answers[f.key], title, "", names)
    return found


def _rows_of(f: Field, path: str, value: Any, section: str, group: str, names: Mapping[str, str]) -> list[Row]:
    if f.type == "group":
        parts = [(part, value.get(part.key)) for part in f.fields]
        found = [
            _rows_of(part, f"{path}.{part.key}", item, section, str(f.label), names)
            for part, item in parts
            if item is not None
        ]
        return [row for rows in found for row in rows]
    row = Row(
        path=path,
        label=str(f.label),
        kind=f.type,
        text=shown(f, value, names),
        value=value,
        section=section,
        group=group,
        words=money_in_words(int(value)) if f.words else "",
        table=_grid(f, value, names) if f.type == "table" else None,
        files=_files(f, value),
    )
    return [row]


def shown(f: Field, value: Any, names: Mapping[str, str]) -> str:
    if value is None:
        return ""
    return names.get(value, str(value)) if f.type == "unit" else kinds.of(f).show(f, value)


def _files(f: Field, value: Any) -> tuple[dict[str, Any], ...]:
    if f.type in {"file", "photo"}:
        return tuple(value)
    return (value["file"],) if f.type == "signature" and "file" in value else ()


def _grid(f: Field, value: list[dict[str, Any]], names: Mapping[str, str]) -> Grid:
    totals = totals_of(f, value)
    last = [kinds.of(part).show(part, totals[part.key]) if part.key in totals else "" for part in f.columns]
    if totals and not last[0]:
        last[0] = _("Total")
    return Grid(
        titles=[str(part.label) for part in f.columns],
        numeric=[part.type in SUMMED for part in f.columns],
        rows=[[shown(part, row.get(part.key), names) for part in f.columns] for row in value],
        totals=last if totals else [],
    )


def _unit_codes(definition: Definition, answers: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    for key, f in definition.fields.items():
        value = answers.get(key)
        rows = value if f.type == "table" else [value] if f.type == "group" else []
        found |= {
            row[part.key] for row in rows or [] for part in f.parts if row and part.type == "unit" and part.key in row
        }
        if f.type == "unit" and isinstance(value, str):
            found.add(value)
    return found
