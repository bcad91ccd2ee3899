"""What a guide tells, as its writer types it: lists are one entry a line."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from doanso.features.procedures.models import Channel, Version
from doanso.features.procedures.queries.guides import legal_line
from doanso.ui.days import DayField

Json = dict[str, Any]
LINES = ("audience", "conditions", "legal")
MOST_LINES = 100


class Lines(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        found = [line for text in super().clean(value).splitlines() if (line := " ".join(text.split()))]
        if len(found) > MOST_LINES:
            raise forms.ValidationError(gettext("At most %(most)d lines.") % {"most": MOST_LINES})
        return found


class Limit(forms.DecimalField):
    """Half a day is 2,5 or 2.5, in whichever language."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "input-short"})

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def _lines(label: Any, rows: int, help_text: Any = "") -> Lines:
    return Lines(label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), help_text=help_text)


def _text(label: Any, most: int, rows: int = 0, help_text: Any = "", **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return forms.CharField(label=label, max_length=most, widget=widget, help_text=help_text, required=False, **more)


def _unix(value: Any) -> Any:
    """Browsers send other line ends than they were given: that is no change."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class GuideForm(forms.Form):
    """Everything about a procedure but its documents, its questions and its steps."""

    name = forms.CharField(label=_("Name of the procedure"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
    field = forms.CharField(
        label=_("Field"), max_length=200, help_text=_("Under this word it stands in the catalogue.")
    )
    level = _text(_("Level that handles it"), 200)
    audience = _lines(_("Who may apply"), 3, _("One group a line."))
    description = _text(_("In short"), 5000, 3)
    conditions = _lines(_("Conditions"), 4, _("One condition a line."))
    limit = Limit(
        label=_("Time limit"), min_value=Decimal(0), max_value=Decimal(9999), decimal_places=2, required=False
    )
    limit_unit = forms.ChoiceField(label=_("Counted in"), choices=Version.Limit.choices)
    limit_text = _text(_("Time limit in words"), 2000, 2, _("Only where a number does not say it all."))
    cutoff = forms.BooleanField(label=_("Received after 15:00 counts from the next working day"), required=False)
    fee = _text(_("Fees"), 3000, 2)
    sets = forms.IntegerField(label=_("Sets of papers"), min_value=1, max_value=20)
    result = _text(_("Result"), 2000, 2)
    legal = _lines(_("Legal basis"), 4, _("One document a line."))
    sequence = _text(_("How it goes, in the source's own words"), 20_000, 3)
    note = _text(_("Note"), 3000, 2)
    online_level = _text(_("Online level"), 40)
    ask_unit = forms.BooleanField(label=_("Ask for the unit that applies"), required=False)
    guide_only = forms.BooleanField(
        label=_("We only guide: another office receives it, nobody applies here"), required=False
    )
    review_by = DayField(
        label=_("Look at it again by"),
        required=False,
        help_text=_("The unit is reminded 30 days before."),
    )

    def __init__(self, *args: Any, content: Json, **kwargs: Any) -> None:
        guide = content["guide"]
        self.legal = {legal_line(item): item for item in guide["legal"]}
        told = guide | {"legal": list(self.legal), "guide_only": content["guide_only"]}
        super().__init__(*args, initial=told, **kwargs)

    def apply(self, content: Json) -> Json:
        """The content with what was typed; a line of the legal basis that nobody touched keeps all that it knew."""
        data = {name: _unix(value) for name, value in self.cleaned_data.items()}
        limit, review_by = data["limit"] or Decimal(0), data["review_by"]
        guide = content["guide"] | data | {
            "limit": f"{limit.normalize():f}",
            "review_by": review_by.isoformat() if review_by else None,
            "legal": [self.legal.get(line, line) for line in data["legal"]],
        }  # fmt: skip
        return content | {"guide_only": guide.pop("guide_only"), "guide": guide}


class ChannelsForm(forms.Form):
    """The ways to apply, each with its time and fee."""

    def __init__(self, *args: Any, content: Json, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = content["guide"]["channels"]
        unused = [mode for mode in Channel.values if mode not in {row["mode"] for row in present}]
        self.rows = [*present, *({"key": mode, "mode": mode} for mode in unused)]
        self.present = {row["key"] for row in present}
        names = dict(Channel.choices)
        for row in self.rows:
            key = row["key"]
            label, ticked = names.get(row["mode"], row["mode"]), key in self.present
            self.fields[f"{key}_open"] = forms.BooleanField(label=label, required=False, initial=ticked)
            for name, words, most in (("time", _("Time"), 300), ("fee", _("Fee"), 300), ("note", _("Note"), 3000)):
                self.fields[f"{key}_{name}"] = _text(words, most, initial=row.get(name) or "")

    def ways(self) -> list[list[Any]]:
        """The bound fields, way by way."""
        return [[self[f"{row['key']}_{name}"] for name in ("open", "time", "fee", "note")] for row in self.rows]

    def clean(self) -> Json:
        data = super().clean()
        if not any(data.get(f"{row['key']}_open") for row in self.rows):
            self.add_error(None, gettext("Please choose at least one way to apply."))
        return data

    def apply(self, content: Json) -> Json:
        ways = []
        for row in self.rows:
            typed = {name: self.cleaned_data[f"{row['key']}_{name}"] for name in ("time", "fee", "note")}
            if self.cleaned_data[f"{row['key']}_open"]:
                ways.append({**row, **{name: value for name, value in typed.items() if value or name in row}})
        return content | {"guide": content["guide"] | {"channels": ways}}


class DocumentForm(forms.Form):
    """One document of the dossier."""

    name = forms.CharField(
        label=pgettext_lazy("draft", "Document"), max_length=3000, widget=forms.Textarea(attrs={"rows": 2})
    )
    original = forms.IntegerField(label=_("Originals"), min_value=0, max_value=50, required=False)
    copy = forms.IntegerField(label=_("Copies"), min_value=0, max_value=50, required=False)
    required = forms.BooleanField(label=_("Must be handed in"), required=False)
    case = _text(
        _("Only in this case"), 500, 0, _("Empty: in every case. Applicants then tick the cases that are theirs.")
    )
    later = forms.BooleanField(label=_("Comes into being on the way: the applicant does not bring it"), required=False)

    def clean(self) -> Json:
        data = super().clean()
        if data.get("later") and data.get("required"):
            self.add_error("required", gettext("What comes into being on the way cannot be asked of the applicant."))
        return data

    def document(self, before: Json) -> Json:
        data = self.cleaned_data
        made = before | {
            "name": " ".join(data["name"].split()),
            "original": data["original"] or 0,
            "copy": data["copy"] or 0,
            "required": data["required"],
        }
        for name in ("case", "later"):
            made.pop(name, None)
            if data[name]:
                made[name] = data[name]
        return made
