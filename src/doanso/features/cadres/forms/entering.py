"""What is typed in from a decision on paper."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.cadres.bodies import CADRE_ROLES, ROLES, Body
from doanso.features.cadres.forms.looking import UnitField
from doanso.features.cadres.queries import reading
from doanso.features.cadres.queries.reading import EDIT
from doanso.features.cadres.services.terms import Facts, check
from doanso.lib.errors import Refused
from doanso.ui.days import DayField

MOST = 200


class TermForm(forms.Form):
    unit = UnitField(
        label=gettext_lazy("Unit"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("Choose a unit"),
    )
    body = forms.ChoiceField(label=gettext_lazy("Committee"), choices=Body)
    number = forms.IntegerField(label=gettext_lazy("Number of the term"), min_value=1, max_value=200, required=False)
    first = DayField(label=gettext_lazy("First day"))
    last = DayField(label=gettext_lazy("Last day"))
    decision = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=60)

    def __init__(self, data: Any = None, *, by: Person | None, today: date, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["unit"].queryset = reading.to_choose(by, EDIT, today)
        names = units.role_names()
        for role in CADRE_ROLES:
            label = _("Seats planned: %(role)s") % {"role": names[role].label}
            self.fields[f"seats_{role}"] = forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False)
        self.order_fields(["unit", "body", "number", "first", "last", *(f"seats_{role}" for role in CADRE_ROLES)])

    def facts(self) -> Facts:
        given = self.cleaned_data
        numbers = {role: given[f"seats_{role}"] for role in CADRE_ROLES if given.get(f"seats_{role}") is not None}
        return Facts(given["body"], given["first"], given["last"], given["number"], numbers, given["decision"])

    def clean(self) -> dict[str, Any]:
        """The service refuses this too; here the reason stands beside what was typed."""
        given = super().clean()
        if self.errors:
            return given
        allowed = ROLES[Body(given["body"])]
        for role in CADRE_ROLES:
            if given.get(f"seats_{role}") is not None and role not in allowed:
                self.add_error(f"seats_{role}", _("This is no seat of that committee: leave it empty."))
        if not self.errors:
            try:
                check(given["unit"], self.facts())
            except Refused as refused:
                self.add_error(refused.field if refused.field in self.fields else None, refused.message)
        return given
