"""Days in forms."""

from datetime import date
from typing import Any

from django import forms

from doanso.lib.dates import YEARS


class DayField(forms.DateField):
    """With the browser's own calendar. Years that somebody must have mistyped, such as 0026, are refused."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day
