"""A workbook of procedures coming in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.features.procedures.services.authoring.workbook import reading, words
from doanso.lib.errors import Refused


class WorkbookForm(forms.Form):
    """`read` after it is valid: what the workbook holds."""

    file = forms.FileField(
        label=_("Workbook (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        help_text=_("At most 10 MB. The one you downloaded above, with your changes."),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            self.read = reading.read(upload, words.load())
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused
        return upload
