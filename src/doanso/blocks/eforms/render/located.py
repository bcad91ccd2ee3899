"""Boxes for places and units: lists where a script runs, words that the server understands where none does."""

from html import escape

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doanso.blocks.eforms import places
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.render.view import Control, View, blank_option, element_id, error_list
from doanso.ui.languages import lang


def unit(f: Field) -> Control:
    query = urlencode([*(("loai", code) for code in f.unit_types), *([("cay", f.tree)] if f.tree else [])])
    url = escape(f"{reverse('eforms:units')}?{query}")

    def draw(view: View, path: str, extra: str) -> str:
        start = element_id(path)
        if path in view.offered:
            return listed(view, path, extra)
        return (
            f'<input id="{start}" name="{path}" list="{start}-list" autocomplete="off" data-units="{url}"{extra} '
            f'value="{view.typed(path)}"><datalist id="{start}-list"></datalist>{suggested(view, path)}'
        )

    return draw


def listed(view: View, path: str, extra: str) -> str:
    """All of them, one of which may have been named before."""
    chosen = view.reading.raw.get(path, "")
    options = "".join(
        f'<option value="{escape(code)}"{lang(name)}{" selected" if code == chosen else ""}>{escape(name)}</option>'
        for code, name in view.offered[path]
    )
    return f'<select id="{element_id(path)}" name="{path}"{extra}>{blank_option()}{options}</select>'


def suggested(view: View, path: str) -> str:
    """What the typed words may mean: a choice here comes after the box in the post, and so wins."""
    choices = view.reading.suggestions.get(path, ())
    return "".join(
        f'<label class="choice"><input type="radio" name="{path}" value="{escape(value)}">'
        f"<span{lang(label)}>{escape(label)}</span></label>"
        for value, label in choices
    )


def address(f: Field) -> Control:
    select, typed, house = _province(), _commune(), _house()

    def draw(view: View, path: str, extra: str) -> str:
        drawn = select(view, f"{path}.province", "") + typed(view, f"{path}.commune", "")
        drawn += house(view, f"{path}.detail", "") if f.detail else ""
        return f'<div class="grid">{drawn}</div>'

    return draw


def _province() -> Control:
    label, blank = escape(_("Province or city")), blank_option()
    provinces = [(place.code, lang(place.name), escape(place.name)) for place in places.provinces().values()]

    def draw(view: View, path: str, extra: str) -> str:
        chosen = view.reading.raw.get(path, "")
        options = "".join(
            f'<option value="{code}"{spoken}{" selected" if code == chosen else ""}>{name}</option>'
            for code, spoken, name in provinces
        )
        box = (
            f'<select id="{element_id(path)}" name="{path}" autocomplete="address-level1"{_wrong(view, path)}>'
            f"{blank}{options}</select>"
        )
        return _part(view, path, label, box)

    return draw


def _commune() -> Control:
    label = escape(_("Commune, ward or special zone"))
    url = escape(reverse("eforms:communes", args=["00"]).replace("00", "{}"))

    def draw(view: View, path: str, extra: str) -> str:
        own = element_id(path)
        box = (
            f'<input id="{own}" name="{path}" list="{own}-list" autocomplete="off" data-communes="{url}" '
            f'value="{view.typed(path)}"{_wrong(view, path)}><datalist id="{own}-list"></datalist>'
            f"{suggested(view, path)}"
        )
        return _part(view, path, label, box)

    return draw


def _house() -> Control:
    label = escape(_("House number, street or hamlet"))

    def draw(view: View, path: str, extra: str) -> str:
        own, typed = element_id(path), view.typed(path)
        box = f'<input id="{own}" name="{path}" autocomplete="street-address" value="{typed}">'
        return _part(view, path, label, box)

    return draw


def _part(view: View, path: str, label: str, box: str) -> str:
    errors = view.errors.get(path)
    listed = error_list(errors, element_id(path)) if errors else ""
    return f'<div class="field"><label for="{element_id(path)}">{label}</label>{listed}{box}</div>'


def _wrong(view: View, path: str) -> str:
    return f' aria-invalid="true" aria-describedby="{element_id(path)}-error"' if path in view.errors else ""
