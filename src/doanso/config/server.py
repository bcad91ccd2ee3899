"""The web server process: `python -m doanso.config.server`. SIGTERM lets running requests finish first."""

import importlib
import os
import resource

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

APPLICATION = "doanso.config.asgi"
DRAIN_S = 10
CONNECTIONS = 4096
"""Of each process. Browsers keep theirs while people think: with few, some hundred would lock out all others."""


def main() -> None:
    _allow_files(2 * CONNECTIONS)
    importlib.import_module(APPLICATION)  # before the workers fork: they share what it takes, 40 MB each
    Granian(
        f"{APPLICATION}:application",
        address=settings.LISTEN,
        port=settings.PORT,
        interface=Interfaces.ASGI,
        loop=Loops.auto,  # uvloop, where it is installed
        workers=settings.WORKERS,
        workers_kill_timeout=DRAIN_S,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        websockets=False,
        backpressure=CONNECTIONS,
    ).serve()


def _allow_files(number: int) -> None:
    """A connection is a file to the kernel, which gives 1,024 of them to who does not ask for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    main()
