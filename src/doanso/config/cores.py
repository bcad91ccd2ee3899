"""A server process stays on one core with what every request goes through.

Network, event loop and the thread that draws pages hand each request on six times, and one of them at a time runs
Python: to wake one on another core costs more than it wins. Threads that come in when many ask at once run anywhere
(docs/decisions/0012-performance.md).
"""

import os
from contextlib import suppress
from pathlib import Path

_everywhere: set[int] = set()
LAST_CORE = 36  # of what follows the name in /proc/self/stat: where this process ran last


def here() -> int:
    """Where this process runs: who begins several asks before, for all of them."""
    try:
        return int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[LAST_CORE])
    except OSError:
        return 0


def stay(first: int, number: int) -> None:
    """This process, and the threads it begins from now on: each of several, by its number, on a core of its own.

    Where that is not allowed or not known, it runs anywhere as ever.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    _everywhere.update(os.sched_getaffinity(0))
    cores = sorted(_everywhere)
    place = cores.index(first) if first in cores else 0
    with suppress(OSError):
        os.sched_setaffinity(0, {cores[(place + number) % len(cores)]})


def leave() -> None:
    """This thread runs anywhere again."""
    if _everywhere:
        with suppress(OSError):  # other cores were given to us meanwhile
            os.sched_setaffinity(0, _everywhere)
