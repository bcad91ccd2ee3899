"""Expressions read aloud: “Tình trạng hôn nhân là “Đã ly hôn””."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from doanso.blocks.eforms.composing import ALONE, Formula, Row, formula_of, rules_of
from doanso.blocks.eforms.subjects import Subject
from doanso.ui import formats

TESTS = {
    "is": pgettext_lazy("condition", "is"),
    "is_not": gettext_lazy("is not"),
    "more": gettext_lazy("is more or later than"),
    "least": gettext_lazy("is at least"),
    "less": gettext_lazy("is less or earlier than"),
    "most": gettext_lazy("is at most"),
    "contains": gettext_lazy("has among it"),
    "lacks": gettext_lazy("does not have among it"),
    "empty": gettext_lazy("is left empty"),
    "filled": gettext_lazy("is filled in"),
    "yes": gettext_lazy("is answered by yes"),
    "no": gettext_lazy("is answered by no"),
}
FITTING = {
    "number": ("is", "is_not", "more", "least", "less", "most", "empty", "filled"),
    "date": ("is", "is_not", "more", "least", "less", "most", "empty", "filled"),
    "text": ("is", "is_not", "contains", "lacks", "empty", "filled"),
    "bool": ("yes", "no", "empty", "filled"),
    "list": ("contains", "lacks", "empty", "filled"),
}
SHAPES = {
    "total": gettext_lazy("Total of a column"),
    "plus": pgettext_lazy("formula", "Sum"),
    "minus": gettext_lazy("Difference: the first less the others"),
    "times": gettext_lazy("Product"),
    "divide": gettext_lazy("Quotient: the first divided by the second"),
    "count": gettext_lazy("Number of rows or of choices"),
    "age": gettext_lazy("Age in full years, today or on a second date"),
    "days": gettext_lazy("Days from the first date to the second"),
    "join": gettext_lazy("Texts one after the other"),
    "words": gettext_lazy("Amount of money in words"),
}
Names = Mapping[str, Subject]


def by_code(found: Iterable[Subject]) -> dict[str, Subject]:
    return {subject.code: subject for subject in found}


def condition(text: str, names: Names) -> str:
    """In words where rows can say it; else the expression as it is written."""
    rules = rules_of(text)
    if rules is None:
        return text
    joint = f" {_('and')} " if rules.joined == "and" else f" {_('or')} "
    return joint.join(row_in_words(row, names) for row in rules.rows)


def row_in_words(row: Row, names: Names) -> str:
    subject = f"{_quoted(row.subject, names)} {TESTS[row.test]}"
    return subject if row.test in ALONE else f"{subject} {_value(row, names)}"


def formula(text: str, names: Names) -> str:
    found = formula_of(text)
    return text if found is None else _formula(found, names)


def _formula(found: Formula, names: Names) -> str:
    operands = [_label(code, names) for code in found.operands]
    signs = {"plus": " + ", "minus": " − ", "times": " × ", "divide": " ÷ "}
    if found.shape in signs:
        return signs[found.shape].join(operands)
    return f"{SHAPES[found.shape]}: {', '.join(operands)}"


def _label(code: str, names: Names) -> str:
    if code in names:
        return names[code].label
    inner = code.removeprefix("sum(").removesuffix(")")
    whole = next((s.label for s in names.values() if s.code == f"sum({inner})"), "")
    return whole or code


def _quoted(code: str, names: Names) -> str:
    """The name of a question; a figure of one has quotes of its own."""
    label = _label(code, names)
    return label if "“" in label else f"“{label}”"


def _value(row: Row, names: Names) -> str:
    match row.kind:
        case "subject":
            return _quoted(row.value, names)
        case "today":
            return _("today")
        case "date":
            return f"{date.fromisoformat(row.value):%d/%m/%Y}"
        case "number":
            return formats.vn_number(Decimal(row.value))
    options = dict(names[row.subject].options) if row.subject in names else {}
    return f"“{options.get(row.value, row.value)}”"
