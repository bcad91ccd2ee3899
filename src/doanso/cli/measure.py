"""What a bench needs: the real server over a PostgreSQL of its own, and the CPU time that both spend.

Time is what the kernel charged to our processes, read from outside in /proc, so that a busy machine cannot hide or add
any. A bench always makes its own installation: nothing of a real one is touched, and other databases do not count in.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from doanso.cli.environment import start_django
from doanso.cli.errors import Failed
from doanso.cli.session import Session
from doanso.cli.setup import load_demo, prepare
from doanso.cli.waiting import free_port, wait_until_healthy
from doanso.config.postgres import Cluster

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass
class Used:
    """CPU milliseconds of server and PostgreSQL in a block, and its wall-clock time."""

    cpu_ms: float = 0
    wall_ms: float = 0


@dataclass(frozen=True)
class Probe:
    """Given to a bench's `run(probe)`."""

    url: str
    server_pid: int
    postgres_pid: int

    @contextmanager
    def measure(self) -> Iterator[Used]:
        used = Used()
        cpu, wall = self._cpu_s(), time.perf_counter()
        yield used
        used.cpu_ms = (self._cpu_s() - cpu) * 1000
        used.wall_ms = (time.perf_counter() - wall) * 1000

    def session(self) -> Session:
        """A visitor with cookies of their own and a kept connection."""
        return Session(self.url)

    def _cpu_s(self) -> float:
        return cpu_s(self.server_pid) + cpu_s(self.postgres_pid)


def cpu_s(pid: int) -> float:
    """CPU seconds of a process, all below it, and all that ended below it."""
    parents, times = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        number = int(folder.name)
        parents[number] = int(fields[1])
        times[number] = sum(int(part) for part in fields[11:15])
    tree, found = {pid}, True
    while found:
        found = {child for child, parent in parents.items() if parent in tree} - tree
        tree |= found
    return sum(times.get(number, 0) for number in tree) * TICK_S


@contextmanager
def installation() -> Iterator[Probe]:
    """A fresh installation with demo data and its real server, gone afterwards."""
    if not Path("/proc/self/stat").exists():
        raise Failed("A bench reads CPU time from /proc, which only Linux has.")
    with tempfile.TemporaryDirectory(prefix="doanso-bench-") as folder:
        Path(folder).chmod(0o711)  # under root PostgreSQL's own user passes through
        cluster = Cluster(Path(folder) / "postgres")
        port = str(free_port())
        with cluster.in_use() as url:
            own = {"DATABASE_URL": url, "DOANSO_DATA": folder, "DOANSO_PORT": port, "DOANSO_RATE_LIMITS": "0"}
            os.environ |= own | {"DOANSO_DEMO": "1", "DOANSO_LOG_LEVEL": "WARNING"}
            _fill()
            with _server(address := f"http://127.0.0.1:{port}") as pid:
                yield Probe(address, pid, cluster.pid() or 0)


def _fill() -> None:
    start_django()
    prepare()
    from django.utils import timezone  # after Django is set up

    load_demo(timezone.now() - timedelta(minutes=1))


@contextmanager
def _server(address: str) -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", "doanso.config.server"])
    try:
        wait_until_healthy(address, process=process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)
