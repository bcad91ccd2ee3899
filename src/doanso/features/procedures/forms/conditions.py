"""Conditions and formulas as they are chosen from lists: what was posted, row by row, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from doanso.blocks.eforms import telling
from doanso.blocks.eforms.composing import ALONE, Formula, Kind, Row, Rules, formula_text, room
from doanso.blocks.eforms.composing import rules_text as text_of_rules
from doanso.blocks.eforms.subjects import Subject
from doanso.features.procedures.forms.question_inputs import Amount, Bound

Json = dict[str, Any]
MOST_ROWS = 12


@dataclass
class Line:
    """One row as it is shown: `subject` is None until it is chosen."""

    number: int
    code: str = ""
    test: str = ""
    value: str = ""
    other: str = ""
    subject: Subject | None = None
    error: str = ""

    @property
    def tests(self) -> list[tuple[str, Any]]:
        fitting = telling.FITTING.get(self.subject.kind, ()) if self.subject else tuple(telling.TESTS)
        if self.subject and self.test and self.test not in fitting:
            fitting = (*fitting, self.test)
        return [(name, telling.TESTS[name]) for name in fitting]

    @property
    def takes_value(self) -> bool:
        return self.test not in ALONE and (self.subject is None or self.subject.kind != "bool")

    @property
    def options(self) -> list[tuple[str, str]]:
        """An answer that is no longer offered is shown all the same."""
        found = list(self.subject.options) if self.subject else []
        gone = found and self.value and self.value not in dict(found)
        return [*found, (self.value, self.value)] if gone else found


@dataclass
class RulesInput:
    """`lines` end with a blank one. After `read` the errors stand in the lines."""

    subjects: list[Subject]
    joined: str = "and"
    lines: list[Line] = field(default_factory=list)

    @classmethod
    def of(cls, subjects: list[Subject], rules: Rules | None) -> "RulesInput":
        made, names = cls(subjects, rules.joined if rules else "and"), telling.by_code(subjects)
        for number, row in enumerate(rules.rows if rules else ()):
            other, value = (row.value, "") if row.kind == "subject" else ("", _typed(row))
            made.lines.append(Line(number, row.subject, row.test, value, other, names.get(row.subject)))
        return made.widened()

    @classmethod
    def posted(cls, subjects: list[Subject], data: Mapping[str, str]) -> "RulesInput":
        made, names = cls(subjects, "or" if data.get("joined") == "or" else "and"), telling.by_code(subjects)
        for number in range(MOST_ROWS):
            code, test, value, other = (data.get(f"{name}-{number}", "")[:300].strip() for name in "stvo")
            if code:
                subject = names.get(code)
                test = _fitting(test, subject)
                made.lines.append(Line(len(made.lines), code, test, value, other, subject))
        return made

    def widened(self) -> "RulesInput":
        """With room for one more."""
        if len(self.lines) < MOST_ROWS:
            self.lines.append(Line(len(self.lines)))
        return self

    def read(self) -> str | None:
        """The expression; None when a row is wrong or there is none."""
        rows = [self._row(line) for line in self.lines]
        found = [row for row in rows if row]
        if not rows or len(found) < len(rows):
            return None
        return text_of_rules(Rules(tuple(found), self.joined))

    def _row(self, line: Line) -> Row | None:
        if line.subject is None:
            line.error = _("Choose one of the questions.")
            return None
        if not line.takes_value:
            return Row(line.code, line.test)
        if line.other:
            known = line.other in {subject.code for subject in self.subjects}
            line.error = "" if known else _("Choose one of the questions.")
            return Row(line.code, line.test, "subject", line.other) if known else None
        kind, value, line.error = _value(line)
        return Row(line.code, line.test, kind, value) if not line.error else None


def _fitting(test: str, subject: Subject | None) -> str:
    if test not in telling.TESTS:
        test = "is"
    fits = telling.FITTING.get(subject.kind, ()) if subject else (test,)
    return test if test in fits or not fits else fits[0]


def _typed(row: Row) -> str:
    if row.kind == "today":
        return _("today")
    if row.kind == "number":
        return row.value.replace(".", ",")
    return f"{date.fromisoformat(row.value):%d/%m/%Y}" if row.kind == "date" else row.value


def _value(line: Line) -> tuple[Kind, str, str]:
    """(kind, canonical value, what is wrong)."""
    if not line.value:
        return "", "", _("Say what it is compared with.")
    kind = line.subject.kind if line.subject else "text"
    try:
        if kind == "number":
            return "number", f"{Amount(decimal_places=6).clean(line.value):f}", ""
        if kind == "date":
            day = Bound().clean(line.value)
            return ("today", "", "") if day == "today" else ("date", day, "")
    except forms.ValidationError as wrong:
        return "", "", " ".join(wrong.messages)
    return _chosen(line)


def _chosen(line: Line) -> tuple[Kind, str, str]:
    """A text, or one of the answers by value or by label."""
    options = dict(line.subject.options) if line.subject else {}
    if not options or line.value in options:
        return "text", line.value, ""
    by_label = {label.casefold(): value for value, label in options.items()}
    if value := by_label.get(line.value.casefold()):
        return "text", value, ""
    return "", "", _("“%(value)s” is none of its answers.") % {"value": line.value}


@dataclass
class FormulaInput:
    """A shape and its operands; an operand is chosen (`code`) or is a number that is typed."""

    subjects: list[Subject]
    shape: str = "plus"
    operands: list[tuple[str, str]] = field(default_factory=list)
    glue: str = ""
    error: str = ""

    @classmethod
    def of(cls, subjects: list[Subject], formula: Formula | None) -> "FormulaInput":
        made = cls(subjects)
        if formula:
            made.shape, made.glue = formula.shape, formula.glue
            wrap = {"total": "sum({})", "count": "count({})"}.get(formula.shape, "{}")
            codes = {subject.code for subject in subjects}
            for operand in formula.operands:
                code = wrap.format(operand)
                made.operands.append((code, "") if code in codes else ("", operand.replace(".", ",")))
        return made

    @classmethod
    def posted(cls, subjects: list[Subject], data: Mapping[str, str]) -> "FormulaInput":
        made = cls(subjects, data.get("shape", "") if data.get("shape") in telling.SHAPES else "plus")
        made.glue = data.get("glue", "")[:20]
        for number in range(MOST_ROWS):
            code, typed = data.get(f"a-{number}", "")[:200], data.get(f"n-{number}", "")[:40].strip()
            if code or typed:
                made.operands.append((code, typed))
        return made

    @property
    def shapes(self) -> list[tuple[str, Any]]:
        return list(telling.SHAPES.items())

    @property
    def rows(self) -> list[tuple[int, str, str]]:
        """With room for more, as many as the shape takes."""
        least, most = room(self.shape)
        wanted = min(most, max(least, len(self.operands) + 1))
        blank = [("", "")] * max(0, wanted - len(self.operands))
        return [(number, code, typed) for number, (code, typed) in enumerate([*self.operands, *blank])]

    @property
    def fitting(self) -> list[Subject]:
        kinds = {"age": {"date"}, "days": {"date"}, "join": {"text", "number", "date"}}.get(self.shape, {"number"})
        inner = {"total": "sum(", "count": "count("}.get(self.shape, "")
        return [s for s in self.subjects if s.kind in kinds and s.code.startswith(inner)]

    @property
    def takes_numbers(self) -> bool:
        return self.shape in {"plus", "minus", "times", "divide"}

    def read(self) -> str | None:
        codes = {subject.code for subject in self.fitting}
        found = []
        for code, typed in self.operands:
            if code and code not in codes:
                self.error = _("Choose operands that fit this kind of formula.")
                return None
            found.append(_inner(code) if code and self.shape in {"total", "count"} else code or _number(typed))
        try:
            return formula_text(Formula(self.shape, tuple(found), self.glue if self.shape == "join" else ""))
        except ValueError:
            self.error = _("Choose what is to be computed: something is missing here.")
            return None


def _inner(code: str) -> str:
    return code.partition("(")[2].removesuffix(")")


def _number(typed: str) -> str:
    try:
        return f"{Amount(decimal_places=6).clean(typed):f}"
    except (forms.ValidationError, TypeError):
        return ""


__all__ = ["FormulaInput", "RulesInput"]
