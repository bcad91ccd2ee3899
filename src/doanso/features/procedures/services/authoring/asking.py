"""What the forms of a draft ask, for conditions of its steps: names, kinds and choices of the answers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doanso.blocks.eforms import composing
from doanso.features.procedures.models import Channel
from doanso.features.procedures.services import compose
from doanso.features.procedures.services.authoring import stepforms

Json = dict[str, Any]
KINDS = {
    "text": "text", "long_text": "text", "person_name": "text", "cccd": "text", "phone": "text", "email": "text",
    "unit": "text", "person": "text", "choice": "text", "partial_date": "date", "month": "date", "number": "number",
    "money": "number", "likert5": "number", "date": "date", "yes_no": "bool", "consent": "bool", "many_choice": "list",
    "file": "list", "photo": "list",
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """One answer that a condition may read. `kind` as in `lib.expressions`; `options`: value and label."""

    key: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...] = ()


def questions(content: Json) -> dict[str, Question]:
    """Of the whole form as applicants will see it, the added pages too, then of the forms of steps.

    What is unfinished is left out. A key that two forms ask is told as the first of them asks it.
    """
    found = asked_in(composed(content))
    for form in stepforms.definitions(content):
        found = found | {key: question for key, question in asked_in(form).items() if key not in found}
    return found


def asked_in(form: Json) -> dict[str, Question]:
    found = {}
    for page in form["pages"]:
        for section in page.get("sections") or ():
            for field in section.get("fields") or ():
                if question := _question(field):
                    found[question.key] = question
    return found


def composed(content: Json) -> Json:
    """The definition of the form that applicants will see."""
    guide = content["guide"]
    return compose.compose(
        code=content["code"],
        name=guide["name"],
        questions=content["form"],
        documents=guide["documents"],
        paper_allowed=any(row.get("key") == Channel.COUNTER for row in guide["channels"]),
        ask_unit=guide["ask_unit"],
    ).definition


def words_of(text: str, known: dict[str, Question]) -> str:
    """A condition as people say it; its text when it is more than rows can say."""
    rules = composing.rules_of(text)
    if rules is None:
        return text
    glue = _(" and ") if rules.joined == "and" else _(" or ")
    return glue.join(_row_words(row, known) for row in rules.rows)


def tests() -> dict[str, str]:
    """The comparisons by their names in `composing`."""
    return {
        "is": _("is"),
        "is_not": _("is not"),
        "more": _("is more than"),
        "least": _("is at least"),
        "less": _("is less than"),
        "most": _("is at most"),
        "contains": _("contains"),
        "lacks": _("does not contain"),
        "empty": _("is left empty"),
        "filled": _("is filled in"),
        "yes": _("is yes"),
        "no": _("is no"),
    }


def subject_words(subject: str, known: dict[str, Question]) -> str:
    """A figure that is made of an answer."""
    day = subject.removeprefix("age(").removesuffix(", today())")
    return _("the age by “%s”") % known[day].label if day in known else subject


def _row_words(row: composing.Row, known: dict[str, Question]) -> str:
    question = known.get(row.subject)
    subject = f"“{question.label}”" if question else subject_words(row.subject, known)
    value = dict(question.options).get(row.value, row.value) if question else row.value
    if row.kind == "subject" and row.value in known:
        value = f"“{known[row.value].label}”"
    return " ".join(filter(None, [subject, tests()[row.test], _("today") if row.kind == "today" else value]))


def _question(field: Json) -> Question | None:
    kind = KINDS.get(field.get("type", ""))
    if not kind or not field.get("key"):
        return None
    options = tuple(_option(option) for option in field.get("options") or ())
    return Question(field["key"], _text(field.get("label")) or field["key"], kind, options)


def _option(option: Any) -> tuple[str, str]:
    if isinstance(option, str):
        return option, option
    return str(option.get("value", "")), _text(option.get("label")) or str(option.get("value", ""))


def _text(text: Any) -> str:
    if isinstance(text, dict):
        return text.get((get_language() or "vi")[:2]) or text.get("vi", "")
    return text if isinstance(text, str) else ""
