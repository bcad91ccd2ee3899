"""A whole installation as an administrator has it: real processes, real signals, a PostgreSQL of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.live import kill_group

from doanso.cli.waiting import free_port
from doanso.config.postgres import Cluster


@contextmanager
def new_home() -> Iterator[dict[str, str]]:
    """The environment of an installation without DATABASE_URL, whose traces are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="doanso-run-") as folder:
        Path(folder).chmod(0o711)
        env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        yield env | {"DOANSO_DATA": folder, "DOANSO_PORT": str(free_port()), "DOANSO_SECRET": ""}
        cluster(folder).stop()


def cluster(folder: str) -> Cluster:
    return Cluster(Path(folder) / "postgres")


def start(env: dict[str, str], command: str) -> subprocess.Popen[bytes]:
    """As from a terminal: whoever runs the tests in the background has Ctrl-C ignored, and would pass that on."""
    log = Path(env["DOANSO_DATA"]) / f"{command}.log"
    arguments = [sys.executable, "-m", "doanso", command]
    with log.open("ab") as out:
        return subprocess.Popen(
            arguments, env=env, stdout=out, stderr=out, start_new_session=True, preexec_fn=_listen_to_ctrl_c
        )


def _listen_to_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


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
    return cluster(env["DOANSO_DATA"]).url


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
