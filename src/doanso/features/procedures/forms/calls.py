"""Forms of calls for procedures."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.procedures.models import WritingShare
from doanso.features.procedures.queries import calls, drafts
from doanso.ui.days import DayField

FARTHEST = timedelta(days=730)


class CallForm(forms.Form):
    """`unit` stands fast before the units below it can be listed."""

    title = forms.CharField(label=_("What is asked"), max_length=300)
    field = forms.CharField(label=_("Field"), max_length=200)
    text = forms.CharField(
        label=_("Explanation"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    due = DayField(label=_("Until"))
    to = forms.ModelMultipleChoiceField(
        label=_("Units that write"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, unit: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["to"].queryset = calls.units_to_ask(unit, today)

    def clean_due(self) -> date:
        day = self.cleaned_data["due"]
        if not self.today <= day <= self.today + FARTHEST:
            raise forms.ValidationError(gettext("Please choose a day to come, within two years."))
        return day

    def clean_to(self) -> list[Unit]:
        return list(self.cleaned_data["to"])


class AskingUnitForm(forms.Form):
    don_vi = forms.ModelChoiceField(
        label=_("Unit that asks"), queryset=Unit.objects.none(), to_field_name="code", empty_label=_("Choose a unit")
    )

    def __init__(self, *args: Any, by: Person, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = drafts.units_to_write_for(by, today).order_by("path")


class AnswerForm(forms.Form):
    """Which draft, which procedure, or why none: the button says which of them is meant."""

    draft = forms.ModelChoiceField(label=_("Draft of the unit"), queryset=None, required=False, empty_label=None)
    procedure = forms.ModelChoiceField(label=_("Procedure in force"), queryset=None, required=False, empty_label=None)
    reason = forms.CharField(
        label=_("Why there is none"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, share: WritingShare, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["draft"].queryset, self.fields["procedure"].queryset = calls.possible_answers(share)
