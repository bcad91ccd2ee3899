"""The whole thing as an administrator has it: real processes, real signals, a PostgreSQL of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from tests.support.live import kill_group

from doanso.cli.waiting import free_port, wait_until_healthy
from doanso.config.postgres import Cluster

pytestmark = pytest.mark.slow


@pytest.fixture
def home() -> Iterator[dict[str, str]]:
    """The environment of an installation without DATABASE_URL, whose traces are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="doanso-run-") as folder:
        Path(folder).chmod(0o711)
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        yield env | {"DOANSO_DATA": folder, "DOANSO_PORT": str(free_port()), "DOANSO_SECRET": ""}
        Cluster(Path(folder) / "postgres").stop()


def start(env: dict[str, str], command: str) -> subprocess.Popen[bytes]:
    log = Path(env["DOANSO_DATA"]) / f"{command}.log"
    arguments = [sys.executable, "-m", "doanso", command]
    with log.open("ab") as out:
        return subprocess.Popen(arguments, env=env, stdout=out, stderr=out, start_new_session=True)


def stop(process: subprocess.Popen[bytes], number: int) -> int:
    """Like Ctrl-C in a terminal: the whole group gets the signal."""
    os.killpg(process.pid, number)
    try:
        return process.wait(40)
    finally:
        kill_group(process)


def address(env: dict[str, str]) -> str:
    return f"http://127.0.0.1:{env['DOANSO_PORT']}"


def url(env: dict[str, str]) -> str:
    return Cluster(Path(env["DOANSO_DATA"]) / "postgres").url


def processes(env: dict[str, str]) -> dict[int, str]:
    """Every process of this installation by its number: those that know its folder."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            alive = ") Z " not in (folder / "stat").read_text()
        except OSError:
            continue
        if alive and env["DOANSO_DATA"].encode() in words:
            found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ").strip()
    return found


def until(condition: Callable[[], bool], *, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It never happened."
        time.sleep(0.1)


def one(env: dict[str, str], words: str) -> int:
    """The eldest process with these words in its command."""
    return min(number for number, command in processes(env).items() if words in command)


def test_demo_starts_recovers_stops_and_keeps_its_data(home):
    demo = start(home, "demo")
    try:
        wait_until_healthy(address(home), process=demo, seconds=240)
        until(lambda: b"Ctrl-C" in (Path(home["DOANSO_DATA"]) / "demo.log").read_bytes())
        with psycopg.connect(url(home)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1")
            people = connection.execute("SELECT count(*) FROM accounts_person").fetchone()
        for words in ("doanso.config.server", "doanso.config.worker"):
            dead = one(home, words)
            os.kill(dead, signal.SIGKILL)
            until(lambda words=words, dead=dead: any(words in c and n != dead for n, c in processes(home).items()))
            wait_until_healthy(address(home), process=demo)
        os.kill(Cluster(Path(home["DOANSO_DATA"]) / "postgres").pid(), signal.SIGKILL)
        time.sleep(1)
        wait_until_healthy(address(home), process=demo)
    finally:
        code = stop(demo, signal.SIGINT)
    assert code == 0
    assert processes(home) == {}

    again = start(home, "demo")
    try:
        wait_until_healthy(address(home), process=again, seconds=240)
        with psycopg.connect(url(home)) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1,)
            assert connection.execute("SELECT count(*) FROM accounts_person").fetchone() == people
    finally:
        code = stop(again, signal.SIGTERM)
    assert code == 0
    assert processes(home) == {}


def test_a_signal_while_the_database_starts_leaves_nothing(home):
    early = start(home, "migrate")
    until(lambda: (Path(home["DOANSO_DATA"]) / "postgres").exists())
    time.sleep(0.5)
    assert stop(early, signal.SIGINT) == 130
    assert processes(home) == {}


def test_what_keeps_dying_ends_everything(home):
    """A worker on a database that was never migrated has no queue to work on."""
    hopeless = start(home, "worker")
    try:
        assert hopeless.wait(180) == 1
    finally:
        kill_group(hopeless)
    assert "worker ended 4 times in a row; giving up." in (Path(home["DOANSO_DATA"]) / "worker.log").read_text()
    assert processes(home) == {}
