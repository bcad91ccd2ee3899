"""The engine's rules without people and tables: where each step may lead, and from where nothing leads out.

The linter, the simulation and the diagram stand on it; its tests walk it beside the engine itself.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from doanso.blocks.workflow.definition import END, REFUSE, Definition, Step
from doanso.core.units import assignees

ELSE = -1
"""The number of a branch's last way, when none of its cases holds."""
ENDS = {END, REFUSE}
FINAL_ACTIONS = {"refuse", "stop"}
Closed = Mapping[str, Collection[int]]
"""Cases of branches that no answers can choose, by the branch's key."""


@dataclass(frozen=True)
class Exit:
    """One way forward. `kind`: next, case, else, passed or failed."""

    to: str
    kind: str = "next"
    when: str = ""
    number: int = ELSE


def exits(step: Step, closed: Collection[int] = ()) -> list[Exit]:
    """All ways forward that can ever be taken; returning and refusing are no ways forward."""
    if step.kind == "branch":
        cases = [Exit(case.to, "case", case.when, number) for number, case in enumerate(step.cases)]
        return [way for way in [*cases, Exit(step.to, "else" if cases else "next")] if way.number not in closed]
    if step.kind == "vote":
        passed = [Exit(step.to, "passed")] if can_pass(step) else []
        failed = [Exit(step.otherwise, "failed")] if can_fail(step) else []
        return [*passed, *failed] if can_close(step) else []
    return [Exit(step.to)] if step.automatic or _goes_on(step) else []


def _goes_on(step: Step) -> bool:
    """A task or a consult whose people can send it forward."""
    if "forward" not in step.actions:
        return False
    if step.kind == "consult":
        answering = sum(_acts(branch.assignee) for branch in step.branches)
        return answering > 0 and answering >= (step.need or len(step.branches))
    own = step.assignee.strip() == "nguoi_nop" and "applicant" in step.not_by
    return _acts(step.assignee) and not own


def _acts(assignee: str) -> bool:
    """What is given to the system where people are needed waits for ever."""
    return assignee.strip() != assignees.SYSTEM


def can_close(step: Step) -> bool:
    """A meeting needs a body of which enough can come."""
    return step.assignee.strip() not in {assignees.SYSTEM, *assignees.PERSON_VARIABLES} and step.vote.quorum <= 1


def can_pass(step: Step) -> bool:
    return step.vote.threshold <= 1 if step.vote.at_least else step.vote.threshold < 1


def can_fail(step: Step) -> bool:
    return step.vote.threshold > 0 if step.vote.at_least else step.vote.threshold >= 0


def ends_here(step: Step) -> bool:
    """Who does the step may end the case."""
    return _done_by_people(step) and bool(FINAL_ACTIONS & {*step.actions})


def returns(step: Step) -> bool:
    return _done_by_people(step) and "return" in step.actions


def _done_by_people(step: Step) -> bool:
    """A task, or a consult, that somebody can act on at all."""
    people = [branch.assignee for branch in step.branches] if step.kind == "consult" else [step.assignee]
    return step.kind in {"task", "consult"} and any(map(_acts, people))


def counted(step: Step) -> int:
    """Working minutes that count towards the promise: of people whose clock runs."""
    return step.minutes if step.clock and step.kind in {"task", "vote", "consult"} and not step.automatic else 0


@dataclass(frozen=True)
class Onward:
    """`order`: the reached steps, each after all to which it leads. `back`: the links that close a circle."""

    order: tuple[str, ...]
    back: frozenset[tuple[str, str]]


