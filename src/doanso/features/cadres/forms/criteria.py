"""The criteria of a year: one a line, its points after a colon."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.features.cadres.models import Axis, Criterion
from doanso.features.cadres.services.criteria import Asked

LINE = re.compile(r"(\S.{0,199}?)\s*:\s*([0-9]{1,3})")
MOST, LONGEST = 12, 3000
HELP = gettext_lazy("One criterion a line, with its points after a colon, as in “Initiatives: 20”.")
YEAR = forms.NumberInput(attrs={"class": "input-short"})


def _lines() -> forms.CharField:
    return forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}), help_text=HELP)


class CriteriaForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("From the year"), min_value=2000, max_value=2100, widget=YEAR)
    hong, chuyen = _lines(), _lines()

    def __init__(self, data: Any = None, *, year: int, criteria: list[Criterion]) -> None:
        shown = {axis: [f"{one.name}: {one.points}" for one in criteria if one.axis == axis] for axis in Axis.values}
        super().__init__(data, initial={"year": year} | {axis: "\n".join(lines) for axis, lines in shown.items()})
        for axis in Axis:
            self.fields[axis.value].label = axis.label

    def clean_hong(self) -> list[Asked]:
        return self._read(Axis.RED)

    def clean_chuyen(self) -> list[Asked]:
        return self._read(Axis.EXPERT)

    def asked(self) -> list[Asked]:
        return [*self.cleaned_data["hong"], *self.cleaned_data["chuyen"]]

    def _read(self, axis: Axis) -> list[Asked]:
        lines = [line.strip() for line in self.cleaned_data[axis.value].splitlines() if line.strip()]
        found = [LINE.fullmatch(line) for line in lines]
        for line, match in zip(lines, found, strict=True):
            if match is None or not 1 <= int(match[2]) <= 100:
                raise forms.ValidationError(_("Write the points, 1 to 100, after a colon: “%s”") % line[:80])
        if len(lines) > MOST or len({match[1] for match in found if match}) < len(lines):
            raise forms.ValidationError(_("Twelve criteria at most, each once."))
        return [Asked(axis.value, match[1], int(match[2])) for match in found if match]
