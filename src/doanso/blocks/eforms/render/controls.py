"""The boxes themselves: one maker per type, called once per field; what it returns is called at every drawing.

A control gets the view, the path and the attributes that its surroundings add (label, description, invalid).
"""

from collections.abc import Callable
from html import escape

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from doanso.blocks.eforms import kinds, places
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds.choices import likert_labels
from doanso.blocks.eforms.kinds.files import sign
from doanso.blocks.eforms.kinds.numbers import number_from
from doanso.blocks.eforms.render.view import View, element_id
from doanso.lib.words import money_in_words

Control = Callable[[View, str, str], str]
RADIOS_UP_TO = 6
AUTOCOMPLETE = {
    "person.full_name": "name",
    "person.date_of_birth": "bday",
    "person.phone": "tel",
    "person.email": "email",
    "person.job": "organization-title",
}
ACCEPT = {"pdf": ".pdf", "image": "image/*", "office": ".docx,.xlsx,.odt,.ods", "text": ".txt,.csv"}
ACCEPT_WORDS = {"pdf": "PDF", "image": "JPG, PNG, WEBP, HEIC", "office": "DOCX, XLSX, ODT, ODS", "text": "TXT, CSV"}
_BOX = {
    "number": ' inputmode="decimal" class="input-short num"',
    "money": ' inputmode="numeric" class="input-short num"',
    "cccd": ' inputmode="numeric" class="input-short" autocomplete="off"',
    "phone": ' type="tel" class="input-short"',
    "email": ' type="email"',
    "person": ' autocomplete="off"',
}


def control(f: Field) -> Control:
    if f.computed:
        return output(f)
    return _MAKERS.get(f.type, box)(f)


def is_grouped(f: Field) -> bool:
    """Several boxes under one question: a fieldset with a legend."""
    return f.type in {"many_choice", "yes_no", "likert5", "address", "signature", "table", "group"} or _by_radios(f)


def _by_radios(f: Field) -> bool:
    return f.type == "choice" and (f.style or ("radio" if len(f.options) <= RADIOS_UP_TO else "select")) == "radio"


def box(f: Field) -> Control:
    attributes = _BOX.get(f.type, "") + _date_attributes(f)
    if f.prefill in AUTOCOMPLETE:
        attributes += f' autocomplete="{AUTOCOMPLETE[f.prefill]}"'
    unit = "đồng" if f.type == "money" else escape(str(f.unit))
    before, after = ('<div class="affixed">', f"<span>{unit}</span></div>") if unit else ("", "")

    def draw(view: View, path: str, extra: str) -> str:
        value = view.typed(path)
        shown = f' value="{value}"' if value else ""
        drawn = f'{before}<input id="{element_id(path)}" name="{path}"{attributes}{extra}{shown}>{after}'
        return drawn + (in_words(path, _amount(view, path)) if f.words else "")

    return draw


def _date_attributes(f: Field) -> str:
    placeholders = {
        "date": _("dd/mm/yyyy"),
        "partial_date": _("dd/mm/yyyy, mm/yyyy or yyyy"),
        "month": _("mm/yyyy"),
    }
    if f.type not in placeholders:
        return ""
    return f' inputmode="numeric" class="input-short" placeholder="{escape(placeholders[f.type])}"'


def _amount(view: View, path: str) -> int | None:
    try:
        return int(number_from(str(view.reading.raw.get(path, "")), 0))
    except ValueError:
        return None


def in_words(path: str, amount: int | None) -> str:
    words = money_in_words(amount) if amount is not None and abs(amount) < 10**15 else ""
    return f'<p class="helptext" data-words="{path}">{escape(words)}</p>'


def output(f: Field) -> Control:
    """Computed: shown, never sent."""
    kind = kinds.of(f)

    def draw(view: View, path: str, extra: str) -> str:
        value = view.reading.computed.get(path)
        shown = "" if value is None else escape(kind.show(f, value))
        described = "".join(part for part in (extra,) if "aria-label" in part)
        drawn = f'<output id="{element_id(path)}"{described}>{shown}</output>'
        amount = value if isinstance(value, int) else None
        return drawn + (in_words(path, amount) if f.words else "")

    return draw


def long_text(f: Field) -> Control:
    def draw(view: View, path: str, extra: str) -> str:
        counted = f' data-max="{f.max_length}"'
        return (
            f'<textarea id="{element_id(path)}" name="{path}" rows="4"{counted}{extra}>\n{view.typed(path)}</textarea>'
        )

    return draw


def choice(f: Field) -> Control:
    if _by_radios(f):
        return radios(f, [(option.value, str(option.label)) for option in f.options])
    first = f'<option value="">{escape(_("– Choose –"))}</option>'
    options = [(option.value, escape(option.value), escape(str(option.label))) for option in f.options]

    def draw(view: View, path: str, extra: str) -> str:
        chosen = view.reading.raw.get(path, "")
        items = "".join(
            f'<option value="{value}"{" selected" if plain == chosen else ""}>{label}</option>'
            for plain, value, label in options
        )
        return f'<select id="{element_id(path)}" name="{path}"{extra}>{first}{items}</select>'

    return draw


