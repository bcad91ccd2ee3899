from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.reports import queries
from doanso.ui.days import DayField

LONGEST = timedelta(days=1827)


class ScopeForm(forms.Form):
    """Unit and period; what is missing is filled with the reader's first unit and this month."""

    don_vi = forms.ModelChoiceField(
        label=gettext_lazy("Unit"), queryset=Unit.objects.none(), to_field_name="code", empty_label=None
    )
    tu = DayField(label=gettext_lazy("From"))
    den = DayField(label=gettext_lazy("To"))

    def __init__(self, data: Any, *, reader: Person | None, today: date) -> None:
        self.choices = list(queries.units_to_report(reader, today))
        self.today = today
        first = self.choices[0].code if self.choices else ""
        usual = {"don_vi": first, "tu": f"{today.replace(day=1):%Y-%m-%d}", "den": f"{today:%Y-%m-%d}"}
        super().__init__({name: data.get(name) or value for name, value in usual.items()})
        units = self.fields["don_vi"]
        units.queryset = queries.units_to_report(reader, today)
        units.label_from_instance = lambda unit: f"{'– ' * (unit.path.count('/') - 2)}{unit.name}"

    def clean_den(self) -> date:
        """A period that is not over is reported up to today."""
        return min(self.cleaned_data["den"], self.today)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "tu" in data and "den" in data:
            if data["tu"] > data["den"]:
                self.add_error("tu", _("The period begins after its end, or after today."))
            elif data["den"] - data["tu"] > LONGEST:
                self.add_error("tu", _("Five years at most."))
        return data
