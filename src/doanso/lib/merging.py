"""Where a module's rows name people otherwise than by a foreign key. Two records of one human being become one:
every foreign key follows by itself, and what stands in a manifest as `Naming` follows, too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Naming:
    """`find(person)` gives the keys of rows that name somebody; `rename(keys, old, new)` puts another in their place,
    inside the caller's transaction, and gives the keys of those that it changed: where both are named nothing changes.
    Without `rename` such a row stands in the way, as `stop` says in words.
    """

    name: str
    label: Any
    find: Callable[[int], list[int]]
    rename: Callable[[list[int], int, int], list[int]] | None = None
    stop: Any = ""
