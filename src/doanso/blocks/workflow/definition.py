"""The step table: what a flow is made of, read from JSON and checked.

A flow is a list of steps. Each has a key, a name, and one of these kinds:

    start     what the applicant does by submitting; done the moment the case begins
    task      one person of the assigned seats acts
    consult   several branches, each with its own assignee, answer side by side; `need` of them must
    vote      a collective decision with quorum and threshold
    branch    no person: the first case whose condition holds says where to go
    system    no person: goes on at once

`to` is the next step's key, or END; by default the next step in the list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from doanso.core.units import assignees
from doanso.lib import expressions

END = "end"
REFUSE = "refuse"
KINDS = ("start", "task", "consult", "vote", "branch", "system")
ACTIONS = ("forward", "return", "supplement", "refuse", "stop")
AS_WRITTEN = (
    "key", "name", "kind", "assignee", "minutes", "clock", "limit_days", "output", "need", "escalate_to", "note",
    "presence", "extra", "chair", "otherwise",
)  # fmt: skip


class DefinitionError(ValueError):
    """`problems` are sentences, each naming its step."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Vote:
    """`quorum` of the members must take part; more than (or at least) `threshold` of `base` must be for it."""

    quorum: Fraction = Fraction(2, 3)
    threshold: Fraction = Fraction(1, 2)
    at_least: bool = False
    of_all: bool = False
    secret: bool = False


@dataclass(frozen=True)
class Branch:
    key: str
    name: str
    assignee: str


@dataclass(frozen=True)
class Condition:
    when: str
    to: str


@dataclass(frozen=True)
class Step:
    key: str
    name: str
    kind: str = "task"
    assignee: str = ""
    minutes: int = 0
    clock: bool = True
    limit_days: int = 0
    output: str = ""
    to: str = END
    actions: tuple[str, ...] = ("forward", "return")
    not_by: tuple[str, ...] = ()
    escalate_to: str = ""
    vote: Vote = Vote()
    chair: str = "bi_thu(don_vi)"
    otherwise: str = REFUSE
    branches: tuple[Branch, ...] = ()
    need: int = 0
    cases: tuple[Condition, ...] = ()
    note: str = ""
    presence: int = 0
    extra: dict[str, Any] = field(default_factory=dict)

    def targets(self) -> Iterator[str]:
        yield self.to
        if self.kind == "vote" and self.otherwise != REFUSE:
            yield self.otherwise
        for case in self.cases:
            yield case.to


@dataclass(frozen=True)
class Definition:
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step:
        """KeyError for an unknown key."""
        return self.by_key()[key]

    def by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    def index(self, key: str) -> int:
        return [step.key for step in self.steps].index(key)


def load(data: dict[str, Any]) -> Definition:
    """DefinitionError names every problem at once."""
    rows = data.get("steps") or []
    if not isinstance(rows, list) or not rows or len(rows) > 100:
        raise DefinitionError([_("A flow has between 1 and 100 steps.")])
    following = [str(row.get("key", "")) for row in rows[1:]] + [END]
    definition = Definition(tuple(_step(row, nxt) for row, nxt in zip(rows, following, strict=True)))
    if problems := check(definition):
        raise DefinitionError(problems)
    return definition


def _step(row: dict[str, Any], following: str) -> Step:
    return Step(
        **{key: row[key] for key in AS_WRITTEN if key in row},
        **{key: tuple(row[key]) for key in ("actions", "not_by") if key in row},
        to=row.get("to") or following,
        vote=_vote(row.get("vote") or {}),
        branches=tuple(Branch(**branch) for branch in row.get("branches", ())),
        cases=tuple(Condition(**case) for case in row.get("cases", ())),
    )


def _vote(terms: dict[str, Any]) -> Vote:
    return Vote(
        quorum=Fraction(terms.get("quorum", "2/3")),
        threshold=Fraction(terms.get("threshold", "1/2")),
        at_least=bool(terms.get("at_least")),
        of_all=bool(terms.get("of_all")),
        secret=bool(terms.get("secret")),
    )


def check(definition: Definition) -> list[str]:
    """Every problem as a sentence; none when the flow can run."""
    keys = [step.key for step in definition.steps]
    problems = [_("Step “%s” stands twice.") % key for key in sorted({k for k in keys if keys.count(k) > 1})]
    for step in definition.steps:
        problems += [f"{step.name}: {text}" for text in _problems(step, {*keys, END})]
    if not problems:
        reached = _reachable(definition)
        problems += [_("%s: no way leads to this step.") % s.name for s in definition.steps if s.key not in reached]
        if END not in reached:
            problems.append(_("The flow never ends."))
    return problems


def _problems(step: Step, keys: set[str]) -> Iterator[str]:
    yield from _wrong_words(step)
    yield from _wrong_assignees(step)
    if step.kind == "consult" and not 0 <= step.need <= len(step.branches):
        yield _("needs more answers than it has branches.")
    if step.kind == "consult" and not step.branches:
        yield _("has no branches.")
    for target in step.targets():
        if target not in keys:
            yield _("leads to “%s”, which is not there.") % target
    for case in step.cases:
        try:
            expressions.parse(case.when)
        except expressions.ExpressionError as error:
            yield str(error)


def _wrong_words(step: Step) -> Iterator[str]:
    if step.kind not in KINDS:
        yield _("unknown kind “%s”.") % step.kind
    for action in step.actions:
        if action not in ACTIONS:
            yield _("unknown action “%s”.") % action


def _wrong_assignees(step: Step) -> Iterator[str]:
    wanted = [step.assignee] if step.kind in {"task", "vote"} else [b.assignee for b in step.branches]
    for text in [*wanted, *([step.escalate_to] if step.escalate_to else [])]:
        if wrong := assignees.check(text):
            yield f"{text or '—'}: {wrong}"


def _reachable(definition: Definition) -> set[str]:
    steps = definition.by_key()
    seen: set[str] = set()
    waiting = [definition.steps[0].key]
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        if key in steps:
            waiting += steps[key].targets()
    return seen


@lru_cache(maxsize=512)
def of_version(version_id: int) -> Definition:
    """Versions never change, so each is read once per process."""
    from doanso.blocks.workflow.models import (
        FlowVersion,
    )  # plain Python first: definitions load without Django's tables

    return load(FlowVersion.objects.values_list("definition", flat=True).get(pk=version_id))
