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
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from doanso.core.units import assignees
from doanso.lib import expressions

END = "end"
REFUSE = "refuse"
KINDS = ("start", "task", "consult", "vote", "branch", "system")
ACTIONS = ("forward", "return", "supplement", "refuse", "stop")
MOST_STEPS, MOST_AUTOMATIC_STEPS = 100, 50
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

    @property
    def automatic(self) -> bool:
        """Nobody acts: a case passes it at once."""
        return self.kind in {"start", "system", "branch"} or (self.kind == "task" and self.assignee == assignees.SYSTEM)

    @property
    def takes_back(self) -> bool:
        """Work may be returned to it once it was done: what the system does by itself would only bounce it back."""
        return self.kind in {"task", "vote"} and not self.automatic

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
    if not isinstance(rows, list) or not rows or len(rows) > MOST_STEPS:
        raise DefinitionError([_("A flow has between 1 and 100 steps.")])
    definition = of_rows(rows)
    if found := check(definition):
        raise DefinitionError(found)
    return definition


def of_rows(rows: list[dict[str, Any]]) -> Definition:
    """Unchecked, but of the right types."""
    following = [*(str(row.get("key", "")) for row in rows[1:]), END][: len(rows)]  # its last step may be taken away
    return Definition(tuple(_step(row, nxt) for row, nxt in zip(rows, following, strict=True)))


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


class Problem(NamedTuple):
    """What keeps a flow from running. `value` is the part of the step that is wrong."""

    step: str
    name: str
    code: str
    text: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.text}" if self.name else self.text


def check(definition: Definition) -> list[str]:
    """Every problem as a sentence; none when the flow can run."""
    found = [str(problem) for problem in problems(definition)]
    if not found:
        reached = _reachable(definition)
        found += [_("%s: no way leads to this step.") % s.name for s in definition.steps if s.key not in reached]
        if END not in reached:
            found.append(_("The flow never ends."))
    return found


def problems(definition: Definition) -> list[Problem]:
    """What is wrong with the steps one by one; the ways between them are another matter."""
    keys = [step.key for step in definition.steps]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    found = [Problem(key, "", "twice", _("Step “%s” stands twice.") % key, key) for key in twice]
    for step in definition.steps:
        for code, text, value in _problems(step, {*keys, END}):
            found.append(Problem(step.key, step.name, code, text, value))
    return found


def _problems(step: Step, keys: set[str]) -> Iterator[tuple[str, str, str]]:
    yield from _wrong_words(step)
    yield from _wrong_assignees(step)
    if step.kind == "consult" and not 0 <= step.need <= len(step.branches):
        yield "need", _("needs more answers than it has branches."), str(step.need)
    if step.kind == "consult" and not step.branches:
        yield "no_branches", _("has no branches."), ""
    for target in step.targets():
        if target not in keys:
            yield "dangling", _("leads to “%s”, which is not there.") % target, target
    for case in step.cases:
        try:
            expressions.parse(case.when)
        except expressions.ExpressionError as error:
            yield "condition", str(error), case.when


def _wrong_words(step: Step) -> Iterator[tuple[str, str, str]]:
    if step.kind not in KINDS:
        yield "kind", _("unknown kind “%s”.") % step.kind, step.kind
    for action in step.actions:
        if action not in ACTIONS:
            yield "action", _("unknown action “%s”.") % action, action


def _wrong_assignees(step: Step) -> Iterator[tuple[str, str, str]]:
    wanted = [step.assignee] if step.kind in {"task", "vote"} else [b.assignee for b in step.branches]
    for text in [*wanted, *([step.escalate_to] if step.escalate_to else [])]:
        if wrong := assignees.check(text):
            yield "assignee", f"{text or '—'}: {wrong}", text


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
