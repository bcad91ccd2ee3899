"""Which agency, which day, broken down by what. What is missing is filled in; what is wrong is said."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units.models import Tree, Unit
from doanso.core.units.queries import units_where
from doanso.features.staff import attributes, models
from doanso.features.staff.queries import reading
from doanso.features.staff.queries.reading import FIGURES, NAMES, UNKNOWN
from doanso.ui.days import DayField

EARLIEST, MOST_YEARS = 1990, 10
SOON = 366  # days ahead: decisions that are made already


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Unit) -> str:
        return f"{'– ' * max(obj.path.count('/') - 2, 0)}{obj.short_name or obj.name}"


class ScopeForm(forms.Form):
    """Agencies that stand are offered; one that has ended is understood, too, from a link."""

    permission = FIGURES
    don_vi = UnitField(label=gettext_lazy("Agency"), queryset=Unit.objects.none(), to_field_name="code")

    def __init__(self, data: Any, *, reader: Person | None, today: date) -> None:
        self.today = today
        self.standing = list(reading.agencies(reader, self.permission, today))
        usual = {"don_vi": self.standing[0].code if self.standing else ""} | self.usual()
        given = {name: data.get(name, "").replace("\0", "") for name in usual}  # which no database takes
        super().__init__({name: given[name] or value for name, value in usual.items()})
        allowed = units_where(reader, self.permission, today).filter(type__tree=Tree.AGENCY)
        self.fields["don_vi"].queryset = allowed.select_related("type")
        chosen = allowed.filter(code=self.data["don_vi"]).first() if self.data["don_vi"] else None
        shown = self.standing if chosen is None or chosen in self.standing else [*self.standing, chosen]
        label = self.fields["don_vi"].label_from_instance
        self.fields["don_vi"].choices = [(unit.code, label(unit)) for unit in shown]

    def usual(self) -> dict[str, str]:
        return {}


class DayForm(ScopeForm):
    ngay = DayField(label=gettext_lazy("Counted on"))

    def usual(self) -> dict[str, str]:
        return {"ngay": self.today.isoformat()}

    def clean_ngay(self) -> date:
        day = self.cleaned_data["ngay"]
        if day.year < EARLIEST or (day - self.today).days > SOON:
            raise forms.ValidationError(_("Choose a day from 1990 to a year from today."))
        return day


def _attributes(*, dated: bool = True) -> list[tuple[str, Any]]:
    return [(one.name, capfirst(one.label)) for one in attributes.ALL if dated or not one.dated]


class BreakdownForm(DayForm):
    theo = forms.ChoiceField(label=gettext_lazy("Broken down by"), choices=_attributes())
    cung = forms.ChoiceField(
        label=gettext_lazy("Crossed with"),
        choices=[("", gettext_lazy("Nothing else")), *_attributes()],
        required=False,
    )

    def usual(self) -> dict[str, str]:
        return super().usual() | {"theo": "education", "cung": ""}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("theo") and data["theo"] == data.get("cung"):
            self.add_error("cung", _("Choose two different things, or nothing else."))
        return data


class TrendForm(ScopeForm):
    tu_nam = forms.IntegerField(label=gettext_lazy("From the year"), min_value=EARLIEST, max_value=2100)
    den_nam = forms.IntegerField(label=gettext_lazy("To the year"), min_value=EARLIEST, max_value=2100)
    theo = forms.ChoiceField(
        label=gettext_lazy("Broken down by"),
        choices=[("", gettext_lazy("All staff, beside the quota")), *_attributes(dated=False)],
        required=False,
    )

    def usual(self) -> dict[str, str]:
        return {"tu_nam": str(self.today.year - 4), "den_nam": str(self.today.year), "theo": ""}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("tu_nam"), data.get("den_nam")
        if first and last and not first <= last < first + MOST_YEARS:
            self.add_error("tu_nam", _("The years go forward, and ten at most."))
        elif first and date(first, 1, 1) > self.today:
            self.add_error("tu_nam", _("Nothing is counted for a year that has not begun."))
        return data


class QuotaYearForm(ScopeForm):
    nam = forms.IntegerField(label=gettext_lazy("Year"), min_value=EARLIEST, max_value=2100)

    def usual(self) -> dict[str, str]:
        return {"nam": str(self.today.year)}


def _narrowing(values: Any) -> list[tuple[str, Any]]:
    return [("", gettext_lazy("All")), *values, (UNKNOWN, gettext_lazy("No data yet"))]


class ListForm(DayForm):
    """Names: only where the reader may see them."""

    permission = NAMES
    q = forms.CharField(
        label=gettext_lazy("Name or staff code"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of staff"), choices=_narrowing(models.Kind.choices), required=False
    )
    education = forms.ChoiceField(
        label=gettext_lazy("Highest degree"), choices=_narrowing(models.Education.choices), required=False
    )
    post = forms.ChoiceField(
        label=gettext_lazy("Leadership post"), choices=_narrowing(models.Post.choices), required=False
    )
    field_order = ["q", "don_vi", "ngay", "kind", "education", "post"]
    narrowing = ("kind", "education", "post")

    def usual(self) -> dict[str, str]:
        return super().usual() | dict.fromkeys(("q", *self.narrowing), "")

    def wanted(self, order: str) -> reading.Filter:
        """What is not understood narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        values = [(name, given[name]) for name in self.narrowing if given.get(name)]
        text = given.get("q", "")
        return reading.Filter(given.get("ngay", self.today), given.get("don_vi"), text, tuple(values), order)
