"""What a simulation may be asked."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

USUAL_RETURNS = 5


class SimulationForm(forms.Form):
    """`asked()` is right even when the form is not: then the usual values hold."""

    luc = forms.DateTimeField(
        label=_("The dossier arrives"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"],
    )
    tra_lai = forms.IntegerField(label=_("Of a hundred, returned at a step"), required=False, min_value=0, max_value=60)

    def asked(self) -> dict[str, Any]:
        data = self.cleaned_data if self.is_valid() else {}
        share = data.get("tra_lai")
        return {
            "at": data.get("luc") or timezone.now(),
            "returned": (USUAL_RETURNS if share is None else share) / 100,
        }
