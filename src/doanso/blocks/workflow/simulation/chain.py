"""The ways of a flow with how likely each is. Going back leads from the first round to the second, which only goes on.

So nothing runs in a circle, and every figure is a sum from the end to the beginning, however many paths there are.
"""

from collections.abc import Mapping
from functools import cached_property
from heapq import heappop, heappush
from itertools import count
from math import isfinite

from doanso.blocks.workflow import model
from doanso.blocks.workflow.definition import END, REFUSE, Step
from doanso.blocks.workflow.model import Exit, Ways
from doanso.blocks.workflow.simulation.answers import FAIL, RETURN, Work

Node = tuple[str, int]
"""A step, and 0 before anything went back, else 1."""
FINISH: Node = (END, 2)
FIRST, SECOND = 0, 1
Moves = dict[Node, float]


class Chain:
    def __init__(self, ways: Ways, work: Work) -> None:
        self.ways, self.work = ways, work
        self.first: Node = (ways.first, FIRST)
        self.order = [(key, part) for part in (SECOND, FIRST) for key in ways.onward.order]
        self.moves: dict[Node, Moves] = {}
        for node in self.order:  # each after all to which it leads: what leads nowhere is left out on the way
            moves = {to: chance for to, chance in self._written(node).items() if to == FINISH or self.moves.get(to)}
            self.moves[node] = _shared(moves)

    @property
    def finishes(self) -> bool:
        return bool(self.moves[self.first])

    def _written(self, node: Node) -> Moves:
        key, part = node
        step = self.ways.steps[key]
        found: Moves = {}
        for to, chance in self._forward(step).items():
            goes_back = (key, to) in self.ways.onward.back
            if to not in self.ways.steps:
                found[FINISH] = found.get(FINISH, 0.0) + chance
            elif not goes_back or part == FIRST:
                found[to, SECOND if goes_back else part] = chance
        if not found and model.ends_here(step):
            return {FINISH: 1.0}
        if part == FIRST and key in self.returns_to:
            back = _chance(self.work.chances.get(key, {}).get("return", RETURN))
            found = {to: chance * (1 - back) for to, chance in found.items()}
            found[self.returns_to[key], SECOND] = back
        return found

    def _forward(self, step: Step) -> dict[str, float]:
        exits = [way for way in self.ways.exits[step.key] if way.to in self.ways.steps or way.to in model.ENDS]
        exits = [way for way in exits if way.to != REFUSE] or exits
        told = self.work.chances.get(step.key, {})
        if step.kind == "vote":
            return _likely(exits, {"failed": FAIL} | dict(told), by="kind")
        return _likely(exits, told, by="to")

    @cached_property
    def returns_to(self) -> dict[str, str]:
        """Where work is sent back to: the last step that every way has passed by then."""
        place = {key: number for number, key in enumerate(reversed(self.ways.onward.order))}
        found: dict[str, str] = {}
        for other in sorted(place, key=lambda key: place[key]):
            if self.ways.steps[other].takes_back:
                for key in self.ways.reached - self.ways.reach(without={other}):
                    if model.returns(self.ways.steps[key]):
                        found[key] = other
        return found

    def minutes(self, node: Node) -> int:
        return 0 if node == FINISH else model.counted(self.ways.steps[node[0]])

    def minutes_of(self, path: tuple[Node, ...]) -> int:
        return sum(map(self.minutes, path))

    def chance_of(self, path: tuple[Node, ...]) -> float:
        chance = 1.0
        for node, after in zip(path, (*path[1:], FINISH), strict=True):
            chance *= self.moves[node][after]
        return chance

    def next_of(self, node: Node, draw: float) -> Node:
        for after, chance in self.moves[node].items():
            draw -= chance
            if draw < 0:
                return after
        return after

    @cached_property
    def expected(self) -> float:
        found = {FINISH: 0.0}
        for node in self._live:
            found[node] = self.minutes(node) + sum(found[to] * chance for to, chance in self.moves[node].items())
        return found[self.first]

    @property
    def shortest(self) -> int:
        found = {FINISH: 0}
        for node in self._live:
            found[node] = self.minutes(node) + min(found[to] for to in self.moves[node])
        return found[self.first]

    @property
    def longest(self) -> int:
        return self.minutes_of(self.longest_path())

    def longest_path(self) -> tuple[Node, ...]:
        found: dict[Node, tuple[int, Node]] = {FINISH: (0, FINISH)}
        for node in self._live:
            minutes, after = max((found[to][0], to) for to in self.moves[node])
            found[node] = (self.minutes(node) + minutes, after)
        path = [self.first]
        while found[path[-1]][1] != FINISH:
            path.append(found[path[-1]][1])
        return tuple(path)

    @cached_property
    def _live(self) -> list[Node]:
        return [node for node in self.order if self.moves[node]]

    def visits(self) -> Mapping[str, float]:
        """How often each step is done on average."""
        reached: dict[Node, float] = {self.first: 1.0}
        found: dict[str, float] = {}
        for node in reversed(self._live):
            often = reached.get(node, 0.0)
            found[node[0]] = found.get(node[0], 0.0) + often
            for to, chance in self.moves[node].items():
                reached[to] = reached.get(to, 0.0) + often * chance
        return found

    def likeliest(self, most: int) -> tuple[list[tuple[Node, ...]], bool]:
        """So many paths, the likeliest first, and whether there are more. No path is begun that is not finished."""
        best = {FINISH: 1.0}
        for node in self._live:
            best[node] = max(chance * best[to] for to, chance in self.moves[node].items())
        number = count()
        waiting: list[tuple[float, int, int, float, tuple[Node, ...]]] = [(0.0, 0, 0, 1.0, (self.first,))]
        found: list[tuple[Node, ...]] = []
        while waiting and len(found) <= most:
            _order, _length, _number, chance, path = heappop(waiting)
            if path[-1] == FINISH:
                found.append(path[:-1])
                continue
            for to, part in self.moves[path[-1]].items():
                hope = float(f"{chance * part * best[to]:.9g}")  # equal hopes are equal: then the longer path goes on
                heappush(waiting, (-hope, -len(path), next(number), chance * part, (*path, to)))
        return found[:most], len(found) > most


def _likely(exits: list[Exit], told: Mapping[str, float], *, by: str) -> dict[str, float]:
    """How likely each way is; those of which nothing is told share the rest."""
    named = {getattr(way, by) for way in exits} & set(told)
    rest = max(0.0, 1 - sum(_chance(told[name]) for name in named))
    others = sum(getattr(way, by) not in named for way in exits)
    found: dict[str, float] = {}
    for way in exits:
        name = getattr(way, by)
        same = sum(getattr(other, by) == name for other in exits)
        chance = _chance(told[name]) / same if name in named else rest / others
        found[way.to] = found.get(way.to, 0.0) + chance
    return found


def _chance(value: float) -> float:
    return min(1.0, max(0.0, value)) if isfinite(value) else 0.0


def _shared(moves: Moves) -> Moves:
    """Ways that are never taken left out, the others together certain. Where none is ever taken, all alike."""
    total = sum(moves.values())
    if not total:
        return {to: 1 / len(moves) for to in moves}
    return {to: chance / total for to, chance in moves.items() if chance > 0}
