"""Databases that every worker of a session needs alike: made once, then copied.

Only where the server is the session's own: on a server that somebody keeps, a copy would outlive what it was made from.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

FOLDER = "DOANSO_TEST_TEMPLATES"  # told to the workers through the environment


def shared() -> bool:
    return FOLDER in os.environ


def migrated() -> str:
    """The name of a database in which every migration has run, and nothing else."""
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    return _made("doanso_migrated", migrate, dict(os.environ), source="template0")


def demonstration(command: list[str], env: dict[str, str], data: Path) -> str:
    """The name of a database that this command has filled, and beside it in `data` the files that it wrote.

    Whoever comes first gives the command: all who ask give the same.
    """
    kept = Path(os.environ[FOLDER]) / "data"
    name = _made("doanso_demonstration", command, env | {"DOANSO_DATA": str(kept)}, source=migrated())
    subprocess.run(["cp", "--archive", str(kept), str(data)], check=True)
    return name


def copy(source: str, name: str, url: str) -> str:
    """A fresh database of this name, like the source; gives its URL. `url` is that of any database beside it."""
    base, _slash, rest = url.partition("@/")
    query = rest.partition("?")[2]
    with psycopg.connect(f"{base}@/postgres?{query}", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return f"{base}@/{name}?{query}"


def _made(name: str, command: list[str], env: dict[str, str], *, source: str) -> str:
    url = os.environ["DATABASE_URL"]
    with _turn(name) as made:
        if not made.exists():
            own = {"DATABASE_URL": copy(source, name, url), "DJANGO_SETTINGS_MODULE": "doanso.config.settings"}
            subprocess.run(command, env=env | own, check=True, timeout=600)
            made.touch()
    return name


@contextmanager
def _turn(name: str) -> Iterator[Path]:
    """One worker after the other; gives the path of a mark that the work is done."""
    folder = Path(os.environ[FOLDER])
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name
