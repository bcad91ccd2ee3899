"""Conditions, formulas and checks: where they stand in a form, and the panel that shows one."""

from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import editing
from doanso.blocks.eforms.composing import formula_of, rules_of
from doanso.blocks.eforms.definition import spec
from doanso.blocks.eforms.editing import Spot
from doanso.blocks.eforms.editing.keys import words
from doanso.blocks.eforms.subjects import Subject, itself, subjects, types
from doanso.features.procedures.forms.conditions import FormulaInput, RulesInput
from doanso.lib import expressions

Json = dict[str, Any]
TEMPLATE = "procedures/authoring/form/logic_panel.html"
NEW = "check:moi"


def attributes(path: str, row: Json) -> set[str]:
    """Which expressions a thing may have."""
    if path.startswith("check:"):
        return {"check"}
    if not path.startswith("field:"):
        return {"show_if"}
    return {"show_if", "required", "check", "computed"} & spec.TYPES.get(row.get("type", ""), set())


def panel(form: Json, path: str, name: str, *, as_text: bool = False, **more: Any) -> Json:
    """`more` holds what was posted and is shown again: `input`, `text`, `errors`, `message`, `at`."""
    row, where = target(form, path)
    if name not in attributes(path, row):
        return {}
    known = names(form, where, name)
    text = row.get(name) if isinstance(row.get(name), str) else ""
    composable = not text or (formula_of(text) if name == "computed" else rules_of(text)) is not None
    made = {
        "open": path,
        "name": name,
        "template": TEMPLATE,
        "row": row,
        "subjects": known,
        "operands": [s for s in known if "(" not in s.code],
        "as_text": as_text or not composable,
        "composable": composable,
        "text": text,
        "is_formula": name == "computed",
        "message": words(row.get("message")),
        "at": row.get("at", ""),
        "asked": [(s.code, s.label) for s in subjects(form) if s.code.isidentifier()] if where is None else [],
    }
    made["input"] = (
        FormulaInput.of(known, formula_of(text)) if name == "computed" else RulesInput.of(known, rules_of(text))
    )
    return made | more


def target(form: Json, path: str) -> tuple[Json, Spot | None]:
    """The row that holds the expression; a rule over several questions has no spot."""
    if path == NEW:
        return {}, None
    if path.startswith("check:"):
        checks, number = form.get("checks") or [], path.partition(":")[2]
        if number not in map(str, range(len(checks))):
            raise editing.Gone
        return checks[int(number)], None
    where = editing.spot(path)
    return editing.find(form, where).row, where


def names(form: Json, where: Spot | None, name: str) -> list[Subject]:
    own = itself(form, where) if where and where.kind == "field" and name == "check" else []
    return own + subjects(form, where)


def problems(text: str, form: Json, where: Spot | None, expects: str) -> list[str]:
    """What is wrong with an expression, in words."""
    if len(text) > spec.MAX_EXPRESSION:
        return [_("At most %(most)d characters.") % {"most": spec.MAX_EXPRESSION}]
    try:
        node = expressions.parse(text)
    except expressions.ExpressionError as wrong:
        return [str(wrong)]
    return expressions.check(node, types(form, where), expects)


def put(form: Json, path: str, name: str, text: str | None, beside: Json) -> Json:
    """The form with the expression at its place; None takes it away, a rule over the whole form altogether."""
    if not path.startswith("check:"):
        gone = {"message": None} if name == "check" and text is None else {}
        return editing.change(form, editing.spot(path), {name: text, **beside, **gone})
    checks = list(form.get("checks") or [])
    number = len(checks) if path == NEW else int(path.partition(":")[2])
    made = {key: value for key, value in {"check": text, **beside}.items() if value}
    checks[number : number + 1] = [made] if text else []
    rest = {key: value for key, value in form.items() if key != "checks"}
    return {**rest, "checks": checks} if checks else rest
