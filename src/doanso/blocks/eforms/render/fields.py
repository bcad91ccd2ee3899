"""A field with what surrounds its box: label, help, errors, warnings; groups of fields."""

from html import escape

from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.render import controls, tables
from doanso.blocks.eforms.render.labels import help_block, label_of, static_attributes
from doanso.blocks.eforms.render.view import Draw, View, element_id, error_list
from doanso.ui.languages import lang, marked


def drawing(f: Field) -> Draw:
    """The function that draws this field, with everything that never changes prepared."""
    if f.type == "note":
        return _note(f)
    if f.type == "group":
        return _group(f)
    if f.type == "table":
        return tables.drawing(f)
    if f.type == "consent":
        return _consent(f)
    return _grouped(f) if controls.is_grouped(f) else _single(f)


def _warnings(view: View, path: str) -> str:
    warnings = view.reading.warnings.get(path)
    if not warnings:
        return ""
    return "".join(f'<p class="note" data-kind="warn">{escape(warning)}</p>' for warning in warnings)


def _described(view: View, path: str, own: str, has_help: bool) -> str:
    wrong = path in view.errors
    if not (wrong or has_help):
        return ""
    ids = [f"{own}-help"] * has_help + [f"{own}-error"] * wrong
    invalid = ' aria-invalid="true"' if wrong else ""
    return f'{invalid} aria-describedby="{" ".join(ids)}"'


def _single(f: Field) -> Draw:
    label = label_of(f)
    helped, attributes, control = help_block(f), static_attributes(f), controls.control(f)
    needed = " required" if f.required is True and f.type not in {"file", "photo"} and not f.computed else ""

    def draw(view: View, path: str) -> str:
        own = element_id(path)
        errors = view.errors.get(path)
        listed = error_list(errors, own) if errors else ""
        extra = needed + _described(view, path, own, bool(helped))
        return (
            f'<div class="field" data-path="{path}"{attributes}{view.is_off(path)}><label for="{own}">{label}</label>'
            f"{helped.replace('{id}', own) if helped else ''}{listed}"
            f"{control(view, path, extra)}{_warnings(view, path)}</div>"
        )

    return draw


def _grouped(f: Field) -> Draw:
    """Several boxes under one legend. The fieldset itself takes the focus where no box stands for the whole."""
    label = label_of(f)
    helped, attributes, control = help_block(f), static_attributes(f), controls.control(f)
    whole = f.type in {"address", "signature"}

    def draw(view: View, path: str) -> str:
        own = element_id(path)
        errors = view.errors.get(path)
        listed = error_list(errors, own) if errors else ""
        focus = f' id="{own}-all" tabindex="-1"' if whole else ""
        described = _described(view, path, own, bool(helped)).replace(' aria-invalid="true"', "")
        invalid = " data-invalid" if errors else ""
        return (
            f'<fieldset class="field" data-path="{path}"{attributes}{view.is_off(path)}{focus}{described}{invalid}>'
            f"<legend>{label}</legend>{helped.replace('{id}', own) if helped else ''}{listed}"
            f"{control(view, path, '')}{_warnings(view, path)}</fieldset>"
        )

    return draw


def _consent(f: Field) -> Draw:
    label, text, attributes = marked(str(f.label)), str(f.text), static_attributes(f)
    helped, control = help_block(f), controls.consent(f)
    read = f'<div class="consent-text" tabindex="0"{lang(text)}>{_paragraphs(text)}</div>' if text else ""
    needed = " required" if f.required is True else ""

    def draw(view: View, path: str) -> str:
        own = element_id(path)
        errors = view.errors.get(path)
        listed = error_list(errors, own) if errors else ""
        extra = needed + _described(view, path, own, bool(helped))
        return (
            f'<div class="field" data-path="{path}"{attributes}{view.is_off(path)}>{read}{listed}'
            f'<label class="choice choice-box" for="{own}">{control(view, path, extra)}<span>{label}</span></label>'
            f"{helped.replace('{id}', own) if helped else ''}</div>"
        )

    return draw


def _paragraphs(text: str, attribute: str = "") -> str:
    return "".join(f"<p{attribute}>{part.strip()}</p>" for part in escape(text).split("\n") if part.strip())


def _note(f: Field) -> Draw:
    label, text, attributes = str(f.label), str(f.text), static_attributes(f)
    content = f"<h3{lang(label)}>{escape(label)}</h3>{_paragraphs(text, lang(text))}"

    def draw(view: View, path: str) -> str:
        off = view.is_off(path)
        return f'<div class="note" data-kind="info" data-path="{path}"{attributes}{off}><div>{content}</div></div>'

    return draw


def _group(f: Field) -> Draw:
    label = label_of(f)
    helped, attributes = help_block(f), static_attributes(f)
    parts = [(part.key, drawing(part)) for part in f.fields]

    def draw(view: View, path: str) -> str:
        own = element_id(path)
        errors = view.errors.get(path)
        listed = error_list(errors, own) if errors else ""
        inside = "".join(draw_part(view, f"{path}.{key}") for key, draw_part in parts)
        return (
            f'<fieldset class="field group" id="{own}" tabindex="-1" data-path="{path}"{attributes}{view.is_off(path)}>'
            f"<legend>{label}</legend>{helped.replace('{id}', own) if helped else ''}{listed}"
            f'<div class="grid">{inside}</div></fieldset>'
        )

    return draw
