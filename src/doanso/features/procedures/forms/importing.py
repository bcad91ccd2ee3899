"""Questions that come from elsewhere: from a table of an office, or from another procedure."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.blocks.eforms import proposing
from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.editing.finding import sections
from doanso.blocks.eforms.editing.keys import words
from doanso.blocks.eforms.editing.types import groups
from doanso.blocks.eforms.office_tables import rows_of
from doanso.blocks.eforms.proposing import Proposal
from doanso.lib.errors import Refused

Json = dict[str, Any]
CHOICES = {"choice", "many_choice"}
ALONE = {"table", "group", "note"}  # more than a row of a table can say


def section_field(form: Json) -> forms.ChoiceField:
    found = [(f"section:{row['key']}", words(row.get("title")) or row["key"]) for row in sections(form)]
    return forms.ChoiceField(label=_("Put them into the section"), choices=found)


class TableForm(forms.Form):
    """Rows pasted or sent as a file; `rows` after it is valid."""

    text = forms.CharField(
        label=_("Paste the table here"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Copy it in Word or Excel and paste it. One question a line is enough."),
    )
    file = forms.FileField(
        label=_("Or send the file"), required=False, help_text=_("Word (.docx) or Excel (.xlsx), at most 5 MB.")
    )

    def __init__(self, *args: Any, content_form: Json, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"] = section_field(content_form)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            self.from_file = rows_of(upload) if upload else []
        except Refused as refused:
            raise forms.ValidationError(refused.message) from refused
        return upload

    def clean(self) -> Json:
        data = super().clean()
        if not self.errors:
            self.proposals = proposing.proposals(self.from_file or proposing.from_text(data.get("text", "")))
            if not self.proposals:
                raise forms.ValidationError(
                    gettext("No questions were found. Paste a table or a list, or send a file.")
                )
        return data


@dataclass
class ProposalRow:
    """One proposed question with the inputs that change it."""

    number: int
    proposal: Proposal
    keep: bool = True
    error: str = ""

    def row(self) -> Json:
        found = self.proposal
        made: Json = {"type": found.type, "label": found.label}
        if found.required:
            made["required"] = True
        if found.help:
            made["help"] = found.help
        if found.type in CHOICES:
            made["options"] = found.options
        if found.type == "consent":
            made["text"] = found.label
        return made


def kinds() -> list[tuple[Any, list[tuple[str, Any]]]]:
    listed = [(head, [(name, told.name) for name, told in names if name not in ALONE]) for head, names in groups()]
    return [(head, names) for head, names in listed if names]


def posted(data: Any) -> list[ProposalRow]:
    """The confirmed rows, judged."""
    known = {name for _head, names in kinds() for name, _words in names}
    found = []
    for number in range(proposing.MOST_ROWS):
        if f"label-{number}" not in data:
            break
        label = " ".join(data[f"label-{number}"].replace("\x00", "").split())[: spec.MAX_LABEL]
        kind = data.get(f"type-{number}", "")
        options = [line.strip()[:100] for line in data.get(f"options-{number}", "").splitlines() if line.strip()]
        proposal = Proposal(
            label,
            kind if kind in known else "text",
            f"required-{number}" in data,
            list(dict.fromkeys(options))[: spec.MAX_OPTIONS],
            data.get(f"help-{number}", "").replace("\x00", "").strip()[:2000],
        )
        found.append(_judged(ProposalRow(number, proposal, f"keep-{number}" in data)))
    return found


def _judged(row: ProposalRow) -> ProposalRow:
    if row.keep and not row.proposal.label:
        row.error = gettext("Write the question, or leave the row out.")
    elif row.keep and row.proposal.type in CHOICES and not row.proposal.options:
        row.error = gettext("Give at least one answer to choose from.")
    return row


class TakeForm(forms.Form):
    """Questions of another procedure to be taken over."""

    questions = forms.MultipleChoiceField(label=_("Questions"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, content_form: Json, other: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"] = section_field(content_form)
        self.fields["questions"].choices = other
