from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.blocks.questions.formats import MOST_BYTES


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File of questions"),
        help_text=gettext_lazy("Excel, Moodle XML, QTI 1.2, 2 and 3, GIFT or Aiken, at most 25 MB."),
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than a file of questions should be."))
        return upload


def numbers(texts: list[str]) -> set[int]:
    """Ticked rows of a preview."""
    return {int(text) for text in texts[:5000] if text.isdecimal() and len(text) < 6}