class Ways:
    """The flow as a graph of what can happen. Targets that are not there count as ways out: they are told elsewhere."""

    def __init__(self, definition: Definition, closed: Closed | None = None) -> None:
        self.steps = definition.by_key()
        self.first = definition.steps[0].key
        self.exits = {key: exits(step, (closed or {}).get(key, ())) for key, step in self.steps.items()}

    def after(self, key: str) -> list[str]:
        """The steps that may come next."""
        return [way.to for way in self.exits[key] if way.to in self.steps]

    @cached_property
    def reached(self) -> set[str]:
        return self.reach()

    @cached_property
    def finishes(self) -> bool:
        """Some way leads to the end, not only to a refusal."""
        return any(way.to == END for key in self.reached for way in self.exits[key])

    def reach(self, *, without: Collection[str] = (), since: Iterable[str] | None = None) -> set[str]:
        """Steps to which a way leads that passes none of `without`; those themselves are reached, but not left."""
        seen: set[str] = set()
        waiting = [self.first] if since is None else [*since]
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen.add(key)
                waiting += [] if key in without else self.after(key)
        return seen

    @cached_property
    def safe(self) -> set[str]:
        """Steps from which a case can end, whatever was done before. All others are traps.

        A step that leads nowhere is saved by a return only if every way to it passes a step that is safe itself.
        """
        safe = self._forward_to({key for key in self.steps if self._leads_out(key)})
        while True:
            saved = {key for key in self.reached - safe if returns(self.steps[key]) and self._saved(key, safe)}
            if not saved:
                return safe
            safe = self._forward_to(safe | saved)

    def _leads_out(self, key: str) -> bool:
        return ends_here(self.steps[key]) or any(way.to not in self.steps for way in self.exits[key])

    def _forward_to(self, safe: set[str]) -> set[str]:
        """These, and all from which a way leads to them."""
        before: dict[str, list[str]] = {}
        for key in self.steps:
            for after in self.after(key):
                before.setdefault(after, []).append(key)
        found, waiting = set(safe), [*safe]
        while waiting:
            fresh = set(before.get(waiting.pop(), ())) - found
            found |= fresh
            waiting += fresh
        return found

    def _saved(self, key: str, safe: set[str]) -> bool:
        helpers = {other for other in safe if other != key and self.steps[other].takes_back}
        return key not in self.reach(without=helpers)

    @cached_property
    def traps(self) -> list[list[str]]:
        """Where cases stay for ever: single steps, and circles that nobody can leave."""
        lost = self.reached - self.safe
        groups = circles({key: [other for other in self.after(key) if other in lost] for key in lost})
        return [g for g in groups if not any(other not in g for key in g for other in self.after(key) if other in lost)]

    @cached_property
    def treadmills(self) -> list[list[str]]:
        """Circles of automatic steps alone: the engine would run in them without end."""
        machine = [key for key in self.reached if self.steps[key].automatic]
        after = {key: [other for other in self.after(key) if self.steps[other].automatic] for key in machine}
        return [group for group in circles(after) if len(group) > 1 or group[0] in after[group[0]]]

    @cached_property
    def onward(self) -> "Onward":
        """What remains when nothing leads round: the last link of every circle is left out."""
        order: list[str] = []
        back: set[tuple[str, str]] = set()
        state: dict[str, bool] = {}  # True while the walk is below it

        def visit(key: str) -> None:
            state[key] = True
            for other in self.after(key):
                if state.get(other):
                    back.add((key, other))
                elif other not in state:
                    visit(other)
            state[key] = False
            order.append(key)

        visit(self.first)
        return Onward(tuple(order), frozenset(back))

    def longest_run(self) -> int:
        """Most automatic steps in a row; only where no treadmill is."""
        lengths: dict[str, int] = {}
        machine = {key for key in self.reached if self.steps[key].automatic}
        for group in circles({key: [other for other in self.after(key) if other in machine] for key in machine}):
            lengths[group[0]] = 1 + max((lengths[o] for o in self.after(group[0]) if o in lengths), default=0)
        return max(lengths.values(), default=0)


def circles(after: Mapping[str, list[str]]) -> list[list[str]]:
    """Strongly connected groups (Tarjan), those that lead nowhere first."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(key: str) -> None:
        index[key] = low[key] = len(index)
        stack.append(key)
        for other in after[key]:
            if other not in index:
                visit(other)
                low[key] = min(low[key], low[other])
            elif other in stack:
                low[key] = min(low[key], index[other])
        if low[key] == index[key]:
            cut = stack.index(key)
            found.append(stack[cut:])
            del stack[cut:]

    for key in sorted(after):
        if key not in index:
            visit(key)
    return found
