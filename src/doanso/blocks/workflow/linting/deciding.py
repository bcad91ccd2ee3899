"""Which case of a branch can be chosen at all, by trying every answer that makes a difference.

A field matters only through what it is compared with. One value below, between and above those constants, each
constant itself, and no answer at all stand for all values. Whatever reads a field otherwise is left undecided.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise, product
from math import prod
from typing import Any

from doanso.blocks.workflow.linting.findings import Facts
from doanso.blocks.workflow.model import ELSE
from doanso.lib import expressions

Node = expressions.Node
COMPARISONS = {"==", "!=", "<", "<=", ">", ">="}
PLAIN = {"and", "or", "not"}
MOST_TRIALS = 2_000
ANY_DAY = date(2026, 1, 1)
ELSEWHERE = "\u0000"  # a text that nobody compares with


class Decider:
    """The cases of one branch."""

    def __init__(self, nodes: list[Node], facts: Facts) -> None:
        self.nodes, self.facts = nodes, facts
        self.decidable = [_is_decidable(node) for node in nodes]

    def chosen(self) -> set[int] | None:
        """Numbers of the cases that some answers choose; ELSE for none of them. None: too many to try."""
        return None if self.trials is None else {number for trial in self.trials for number in self._taken(trial)}

    def never(self, number: int) -> bool:
        return self._values(number) in ({False}, {None}, {False, None})

    def always(self, number: int) -> bool:
        return self._values(number) == {True}

    def _values(self, number: int) -> set[Any]:
        if not self.decidable[number] or self.trials is None:
            return set()
        return {self._value(number, trial) for trial in self.trials}

    def _taken(self, trial: Mapping[str, Any]) -> Iterator[int]:
        for number, decidable in enumerate(self.decidable):
            holds = decidable and self._value(number, trial) is True
            if holds or not decidable:
                yield number
            if holds:
                return
        yield ELSE

    def _value(self, number: int, trial: Mapping[str, Any]) -> Any:
        return expressions.evaluate(self.nodes[number], trial, today=ANY_DAY)

    @cached_property
    def trials(self) -> list[dict[str, Any]] | None:
        domains: dict[str, set[Any]] = {}
        for node, decidable in zip(self.nodes, self.decidable, strict=True):
            if decidable:
                _collect(node, domains)
        values = {name: self._domain(name, constants) for name, constants in domains.items()}
        if prod(map(len, values.values())) * len(self.nodes) > MOST_TRIALS:
            return None
        return [dict(zip(values, row, strict=True)) for row in product(*values.values())]

    def _domain(self, name: str, constants: set[Any]) -> list[Any]:
        kind = "" if self.facts.fields is None else self.facts.fields.get(name, "")
        if name in self.facts.choices:
            return [None, *self.facts.choices[name]]
        numbers = sorted({Decimal(value) for value in constants if isinstance(value, Decimal | bool)})
        texts = [value for value in constants if isinstance(value, str)]
        found: list[Any] = [None]
        if kind in {"", "bool"}:
            found += [True, False]
        if numbers and kind in {"", "number"}:
            found += [numbers[0] - 1, *numbers, *((a + b) / 2 for a, b in pairwise(numbers))]
            found.append(numbers[-1] + 1)
        if kind in {"", "text"}:
            found += [*texts, ELSEWHERE]
        return found


def _is_decidable(node: Node) -> bool:
    """Built from comparisons of a field with a constant, yes-or-no fields, and, or, not; or without any field."""
    if not isinstance(node, list):
        return True
    head, *operands = node
    if head in PLAIN:
        return all(_is_decidable(operand) for operand in operands)
    if head == "$":
        return len(operands) == 1
    if head in COMPARISONS and any(map(_is_name, operands)):
        return all(_is_name(operand) or _constant(operand) is not None for operand in operands) and not all(
            map(_is_name, operands)
        )
    return not expressions.variables(node) and not _reads_the_day(node)


def _reads_the_day(node: Node) -> bool:
    return isinstance(node, list) and (node[0] == "today" or any(map(_reads_the_day, node[1:])))


def _is_name(node: Node) -> bool:
    return isinstance(node, list) and node[0] == "$" and len(node) == 2


def _constant(node: Node) -> Any:
    """The value of a literal; None for anything else."""
    if isinstance(node, bool):
        return node
    if isinstance(node, list) and node[0] == "#":
        return Decimal(node[1])
    if isinstance(node, list) and node[0] == "neg" and isinstance(node[1], list) and node[1][0] == "#":
        return -Decimal(node[1][1])
    return node[1] if isinstance(node, list) and node[0] == "'" else None


def _collect(node: Node, domains: dict[str, set[Any]]) -> None:
    """Every field that is read, with the constants that it is compared with."""
    if not isinstance(node, list):
        return
    head, *operands = node
    if head == "$":
        domains.setdefault(operands[0], set())
    elif head in COMPARISONS and any(map(_is_name, operands)):
        name = next(operand[1] for operand in operands if _is_name(operand))
        domains.setdefault(name, set()).update(_constant(o) for o in operands if not _is_name(o))
    elif head in PLAIN:
        for operand in operands:
            _collect(operand, domains)
