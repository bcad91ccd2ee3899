"""What stands between a bare machine and a running installation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from doanso.cli.environment import start_django

_LOCK = 7_301_020  # any number of our own: two machines that migrate at once take turns


def prepare(*, verbose: bool = False) -> None:
    """Translations, migrations, the cache's table, static files, configuration; repeatable; machines take turns."""
    start_django()
    from django.core.management import call_command  # after Django is set up
    from django.utils import timezone  # same

    with _turn():
        call_command("migrate", interactive=False, verbosity=1 if verbose else 0)
        call_command("createcachetable", verbosity=0)
        seed(timezone.now())
    call_command("collectstatic", interactive=False, clear=False, verbosity=0)


def seed(now: datetime) -> None:
    for load in _loaders("seed"):
        load(now)


def load_demo(now: datetime) -> None:
    """Invented data of every module; what is there already stays as it is."""
    with _turn():
        for load in _loaders("load_demo"):
            load(now)


def _loaders(name: str) -> list[Callable[[datetime], None]]:
    from doanso.lib.modules import all_modules  # after Django is set up

    found = sorted(all_modules(), key=lambda module: module.demo_order)
    return [load for module in found if (load := getattr(module, name))]


@contextmanager
def _turn() -> Iterator[None]:
    from django.db import connection  # after Django is set up

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
