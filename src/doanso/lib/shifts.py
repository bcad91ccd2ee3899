"""Open work that goes to somebody else because others stand in for a role."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Change:
    """Expressions of assignees, in the order in which they are tried while nobody holds the role."""

    role: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    on: date


@dataclass(frozen=True)
class Shift:
    """In words: for whom it is meant, who has it in their stead today, and who then; empty for nobody."""

    meant: str
    today: str
    then: str


def summed(found: Iterable[Shift]) -> list[tuple[Shift, int]]:
    """Each once with its number, the most frequent first."""
    return sorted(Counter(found).items(), key=lambda pair: (-pair[1], pair[0].meant, pair[0].today, pair[0].then))
