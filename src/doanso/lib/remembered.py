"""What is asked all the time and changes hardly ever."""

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")
Store = TypeVar("Store", list[Any], dict[Any, Any])
MOST = 1000
_everything: list[list[Any] | dict[Any, Any]] = []


def forgettable(store: Store) -> Store:
    """What `forget` empties, too."""
    _everything.append(store)
    return store


def remembered(*, seconds: float) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """A function that is called again for the same arguments, given by place, only after `seconds`: as long as a change
    may take to be seen.

    Each process remembers for itself. Nothing that decides about somebody's rights belongs here.
    """

    def decorate(ask: Callable[Given, Found]) -> Callable[Given, Found]:
        known: dict[Hashable, tuple[float, Found]] = forgettable({})

        @wraps(ask)
        def answer(*given: Given.args, **_none: Given.kwargs) -> Found:
            found = known.get(given)
            if found is None or time.monotonic() - found[0] > seconds:
                if len(known) >= MOST:
                    known.clear()
                found = known[given] = (time.monotonic(), ask(*given))
            return found[1]

        return answer

    return decorate


def forget() -> None:
    """All of it, in this process: between tests, each of which has a database of its own."""
    for known in _everything:
        known.clear()
