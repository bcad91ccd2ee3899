"""The boxes themselves: one maker per type, called once per field; what it returns is called at every drawing.

A control gets the view, the path and the attributes that its surroundings add (label, description, invalid).
"""

from collections.abc import Callable
from html import escape

from django.utils.translation import gettext as _

from doanso.blocks.eforms import kinds
from doanso.blocks.eforms.definition.model import Field
from doanso.blocks.eforms.kinds.choices import likert_labels
from doanso.blocks.eforms.kinds.numbers import number_from
from doanso.blocks.eforms.render import located, uploads
from doanso.blocks.eforms.render.view import Control, View, blank_option, element_id
from doanso.lib.words import money_in_words
from doanso.ui.languages import Words, lang

RADIOS_UP_TO = 6
IN_VIETNAMESE = Words("một nghìn đồng", "vi")  # whatever the page: what the script writes, too
AUTOCOMPLETE = {
    "person.full_name": "name",
    "person.date_of_birth": "bday",
    "person.phone": "tel",
    "person.email": "email",
    "person.job": "organization-title",
}
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
    unit = "đồng" if f.type == "money" else str(f.unit)
    before, after = ('<div class="affixed">', f"<span{lang(unit)}>{escape(unit)}</span></div>") if unit else ("", "")

    def draw(view: View, path: str, extra: str) -> str:
        value = view.typed(path)
        shown = f' value="{value}"' if value else ""
        drawn = f'{before}<input id="{element_id(path)}" name="{path}"{attributes}{extra}{shown}>{after}'
        return drawn + (in_words(path, _amount(view, path)) if f.words else "")

    return draw


def _date_attributes(f: Field) -> str:
    placeholders = {
        "date": _("dd/mm/yyyy"),
        "partial_date": _("dd/mm/yyyy"),
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
    return f'<p class="helptext" data-words="{path}"{lang(IN_VIETNAMESE)}>{escape(words)}</p>'


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
    first = blank_option(str(f.label))
    options = [(o.value, escape(o.value), lang(str(o.label)), escape(str(o.label))) for o in f.options]

    def draw(view: View, path: str, extra: str) -> str:
        chosen = view.reading.raw.get(path, "")
        items = "".join(
            f'<option value="{value}"{spoken}{" selected" if plain == chosen else ""}>{label}</option>'
            for plain, value, spoken, label in options
        )
        return f'<select id="{element_id(path)}" name="{path}"{extra}>{first}{items}</select>'

    return draw


def radios(f: Field, options: list[tuple[str, str]], css: str = "choice") -> Control:
    many = f.type == "many_choice"
    kind = "checkbox" if many else "radio"
    prepared = [(value, escape(value), lang(label), escape(label)) for value, label in options]

    def draw(view: View, path: str, extra: str) -> str:
        raw = view.reading.raw.get(path, "")
        chosen = set(raw) if isinstance(raw, list) else {raw}
        start = element_id(path)
        drawn = []
        for number, (plain, value, spoken, label) in enumerate(prepared):
            own = f"{start}-{number}" if number else start  # the error summary leads to the first one
            checked = " checked" if plain in chosen else ""
            drawn.append(
                f'<label class="{css}" for="{own}">'
                f'<input type="{kind}" id="{own}" name="{path}" value="{value}"{checked}>'
                f"<span{spoken}>{label}</span></label>"
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


_MAKERS: dict[str, Callable[[Field], Control]] = {
    "long_text": long_text,
    "choice": choice,
    "many_choice": many_choice,
    "yes_no": yes_no,
    "likert5": likert,
    "consent": consent,
    "file": uploads.file,
    "photo": uploads.file,
    "signature": uploads.signature,
    "unit": located.unit,
    "address": located.address,
}
