"""What each module says of the personal data that it keeps: whose copy it gives, what it erases, and for how long it
keeps the rest. The module of personal data puts it together and knows nothing of theirs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Holding:
    """One kind of data about a person. `tell(person)` gives rows of plain values by the keys of `columns`, which has
    their headings in words.

    `erase(person, now)` removes what no law keeps and says how many things went; without it everything stays. `ground`
    says in words why something stays.
    """

    name: str
    label: Any
    columns: dict[str, Any]
    tell: Callable[[Any], list[dict[str, Any]]]
    erase: Callable[[Any, datetime], int] | None = None
    ground: Any = ""
    order: int = 100


@dataclass(frozen=True)
class Retention:
    """How long something is kept; `since` when and on which `ground`, in words. `run(now)` removes what is past it."""

    name: str
    label: Any
    keeps: timedelta
    since: Any
    ground: Any
    run: Callable[[datetime], int]
