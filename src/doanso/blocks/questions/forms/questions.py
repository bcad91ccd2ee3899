"""A question as its author writes it: one form for each kind, with rows that grow without JavaScript."""

from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from doanso.blocks.questions import kinds, queries
from doanso.blocks.questions.content import Content, Row, assemble
from doanso.blocks.questions.faults import MOST_OPTIONS, MOST_TEXT, faults
from doanso.blocks.questions.models import Bank, Difficulty, Question, Topic
from doanso.lib.text import nfc

ROWS_AT_FIRST, MORE_ROWS = 4, 2
LONG = forms.Textarea({"rows": 3})
KEY = r"^[A-Za-z0-9]{1,10}$"


class QuestionForm(forms.Form):
    """`rows`: what the template shows of each answer to choose from."""

    text = forms.CharField(label=gettext_lazy("Question"), max_length=MOST_TEXT, widget=LONG)
    partial = forms.BooleanField(label=gettext_lazy("Partly right answers give a part of the points"), required=False)
    truth = forms.ChoiceField(
        label=gettext_lazy("This statement is"),
        choices=[("1", gettext_lazy("True")), ("0", gettext_lazy("False"))],
        widget=forms.RadioSelect,
    )
    accepted = forms.CharField(
        label=gettext_lazy("Accepted answers"),
        widget=forms.Textarea({"rows": 4}),
        max_length=8000,
        help_text=gettext_lazy("One on each line. Spaces and a full stop at the end do not matter; accents do."),
    )
    exact = forms.BooleanField(label=gettext_lazy("Capital letters matter, too"), required=False)
    value = forms.CharField(label=gettext_lazy("The right number"), max_length=40)
    tolerance = forms.CharField(
        label=gettext_lazy("Tolerance"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("What is so much more or less is right, too. Empty: the number must be exact."),
    )
    explanation = forms.CharField(
        label=gettext_lazy("Explanation of the answer"),
        required=False,
        max_length=4000,
        widget=LONG,
        help_text=gettext_lazy("Entrants read it when the answers are shown."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Document, page or link that proves the answer."),
    )
    difficulty = forms.TypedChoiceField(
        label=gettext_lazy("Difficulty"), coerce=int, choices=Difficulty.choices, initial=Difficulty.MEDIUM
    )
    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic"), queryset=Topic.objects.none(), required=False, empty_label=gettext_lazy("None")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2_000_000_000)

    ONLY = {
        "partial": {kinds.MANY, kinds.ORDER},
        "truth": {kinds.TRUTH},
        "accepted": {kinds.SHORT},
        "exact": {kinds.SHORT},
        "value": {kinds.NUMBER},
        "tolerance": {kinds.NUMBER},
    }

    def __init__(self, data: Any = None, *, bank: Bank, kind: str, question: Question | None = None) -> None:
        super().__init__(data, initial=_initial(question) if question else {})
        self.kind, self.question = kind, question
        for name in [name for name, only in self.ONLY.items() if kind not in only]:
            del self.fields[name]
        self.fields["topic"].queryset = queries.topics(bank.pk)
        self.has_options = kind in kinds.WITH_OPTIONS
        self.rows = self._rows(data) if self.has_options else []

    def _rows(self, data: Any) -> list[dict[str, Any]]:
        if data is None:
            rows = _rows_of(self.question) if self.question else []
            return _numbered(rows + [_row()] * max(1, ROWS_AT_FIRST - len(rows)))
        right = set(data.getlist("right"))
        rows = [
            _row(nfc(text.replace("\0", "")), key[:10], str(place) in right)
            for place, (text, key) in enumerate(zip_longest(data.getlist("option"), data.getlist("key"), fillvalue=""))
        ]
        more = MORE_ROWS if "more" in data else 0
        return _numbered([*rows, *[_row()] * more][: MOST_OPTIONS + MORE_ROWS])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "text" in given and not self.errors:
            body, answer = self._body_and_answer(given)
            for fault in faults(self.kind, body, answer):
                self.add_error(None, fault)
            given |= {"body": body, "answer": answer}
        return given

    def _body_and_answer(self, given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        old = self.question.body if self.question else {}
        body = {"text": nfc(given["text"].replace("\r\n", "\n"))} | ({"media": old["media"]} if "media" in old else {})
        if self.has_options:
            options, answer = self._options(given, old)
            return body | options, answer
        if self.kind == kinds.TRUTH:
            return body, {"right": given["truth"] == "1"}
        if self.kind == kinds.SHORT:
            accepted = [nfc(line) for line in given["accepted"].splitlines() if line.strip()]
            return body, {"accepted": accepted, "exact": given["exact"]}
        return body, {"value": given["value"], "tolerance": given["tolerance"]}

    def _options(self, given: dict[str, Any], old: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        pictures = {option["key"]: option.get("media", "") for option in old.get("options", [])}
        kept = [row for row in self.rows if row["text"] or pictures.get(row["key"])]
        known = [row["key"] if row["key"] in pictures else "" for row in kept]
        rows = [Row(row["text"], key, pictures.get(key, "")) for row, key in zip(kept, known, strict=True)]
        right = [place for place, row in enumerate(kept) if row["right"]]
        return assemble(rows, right, kind=self.kind, partial=given.get("partial", False))

    def clean_value(self) -> str:
        return _decimal(self.cleaned_data["value"])

    def clean_tolerance(self) -> str:
        return _decimal(self.cleaned_data["tolerance"]) if self.cleaned_data["tolerance"] else "0"

    def content(self) -> Content:
        given = self.cleaned_data
        named = {name: given[name] for name in ("body", "answer", "explanation", "source", "difficulty", "topic")}
        return Content(self.kind, **named)


def _decimal(text: str) -> str:
    """One reading only: 1.234 would be a thousand to one and a little more than one to another."""
    meant = kinds.readings(text)
    if len(meant) != 1:
        raise forms.ValidationError(
            _("Write the number without points between thousands, with a comma before decimals.")
        )
    return format(meant.pop(), "f")


def _initial(question: Question) -> dict[str, Any]:
    answer = question.answer
    known = {name: getattr(question, name) for name in ("explanation", "source", "difficulty", "topic")}
    known |= {"text": question.body["text"], "seen": question.version, "partial": answer.get("partial", False)}
    if question.kind == kinds.TRUTH:
        known["truth"] = "1" if answer["right"] else "0"
    elif question.kind == kinds.SHORT:
        known |= {"accepted": "\n".join(answer["accepted"]), "exact": answer.get("exact", False)}
    elif question.kind == kinds.NUMBER:
        known |= {name: answer.get(name, "0").replace(".", ",") for name in ("value", "tolerance")}
    return known


def _rows_of(question: Question) -> list[dict[str, Any]]:
    options, right = question.body["options"], question.answer["right"]
    if question.kind == kinds.ORDER:
        options = sorted(options, key=lambda option: right.index(option["key"]))
    return [_row(option["text"], option["key"], option["key"] in right) for option in options]


def _row(text: str = "", key: str = "", right: bool = False) -> dict[str, Any]:
    return {"text": text, "key": key, "right": right}


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row | {"place": place, "number": place + 1} for place, row in enumerate(rows)]


class PictureForm(forms.Form):
    place = forms.ChoiceField(label=pgettext_lazy("medium", "Belongs to"), required=False)
    picture = forms.FileField(
        label=gettext_lazy("Picture or sound"),
        help_text=gettext_lazy("JPG, PNG, WEBP, or MP3, OGG, M4A, at most 2 MB."),
    )
    words = forms.CharField(
        label=gettext_lazy("What it shows or says, in words"),
        max_length=300,
        help_text=gettext_lazy("For entrants who cannot see or hear it. Do not give the answer away."),
    )

    def __init__(self, *args: Any, question: Question, **more: Any) -> None:
        super().__init__(*args, **more)
        options = [
            (option["key"], f"{option['key']}. {option['text']}"[:60]) for option in question.body.get("options", [])
        ]
        self.fields["place"].choices = [("", _("The question itself")), *options]
