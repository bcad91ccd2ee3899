"""Choosing the dossiers that move to the version in force."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.features.procedures.queries.moving import Wanted

PREFIX = "thay-"  # before the key of a step for which another one is to stand


class ChooseForm(forms.Form):
    """Filters, and for each step that is gone which one stands for it; what is not understood narrows nothing."""

    q = forms.CharField(label=gettext_lazy("Code or applicant"), required=False, max_length=100)
    phien_ban = forms.ChoiceField(label=gettext_lazy("Runs under version"), required=False)
    buoc = forms.ChoiceField(label=gettext_lazy("Stands at step"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        versions: dict[int, int],
        steps: list[tuple[str, int]],
        missing: list[tuple[str, str, int]],
        targets: list[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        self.missing = [key for key, _name, _count in missing]
        numbers = [(str(number), f"{number} ({count})") for number, count in versions.items()]
        self.fields["phien_ban"].choices = [("", _("All older versions")), *numbers]
        self.fields["buoc"].choices = [("", _("All steps")), *((name, f"{name} ({count})") for name, count in steps)]
        for key, name, count in missing:
            label = _("“%(step)s” (%(n)d dossiers) becomes") % {"step": name, "n": count}
            choices = [("", _("not chosen")), *targets]
            self.fields[PREFIX + key] = forms.ChoiceField(label=label, required=False, choices=choices)
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        data = self.cleaned_data
        version = data.get("phien_ban")
        return Wanted(data.get("q", ""), int(version) if version else None, data.get("buoc", ""))

    @property
    def replacements(self) -> list[forms.BoundField]:
        return [self[PREFIX + key] for key in self.missing]

    @property
    def mapping(self) -> dict[str, str]:
        chosen = {key: self.cleaned_data.get(PREFIX + key, "") for key in self.missing}
        return {key: value for key, value in chosen.items() if value}
