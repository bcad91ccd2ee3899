"""The field in which people choose who does a step: who, and of which unit, in words."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition import Field, Text
from doanso.blocks.eforms.kinds.places import code_or_words
from doanso.core.units import assignees
from doanso.core.units import queries as units
from doanso.core.units.assignees.picking import ALONE, NAMED, NEAREST, OFFICE, USUAL_UNITS
from doanso.core.units.models import Unit

OWN_WORDS = "~"
PARTS = ("who", "whose", "unit", "text")
BODIES = ("hop", "bch", "btv", "can_bo")
OFFICES = ("ban_to_chuc", "ban_tuyen_giao", "ban_phong_trao", "van_phong")
ANY_UNIT = Field("unit", "unit", Text("unit"))
Choices = list[tuple[str, Any]]


def who_choices(present: str = "") -> Choices:
    roles = sorted(units.role_names().values(), key=lambda role: (role.rank, role.pk))
    people = [(name, assignees.describe(name)) for name in ALONE]
    bodies = [(name, assignees.seat_name(name)) for name in BODIES]
    bodies += [(OFFICE + name, _office(name)) for name in OFFICES]
    found: Choices = [
        ("", _("Choose who")),
        (_("Seats"), [(role.pk, _capital(role.label)) for role in roles]),
        (_("Bodies and staff"), bodies),
        (_("Of the dossier itself"), people),
        (_("Something else"), [(OWN_WORDS, _("Written as an expression"))]),
    ]
    known = {value for _group, rows in found[1:] for value, _label in rows}
    if present in {"", *known}:
        return found
    function = present.removeprefix(OFFICE)
    return [*found, (present, _office(function) if function != present and function.isidentifier() else present)]


def _office(name: str) -> str:
    return f"{assignees.seat_name('can_bo')} {assignees.describe(name)}"


def whose_choices(present: str = "", *, body: bool = False) -> Choices:
    """`body`: the unit that meets may be meant, as for who chairs it."""
    usual = [*(["don_vi"] if body else []), *USUAL_UNITS]
    if present not in {NEAREST, NAMED, *usual}:
        usual += [present] if not assignees.check(f"bch({present})") else []
    found: Choices = [(NEAREST, _("where the dossier is handled, or nearest to it"))]
    found += [(unit, assignees.describe(unit)) for unit in usual]
    return [*found, (NAMED, _("one certain unit …"))]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class WhoWidget(forms.MultiWidget):
    template_name = "procedures/authoring/who.html"
    use_fieldset = True

    def __init__(self, *, body: bool = False, attrs: dict[str, Any] | None = None) -> None:
        self.body = body
        place = {"list": "unit-names", "autocomplete": "off", "maxlength": 200}
        text = {"autocapitalize": "none", "spellcheck": "false", "maxlength": 200}
        boxes = {
            "who": forms.Select(choices=who_choices),
            "whose": forms.Select(choices=lambda: whose_choices(body=body)),
            "unit": forms.TextInput(attrs=place),
            "text": forms.TextInput(attrs=text),
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: str | None) -> list[str]:
        if not value:
            return [""] * len(PARTS)
        picked = assignees.pick(value)
        if picked is None:
            return [OWN_WORDS, "", "", value]
        return [picked.who, picked.whose, _unit_name(picked.unit), ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What stands there already is among the choices, however unusual."""
        parts = value if isinstance(value, list) else self.decompress(value)
        self.widgets[0].choices = who_choices("" if parts[0] == OWN_WORDS else parts[0] or "")
        self.widgets[2].attrs["data-units"] = reverse("eforms:units")
        self.widgets[1].choices = whose_choices(parts[1] or "", body=self.body)
        return super().get_context(name, parts, attrs)


def _unit_name(code: str) -> str:
    """“Đoàn trường X [D-X]”: the code is what counts, the name is for people."""
    unit = Unit.objects.filter(code=code).first() if code else None
    return eforms.unit_label(unit) if unit else code


class WhoField(forms.MultiValueField):
    """Gives an assignee expression, or nothing; what means the same as before stays as it was written."""

    def __init__(self, *, body: bool = False, attrs: dict[str, Any] | None = None, **more: Any) -> None:
        parts = tuple(forms.CharField(required=False, max_length=200) for _part in PARTS)
        super().__init__(parts, widget=WhoWidget(body=body, attrs=attrs), require_all_fields=False, **more)

    def compress(self, data_list: list[str]) -> str:
        who, whose, unit, text = [*(part.strip() for part in data_list), "", "", "", ""][:4] if data_list else [""] * 4
        if who in {"", OWN_WORDS} and text:
            return _checked(text)
        if who in {"", OWN_WORDS}:
            return ""
        code = _code(unit) if whose == NAMED and who not in ALONE else ""
        return _checked(assignees.expression_of(assignees.Picked(who, whose, code)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.widget.decompress(initial), data)


def _checked(expression: str) -> str:
    if wrong := assignees.check(expression):
        raise forms.ValidationError(wrong)
    return expression


def _code(text: str) -> str:
    """Of a unit that is named by its code, by “name [code]”, or by words that fit only one."""
    found = eforms.find_units(ANY_UNIT, code_or_words(text), timezone.localdate()) if text else []
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise forms.ValidationError(_("Please name the unit: none is called “%s”.") % text)
    names = "; ".join(label for _unit, label in found[:6])
    raise forms.ValidationError(_("Several units fit: %s. Please add the code.") % names)
