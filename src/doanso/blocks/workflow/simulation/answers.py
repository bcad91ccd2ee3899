"""What a simulation is told, and what it answers. Times are working minutes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

RETURN, FAIL = 0.05, 0.1
"""How often a step sends work back, and how often a vote fails, unless the caller knows better."""
SPREAD = (0.5, 0.9, 1.6)
"""Shortest, usual and longest share of the planned time that a step takes; the planned time on average."""


@dataclass(frozen=True)
class Work:
    """`limit`: the promised minutes, 0 without a promise.

    `chances` by the step's key: {"return": 0.2} of a task or consult, {"failed": 0.3} of a vote, {key of the next
    step: 0.7} of a branch; ways that are not named share what is left.
    """

    limit: int = 0
    chances: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    spread: tuple[float, float, float] = SPREAD
    runs: int = 1000
    seed: int = 1


@dataclass(frozen=True)
class Path:
    """One way to the end. `repeats`: it goes back once. `ends_at` is None beyond the calendar."""

    steps: tuple[str, ...]
    minutes: int
    ends_at: datetime | None
    chance: float
    repeats: bool


@dataclass(frozen=True)
class SeatTime:
    assignee: str
    label: str
    minutes: float
    share: float


@dataclass(frozen=True)
class Simulation:
    """`cut`: there are more paths than are shown. `on_time`: the share of dossiers within the limit, None without one.

    `nine_of_ten`: the minutes within which nine of ten dossiers are done.
    """

    paths: tuple[Path, ...] = ()
    cut: bool = False
    shortest: int = 0
    longest: int = 0
    expected: float = 0.0
    expected_end: datetime | None = None
    nine_of_ten: float = 0.0
    seats: tuple[SeatTime, ...] = ()
    limit: int = 0
    on_time: float | None = None

    @property
    def bottleneck(self) -> SeatTime | None:
        """The seat that most of the working time lies with."""
        return self.seats[0] if self.seats else None

    @property
    def longest_keeps(self) -> bool:
        """Even the longest way is within the promised time."""
        return not self.limit or self.longest <= self.limit

    @property
    def expected_keeps(self) -> bool:
        return not self.limit or self.expected <= self.limit
