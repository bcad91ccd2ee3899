"""What is asked before a change is shown and decided. First asked by address, to be looked at; then sent, with what
was seen. Each form of a change makes its plan."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.forms.administration import UnitField
from doanso.core.units.models import Unit, UnitType
from doanso.features.organisation import queries
from doanso.features.organisation.plans import Plan
from doanso.features.organisation.services import drafting
from doanso.features.organisation.services.reading import BRANCH, LEAST
from doanso.lib.errors import Refused
from doanso.ui.days import DayField

MOST_NEW = 40
AT_MIDNIGHT = gettext_lazy("At midnight everything changes at once. Until then it can be given up.")


class DecisionForm(forms.Form):
    """The day, and the decision."""

    ngay = DayField(label=gettext_lazy("With effect from"), help_text=AT_MIDNIGHT)
    can_cu = forms.CharField(label=gettext_lazy("Decision that it follows from"), max_length=200, required=False)

    def __init__(self, *args: Any, unit: Unit, by: Person | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit, self.by, self.today = unit, by, today
        self.order_fields([name for name in self.fields if name not in ("ngay", "can_cu")])
        self.fields["ngay"].initial = today + timedelta(days=1)

    def choose_unit(self, name: str) -> None:
        others = units.units_to_choose(self.by, self.today).filter(type__tree=self.unit.type.tree)
        self.fields[name].queryset = others.exclude(pk=self.unit.pk)


class MergeForm(DecisionForm):
    vao = UnitField(empty_label=gettext_lazy("Choose a unit"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_unit("vao")
        self.fields["vao"].label = _("Merged into")
        self.fields["ngay"].label = _("From this day on they are one")
        self.fields["ngay"].help_text = _("At midnight everything moves at once; the unit ends the day before.")


class DissolveForm(MergeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vao"].label = _("Who takes over its members, dossiers and papers")
        self.fields["ngay"].label = _("Dissolved from")


class PlanForm(DecisionForm):
    """`draft(shares, keep)`: the plan; `shares`: person → place of a new unit, from 0, where `shared_out`."""

    heading: Any
    shared_out = False

    def draft(self, shares: Mapping[int, int], keep: tuple[int, ...]) -> Plan:
        raise NotImplementedError

    def clean_ngay(self) -> date:
        day = self.cleaned_data["ngay"]
        if day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            try:
                self.draft({}, ())
            except Refused as refused:
                raise forms.ValidationError(refused.message) from None
        return data


class UniteForm(PlanForm):
    heading = gettext_lazy("Two units become a new one")
    voi = UnitField(empty_label=gettext_lazy("Choose a unit"))
    ten = forms.CharField(label=gettext_lazy("Name of the new unit"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_unit("voi")
        self.fields["voi"].queryset = self.fields["voi"].queryset.filter(type=self.unit.type_id)
        self.fields["voi"].label = _("Together with")
        self.fields["voi"].help_text = _("Of the same kind. Both end the day before; the new one has all they had.")

    def draft(self, shares: Mapping[int, int], keep: tuple[int, ...]) -> Plan:
        other, name = self.cleaned_data["voi"], self.cleaned_data["ten"]
        return drafting.unite(self.unit, other, name, self.today, keep=keep)


class RenameForm(PlanForm):
    heading = gettext_lazy("Give a unit another name")
    ten = forms.CharField(label=gettext_lazy("New name"), max_length=200)
    ten_ngan = forms.CharField(
        label=gettext_lazy("New short name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For narrow places. Empty: the whole name."),
    )

    def draft(self, shares: Mapping[int, int], keep: tuple[int, ...]) -> Plan:
        return drafting.rename(self.unit, self.cleaned_data["ten"], self.cleaned_data["ten_ngan"])


class MoveForm(PlanForm):
    heading = gettext_lazy("Move a unit under another superior")
    cap_tren = UnitField(empty_label=gettext_lazy("Choose a unit"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_unit("cap_tren")
        above = self.fields["cap_tren"].queryset.filter(type__rank__lt=self.unit.type.rank, type__office=False)
        self.fields["cap_tren"].queryset = above.exclude(path__startswith=self.unit.path)
        self.fields["cap_tren"].label = _("New superior")

    def draft(self, shares: Mapping[int, int], keep: tuple[int, ...]) -> Plan:
        return drafting.move(self.unit, self.cleaned_data["cap_tren"])


class NamesField(forms.CharField):
    """One name on each line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), max_length=200 * MOST_NEW, **kwargs)

    def clean(self, value: Any) -> list[str]:
        names = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(names) > MOST_NEW:
            raise forms.ValidationError(_("At most %(most)d new units at once.") % {"most": MOST_NEW})
        if any(len(name) > 200 for name in names):
            raise forms.ValidationError(_("A name has at most 200 characters."))
        return names


