from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.core.inbox import queries
from doanso.core.inbox.queries import TABS, Desk, Filters


class FilterForm(forms.Form):
    """What narrows the list. What it does not understand it leaves out: an old link must still show one's work."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label=_("Kind of work"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    tab = forms.ChoiceField(choices=[(tab, tab) for tab in TABS], required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = queries.kinds()
        kinds, units = desk.choices()
        self.fields["kind"].choices = [("", _("All")), *[(kind, labels.get(kind, kind)) for kind in kinds]]
        self.fields["unit"].choices = [("", _("All")), *[(str(unit.pk), unit.name) for unit in units]]

    def filters(self) -> Filters:
        self.is_valid()
        clean = self.cleaned_data
        unit = clean.get("unit")
        return Filters(
            tab=clean.get("tab") or "all",
            kind=clean.get("kind", ""),
            unit_id=int(unit) if unit else None,
            text=clean.get("q", ""),
        )
