"""What is asked before a merger."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.forms.administration import UnitField
from doanso.core.units.forms.browsing import DAY
from doanso.core.units.models import Unit


class MergeForm(forms.Form):
    """First asked by address, to be looked at; then sent, with what was seen."""

    vao = UnitField(empty_label=gettext_lazy("Choose a unit"))
    ngay = forms.DateField(
        label=gettext_lazy("From this day on they are one"),
        widget=DAY,
        help_text=gettext_lazy("At midnight everything moves at once; the unit ends the day before."),
    )
    can_cu = forms.CharField(label=gettext_lazy("Decision that it follows from"), max_length=200, required=False)

    def __init__(self, *args: Any, unit: Unit, by: Person | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = self.fields["vao"]
        into.label = _("Merged into")
        into.queryset = units.units_to_choose(by, today).filter(type__tree=unit.type.tree).exclude(pk=unit.pk)
        self.fields["ngay"].initial = today + timedelta(days=1)
