from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units import queries
from doanso.core.units.models import Delegation, Position, Tree
from doanso.ui.days import DayField


class BrowseForm(forms.Form):
    """The day, the tree and the words of the page of units. What it does not understand it leaves out."""

    q = forms.CharField(
        label=gettext_lazy("Name or code"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    ngay = DayField(label=gettext_lazy("As of the day"), required=False)
    cay = forms.ChoiceField(choices=Tree, required=False, widget=forms.HiddenInput)

    def asked(self, today: date) -> tuple[date, Tree, str]:
        self.is_valid()
        given = self.cleaned_data
        return given.get("ngay") or today, Tree(given.get("cay") or Tree.UNION), given.get("q", "").strip()


class DelegationForm(forms.Form):
    position = forms.ModelChoiceField(label=gettext_lazy("Seat"), queryset=Position.objects.none(), empty_label=None)
    to = forms.CharField(
        label=gettext_lazy("To whom"),
        max_length=120,
        help_text=gettext_lazy("The whole name, phone, e-mail or code of somebody in the same organisation."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("In which form"), choices=Delegation.Kind)
    first_day = DayField(label=gettext_lazy("First day"))
    last_day = DayField(
        label=gettext_lazy("Last day"), help_text=gettext_lazy("A year at most. You can end it earlier.")
    )
    note = forms.CharField(label=gettext_lazy("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, person: Person, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.today = person, today
        seats = self.fields["position"]
        seats.queryset = queries.lendable(person, today)
        seats.label_from_instance = lambda held: f"{held.title or held.role}, {held.unit}"
        self.fields["first_day"].initial, self.fields["last_day"].initial = today, today + timedelta(days=7)

    def clean_first_day(self) -> date:
        if self.cleaned_data["first_day"] < self.today:
            raise forms.ValidationError(_("The first day is over."))
        return self.cleaned_data["first_day"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "position" in data and "to" in data:
            data["delegate"] = self._named(data["to"], data["position"])
        if "first_day" in data and "last_day" in data and data["last_day"] < data["first_day"]:
            self.add_error("last_day", _("The last day lies before the first."))
        return data

    def _named(self, words: str, position: Position) -> Person | None:
        found = queries.colleagues(words, position.unit, self.today)
        if not found:
            self.add_error("to", _("Nobody in the same organisation has exactly this name, phone, e-mail or code."))
        elif len(found) > 1:
            self.add_error("to", _("Several people have this name. Please give a phone, an e-mail or a code."))
        elif found[0].pk == self.person.pk:
            self.add_error("to", _("You cannot delegate to yourself."))
        else:
            return found[0]
        return None
