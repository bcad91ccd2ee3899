"""pg_dump and pg_restore on the configured database: the wheel's, or without the wheel the machine's."""

import os
import shutil
import subprocess

from doanso.cli.errors import Failed
from doanso.config import postgres
from doanso.config.database import libpq_options


def run(program: str, *arguments: str) -> None:
    """Failed with the program's own words when it fails. The password goes through the environment, not the command."""
    done = subprocess.run([find(program), *arguments], env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failed(f"{program}: {done.stderr.strip()[-1500:]}")


def find(program: str) -> str:
    """Of the server's own version where we have it: what a newer pg_dump writes an older server may refuse."""
    try:
        versions = postgres.installed()
    except postgres.PostgresError:
        versions = {}
    bundled = versions.get(_server_version()) or (versions[max(versions)] if versions else None)
    found = str(bundled / "bin" / program) if bundled else shutil.which(program)
    if not found:
        raise Failed(f"{program} is not here. Install PostgreSQL's client programs.")
    return found


def _server_version() -> int:
    from django.db import connection  # after Django is set up

    connection.ensure_connection()
    return connection.pg_version // 10_000


def _environment() -> dict[str, str]:
    from django.conf import settings  # after Django is set up

    given = libpq_options(settings.DATABASES["default"])
    return os.environ | {"PGDATABASE" if name == "dbname" else f"PG{name.upper()}": given[name] for name in given}
