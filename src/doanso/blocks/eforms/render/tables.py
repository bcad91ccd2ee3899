"""A table to fill in: rows as cards on phones, rows come and go by buttons that work without a script."""

from collections.abc import Callable
from decimal import Decimal
from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.blocks.eforms import kinds
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.definition.spec import SUMMED
from doanso.blocks.eforms.engine import Reading
from doanso.blocks.eforms.render import controls
from doanso.blocks.eforms.render.labels import help_block, label_of, told
from doanso.blocks.eforms.render.view import Draw, View, attribute, element_id, error_list, node
from doanso.ui.languages import lang, marked

NUMBER, PLACE = "__n__", "__m__"  # of the row that the script copies
_BLANK = View(Reading({}, {}, {}, {}, frozenset(), {}), {})
DrawRow = Callable[[View, str, str, str], str]
_CELL_TYPES = {"yes_no": controls.tick, "choice": controls.choice}


def drawing(f: Field) -> Draw:
    """Everything that all rows share is prepared once."""
    label, helped, add = label_of(f), help_block(f), escape(_("Add a row"))
    row, head, foot, attributes = _row(f), _head(f), _foot(f), _attributes(f)

    def draw(view: View, path: str) -> str:
        own, errors = element_id(path), view.errors.get(path)
        listed, invalid = (error_list(errors, own), " data-invalid") if errors else ("", "")
        body = "".join(row(view, f"{path}.{n}", str(n + 1), str(n)) for n in range(_shown(f, view, path)))
        spare = row(_BLANK, f"{path}.{NUMBER}", PLACE, NUMBER)
        return (
            f'<fieldset class="field table-field" id="{own}" tabindex="-1" data-path="{path}"{attributes}'
            f"{view.is_off(path)}{invalid}><legend>{label}</legend>{helped.replace('{id}', own)}{listed}"
            f'<div class="table-wrap"><table class="cards">{head}<tbody>{body}</tbody>{foot(view, path)}</table></div>'
            f"<template>{spare}</template>"
            f'<p><button class="btn" name="_add:{path}" value="1" formnovalidate>{add}</button></p></fieldset>'
        )

    return draw


def _attributes(f: Field) -> str:
    """For the script: kinds and formulas of the columns, how many rows there may be, when the table is asked."""
    types = attribute({part.key: part.type for part in f.columns})
    formulas = attribute({part.key: part.computed.node for part in f.columns if part.computed})
    return (
        f' data-type="table" data-columns="{types}" data-row-calc="{formulas}" data-min="{f.min_rows}" '
        f'data-max="{f.max_rows}"{node("if", f.show_if)}'
    )


def _shown(f: Field, view: View, path: str) -> int:
    count = view.reading.raw.get(path, 0)
    return max(count if isinstance(count, int) else 0, f.min_rows, 1)


def _head(f: Field) -> str:
    cells = "".join(f'<th scope="col"{_num(part)}>{marked(str(part.label))}{_star(part)}</th>' for part in f.columns)
    remove = escape(pgettext("answer", "Remove"))
    return f'<thead><tr>{cells}<th scope="col"><span class="visually-hidden">{remove}</span></th></tr></thead>'


def _star(part: Field) -> str:
    return "" if not part.required or part.computed else ' <span class="needed" aria-hidden="true">*</span>'


def _num(part: Field) -> str:
    return ' class="num"' if part.type in SUMMED else ""


def _row(f: Field) -> DrawRow:
    cells = [_cell(part) for part in f.columns]
    remove, remove_label = escape(pgettext("answer", "Remove")), escape(_("Remove row %(number)s"))
    start = f'<button class="btn btn-small" name="_del:{f.key}:'

    def draw(view: View, path: str, place: str, number: str) -> str:
        drawn = "".join(cell(view, path, place) for cell in cells)
        label = remove_label.replace("%(number)s", place)
        button = f'{start}{number}" value="1" formnovalidate aria-label="{label}">{remove}</button>'
        return f'<tr data-row="{number}">{drawn}<td>{button}</td></tr>'

    return draw


def _cell(part: Field) -> Callable[[View, str, str], str]:
    control = (controls.output if part.computed else _CELL_TYPES.get(part.type, controls.control))(_plain(part))
    label = escape(str(part.label))
    said = escape(_("%(label)s, row %(number)s")).replace("%(label)s", label)
    needed = lang(str(part.label)) + (' aria-required="true"' if part.required is True and not part.computed else "")
    opened = f'<td data-label="{label}"{_num(part)}><div class="cell" data-type="{part.type}"{told(part)}>'

    def draw(view: View, path: str, place: str) -> str:
        at = f"{path}.{part.key}"
        errors = view.errors.get(at)
        extra, listed = f' aria-label="{said.replace("%(number)s", place)}"{needed}', ""
        if errors:
            extra += f' aria-invalid="true" aria-describedby="{element_id(at)}-error"'
            listed = error_list(errors, element_id(at))
        return f"{opened}{control(view, at, extra)}{listed}</div></td>"

    return draw


def _plain(part: Field) -> Field:
    """In a cell a choice is a list to open, however few the options are."""
    if part.type != "choice":
        return part
    values = {name: getattr(part, name) for name in Field.__dataclass_fields__}
    return Field(**{**values, "style": "select"})


def _foot(f: Field) -> Draw:
    if not f.totals:
        return lambda view, path: ""
    name = escape(_("Total"))

    def draw(view: View, path: str) -> str:
        totals = totals_of(f, view.reading.answers.get(f.key) or [])
        cells = []
        for part in f.columns:
            if part.key not in f.totals:
                cells.append("<td></td>")
                continue
            shown = escape(kinds.of(part).show(part, totals[part.key])) if part.key in totals else ""
            output = f'<output data-total="{part.key}" data-type="{part.type}">{shown}</output>'
            cells.append(f'<td class="num" data-label="{escape(str(part.label))}">{output}</td>')
        if cells[0] == "<td></td>":
            cells[0] = f'<th scope="row">{name}</th>'
        return f"<tfoot><tr>{''.join(cells)}<td></td></tr></tfoot>"

    return draw


def totals_of(f: Field, rows: list[dict]) -> dict[str, int | float]:
    """Exact sums of the columns that have a total; nothing for a column without numbers."""
    found: dict[str, int | float] = {}
    for key in f.totals:
        numbers = [Decimal(str(row[key])) for row in rows if row.get(key) is not None]
        if numbers:
            total = sum(numbers, Decimal(0))
            found[key] = int(total) if total == total.to_integral_value() else float(total)
    return found
