from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.blocks.questions.models import Question


class NoteForm(forms.Form):
    ACCEPT, BACK = "duyet", "tra_lai"
    verdict = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (BACK, BACK)], widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
    note = forms.CharField(
        label=gettext_lazy("What should be changed"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("verdict") == self.BACK and not (given.get("note") or "").strip():
            self.add_error("note", _("Say what should be changed."))
        return given


class AcceptedForm:
    """Ticked boxes `<code>:<version>`: each question with the version that was read."""

    def __init__(self, ticked: list[str], *, found: Any) -> None:
        versions = {}
        for text in ticked[:200]:
            code, _mark, version = text.replace("\0", "").rpartition(":")
            if version.isdecimal() and len(version) < 10:
                versions[code] = int(version)
        rows = found.filter(code__in=versions)
        self.seen: list[tuple[Question, int]] = [(one, versions[one.code]) for one in rows]
