"""A server process stays on one core with what every request goes through.

Network, event loop and the thread that draws pages hand each request on six times, and one of them at a time runs
Python: to wake one on another core costs more than it wins. So does the process of the database that answers the thread
that draws pages: they wait for one another by turns, seven times a step. Threads that come in when many ask at once run
anywhere, and so do theirs (docs/decisions/0012-performance.md).
"""

import os
import socket
import struct
from contextlib import suppress
from pathlib import Path

_everywhere: set[int] = set()
LAST_CORE, PARENT = 36, 1  # of what follows the name in /proc/<pid>/stat: where the process ran last, and who began it


def here() -> int:
    """Where this process runs: who begins several asks before, for all of them."""
    try:
        return _told("self", LAST_CORE)
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


def bring(number: int, connection: int) -> None:
    """The database's process `number` comes to the core of this thread, if it has one.

    Only a process that is certainly the one behind `connection` (a file's number): what listens at the other end of a
    socket on this machine has begun it. Elsewhere the number would mean somebody else, and nothing happens; nor does it
    where a database of the system's own may not be touched.
    """
    if not _everywhere or (mine := os.sched_getaffinity(0)) == _everywhere:
        return
    with suppress(OSError):
        listener = _listener(connection)
        if listener and _told(number, PARENT) == listener:
            os.sched_setaffinity(number, mine)


def _listener(connection: int) -> int:
    """The process at the other end; 0 where it is on another machine, or in another container."""
    with socket.socket(fileno=os.dup(connection)) as end:
        pid, _, _ = struct.unpack("3i", end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return pid


def _told(process: int | str, place: int) -> int:
    """A number that the kernel tells about a process."""
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[place])
