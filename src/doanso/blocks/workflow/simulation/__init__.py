"""How long a procedure takes, before anybody waits for it: every way through it, against the working calendar.

What is asked is when the applicant gets the result, so refusals are left out, and so is the time that an applicant
takes to supplement: the clock stands still then. A way goes back at most once.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from math import ceil
from random import Random
from typing import Any

from doanso.blocks.workflow.definition import Definition, Step
from doanso.blocks.workflow.diagram.telling import who
from doanso.blocks.workflow.linting import ways_of
from doanso.blocks.workflow.model import counted
from doanso.blocks.workflow.simulation.answers import Path, SeatTime, Simulation, Work
from doanso.blocks.workflow.simulation.chain import FINISH, Chain
from doanso.core.calendar.worktime import OutOfRange, WorkCalendar

__all__ = ["Path", "SeatTime", "Simulation", "Work", "simulate"]
MOST_PATHS = 40


def simulate(flow: dict[str, Any], calendar: WorkCalendar, start: datetime, *, work: Work | None = None) -> Simulation:
    """The same answer for the same seed. Without any way to the end, nothing but zeros."""
    work = work or Work()
    read = ways_of(flow)
    chain = Chain(read[1], work) if read else None
    if read is None or chain is None or not chain.finishes:
        return Simulation(limit=work.limit)
    paths, cut = _paths(chain, calendar, start)
    runs = _runs(chain, work)
    return Simulation(
        paths=paths,
        cut=cut,
        shortest=chain.shortest,
        longest=chain.longest,
        expected=chain.expected,
        expected_end=_end(calendar, start, ceil(chain.expected)),
        nine_of_ten=runs[ceil(len(runs) * 0.9) - 1],
        seats=_seats(read[0], chain),
        limit=work.limit,
        on_time=sum(minutes <= work.limit for minutes in runs) / len(runs) if work.limit else None,
    )


def _paths(chain: Chain, calendar: WorkCalendar, start: datetime) -> tuple[tuple[Path, ...], bool]:
    """The likeliest ones, and in any case the longest one."""
    found, cut = chain.likeliest(MOST_PATHS)
    longest = chain.longest_path()
    if longest not in found:
        found.append(longest)
    paths = []
    for path in found:
        keys = tuple(key for key, _round in path)
        minutes = chain.minutes_of(path)
        paths.append(Path(keys, minutes, _end(calendar, start, minutes), chain.chance_of(path), path[-1][1] > 0))
    return tuple(paths), cut


def _end(calendar: WorkCalendar, start: datetime, minutes: int) -> datetime | None:
    try:
        return calendar.add_minutes(start, minutes)
    except OutOfRange:
        return None


def _runs(chain: Chain, work: Work) -> Sequence[float]:
    """Minutes of many invented dossiers, shortest first: each step a little faster or slower than planned."""
    chance = Random(work.seed)  # noqa: S311 no secret: the same numbers every time are wanted
    low, usual, high = work.spread
    totals = []
    for _run in range(max(1, work.runs)):
        node, total = chain.first, 0.0
        while node != FINISH:
            if minutes := chain.minutes(node):
                total += minutes * chance.triangular(low, high, usual)
            node = chain.next_of(node, chance.random())
        totals.append(total)
    return sorted(totals)


def _seats(definition: Definition, chain: Chain) -> tuple[SeatTime, ...]:
    """Expected working time of each seat, the busiest first. All who are asked at the same time work."""
    spent: Counter[str] = Counter()
    visits = chain.visits()
    for step in definition.steps:
        for assignee in _people(step):
            spent[assignee] += counted(step) * visits.get(step.key, 0.0)
    total = sum(spent.values())
    busy = [(assignee, minutes) for assignee, minutes in spent.most_common() if minutes > 0]
    return tuple(SeatTime(assignee, who(assignee), minutes, minutes / total) for assignee, minutes in busy)


def _people(step: Step) -> list[str]:
    return [branch.assignee for branch in step.branches] if step.kind == "consult" else [step.assignee]