def radios(f: Field, options: list[tuple[str, str]], css: str = "choice") -> Control:
    many = f.type == "many_choice"
    kind = "checkbox" if many else "radio"
    prepared = [(value, escape(value), escape(label)) for value, label in options]

    def draw(view: View, path: str, extra: str) -> str:
        raw = view.reading.raw.get(path, "")
        chosen = set(raw) if isinstance(raw, list) else {raw}
        start = element_id(path)
        drawn = []
        for number, (plain, value, label) in enumerate(prepared):
            own = f"{start}-{number}" if number else start  # the error summary leads to the first one
            checked = " checked" if plain in chosen else ""
            drawn.append(
                f'<label class="{css}" for="{own}">'
                f'<input type="{kind}" id="{own}" name="{path}" value="{value}"{checked}><span>{label}</span></label>'
            )
        return "".join(drawn)

    return draw


def yes_no(f: Field) -> Control:
    return radios(f, [("1", _("Yes")), ("0", _("No"))])


def tick(f: Field) -> Control:
    """Yes or no in a table: one box."""

    def draw(view: View, path: str, extra: str) -> str:
        checked = " checked" if view.reading.raw.get(path) in ("1", "on", "true") else ""
        return f'<input type="checkbox" id="{element_id(path)}" name="{path}" value="1"{extra}{checked}>'

    return draw


def likert(f: Field) -> Control:
    scale = radios(f, [(str(number), label) for number, label in enumerate(likert_labels(), 1)])
    return lambda view, path, extra: f'<div class="likert">{scale(view, path, extra)}</div>'


def many_choice(f: Field) -> Control:
    return radios(f, [(option.value, str(option.label)) for option in f.options])


def consent(f: Field) -> Control:
    version = escape(f.version)

    def draw(view: View, path: str, extra: str) -> str:
        checked = " checked" if view.reading.raw.get(path) == f.version else ""
        return f'<input type="checkbox" id="{element_id(path)}" name="{path}" value="{version}"{extra}{checked}>'

    return draw


def file(f: Field) -> Control:
    accept = ",".join(ACCEPT[kind] for kind in f.accept)
    many = " multiple" if f.max_files > 1 else ""
    drop = escape(_("Remove"))

    def draw(view: View, path: str, extra: str) -> str:
        refs = view.reading.raw.get(path) or []
        kept = (
            "".join(_kept(path, ref, drop) for ref in refs if isinstance(ref, dict)) if isinstance(refs, list) else ""
        )
        return (
            f'<ul class="files" data-files="{path}">{kept}</ul>'
            f'<input type="file" id="{element_id(path)}" name="{path}" accept="{accept}"{many}{extra}>'
        )

    return draw


def _kept(path: str, ref: dict[str, object], drop: str) -> str:
    name, token = escape(str(ref.get("name", ""))), escape(str(ref.get("token", "")))
    size = int(ref.get("size") or 0)  # type: ignore[call-overload]
    return (
        f'<li><input type="hidden" name="{path}.kept" value="{escape(sign(ref))}">'
        f"<span>{name} ({kilobytes(size)})</span>"
        f'<label class="choice"><input type="checkbox" name="{path}.drop" value="{token}"><span>{drop}'
        f'<span class="visually-hidden"> {name}</span></span></label></li>'
    )


def kilobytes(size: int) -> str:
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} kB"
    return f"{size / 1024 / 1024:.1f} MB".replace(".", ",")


def signature(f: Field) -> Control:
    upload = file(f)
    words = {"typed": _("Or type your full name as a signature"), "file": _("Or send a picture of your signature")}
    drawing = "".join(
        f' data-{name}="{escape(text)}"' for name, text in (("label", _("Sign in this box")), ("clear", _("Clear")))
    )

    def draw(view: View, path: str, extra: str) -> str:
        start = element_id(path)
        return (
            f'<div data-sign="{path}"{drawing}></div>'
            f'<label for="{start}">{escape(words["file"])}</label>{upload(view, path, extra)}'
            f'<label for="{start}-typed">{escape(words["typed"])}</label>'
            f'<input id="{start}-typed" name="{path}.typed" autocomplete="name" value="{view.typed(path + ".typed")}">'
        )

    return draw


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
    first = f'<option value="">{escape(_("– Choose –"))}</option>'
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


_MAKERS: dict[str, Callable[[Field], Control]] = {
    "long_text": long_text,
    "choice": choice,
    "many_choice": many_choice,
    "yes_no": yes_no,
    "likert5": likert,
    "consent": consent,
    "file": file,
    "photo": file,
    "signature": signature,
    "unit": unit,
    "address": address,
}
