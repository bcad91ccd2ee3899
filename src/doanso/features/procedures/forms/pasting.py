"""A pasted table of steps, and its rows to be confirmed."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from doanso.features.procedures.forms.steps import UNITS, minutes_from, time_units
from doanso.features.procedures.forms.who import WhoField
from doanso.features.procedures.services.authoring.pasting import Pasted, read

Json = dict[str, Any]
AFTER, INSTEAD = "sau", "thay"
MOST_ROWS = 100


class PasteForm(forms.Form):
    table = forms.CharField(
        label=_("The table"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Copy the table in Word or Excel with its columns and paste it here."),
    )

    def clean_table(self) -> list[Pasted]:
        rows = read(self.cleaned_data["table"])
        if not rows:
            raise forms.ValidationError(gettext("No row with a content was found in it."))
        return rows


class HowForm(forms.Form):
    how = forms.ChoiceField(
        label=_("Where the rows go"),
        choices=[(AFTER, _("below the steps that are there")), (INSTEAD, _("instead of the steps that are there"))],
        initial=AFTER,
        widget=forms.RadioSelect,
    )


class PastedRow(forms.Form):
    take = forms.BooleanField(label=_("Take this row"), required=False, initial=True)
    name = forms.CharField(
        label=pgettext_lazy("step", "Content"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    assignee = WhoField(label=_("Who does it"), required=False)
    said = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)
    time = forms.CharField(label=pgettext_lazy("step", "Time limit"), required=False, max_length=12)
    time_unit = forms.ChoiceField(label=_("Unit of time"), required=False)
    output = forms.CharField(label=_("Result of the step"), required=False, max_length=300)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["time_unit"].choices = time_units()

    def clean(self) -> Json:
        data = super().clean()
        try:
            data["minutes"] = minutes_from(data.get("time", ""), data.get("time_unit") or next(iter(UNITS)))
        except forms.ValidationError as wrong:
            self.add_error("time", wrong)
        return data

    def value(self) -> Json:
        data = self.cleaned_data
        row = Pasted(data["name"], data["assignee"], "", True, data["minutes"], data["output"], "")
        return row.values()


def rows_to_confirm(data: Any = None, rows: list[Pasted] | None = None) -> forms.BaseFormSet:
    made = forms.formset_factory(PastedRow, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
    return made(data, initial=[initial_of(row) for row in rows or ()], prefix="dong")


def initial_of(row: Pasted) -> Json:
    unit = "ngay" if row.minutes and row.minutes % 480 == 0 else "gio" if row.minutes % 3 == 0 else "phut"
    time = f"{row.minutes / UNITS[unit]:g}".replace(".", ",") if row.minutes else ""
    told = {"name": row.name, "assignee": row.assignee, "said": row.said, "sure": row.sure, "output": row.output}
    return {**told, "take": True, "time": time, "time_unit": unit}
