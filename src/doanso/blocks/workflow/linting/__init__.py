"""What is wrong with a flow, or doubtful, in words for who writes it. The editor's flow may be unfinished.

Errors keep it from being published, warnings do not. Where there is no error, the engine accepts the flow, and whatever
people do, a case can always be brought to an end.
"""

from typing import Any

from doanso.blocks.workflow.linting import conditions, papers, reading, seats, steps, ways
from doanso.blocks.workflow.linting.findings import Facts, Finding, Teller
from doanso.blocks.workflow.linting.vacancies import vacancies
from doanso.blocks.workflow.model import Ways

__all__ = ["Facts", "Finding", "lint", "vacancies", "ways_of"]
Json = dict[str, Any]


def lint(flow: Json, facts: Facts | None = None) -> list[Finding]:
    """Every finding, in the order of the table, errors before warnings."""
    facts, tell = facts or Facts(), Teller()
    definition = reading.read(flow, tell)
    if definition is None:
        return tell.findings
    closed = conditions.check(definition, facts, tell)
    graph = Ways(definition, closed)
    steps.check(definition, tell)
    seats.check(definition, facts, tell)
    ways.check(definition, graph, facts, tell)
    papers.check(definition, graph, facts, tell)
    order = {step.key: number for number, step in enumerate(definition.steps)}
    return sorted(tell.findings, key=lambda f: (order.get(f.step, -1), f.level))


def ways_of(flow: Json, facts: Facts | None = None) -> tuple[Any, Ways] | None:
    """The flow as far as it can be read, and its ways; None when there is no step at all."""
    definition = reading.read(flow, Teller())
    if definition is None:
        return None
    return definition, Ways(definition, conditions.check(definition, facts or Facts(), Teller()))
