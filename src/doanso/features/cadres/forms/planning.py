"""Planning and training, as an officer enters them."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.cadres.forms.looking import UnitField, role_choices
from doanso.features.cadres.models import Planned
from doanso.features.cadres.queries import reading
from doanso.features.cadres.queries.reading import EDIT
from doanso.features.cadres.services.planning import NEXT, Course
from doanso.ui.days import DayField

WORDS = forms.Textarea(attrs={"rows": 3})


class PlanForm(forms.Form):
    who = forms.CharField(
        label=gettext_lazy("Who"),
        max_length=120,
        help_text=gettext_lazy("Full name, phone number, e-mail or code of somebody who belongs to the unit or above."),
    )
    unit = UnitField(
        label=gettext_lazy("For which unit"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose a unit"),
    )
    role = forms.ChoiceField(label=gettext_lazy("For which seat"))
    first_year = forms.IntegerField(label=gettext_lazy("From the year"), min_value=2000, max_value=2100)
    last_year = forms.IntegerField(label=gettext_lazy("To the year"), min_value=2000, max_value=2100)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False, widget=WORDS)

    def __init__(self, data: Any = None, *, by: Person | None, today: date, initial: dict[str, Any]) -> None:
        super().__init__(data, initial={"first_year": today.year, "last_year": today.year + 4} | initial)
        self.today = today
        self.fields["unit"].queryset = reading.to_choose(by, EDIT, today)
        self.fields["role"].choices = role_choices()

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("who") and given.get("unit"):
            found = units.colleagues(given["who"], given["unit"], self.today)
            if len(found) == 1:
                given["person"] = found[0]
            else:
                several = _("Several people have this name: write the phone number, the e-mail or the code.")
                nobody = _("Nobody of this name or number belongs to the Union here.")
                self.add_error("who", several if found else nobody)
        return given


class DecisionForm(forms.Form):
    state = forms.ChoiceField(label=gettext_lazy("The decision says"))
    decision = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=60)
    decided_on = DayField(label=gettext_lazy("Day of the decision"))
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, planned: Planned, today: date) -> None:
        super().__init__(data, initial={"seen": planned.state})
        self.today = today
        states = NEXT.get(Planned.State(planned.state), ())
        self.fields["state"].choices = [(state.value, state.label) for state in states]

    def clean_decided_on(self) -> date:
        return not_ahead(self.cleaned_data["decided_on"], self.today)


class TrainingForm(forms.Form):
    course = forms.CharField(label=gettext_lazy("Course"), max_length=200)
    place = forms.CharField(label=gettext_lazy("Place of training"), max_length=200, required=False)
    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Left empty while it lasts.")
    )
    certificate = forms.CharField(label=gettext_lazy("Certificate"), max_length=120, required=False)

    def course_of(self) -> Course:
        return Course(**self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        return given


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, widget=WORDS)


def not_ahead(day: date, today: date) -> date:
    if day > today + timedelta(days=1):
        raise forms.ValidationError(_("This day lies ahead."))
    return day
