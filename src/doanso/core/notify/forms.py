from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.notify import queries
from doanso.core.notify.models import EmailChoice
from doanso.core.notify.queries import Channels


class PreferencesForm(forms.Form):
    """Two fields for each kind: in the app or not, and when by e-mail. `rows` pairs them for the page."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = queries.preferences(person)
        for _module, kind, holds in self.kinds:
            offered = [choice for choice in EmailChoice if not (kind.mandatory and choice == EmailChoice.OFF)]
            self.fields[f"app-{kind.name}"] = forms.BooleanField(
                label=_("In the app"), initial=holds.in_app, required=False, disabled=kind.mandatory
            )
            self.fields[f"email-{kind.name}"] = forms.ChoiceField(
                label=_("By e-mail"), initial=holds.email, choices=[(c.value, c.label) for c in offered]
            )

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"module": module, "kind": kind, "app": self[f"app-{kind.name}"], "email": self[f"email-{kind.name}"]}
            for module, kind, _holds in self.kinds
        ]

    def choices(self) -> dict[str, Channels]:
        return {
            kind.name: Channels(
                self.cleaned_data[f"app-{kind.name}"], EmailChoice(self.cleaned_data[f"email-{kind.name}"])
            )
            for _module, kind, _holds in self.kinds
        }
