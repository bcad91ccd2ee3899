"""Who does the steps: can anybody, and may they?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from doanso.blocks.workflow.definition import Definition, Step
from doanso.blocks.workflow.linting.findings import Facts, Teller
from doanso.core.units import assignees

APPLICANT = "nguoi_nop"
OF_THE_APPLICANT = {"don_vi_nop", "chi_doan_nop", "chi_doan_di", "doan_co_so", "doan_co_so_di", "nguoi_gioi_thieu"}


def check(definition: Definition, facts: Facts, tell: Teller) -> None:
    reasons: dict[str, str] = {}
    for step in definition.steps:
        if step.kind in {"task", "vote"}:
            _single(step, step.assignee, facts, reasons, tell)
        if step.kind == "consult":
            _asked(step, facts, reasons, tell)
        if step.kind == "vote":
            _meeting(step, facts, reasons, tell)
        if step.escalate_to and (wrong := assignees.check(step.escalate_to)):
            tell.error(step.key, "escalation", _("Who is told when it is late cannot be read: %s") % wrong)
        _separation(definition, step, tell)
    _applicant_alone(definition, tell)


def _single(step: Step, assignee: str, facts: Facts, reasons: dict[str, str], tell: Teller) -> None:
    if code_and_text := _wrong(assignee, facts, reasons):
        tell.error(step.key, *code_and_text)


def _wrong(assignee: str, facts: Facts, reasons: dict[str, str]) -> tuple[str, str] | None:
    """Code and message when nobody can do what is given so."""
    if not assignee.strip():
        return "no_assignee", _("Nobody does this step yet. Choose who does it.")
    if wrong := assignees.check(assignee):
        return "assignee", _("Who does it cannot be read: %s Choose from the list.") % wrong
    if not facts.unit_known and _depends_on_applicant(assignee):
        text = _("“%s” depends on the applicant's unit, which is not asked for. Let the form ask for it.")
        return "unit_unknown", text % assignees.describe(assignee)
    if assignee not in reasons:
        reasons[assignee] = "" if assignee.strip() in {APPLICANT, assignees.SYSTEM} else facts.vacant(assignee)
    if reasons[assignee]:
        text = _("Nobody can do this: %s Fill the seat or choose another.")
        return "vacant", text % reasons[assignee]
    return None


def _depends_on_applicant(assignee: str) -> bool:
    return bool(OF_THE_APPLICANT & {*names(assignees.parse(assignee))})


def names(call: assignees.Call) -> Iterator[str]:
    """All that it is made of, but the codes of units."""
    if not call.literal:
        yield call.name
    for arg in call.args:
        yield from names(arg)


def _asked(step: Step, facts: Facts, reasons: dict[str, str], tell: Teller) -> None:
    """A seat that is empty blocks only when the others are not enough."""
    wrong = [(branch, found) for branch in step.branches if (found := _wrong(branch.assignee, facts, reasons))]
    enough = len(step.branches) - len(wrong) >= (step.need or len(step.branches))
    if any(branch.assignee.strip() == assignees.SYSTEM for branch in step.branches):
        text = _("The system has no opinion and is never done with this. Ask people, or take its line away.")
        tell.error(step.key, "system_asked", text)
    for branch, (code, text) in wrong:
        level = tell.warn if enough and code == "vacant" else tell.error
        level(step.key, code, f"{branch.name}: {text}" if branch.name else text)


def _meeting(step: Step, facts: Facts, reasons: dict[str, str], tell: Teller) -> None:
    if assignees.check(step.assignee):
        return
    if step.assignee.strip() in {assignees.SYSTEM, *assignees.PERSON_VARIABLES}:
        text = _("A vote needs a body of several people. Choose a meeting or a committee.")
        tell.error(step.key, "no_body", text)
        return
    if wrong := assignees.check(step.chair):
        tell.error(step.key, "chair", _("Who chairs the vote cannot be read: %s") % wrong)
    elif reason := facts.vacant(chair_of(step)):
        text = _("Nobody can close the vote: %s Fill the seat of the chair or choose another.")
        tell.error(step.key, "chair", text % reason)


def chair_of(step: Step) -> str:
    """The chair's seat in the unit that meets: bi_thu(don_vi) of hop(chi_doan_nop) is bi_thu(chi_doan_nop)."""
    body = assignees.parse(step.assignee)
    return _written(assignees.parse(step.chair), body.args[-1] if body.args else None)


def _written(call: assignees.Call, unit: assignees.Call | None) -> str:
    if unit and call.name == "don_vi" and not call.args:
        return _written(unit, None)
    if call.literal:
        return f"'{call.name}'"
    args = ", ".join(_written(arg, unit) for arg in call.args)
    return f"{call.name}({args})" if args else call.name


def _separation(definition: Definition, step: Step, tell: Teller) -> None:
    """Who did one step may not do the other: then there must be two."""
    by_key = definition.by_key()
    own = step.assignee.strip() == APPLICANT and "applicant" in step.not_by and step.kind == "task"
    if own or step.key in step.not_by:
        text = _("Those who do this step are also kept from doing it. Take one of the two away.")
        tell.error(step.key, "barred", text)
    for other in step.not_by:
        if other not in {"applicant", *by_key}:
            tell.warn(step.key, "barred_unknown", _("It is kept apart from a step that is not there any more."))
        elif other in by_key and other != step.key and by_key[other].assignee == step.assignee != "":
            text = _("“%s” has the same seat but must be done by somebody else: the seat needs two people.")
            tell.warn(step.key, "barred_same", text % by_key[other].name)


def _applicant_alone(definition: Definition, tell: Teller) -> None:
    acting = [step for step in definition.steps if not step.automatic and step.kind in {"task", "vote", "consult"}]
    for step in acting:
        if step.extra.get("issue") and step.kind == "task" and step.assignee.strip() == APPLICANT:
            text = _("The applicant would sign their own result. Give this step to who decides.")
            tell.error(step.key, "own_decision", text)
    if not acting:
        tell.warn("", "nobody_acts", _("No step is done by a person: nobody looks at the dossier. Is that meant?"))
    elif all(step.kind == "task" and step.assignee.strip() == APPLICANT for step in acting):
        text = _("The applicant alone does every step. Add a step of the office that decides.")
        tell.warn("", "applicant_alone", text)
