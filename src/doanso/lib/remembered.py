"""What is asked all the time and changes hardly ever."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

Found = TypeVar("Found")
Store = TypeVar("Store", list[Any], dict[Any, Any])
_everything: list[list[Any] | dict[Any, Any]] = []


def forgettable(store: Store) -> Store:
    """What `forget` empties, too."""
    _everything.append(store)
    return store


def remembered(*, seconds: float) -> Callable[[Callable[[], Found]], Callable[[], Found]]:
    """A function without arguments that is called again only after `seconds`: as long as a change may take to be seen.

    Each process remembers for itself. Nothing that decides about somebody's rights belongs here.
    """

    def decorate(ask: Callable[[], Found]) -> Callable[[], Found]:
        known: list[tuple[float, Found]] = forgettable([])

        @wraps(ask)
        def answer() -> Found:
            if not known or time.monotonic() - known[0][0] > seconds:
                known[:] = [(time.monotonic(), ask())]
            return known[0][1]

        return answer

    return decorate


def forget() -> None:
    """All of it, in this process: between tests, each of which has a database of its own."""
    for known in _everything:
        known.clear()
