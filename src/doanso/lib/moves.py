"""What each module does when one unit hands its work over to another: a merger, a split, a dissolution.

A module's manifest offers `Move`s. Who reorganises shows all their lines first, and on the day applies all of them in
one transaction. A move may be applied twice: the second time it takes along what came meanwhile.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Handover:
    """From `on` the unit `into` carries on what `unit` had. `people`: these members alone, and nothing else moves.

    `source` is the dossier's code or `change:<id>`, `decision` the number of the decision; `keep` are the seats
    (`Position`) that go on, the others end. `late`: it is done, and this is for what came meanwhile: nobody can choose
    another day any more.
    """

    unit: Any
    into: Any
    on: date
    source: str
    now: datetime
    by: Any = None
    decision: str = ""
    keep: frozenset[int] = frozenset()
    people: frozenset[int] | None = None
    late: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the preview. `stops`: it stands in the way of the whole."""

    words: str
    number: int | None = None
    stops: bool = False


@dataclass(frozen=True)
class Move:
    """`preview(handover)` reads alone; `apply(handover)` changes, inside the caller's transaction, and gives a
    JSON-able summary for the audit row.

    `hold(handover)`: locks what others lock before they touch the unit, so that nobody waits crosswise; all are called
    before the units themselves are locked, the one with the highest `order` first. `some`: members can be moved
    without the rest of their unit.
    """

    name: str
    label: Any
    preview: Callable[[Handover], list[Line]]
    apply: Callable[[Handover], dict[str, Any]]
    hold: Callable[[Handover], None] | None = None
    order: int = 100
    some: bool = False


@dataclass(frozen=True)
class Moving:
    """A move with what it says of one handover."""

    move: Move
    lines: list[Line] = field(default_factory=list)


def looked_at(moves: list[Move], handover: Handover) -> Iterator[Moving]:
    """What would happen, move by move; those without anything to say are left out."""
    for move in moves:
        if lines := move.preview(handover):
            yield Moving(move, lines)
