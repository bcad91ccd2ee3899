"""The real server, in a process of its own, over the test database."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from doanso.cli.waiting import free_port, wait_until_healthy


@dataclass(frozen=True)
class Server:
    url: str
    log: Path
    pid: int


def environment(port: int, **more: str) -> dict[str, str]:
    """What a process needs to work on the test's database and data folder."""
    from django.conf import settings
    from django.db import connection

    database = connection.settings_dict
    url = f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={database['HOST']}"
    if database["PORT"]:
        url += f"&port={database['PORT']}"
    own = {"DATABASE_URL": url, "DOANSO_PORT": str(port), "DOANSO_SECRET": settings.SECRET_KEY}
    return os.environ | own | {"DOANSO_DATA": str(settings.DATA), "DOANSO_ADDRESS": f"http://127.0.0.1:{port}"} | more


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process that began a session of its own, and all below it."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="session")
def live_process(django_db_setup: None, django_db_blocker) -> Iterator[Server]:
    """Started once a session; ends gracefully, or the session fails."""
    from django.conf import settings

    port = free_port()
    with django_db_blocker.unblock():
        env = environment(port, DOANSO_RATE_LIMITS="0")
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, env=env, check=True, timeout=120)
    log = settings.DATA / "server.log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "doanso.config.server"]
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        server = Server(f"http://127.0.0.1:{port}", log, process.pid)
        wait_until_healthy(server.url, process=process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            kill_group(process)


@pytest.fixture
def live(transactional_db: None, live_process: Server) -> Server:
    """The server's address for a test whose data is committed, and flushed afterwards."""
    from django.core.cache import cache

    cache.clear()
    return live_process
