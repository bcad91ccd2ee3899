"""What stands in the picture, in words; and the picture itself for who cannot see it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.blocks.workflow import model
from doanso.blocks.workflow.definition import END, REFUSE, Step
from doanso.blocks.workflow.linting.findings import Finding, Level
from doanso.blocks.workflow.model import Exit
from doanso.blocks.workflow.words import minutes_in_words
from doanso.core.units import assignees

Marks = Mapping[str, tuple[Level, tuple[str, ...]]]
APPLICANT = "nguoi_nop"
People = Mapping[str, str]
"""Assignees in words, each asked for once."""


def marks_of(findings: Collection[Finding]) -> Marks:
    """By step, the worst level and all messages."""
    found: dict[str, tuple[Level, tuple[str, ...]]] = {}
    for finding in findings:
        level, messages = found.get(finding.step, (finding.level, ()))
        worst: Level = "error" if "error" in {level, finding.level} else "warning"
        found[finding.step] = (worst, (*messages, finding.message))
    return found


def name_of(step: Step) -> str:
    return step.name.strip() or _("(no name yet)")


def who(assignee: str) -> str:
    if not assignee.strip():
        return _("Nobody chosen yet")
    try:
        return capfirst(assignees.describe(assignee))
    except assignees.AssigneeError:
        return assignee


def people_of(steps: Sequence[Step]) -> People:
    asked = {branch.assignee for step in steps for branch in step.branches}
    return {text: who(text) for text in {APPLICANT, assignees.SYSTEM, *asked, *(step.assignee for step in steps)}}


def who_of(step: Step, people: People) -> str:
    if step.kind in {"start", "system"}:
        return people[APPLICANT if step.kind == "start" else assignees.SYSTEM]
    return "" if step.kind in {"branch", "consult"} else people[step.assignee]


def time_of(step: Step) -> str:
    if step.automatic or step.kind not in {"task", "vote", "consult"}:
        return ""
    return minutes_in_words(step.minutes) if step.clock else _("Does not count towards the time limit")


def terms_of(step: Step) -> str:
    """Who must be there and agree, or how many answers are needed."""
    if step.kind == "consult":
        asked = len(step.branches)
        return _("Needs %(need)d of %(all)d answers") % {"need": step.need or asked, "all": asked}
    if step.kind != "vote":
        return ""
    terms = step.vote
    share, base = _share(terms.threshold), _("of all members") if terms.of_all else _("of those present")
    text = _("at least %(share)s %(base)s for it") if terms.at_least else _("more than %(share)s %(base)s for it")
    agreed = text % {"share": share, "base": base}
    found = _("Vote: %(quorum)s present, %(agreed)s") % {"quorum": _share(terms.quorum), "agreed": agreed}
    return _("%s, secret") % found if terms.secret else found


def _share(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}" if share.denominator > 1 else f"{share.numerator * 100} %"


def ways_out(step: Step) -> list[Exit]:
    """As they are written, also those that can never be taken."""
    if step.kind == "vote":
        return [Exit(step.to, "passed"), Exit(step.otherwise, "failed")]
    if step.kind in {"task", "consult"} and not step.automatic:
        return [Exit(step.to)] if "forward" in step.actions else []
    return model.exits(step)


def label(way: Exit, condition: Callable[[str], str]) -> str:
    fixed = {
        "passed": pgettext("diagram", "Passed"),
        "failed": pgettext("diagram", "Not passed"),
        "else": _("Otherwise"),
        "next": "",
    }
    return condition(way.when) if way.kind == "case" else fixed[way.kind]


def in_words(
    steps: Sequence[Step],
    people: People,
    current: Collection[str],
    marks: Marks,
    condition: Callable[[str], str],
) -> str:
    numbers = {step.key: number for number, step in enumerate(steps, 1)}
    lines = []
    for step in steps:
        asked = ", ".join(people[branch.assignee] for branch in step.branches) if step.kind == "consult" else ""
        here = _("now here") if step.key in current else ""
        facts = [name_of(step), who_of(step, people), asked, time_of(step), terms_of(step), here]
        ways = [_way(way, numbers, condition) for way in ways_out(step)]
        told = marks.get(step.key, ("", ()))[1]
        lines += [f"{numbers[step.key]}. {'; '.join(filter(None, [*facts, *ways]))}.", *told]
    return " ".join(lines) or _("There is no step yet.")


def _way(way: Exit, numbers: Mapping[str, int], condition: Callable[[str], str]) -> str:
    if way.to in numbers:
        target = _("to step %d") % numbers[way.to]
    else:
        target = {END: _("to the end"), REFUSE: _("refused")}.get(way.to, _("nowhere"))
    words = label(way, condition)
    return f"{words}: {target}" if words else target