class SplitForm(PlanForm):
    heading = gettext_lazy("Split a unit")
    shared_out = True
    ten_moi = NamesField(label=gettext_lazy("Names of the new units"), help_text=gettext_lazy("One on each line."))
    con_lai = forms.ChoiceField(
        label=gettext_lazy("The unit itself"),
        choices=[
            ("con", gettext_lazy("Goes on with those who are not named")),
            ("het", gettext_lazy("Ends; the first new unit takes over the rest")),
        ],
        widget=forms.RadioSelect,
        initial="con",
    )

    def draft(self, shares: Mapping[int, int], keep: tuple[int, ...]) -> Plan:
        names, goes_on = self.cleaned_data["ten_moi"], self.cleaned_data["con_lai"] == "con"
        drafting.enough_parts(names, goes_on=goes_on)
        found = drafting.new_units(names, drafting.above(self.unit, self.today), self.unit.type_id)
        return drafting.split(self.unit, found, drafting.shared(self.unit, found, shares), goes_on=goes_on, keep=keep)


class UpgradeForm(PlanForm):
    heading = gettext_lazy("Upgrade a unit")
    shared_out = True
    loai = forms.ModelChoiceField(
        UnitType.objects.none(), label=gettext_lazy("New kind"), empty_label=gettext_lazy("Choose a kind")
    )
    ten = forms.CharField(
        label=gettext_lazy("Name after the upgrade"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Empty: the name stays."),
    )
    ten_moi = NamesField(
        label=gettext_lazy("Names of its new branches"),
        required=False,
        help_text=gettext_lazy("One on each line. Not needed when the unit stays a branch with its own members."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.unit.type
        others = UnitType.objects.filter(tree=kind.tree, rank__lte=kind.rank, office=False).exclude(pk=kind.pk)
        self.fields["loai"].queryset = others.order_by("-rank", "name")

    def draft(self, shares: Mapping[int, int], keep: tuple[int, ...]) -> Plan:
        kind, names = self.cleaned_data["loai"], self.cleaned_data["ten_moi"]
        if self.unit.type.branch and not kind.branch:
            number = queries.counting(self.unit.code, self.cleaned_data["ngay"])
            drafting.enough_members(self.unit, number, LEAST["members"])
            drafting.needed(names, LEAST["branches"])
        elif names:
            raise Refused(_("Only a branch that becomes a unit with branches is shared out."))
        found = drafting.new_units(names, self.unit, BRANCH) if names else []
        shared, name = drafting.shared(self.unit, found, shares), self.cleaned_data["ten"]
        return drafting.upgrade(self.unit, found, shared, kind.pk, name)


class StartForm(forms.Form):
    """Of which unit, and what: leads to the page of that change."""

    KINDS = (
        ("merge", gettext_lazy("Merge it into another unit")),
        ("unite", gettext_lazy("Make it and another one a new unit")),
        ("split", gettext_lazy("Split it")),
        ("upgrade", gettext_lazy("Upgrade it")),
        ("rename", gettext_lazy("Give it another name on a day")),
        ("move", gettext_lazy("Move it under another superior")),
        ("dissolve", gettext_lazy("Dissolve it")),
    )
    don_vi = UnitField(empty_label=gettext_lazy("Choose a unit"))
    viec = forms.ChoiceField(label=gettext_lazy("What shall become of it"), choices=KINDS)

    def __init__(self, *args: Any, by: Person | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = units.units_to_choose(by, today)
