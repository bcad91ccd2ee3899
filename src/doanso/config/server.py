"""The web server process: `python -m doanso.config.server`. SIGTERM lets running requests finish first."""

import importlib
import os
import resource
import signal
import sys
from itertools import count
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from doanso.config import cores, orphans, watch

APPLICATION = "doanso.config.asgi"
CONNECTIONS = 4096
"""Of each process. Browsers keep theirs while people think: with few, some hundred would lock out all others."""


class Server(Granian):
    """Once its processes run, a small program takes its place and waits for them (`config/watch.py`)."""

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        workers = [str(each.inner.pid) for each in self.wrks]
        os.execv(sys.executable, [sys.executable, "-I", "-S", watch.__file__, *sys.argv[1:], *workers])  # noqa: S606 our own program


def main() -> None:
    _allow_files(2 * CONNECTIONS)
    importlib.import_module(APPLICATION)  # before the workers fork: they share what it takes, 40 MB each
    _hold_signals()
    Server(
        f"{APPLICATION}:application",
        address=settings.LISTEN,
        port=settings.PORT,
        interface=Interfaces.ASGI,
        loop=Loops.auto,  # uvloop, where it is installed
        workers=settings.WORKERS,
        log_level=LogLevels.warning,
        websockets=False,
        backpressure=CONNECTIONS,
    ).serve()


def _hold_signals() -> None:
    """Whoever comes after us as the first process answers them; those that fork answer for themselves."""
    signal.pthread_sigmask(signal.SIG_BLOCK, watch.SIGNALS)
    first, numbers = cores.here(), count(-1)
    os.register_at_fork(before=lambda: next(numbers), after_in_child=lambda: _begin(first, next(numbers)))


def _begin(first: int, number: int) -> None:
    orphans.die_with_parent()
    signal.pthread_sigmask(signal.SIG_UNBLOCK, watch.SIGNALS)
    cores.stay(first, number)


def _allow_files(number: int) -> None:
    """A connection is a file to the kernel, which gives 1,024 of them to who does not ask for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    main()
