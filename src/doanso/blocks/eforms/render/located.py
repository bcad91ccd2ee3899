"""Boxes for places and units: lists where a script runs, words that the server understands where none does."""

from html import escape

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doanso.blocks.eforms import places
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.render.view import Control, View, element_id


def unit(f: Field) -> Control:
    query = urlencode([*(("loai", code) for code in f.unit_types), *([("cay", f.tree)] if f.tree else [])])
    url = escape(f"{reverse('eforms:units')}?{query}")

    def draw(view: View, path: str, extra: str) -> str:
        start = element_id(path)
        return (
            f'<input id="{start}" name="{path}" list="{start}-list" autocomplete="off" data-units="{url}"{extra} '
            f'value="{view.typed(path)}"><datalist id="{start}-list"></datalist>{suggested(view, path)}'
        )

    return draw


def suggested(view: View, path: str) -> str:
    """What the typed words may mean: a choice here comes after the box in the post, and so wins."""
    choices = view.reading.suggestions.get(path, ())
    return "".join(
        f'<label class="choice"><input type="radio" name="{path}" value="{escape(value)}">'
        f"<span>{escape(label)}</span></label>"
        for value, label in choices
    )


def address(f: Field) -> Control:
    labels = {
        "province": escape(_("Province or city")),
        "commune": escape(_("Commune, ward or special zone")),
        "detail": escape(_("House number, street or hamlet")),
    }
    blank = escape(_("– Choose –"))
    first = f'<option value="">{blank}</option>'
    provinces = [(place.code, escape(place.name)) for place in places.provinces().values()]
    url = reverse("eforms:communes", args=["00"]).replace("00", "{}")

    def part(view: View, path: str, name: str, drawn: str) -> str:
        place = f"{path}.{name}"
        errors = view.errors.get(place)
        listed = f'<ul class="errorlist" id="{element_id(place)}-error">{_items(errors)}</ul>' if errors else ""
        return f'<div class="field"><label for="{element_id(place)}">{labels[name]}</label>{listed}{drawn}</div>'

    def draw(view: View, path: str, extra: str) -> str:
        chosen = view.reading.raw.get(f"{path}.province", "")
        province, commune, detail = (element_id(f"{path}.{name}") for name in ("province", "commune", "detail"))
        options = "".join(
            f'<option value="{code}"{" selected" if code == chosen else ""}>{name}</option>' for code, name in provinces
        )
        select = (
            f'<select id="{province}" name="{path}.province" autocomplete="address-level1"'
            f"{_wrong(view, f'{path}.province')}>{first}{options}</select>"
        )
        typed = (
            f'<input id="{commune}" name="{path}.commune" list="{commune}-list" autocomplete="off" '
            f'data-communes="{escape(url)}" value="{view.typed(path + ".commune")}"{_wrong(view, f"{path}.commune")}>'
            f'<datalist id="{commune}-list"></datalist>{suggested(view, f"{path}.commune")}'
        )
        drawn = part(view, path, "province", select) + part(view, path, "commune", typed)
        if f.detail:
            words = view.typed(f"{path}.detail")
            house = f'<input id="{detail}" name="{path}.detail" autocomplete="street-address" value="{words}">'
            drawn += part(view, path, "detail", house)
        return f'<div class="grid">{drawn}</div>'

    return draw


def _items(errors: list[str]) -> str:
    return "".join(f"<li>{escape(error)}</li>" for error in errors)


def _wrong(view: View, path: str) -> str:
    return f' aria-invalid="true" aria-describedby="{element_id(path)}-error"' if path in view.errors else ""
