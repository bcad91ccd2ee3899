"""Helping an entrant: a new code, name and unit put right, and which unit words mean."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doanso.core.units.models import Unit
from doanso.features.contests.models import Contest, Entrant
from doanso.features.contests.queries import entrant_lists
from doanso.features.contests.services.judging import LONGEST, SHORTEST
from doanso.lib import text

MOST_WORDS = 200


def _reason(label: Any, help_text: Any) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, min_length=SHORTEST, max_length=LONGEST, widget=box)


class NewCodeForm(forms.Form):
    reason = _reason(
        _("How you recognised them"),
        _("For example: phone and year of birth were right; the class teacher knows them. It stays in the trail."),
    )


class UnitNamed(forms.Form):
    """A unit by its name or code: one that fits is taken, several are offered."""

    unit = forms.CharField(
        label=_("Unit"),
        max_length=160,
        help_text=_("Its name, or its code."),
        widget=forms.TextInput(attrs={"list": "don-vi-goi-y", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        words, picked = self.cleaned_data.get("unit", ""), self.data.get("unit_choice", "")
        found = entrant_lists.units_named(words, timezone.localdate()) if words else []
        chosen = found[0] if len(found) == 1 else next((one for one in found if one.code == picked), None)
        if words and not found:
            self.add_error("unit", _("No unit has this name."))
        elif words and chosen is None:
            self._offer(found)
        self.cleaned_data["chosen"] = chosen
        return self.cleaned_data

    def _offer(self, found: list[Unit]) -> None:
        choices = [(one.code, f"{one.name} – {one.parent.name}" if one.parent else one.name) for one in found]
        fields = {}
        for name, field in self.fields.items():
            fields[name] = field
            if name == "unit":
                box = forms.RadioSelect
                fields["unit_choice"] = forms.ChoiceField(label=_("Which of these?"), choices=choices, widget=box)
        self.fields = fields
        self.add_error("unit_choice", _("Several units have such a name: please choose one."))


class CorrectForm(UnitNamed):
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    reason = _reason(_("Reason"), _("It stays in the trail."))
    field_order = ["full_name", "unit", "reason"]

    def __init__(self, data: Any = None, *, entrant: Entrant) -> None:
        unit = entrant.unit.code if entrant.unit else ""
        super().__init__(data, initial={"full_name": entrant.full_name, "unit": unit})
        self.fields["unit"].required = False
        if entrant.unit_words:
            self.fields["unit"].help_text = _("Its name, or its code. Empty: as they wrote it, “%(words)s”.") % {
                "words": entrant.unit_words
            }

    def clean_full_name(self) -> str:
        name = text.clean_name(self.cleaned_data["full_name"])
        if len(name.split()) < 2:
            raise forms.ValidationError(_("Please enter surname and name, with accents."))
        return name

    def given(self) -> dict[str, Any]:
        told = self.cleaned_data
        return {"full_name": told["full_name"], "unit": told["chosen"], "reason": told["reason"]}


class AssignForm(UnitNamed):
    """The words come as ticked rows of the page."""

    def __init__(self, data: Any = None, *, contest: Contest) -> None:
        super().__init__(data)
        self.contest = contest

    def clean(self) -> dict[str, Any]:
        ticked = {one.replace("\0", "")[:160] for one in self.data.getlist("chu")[:MOST_WORDS]} - {""}
        self.cleaned_data["words"] = ticked
        if not ticked:
            self.add_error(None, _("Tick what they wrote."))
        return super().clean()

    def given(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"], "unit": self.cleaned_data["chosen"]}
