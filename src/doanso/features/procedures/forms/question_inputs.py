"""The inputs for the attributes of a question, one for each key of the format."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.blocks.eforms.definition import spec
from doanso.core.units import assignees
from doanso.core.units.models import Tree, UnitType
from doanso.features.procedures.forms.guide import Lines

DATES = {"date", "partial_date", "month"}
TODAY_WORDS = {"hôm nay", "hom nay", "today"}
PREFILLS = {
    "person.full_name": _("Full name"),
    "person.date_of_birth": _("Date of birth"),
    "person.sex": _("Sex"),
    "person.cccd": _("Citizen number"),
    "person.phone": _("Telephone number"),
    "person.email": _("E-mail"),
    "person.address": _("Address"),
    "person.ethnicity": _("Ethnic group"),
    "person.job": _("Occupation"),
    "member.unit": _("The member's own unit"),
}
ACCEPT = {"pdf": _("PDF"), "image": _("Pictures"), "office": _("Word, Excel"), "text": _("Plain text")}


def line(label: Any, most: int = spec.MAX_LABEL, help_text: Any = "", **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, help_text=help_text, required=False, **more)


def area(label: Any, most: int, rows: int = 2, help_text: Any = "") -> forms.CharField:
    return line(label, most, help_text, widget=forms.Textarea(attrs={"rows": rows}))


def whole(label: Any, least: int, most: int, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input-short"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=False, help_text=help_text, widget=widget
    )


def flag(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


class Amount(forms.DecimalField):
    """1.000.000 and 1,5 as people write them."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input-short"})

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.strip().replace(".", "").replace(",", ".") if _has_thousands(value) else value
            value = value.replace(",", ".")
        return super().to_python(value)


def _has_thousands(text: str) -> bool:
    parts = text.strip().lstrip("-").split(",")[0].split(".")
    return len(parts) > 1 and all(len(part) == 3 for part in parts[1:])


class Bound(forms.CharField):
    """First or last date: 31/12/2026, or the word today."""

    widget = forms.TextInput(attrs={"class": "input-short"})

    def prepare_value(self, value: Any) -> Any:
        if value == "today":
            return gettext("today")
        try:
            return f"{_day(value or '', '%Y-%m-%d'):%d/%m/%Y}"
        except (TypeError, ValueError):
            return value

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        if not text or text.lower() in TODAY_WORDS | {gettext("today")}:
            return "today" if text else ""
        for form in ("%d/%m/%Y", "%Y-%m-%d"):
            try:
                return f"{_day(text, form):%Y-%m-%d}"
            except ValueError:
                continue
        raise forms.ValidationError(gettext("Write a date such as 31/12/2026, or “today”."))


def _day(text: str, form: str) -> datetime:
    return datetime.strptime(text, form).replace(tzinfo=UTC)


def bounds(kind: str) -> dict[str, Any]:
    if kind in DATES:
        helped = _("A date such as 31/12/2026, or “today”.")
        return {
            "min": Bound(label=_("Not before"), required=False, help_text=helped),
            "max": Bound(label=_("Not after"), required=False, help_text=helped),
        }
    if kind == "many_choice":
        most = spec.MAX_OPTIONS
        return {"min": whole(_("At least how many"), 0, most), "max": whole(_("At most how many"), 1, most)}
    limits = {"max_value": spec.MAX_NUMBER, "min_value": -spec.MAX_NUMBER, "decimal_places": 6, "required": False}
    return {"min": Amount(label=_("Not below"), **limits), "max": Amount(label=_("Not above"), **limits)}


def choices(label: Any, choices: Any, blank: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", blank), *choices], required=False, help_text=help_text)


def ticks(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, help_text=help_text, widget=widget)


def _options() -> Lines:
    widget = forms.Textarea(attrs={"rows": 5})
    return Lines(label=_("Answers to choose from"), required=False, widget=widget, help_text=_("One a line."))


BUILDERS: dict[str, Callable[[], Any]] = {
    "options": _options,
    "style": lambda: choices(
        _("Shown as"), [("radio", _("All answers in sight")), ("select", _("A list to open"))], _("Whichever fits")
    ),
    "decimals": lambda: whole(_("Digits after the comma"), 0, spec.MAX_DECIMALS),
    "unit": lambda: line(_("Unit of measure"), 30, _("Stands behind the number, such as kg.")),
    "words": lambda: flag(_("Also say the amount in words")),
    "detail": lambda: flag(_("Also ask for house, street or hamlet")),
    "min_length": lambda: whole(_("At least how many characters"), 0, spec.MAX_TEXT),
    "max_length": lambda: whole(_("At most how many characters"), 1, spec.MAX_TEXT),
    "max_files": lambda: whole(_("At most how many files"), 1, spec.MAX_FILES),
    "max_mb": lambda: whole(_("Largest file, in MB"), 1, spec.MAX_MB),
    "accept": lambda: ticks(_("Kinds of files"), list(ACCEPT.items())),
    "tree": lambda: choices(_("Units of"), Tree.choices, _("Everywhere")),
    "unit_types": lambda: ticks(
        _("Only these types of units"), list(UnitType.objects.order_by("tree", "rank").values_list("code", "name"))
    ),
    "within": lambda: choices(
        _("Only below"),
        [(name, assignees.describe(name)) for name in assignees.UNIT_VARIABLES],
        _("Everywhere"),
        _("In forms of steps: the unit that the dossier names so, and what it leads."),
    ),
    "min_rows": lambda: whole(_("At least how many rows"), 0, spec.MAX_ROWS),
    "max_rows": lambda: whole(_("At most how many rows"), 1, spec.MAX_ROWS),
    "sort": lambda: flag(_("Order the rows by given name")),
    "version": lambda: line(_("Version of the words"), 20, _("Goes up by itself when the words change.")),
    "prefill": lambda: choices(_("Filled in beforehand with"), PREFILLS.items(), _("Nothing"),
                                _("What the record of a signed-in person knows.")),
}  # fmt: skip
ORDER = ("options", "text", "unit", "decimals", "min", "max", "words", "detail", "tree", "unit_types", "within",
         "accept", "max_files", "max_mb", "min_rows", "max_rows", "totals", "sort", "style", "min_length", "max_length",
         "matches", "prefill", "version")  # fmt: skip
