"""Files of procedures coming in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.procedures.forms.authoring import CODE
from doanso.features.procedures.models import Procedure
from doanso.features.procedures.queries import drafts

MOST_BYTES = 2_000_000


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"))

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise forms.ValidationError(gettext("The file is larger than 2 MB."))
        return self.cleaned_data["file"]


class TakeForm(forms.Form):
    """Where the procedure of a file goes; `content` is the file itself, looked at again when it comes back."""

    content = forms.CharField(widget=forms.HiddenInput)
    owner = forms.ModelChoiceField(label=_("Unit that handles it"), queryset=Unit.objects.none(), to_field_name="code")
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The code of a procedure of yours makes its next version; a new code makes a new procedure."),
    )

    def __init__(self, *args: Any, by: Person, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = self.mine = drafts.units_to_write_for(by, today).order_by("path")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        present = Procedure.objects.filter(code=code).first()
        if present is None and not CODE.fullmatch(code.upper()):
            raise forms.ValidationError(gettext("Please use capital letters, digits, points and hyphens only."))
        if present and not self.mine.filter(pk=present.owner_id).exists():
            raise forms.ValidationError(
                gettext("This is the code of another unit's procedure. Please choose a new one.")
            )
        return code if present else code.upper()
