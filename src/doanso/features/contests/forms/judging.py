"""Reasons, appeals and answers: words that somebody else will read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.features.contests.models import Entrant, Flag, Round
from doanso.features.contests.services.judging import LONGEST, SHORTEST


def _words(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, min_length=SHORTEST, max_length=LONGEST, widget=widget)


class ReasonForm(forms.Form):
    reason = _words(_("Reason"), _("Whom it concerns reads it."), 3)


class DecideForm(forms.Form):
    """`whom` is empty: nothing wrong."""

    whom = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect, required=False)
    note = _words(_("Reason"), _("Whoever is excluded reads it; it stays with the decision."), 3)

    def __init__(self, data: Any = None, *, flag: Flag) -> None:
        super().__init__(data)
        self.people = [one for one in (flag.entrant, flag.other) if one is not None]
        named = [(str(one.pk), _("Exclude %(name)s") % {"name": one}) for one in self.people]
        self.fields["whom"].choices = [("", _("Nothing wrong")), *named]

    def chosen(self) -> Entrant | None:
        return next((one for one in self.people if str(one.pk) == self.cleaned_data["whom"]), None)


class ExcludeForm(forms.Form):
    """By the number of the entrant that the list shows: names repeat."""

    entrant = forms.IntegerField(label=_("Number of the entrant"), min_value=1, max_value=2**62)
    reason = _words(_("Reason"), _("Whoever is excluded reads it."), 3)

    def __init__(self, data: Any = None, *, round: Round, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.round = round

    def clean_entrant(self) -> Entrant:
        found = Entrant.objects.filter(contest=self.round.contest_id, pk=self.cleaned_data["entrant"]).first()
        if found is None:
            raise forms.ValidationError(_("Nobody in this contest has this number."))
        return found


class AppealForm(forms.Form):
    words = _words(_("Why the exclusion is wrong"), _("Say what happened. You can appeal once."), 6)


class AnswerForm(forms.Form):
    granted = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("co", _("Granted: the entrant counts again")), ("khong", _("Refused: the exclusion stays"))],
        coerce=lambda value: value == "co",
        widget=forms.RadioSelect,
    )
    words = _words(_("Reason"), _("Whom it concerns reads it."), 4)
