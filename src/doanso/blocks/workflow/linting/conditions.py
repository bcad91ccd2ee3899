"""Conditions of branches and of steps: can they be read, and can they ever hold?"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow.definition import Definition, Step
from doanso.blocks.workflow.linting.deciding import Decider
from doanso.blocks.workflow.linting.findings import Facts, Teller
from doanso.blocks.workflow.model import ELSE
from doanso.lib import expressions


def check(definition: Definition, facts: Facts, tell: Teller) -> dict[str, set[int]]:
    """Returns the cases that no answers can choose, by the branch's key."""
    closed: dict[str, set[int]] = {}
    for step in definition.steps:
        for text in _checks_of(step, facts, tell):
            _read(step, text, facts, tell)
        nodes = [_read(step, case.when, facts, tell) for case in step.cases]
        if step.kind == "branch" and nodes and None not in nodes:
            closed[step.key] = _choices(step, [node for node in nodes if node is not None], facts, tell)
    return closed


def _read(step: Step, text: str, facts: Facts, tell: Teller) -> tuple[expressions.Node] | None:
    """The condition, in a tuple because it may itself be None; None when it cannot be read."""
    if not text.strip():
        tell.error(step.key, "no_condition", _("A condition is empty. Write it or remove its line."))
        return None
    try:
        node = expressions.parse(text)
    except expressions.ExpressionError as error:
        tell.error(
            step.key, "condition", _("The condition “%(text)s” cannot be read: %(why)s") % _cut(text, str(error))
        )
        return None
    if facts.fields is not None:
        for wrong in expressions.check(node, facts.fields, "bool"):
            tell.error(step.key, "condition", _("The condition “%(text)s” will not work: %(why)s") % _cut(text, wrong))
    return (node,)


def _cut(text: str, why: str) -> dict[str, str]:
    return {"text": text if len(text) <= 80 else f"{text[:79]}…", "why": why}


def _choices(step: Step, nodes: list[tuple[expressions.Node]], facts: Facts, tell: Teller) -> set[int]:
    decider = Decider([node for (node,) in nodes], facts)
    chosen = decider.chosen()
    if chosen is None:
        return set()
    closed = set(range(ELSE, len(nodes))) - chosen
    always = next((number for number in range(len(nodes)) if decider.always(number)), None)
    for number in sorted(closed - {ELSE}):
        values = {"text": _cut(step.cases[number].when, "")["text"]}
        if decider.never(number):
            text = _("The condition “%(text)s” is never true. Mend it or remove its line.")
            tell.warn(step.key, "never", text % values)
        else:
            text = _("The condition “%(text)s” never has its turn: those above it take every case. Move it up.")
            tell.warn(step.key, "shadowed", text % values)
    if always is not None and always not in closed:
        text = _("The condition “%(text)s” is always true, so nothing below it has its turn. Mend it or move it down.")
        tell.warn(step.key, "always", text % {"text": _cut(step.cases[always].when, "")["text"]})
    return closed


def _checks_of(step: Step, facts: Facts, tell: Teller) -> Iterator[str]:
    """Conditions that must hold before the step may be finished: one that reads nothing would block everybody."""
    rows: Any = step.extra.get("checks") or []
    for row in rows if isinstance(rows, list) else [None]:
        if isinstance(row, dict) and isinstance(row.get("when"), str) and isinstance(row.get("message"), str):
            yield row["when"]
        else:
            tell.error(step.key, "unreadable", _("“%s” cannot be read. Enter it again.") % "checks")
