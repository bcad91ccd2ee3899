"""Rows inside an opened step: cases of a fork, those who are asked, conditions that must hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.blocks.workflow import editing
from doanso.core.units import assignees
from doanso.features.procedures.forms.when import WhenField
from doanso.features.procedures.forms.who import WhoField
from doanso.features.procedures.services.authoring.asking import Question
from doanso.lib import expressions

Json = dict[str, Any]
MOST_ROWS = 20


class Row(forms.Form):
    """A row that is left blank is no row. `key` keeps who it is while others are added."""

    drop = forms.BooleanField(label=_("Remove this row"), required=False)
    use_required_attribute = False

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for field in self.fields.values():
            field.widget.attrs["form"] = "step-form"

    @property
    def given(self) -> bool:
        return self.has_changed() or bool(self.initial)


class CaseRow(Row):
    when = WhenField(label=_("If"), required=False)
    to = forms.ChoiceField(label=_("then go on with"), required=False)

    def __init__(self, *args: Any, known: dict[str, Question], targets: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["when"].ask(known)
        self.fields["to"].choices = targets

    def has_changed(self) -> bool:
        """Where it would go is always chosen: only a condition makes it a row."""
        return "when" in self.changed_data

    def clean_when(self) -> str:
        return _kept(self.cleaned_data["when"], self.initial.get("when", ""))

    def clean(self) -> Json:
        data = super().clean()
        if "when" in data and not data["when"] and not data.get("drop"):
            self.add_error("when", gettext("Please choose the condition, or remove the row."))
        return data

    def value(self) -> Json:
        return {"when": self.cleaned_data["when"], "to": self.cleaned_data["to"]}


class OpinionRow(Row):
    key = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name = forms.CharField(label=_("What is asked"), required=False, max_length=200)
    assignee = WhoField(label=_("Who is asked"), required=False)

    def clean_assignee(self) -> str:
        given, before = self.cleaned_data["assignee"], self.initial.get("assignee", "")
        return before if assignees.alike(given, before) else given

    def value(self) -> Json:
        data = self.cleaned_data
        return {"key": data["key"], "name": data["name"], "assignee": data["assignee"]}


class CheckRow(Row):
    when = WhenField(label=_("Must hold"), required=False)
    message = forms.CharField(label=_("Message when it does not"), required=False, max_length=500)

    def __init__(self, *args: Any, known: dict[str, Question], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["when"].ask(known)

    def clean_when(self) -> str:
        return _kept(self.cleaned_data["when"], self.initial.get("when", ""))

    def clean(self) -> Json:
        data = super().clean()
        if not data.get("drop"):
            for name, text in (("when", gettext("Please choose the condition, or remove the row.")),
                               ("message", gettext("Please write what people are told."))):  # fmt: skip
                if name in data and not data[name]:
                    self.add_error(name, text)
        return data

    def value(self) -> Json:
        return {"when": self.cleaned_data["when"], "message": self.cleaned_data["message"]}


class Rows(forms.BaseFormSet):
    """What stands there, and blank rows for more."""

    def values(self, before: list[Json] | None = None) -> list[Json]:
        """As the step keeps them; a new row gets a key where rows have one."""
        made = [row.value() for row in self.forms if row.has_changed() or row.initial]
        kept = [value for row, value in zip(self._given(), made, strict=True) if not row.cleaned_data.get("drop")]
        for value in kept:
            if value.get("key") == "":
                value["key"] = editing.new_key([*(before or ()), *kept], prefix="y_kien")
        return kept

    def _given(self) -> list[Row]:
        return [row for row in self.forms if row.has_changed() or row.initial]


def rows_of(kind: type[Row], data: Any, present: list[Json] | None, *, prefix: str, **more: Any) -> Rows:
    made = forms.formset_factory(
        kind, formset=Rows, extra=2 if not present else 1, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 5
    )
    return made(data, initial=present or [], prefix=prefix, form_kwargs=more, auto_id="b_%s")


def _kept(given: str, before: str) -> str:
    """As it was written, when it means the same."""
    try:
        same = expressions.parse(given) == expressions.parse(before)
    except expressions.ExpressionError:
        return given
    return before if same else given
