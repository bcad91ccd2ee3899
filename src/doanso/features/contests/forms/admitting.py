"""Who is let into a round by the ranking of earlier ones."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.features.contests.forms.setup import told_otherwise
from doanso.features.contests.models import Gate, Round
from doanso.features.contests.queries import organising
from doanso.features.contests.rules import admitting


class GateForm(forms.Form):
    rounds = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Rounds whose ranking lets people in"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: everybody may take part in this round."),
    )
    together = forms.BooleanField(
        label=gettext_lazy("Add these rounds up"),
        required=False,
        help_text=gettext_lazy("One ranking of all of them, by the contest's rule; else each round lets in its own."),
    )
    best = forms.IntegerField(
        label=gettext_lazy("How many are let in"),
        min_value=1,
        max_value=admitting.MOST,
        required=False,
        help_text=gettext_lazy("Of each round, or of all added up. Who is equal at the limit goes in together."),
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    by_unit = forms.BooleanField(
        label=gettext_lazy("So many of each unit"),
        required=False,
        help_text=gettext_lazy("Units as in the ranking of units; who counts for none is not let in."),
    )
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, round: Round) -> None:
        state = organising.admits(round)
        self.round, self.mark = round, organising.seen(state)
        super().__init__(data, initial={"best": 10, **state["admits"], "seen": self.mark})
        others = [one for one in organising.rounds_of(round.contest) if one.number != round.number]
        self.fields["rounds"].choices = [(one.number, one.name) for one in others]
        self.others = [*others, round]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("rounds") and not given.get("best") and "best" not in self.errors:
            self.add_error("best", _("Please say how many."))
        if not self.errors and (wrong := admitting.fault(self.round, self.gate(), self.others)):
            self.add_error("rounds", wrong)
        if not self.errors and given["seen"] != self.mark:
            self.add_error(None, told_otherwise())
        return given

    def gate(self) -> Gate | None:
        given = self.cleaned_data
        if not given.get("rounds"):
            return None
        return Gate(tuple(sorted(given["rounds"])), given["best"], given["by_unit"], given["together"])
