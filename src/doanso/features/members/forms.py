from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Membership, Unit
from doanso.features.members import pairs, queries
from doanso.features.members.timeline import MARKS
from doanso.ui.days import DayField


class FilterForm(forms.Form):
    """What narrows the list; a value that is not understood narrows nothing."""

    q = forms.CharField(
        label=_("Name, card or code"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    don_vi = forms.ModelChoiceField(
        label=_("Unit"), queryset=Membership.objects.none(), to_field_name="code", required=False, empty_label=_("All")
    )
    trang_thai = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *Membership.State.choices], required=False
    )
    loai = forms.ChoiceField(
        label=_("Kind of membership"), choices=[("", _("All")), *Membership.Kind.choices], required=False
    )

    ngay = DayField(label=_("As of"), required=False)
    het_tuoi = forms.BooleanField(label=_("Beyond the Union's age this month"), required=False)

    def __init__(self, *args: Any, reader: Person | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = queries.units_to_choose(reader, on)
        self.fields["don_vi"].label_from_instance = lambda unit: f"{'– ' * (unit.path.count('/') - 2)}{unit.name}"

    def wanted(self, order: str) -> queries.Filter:
        self.is_valid()
        given = self.cleaned_data
        return queries.Filter(
            text=given.get("q", ""),
            unit=given.get("don_vi"),
            state=given.get("trang_thai", ""),
            kind=given.get("loai", ""),
            of_age=bool(given.get("het_tuoi")),
            order=order,
        )

    def day(self, today: date) -> date:
        """Which day the list is of; a future one is not known yet."""
        self.is_valid()
        given = self.cleaned_data.get("ngay")
        return given if given and given < today else today


class NoteForm(forms.Form):
    """What a secretary writes in a member's record without a decision."""

    mark = forms.ChoiceField(
        label=_("What"), choices=[(key, label) for key, label in MARKS.items() if key != "commendation"]
    )
    text = forms.CharField(label=_("Level or certificate"), max_length=160)
    evidence = forms.CharField(
        label=_("Evidence"), max_length=200, help_text=_("Number of the certificate, who issued it and when.")
    )


class PairFilterForm(forms.Form):
    """Which part of the units; a value that is not understood narrows nothing."""

    don_vi = forms.ModelChoiceField(
        label=_("Unit"), queryset=Membership.objects.none(), to_field_name="code", required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, reader: Person | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["don_vi"].queryset = queries.units_to_choose(reader, on)
        self.fields["don_vi"].label_from_instance = lambda unit: f"{'– ' * (unit.path.count('/') - 2)}{unit.name}"

    def unit(self) -> Unit | None:
        self.is_valid()
        return self.cleaned_data.get("don_vi")


class ChoiceForm(forms.Form):
    """Which record stays, and of each fact that differs, whose value. The first values are our proposal."""

    def __init__(self, *args: Any, sides: pairs.Sides, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sides = sides
        keys = [(str(one.pk), str(one)) for one in sides.people]
        whose = dict.fromkeys(("stays", *sides.differing), keys)
        if len(sides.accounts) > 1:
            whose["account"] = [(str(user.pk), user.email or user.username) for user in sides.accounts]
        for name, choices in whose.items():
            self.fields[name] = forms.ChoiceField(choices=choices, label=pairs.LABELS[name])
        self.fields["history"] = forms.ChoiceField(
            label=_("History"), choices=[("join", _("Put together")), ("rest", _("Let one rest"))]
        )

    def choice(self) -> pairs.Choice:
        given = self.cleaned_data
        kept = int(given["stays"])
        return pairs.Choice(
            kept=kept,
            gone=next(one.pk for one in self.sides.people if one.pk != kept),
            facts={name: int(given[name]) for name in self.sides.differing},
            account=int(given["account"]) if "account" in given else None,
            aside=given["history"] == "rest",
        )


class ReasonForm(forms.Form):
    """Why two records are of two human beings."""

    reason = forms.CharField(
        label=_("How do you know?"),
        max_length=200,
        help_text=_("For example: both came in person; two birth certificates."),
    )
