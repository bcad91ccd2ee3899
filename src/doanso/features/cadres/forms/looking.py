"""Which unit, which day. What is missing is filled in; what is wrong is said."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.cadres.bodies import CADRE_ROLES
from doanso.features.cadres.models import Planned
from doanso.features.cadres.queries import reading, records
from doanso.features.cadres.queries.reading import CONCLUDE, VIEW
from doanso.ui.days import DayField

EARLIEST, AHEAD = 1990, 366


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Unit) -> str:
        return f"{'– ' * max(obj.path.count('/') - 3, 0)}{obj.short_name or obj.name}"


class ScopeForm(forms.Form):
    """Units that stand are offered; one that has ended is understood, too, from a link."""

    permission = VIEW
    more: dict[str, str] = {}  # further fields and what they hold when nothing is said

    don_vi = UnitField(label=gettext_lazy("Unit"), queryset=Unit.objects.none(), to_field_name="code")
    ngay = DayField(label=gettext_lazy("Counted on"))

    def __init__(self, data: Any, *, reader: Person | None, today: date) -> None:
        self.today = today
        self.standing = list(reading.to_choose(reader, self.permission, today))
        usual = {"don_vi": self.standing[0].code if self.standing else "", "ngay": today.isoformat()} | self.more
        given = {name: data.get(name, "").replace("\0", "") for name in usual}  # which no database takes
        super().__init__({name: given[name] or value for name, value in usual.items()})
        allowed = reading.where(reader, self.permission, today)
        self.fields["don_vi"].queryset = allowed
        chosen = allowed.filter(code=self.data["don_vi"]).first() if self.data["don_vi"] else None
        shown = self.standing if chosen is None or chosen in self.standing else [*self.standing, chosen]
        label = self.fields["don_vi"].label_from_instance
        self.fields["don_vi"].choices = [(unit.code, label(unit)) for unit in shown]

    def clean_ngay(self) -> date:
        day = self.cleaned_data["ngay"]
        if day.year < EARLIEST or (day - self.today).days > AHEAD:
            raise forms.ValidationError(_("Choose a day from 1990 to a year from today."))
        return day


def role_choices() -> list[tuple[str, str]]:
    names = units.role_names()
    return [(role, names[role].label) for role in CADRE_ROLES if role in names]


class ListForm(ScopeForm):
    more = {"q": "", "chuc_vu": ""}
    q = forms.CharField(
        label=gettext_lazy("Name or code"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    chuc_vu = forms.ChoiceField(label=gettext_lazy("Seat"), required=False)
    field_order = ["q", "don_vi", "ngay", "chuc_vu"]

    def __init__(self, data: Any, *, reader: Person | None, today: date) -> None:
        super().__init__(data, reader=reader, today=today)
        self.fields["chuc_vu"].choices = [("", _("All")), *role_choices()]

    def wanted(self, order: str) -> records.Filter:
        return records.Filter(self.cleaned_data["q"], self.cleaned_data["chuc_vu"], order)


class PlanListForm(ScopeForm):
    more = {"trang_thai": ""}
    ngay = None  # plans are those of today
    trang_thai = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("Proposed or approved")), *Planned.State.choices],
    )


class MissingForm(ScopeForm):
    """This year's appraisals, or last year's, of who sits there today: for those who conclude them."""

    permission = CONCLUDE
    ngay = None
    nam = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)

    def __init__(self, data: Any, *, reader: Person | None, today: date) -> None:
        self.more = {"nam": str(today.year)}
        super().__init__(data, reader=reader, today=today)
        self.fields["nam"].choices = [(year, str(year)) for year in (today.year, today.year - 1)]
