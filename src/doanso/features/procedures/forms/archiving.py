"""Archives: how long dossiers are kept, which are listed, and the decision by which they are destroyed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.features.procedures.queries.archiving import Wanted
from doanso.ui.days import DayField


class KeepForm(forms.Form):
    years = forms.IntegerField(
        label=gettext_lazy("Years after the year in which the dossier ended"),
        required=False,
        help_text=gettext_lazy("Between 2 and 70. Leave it empty to keep dossiers for ever."),
        widget=forms.NumberInput({"min": 2, "max": 70, "class": "input-short"}),
    )


class DueForm(forms.Form):
    """What the list is narrowed by; what is not understood narrows nothing."""

    co_quan = forms.ChoiceField(label=gettext_lazy("Archives of"), required=False)
    thu_tuc = forms.ChoiceField(label=gettext_lazy("Procedure"), required=False)
    nam = forms.ChoiceField(label=gettext_lazy("Ended in"), required=False)

    def __init__(self, data: Any, *, bodies: list[Any], counted: list[dict[str, Any]]) -> None:
        super().__init__(data)
        names = {row["which"]: f"{(row['name'] or '')[:80]} ({row['which']})" for row in counted}
        self.fields["thu_tuc"].choices = [("", _("All procedures")), *names.items()]
        years = sorted({row["year"] for row in counted})
        self.fields["nam"].choices = [("", _("All years")), *((str(year), str(year)) for year in years)]
        self.fields["co_quan"].choices = [(unit.code, unit.name) for unit in bodies]
        if len(bodies) < 2:
            del self.fields["co_quan"]
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        year = self.cleaned_data.get("nam")
        return Wanted(self.cleaned_data.get("thu_tuc", ""), int(year) if year else None)


class DecisionForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Number of the decision"), max_length=60, widget=forms.TextInput({"class": "input-short"})
    )
    decided_on = DayField(
        label=gettext_lazy("Date of the decision"),
        widget=forms.DateInput({"type": "date", "class": "input-short"}, format="%Y-%m-%d"),
    )
    sure = forms.BooleanField(label=gettext_lazy("I have read the list. What is destroyed cannot be brought back."))
