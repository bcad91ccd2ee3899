"""The field in which a condition is put together from choices: [answer] [is …] [value], at most two of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from doanso.blocks.eforms import composing
from doanso.features.procedures.services.authoring import asking
from doanso.features.procedures.services.authoring.asking import Question
from doanso.lib import expressions
from doanso.lib.dates import parse_date
from doanso.lib.text import fold

OWN_WORDS = "~"
PARTS = ("subject", "test", "value", "glue", "subject2", "test2", "value2", "text")
AGE = "age({}, today())"


class WhenWidget(forms.MultiWidget):
    template_name = "procedures/authoring/when.html"
    use_fieldset = True
    known: dict[str, Question] = {}

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = {
            "subject": forms.Select(),
            "test": forms.Select(choices=lambda: [*asking.tests().items()]),
            "value": forms.TextInput(attrs={"maxlength": 200, "autocomplete": "off", "list": "answers"}),
            "glue": forms.Select(choices=lambda: [("and", _("and")), ("or", _("or"))]),
            "subject2": forms.Select(),
            "test2": forms.Select(choices=lambda: [*asking.tests().items()]),
            "value2": forms.TextInput(attrs={"maxlength": 200, "autocomplete": "off", "list": "answers"}),
            "text": forms.TextInput(attrs={"maxlength": 1000, "autocapitalize": "none", "spellcheck": "false"}),
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: str | None) -> list[str]:
        blank = dict.fromkeys(PARTS, "") | {"test": "is", "test2": "is", "glue": "and"}
        if not value:
            return [*blank.values()]
        rules = composing.rules_of(value)
        if rules is None or len(rules.rows) > 2:
            return [*(blank | {"subject": OWN_WORDS, "text": value}).values()]
        for number, row in zip(("", "2"), rules.rows, strict=False):
            blank |= {f"subject{number}": row.subject, f"test{number}": row.test, f"value{number}": self._shown(row)}
        return [*(blank | {"glue": rules.joined}).values()]

    def _shown(self, row: composing.Row) -> str:
        question = self.known.get(row.subject)
        if row.kind == "today":
            return _("today")
        if row.kind == "date":
            return "/".join(reversed(row.value.split("-")))
        return dict(question.options).get(row.value, row.value) if question else row.value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        parts = value if isinstance(value, list) else self.decompress(value)
        for place in (0, 4):
            self.widgets[place].choices = self._subjects(parts[place] or "", optional=place == 4)
        return super().get_context(name, parts, attrs)

    def _subjects(self, present: str, *, optional: bool) -> list[tuple[str, str]]:
        found = [("", _("nothing more") if optional else _("Choose an answer of the form"))]
        found += [(question.key, question.label) for question in self.known.values()]
        dates = [question.key for question in self.known.values() if question.kind == "date"]
        found += [(age, asking.subject_words(age, self.known)) for age in map(AGE.format, dates)]
        if not optional:
            found.append((OWN_WORDS, _("Written as an expression")))
        return found if present in dict(found) else [*found, (present, present)]


class WhenField(forms.MultiValueField):
    """Gives an expression. `known` are the questions of the form; without any, only its text can be written."""

    widget = WhenWidget

    def __init__(self, **more: Any) -> None:
        parts = tuple(forms.CharField(required=False, max_length=1000 if part == "text" else 200) for part in PARTS)
        super().__init__(parts, require_all_fields=False, **more)

    def ask(self, known: dict[str, Question]) -> None:
        self.widget.known = known

    def compress(self, data_list: list[str]) -> str:
        given = dict(zip(PARTS, data_list, strict=True)) if data_list else {}
        if not given.get("subject") or given["subject"] == OWN_WORDS:
            return self._checked(given.get("text", "").strip())
        wanted = [
            (given[f"subject{n}"], given[f"test{n}"], given[f"value{n}"]) for n in ("", "2") if given[f"subject{n}"]
        ]
        try:
            rows = tuple(self._row(*parts) for parts in wanted)
            return self._checked(composing.rules_text(composing.Rules(rows, given["glue"] or "and")))
        except (ValueError, KeyError):  # also what the language itself cannot read
            raise forms.ValidationError(_("This condition makes no sense. Please choose again.")) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Only what was chosen: a comparison alone says nothing."""
        return any((data or [""] * len(PARTS))[place] for place in (0, 7)) or bool(initial)

    def _row(self, subject: str, test: str, value: str) -> composing.Row:
        if test in composing.ALONE:
            return composing.Row(subject, test)
        question, value = self.widget.known.get(subject), value.strip()
        kind = question.kind if question else "number" if subject.startswith("age(") else "text"
        if not value:
            raise forms.ValidationError(_("Please say what “%s” is compared with.") % (_label(question) or subject))
        if kind == "date":
            return self._day(subject, test, value)
        if kind == "number":
            return composing.Row(subject, test, "number", _plain_number(value))
        return composing.Row(subject, test, "text", _option(question, value) if question else value)

    def _day(self, subject: str, test: str, value: str) -> composing.Row:
        if fold(value) == fold(_("today")):
            return composing.Row(subject, test, "today")
        try:
            return composing.Row(subject, test, "date", parse_date(value).isoformat())
        except ValueError:
            raise forms.ValidationError(_("“%s” is no date. Please write it like 31/12/2026.") % value) from None

    def _checked(self, text: str) -> str:
        if not text:
            return ""
        try:
            node = expressions.parse(text)
        except expressions.ExpressionError as error:
            raise forms.ValidationError(str(error)) from None
        types = {question.key: question.kind for question in self.widget.known.values()}
        if expressions.variables(node) <= types.keys() and (wrong := expressions.check(node, types, "bool")):
            raise forms.ValidationError(wrong[0])
        return text


def _label(question: Question | None) -> str:
    return question.label if question else ""


def _plain_number(text: str) -> str:
    """“1.250.000,5” as the language writes it."""
    bare = text.replace(" ", "")
    if "," in bare or bare.count(".") > 1:
        bare = bare.replace(".", "").replace(",", ".")
    if not bare.lstrip("-").replace(".", "", 1).isdecimal() or not bare.isascii():
        raise forms.ValidationError(_("“%s” is no number.") % text)
    return bare


def _option(question: Question, typed: str) -> str:
    """The value of the choice that was meant, by its words."""
    if not question.options:
        return typed
    for value, label in question.options:
        if typed in (value, label) or fold(typed) == fold(label):
            return value
    offered = "; ".join(label for _value, label in question.options)
    raise forms.ValidationError(_("“%(typed)s” is no choice of this question: %(offered)s.") % {
        "typed": typed, "offered": offered,
    })  # fmt: skip
