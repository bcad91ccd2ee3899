"""The web server process: `python -m doanso.config.server`. SIGTERM lets running requests finish first."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

DRAIN_S = 10


def main() -> None:
    Granian(
        "doanso.config.asgi:application",
        address=settings.LISTEN,
        port=settings.PORT,
        interface=Interfaces.ASGI,
        workers=settings.WORKERS,
        workers_kill_timeout=DRAIN_S,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        websockets=False,
        backpressure=256,
    ).serve()


if __name__ == "__main__":
    main()
