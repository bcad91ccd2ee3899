from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Membership
from doanso.features.members import queries
from doanso.features.members.timeline import MARKS


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

    ngay = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
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
