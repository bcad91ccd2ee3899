"""Forms of the office's own templates and numbers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from doanso.blocks.papers import rules, word
from doanso.blocks.papers.models import NumberRule, Reset
from doanso.lib.errors import Refused


class TemplateForm(forms.Form):
    file = forms.FileField(
        label=_("Word template (.docx)"),
        help_text=_("Without macros, at most 2 MB. It is tried out at once."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if upload.size and upload.size > word.MAX_BYTES:
            raise ValidationError(_("The Word template is larger than 2 MB."))
        try:
            word.check(upload.read())
        except Refused as refusal:  # said at the field rather than on a page of its own
            raise ValidationError(refusal.message) from refusal
        upload.seek(0)
        return upload


class RuleForm(forms.ModelForm):
    """The pattern is judged here as the service will."""

    class Meta:
        model = NumberRule
        fields = ("pattern", "reset", "term_start")
        widgets = {
            "reset": forms.RadioSelect,
            "term_start": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "pattern": _(
                "{so} is the number, {co_quan} or {cap} the issuing unit, {don_vi_soan} or {ban} the drafting one."
            ),
            "term_start": _("Only when numbering begins again every term."),
        }

    def clean_pattern(self) -> str:
        pattern = self.cleaned_data["pattern"]
        if faults := rules.pattern_faults(pattern):
            raise ValidationError(_("This pattern is wrong at: %(faults)s.") % {"faults": ", ".join(faults)})
        return pattern

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reset") == Reset.TERM and not data.get("term_start"):
            self.add_error("term_start", _("Please say on which day the term began."))
        return data
