"""The engine's rules once more, written from what it does and not from the linter: every state of a case."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from doanso.blocks.workflow.definition import END, REFUSE, Definition, Step, load
from doanso.lib import expressions

ENDED = "ended"
ANSWERS = (None, 0, 1, 2, 3)


@dataclass(frozen=True)
class State:
    """Where a case stands, who of those asked has answered, and what was done before."""

    at: str
    answered: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()


@dataclass
class Walk:
    """`moves`: from each state, (what somebody does, the state after it)."""

    moves: dict[State, list[tuple[str, State]]] = field(default_factory=dict)
    refused: bool = False  # the engine would turn round by itself
    ended_at_once: bool = False

    def stuck(self) -> list[State]:
        """States from which no way leads to an end."""
        before: dict[State, list[State]] = {}
        for state, moves in self.moves.items():
            for _action, after in moves:
                before.setdefault(after, []).append(state)
        good = {state for state in before if state.at == ENDED}
        waiting = [*good]
        while waiting:
            fresh = set(before.get(waiting.pop(), ())) - good
            good |= fresh
            waiting += fresh
        return [state for state in self.moves if state not in good]

    def finishes(self) -> bool:
        ends = [action for moves in self.moves.values() for action, after in moves if after.at == ENDED]
        return self.ended_at_once or any(action != "refuse" for action in ends)


def walk(flow: dict) -> Walk:
    definition, found = load(flow), Walk()
    waiting = [*_enter(definition, definition.steps[0].key, frozenset(), found)]
    found.ended_at_once = State(ENDED) in waiting
    while waiting:
        state = waiting.pop()
        if state not in found.moves and state.at != ENDED:
            found.moves[state] = [*_moves(definition, state, found)]
            waiting += [after for _action, after in found.moves[state]]
    return found


def _enter(definition: Definition, key: str, done: frozenset[str], walk: Walk, passed: tuple = ()) -> Iterator[State]:
    """Where a case comes to rest, whichever way branches send it."""
    if key == END:
        yield State(ENDED)
        return
    step = definition.step(key)
    if step.kind not in {"start", "system", "branch"} and (step.kind != "task" or step.assignee != "he_thong"):
        yield State(key, frozenset(), done)
    elif key in passed:
        walk.refused = True
    else:
        for target in {way_out(step, {"x": x}) for x in ANSWERS}:
            yield from _enter(definition, target, done, walk, (*passed, key))


def way_out(step: Step, scope: dict) -> str:
    for case in step.cases if step.kind == "branch" else ():
        if expressions.evaluate(expressions.parse(case.when), scope, today=date(2026, 11, 18)) is True:
            return case.to
    return step.to


def _moves(definition: Definition, state: State, walk: Walk) -> Iterator[tuple[str, State]]:
    step = definition.step(state.at)
    done = state.done | ({step.key} if step.kind in {"task", "vote"} else set())
    if step.kind == "vote":
        yield from _vote(definition, step, done, walk)
        return
    if step.kind == "consult" and all(branch.assignee == "he_thong" for branch in step.branches):
        return
    if "forward" in step.actions:
        yield from _forward(definition, step, state, done, walk)
    if "return" in step.actions:
        for earlier in state.done - {step.key}:
            yield from ((f"return {earlier}", after) for after in _enter(definition, earlier, done, walk))
    if {"refuse", "stop"} & {*step.actions}:
        yield "refuse", State(ENDED)


def _forward(definition: Definition, step: Step, state: State, done: frozenset, walk: Walk) -> Iterator:
    people = {branch.key for branch in step.branches if branch.assignee != "he_thong"}
    for name in sorted(people - state.answered) if step.kind == "consult" else [""]:
        answered = state.answered | {name}
        if step.kind == "consult" and len(answered) < (step.need or len(step.branches)):
            yield f"forward {name}", State(step.key, answered, state.done)
        else:
            yield from ((f"forward {name}", after) for after in _enter(definition, step.to, done, walk))


def _vote(definition: Definition, step: Step, done: frozenset, walk: Walk) -> Iterator:
    terms, members = step.vote, 5
    for voters in range(1, members + 1):
        if voters < terms.quorum * members:
            continue
        for agreeing in range(voters + 1):
            needed = terms.threshold * (members if terms.of_all else voters)
            if agreeing >= needed if terms.at_least else agreeing > needed:
                yield from (("passed", after) for after in _enter(definition, step.to, done, walk))
            elif step.otherwise == REFUSE:
                yield "refuse", State(ENDED)
            else:
                yield from (("failed", after) for after in _enter(definition, step.otherwise, done, walk))


def some_flow(chance: Random) -> dict:
    """Up to six steps of all kinds, led anywhere: most such flows are broken, some are sound."""
    keys = [f"s{number}" for number in range(chance.randint(1, 6))]
    return {"steps": [_some_step(chance, key, keys) for key in keys]}


def _some_step(chance: Random, key: str, keys: list[str]) -> dict:
    kind = chance.choices(["task", "vote", "consult", "branch", "system", "start"], [6, 2, 2, 4, 1, 1])[0]
    step = {"key": key, "name": key.upper(), "kind": kind}
    if chance.random() < 0.35:
        step["to"] = chance.choice([*keys, END])
    if kind == "task":
        step["assignee"] = chance.choices(["bi_thu(chi_doan_nop)", "nguoi_nop", "he_thong"], [6, 2, 1])[0]
    if kind in {"task", "consult"}:
        weights = {"forward": 0.85, "return": 0.5, "refuse": 0.15, "supplement": 0.2}
        step["actions"] = [action for action, weight in weights.items() if chance.random() < weight]
    if kind == "vote":
        step["assignee"] = "hop(chi_doan_nop)"
        step["otherwise"] = chance.choice([*keys, REFUSE, REFUSE])
        step["vote"] = {"quorum": chance.choice(["1/2", "1/2", "2/3", "1", "3/2"])}
        step["vote"] |= {"threshold": chance.choice(["1/2", "2/3", "1"]), "at_least": chance.random() < 0.5}
    if kind == "consult":
        seats = chance.choices(["bi_thu(chi_doan_nop)", "he_thong"], [6, 1], k=chance.randint(1, 2))
        step["branches"] = [{"key": f"b{n}", "name": f"B{n}", "assignee": seat} for n, seat in enumerate(seats)]
        step["need"] = chance.randint(0, len(seats))
    if kind == "branch":
        whens = chance.choices(
            ["x = 1", "x = 2", "x > 0", "x < 2", "1 = 1", "x > 1 and x < 1"], [5, 3, 3, 3, 1, 1], k=2
        )
        step["cases"] = [{"when": when, "to": chance.choice([*keys, END])} for when in whens[: chance.randint(1, 2)]]
    return step
