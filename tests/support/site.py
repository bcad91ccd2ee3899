"""A whole demonstration, served by the real server on a database of its own, with a clock that a test can set.

The clock is libfaketime's: it changes what the server's process believes, and nothing in the product knows of it.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from doanso.cli.waiting import free_port, wait_until_healthy
from tests.support import templates
from tests.support.live import environment, kill_group

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
PASSWORD = "doan-so-2026"
PREPARE = """
from doanso.cli.environment import start_django
start_django()
from doanso.cli.setup import load_demo, prepare
from django.utils import timezone
prepare()
load_demo(timezone.now())
"""
SWEEP = """
from doanso.cli.environment import start_django
start_django()
from django.utils import timezone
from doanso.blocks.workflow import services
services.sweep(now=timezone.now())
"""


@dataclass(frozen=True)
class Site:
    url: str
    env: dict[str, str]
    clock: Path

    def at(self, moment: str) -> None:
        """From now on it is this moment in Vietnam: "2026-08-21 15:30:00". The clock then stands still."""
        self.clock.write_text(moment)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.env["DATABASE_URL"]) as connection:
            return connection.execute(sql, values).fetchall()

    def sweep(self) -> None:
        """What the worker does every ten minutes, at the site's own time."""
        subprocess.run([sys.executable, "-c", SWEEP], env=self.env, check=True, timeout=120)

    def sign_in(self, page: Any, phone: str) -> None:
        page.context.clear_cookies()
        page.goto(f"{self.url}/dang-nhap/")
        page.fill("input[name=login]", phone)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button.btn-main")
        page.wait_for_url(lambda address: "dang-nhap" not in address)


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    assert LIBRARIES, "No libfaketime: on Debian `apt-get install faketime`."
    with django_db_blocker.unblock():
        env = environment(free_port(), DOANSO_RATE_LIMITS="0", DOANSO_DEMO="1")
    home = tmp_path_factory.mktemp("site")
    home.chmod(0o755)
    clock = home / "clock"
    clock.write_text("2026-08-17 08:00:00")
    env |= {
        "TZ": "Asia/Ho_Chi_Minh",
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    env = _installation(env, home / "data")
    log = home / "server.log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "doanso.config.server"]
        process = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        wait_until_healthy(env["DOANSO_ADDRESS"], process=process)
        yield Site(env["DOANSO_ADDRESS"], env, clock)
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            kill_group(process)


def _installation(env: dict[str, str], data: Path) -> dict[str, str]:
    """The demonstration in a database of its own beside the tests', its files in `data`."""
    command = [sys.executable, "-c", PREPARE]
    url = env["DATABASE_URL"]
    name = f"{url.partition('@/')[2].partition('?')[0]}_site"
    if templates.shared():
        source = templates.demonstration(command, env, data)
        return env | {"DATABASE_URL": templates.copy(source, name, url), "DOANSO_DATA": str(data)}
    env = env | {"DATABASE_URL": templates.copy("template0", name, url), "DOANSO_DATA": str(data)}
    subprocess.run(command, env=env, check=True, timeout=300)
    return env
