"""A view in an appraisal: points for each criterion, and words."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.features.cadres.models import Criterion, Stage
from doanso.features.cadres.services.appraising import SHORTEST


class ViewForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("In words"),
        min_length=SHORTEST,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("What was done well, what is to become better, with examples."),
    )
    stage = forms.ChoiceField(choices=Stage, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, criteria: list[Criterion], stage: str) -> None:
        super().__init__(data, initial={"stage": stage})
        self.criteria = criteria
        for one in criteria:
            told = _("%(axis)s, 0 to %(most)d points") % {"axis": one.get_axis_display(), "most": one.points}
            self.fields[f"c{one.pk}"] = forms.IntegerField(
                label=one.label, min_value=0, max_value=one.points, help_text=told
            )
        self.order_fields([*(f"c{one.pk}" for one in criteria), "words"])

    def points(self) -> dict[str, int]:
        return {str(one.pk): self.cleaned_data[f"c{one.pk}"] for one in self.criteria}

    def said(self) -> dict[str, Any]:
        return {"points": self.points(), "words": self.cleaned_data["words"]}
