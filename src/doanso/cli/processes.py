"""Keeps our processes running, and ends them all.

Each runs in a session of its own: Ctrl-C in a terminal reaches us alone, and we ask the children to finish. One that
dies is started again, and so is our own PostgreSQL; what keeps dying ends everything, for a service manager to see.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from doanso.config.orphans import die_with_parent
from doanso.config.postgres import Cluster, PostgresError

PATIENCE_S = 15  # longer than the server and the worker need to finish what they hold
MAX_FAILURES = 4  # in a row; one that ran for STEADY_S counts as having worked
STEADY_S = 60
RESTARTS = 10


@dataclass(frozen=True)
class Program:
    name: str
    module: str


WEB = Program("web", "doanso.config.server")
WORKER = Program("worker", "doanso.config.worker")


@dataclass
class Child:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    failures: int = 0


class Stop(BaseException):
    """A signal asked us to end; the exit code says which."""


def supervise(programs: list[Program], *, cluster: Cluster | None, ready: Callable[[], None] | None = None) -> int:
    """Run until a signal; returns 0, or 1 when something kept dying. Leaves no process behind."""
    children: list[Child] = []
    with _signals():
        try:
            children.extend(Child(program, _start(program), time.monotonic()) for program in programs)
            if ready:
                ready()
            return _watch(children, cluster)
        except Stop:
            return 0
        finally:
            _end(children)


def _watch(children: list[Child], cluster: Cluster | None) -> int:
    while True:
        time.sleep(0.2)
        if cluster and not cluster.alive():
            _revive_database(cluster)
        for child in children:
            if child.process.poll() is not None and not _revive(child):
                return 1


def _revive_database(cluster: Cluster) -> None:
    """Again and again for a while: after a crash its last processes must first let go of the shared memory."""
    _say("PostgreSQL ended; starting it again.")
    for attempt in range(RESTARTS):
        try:
            cluster.start()
        except PostgresError:
            if attempt == RESTARTS - 1:
                raise
            time.sleep(1)
        else:
            return


def _revive(child: Child) -> bool:
    """Start a dead child again; False when it died too often."""
    now = time.monotonic()
    child.failures = 1 if now - child.started > STEADY_S else child.failures + 1
    _say(f"{child.program.name} ended with code {child.process.returncode}.")
    _kill_group(child.process.pid)
    if child.failures >= MAX_FAILURES:
        _say(f"{child.program.name} ended {MAX_FAILURES} times in a row; giving up.")
        return False
    child.process, child.started = _start(child.program), now
    return True


def _start(program: Program) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", program.module]
    return subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent)


def _end(children: list[Child]) -> None:
    """Ask all to finish, wait, then kill whatever is left of their groups."""
    for child in children:
        with suppress(ProcessLookupError):
            child.process.terminate()
    deadline = time.monotonic() + PATIENCE_S
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0, deadline - time.monotonic()))
        _kill_group(child.process.pid)
        child.process.wait()


def _kill_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


class _signals:
    """SIGINT and SIGTERM raise Stop once; while we are ending, more of them change nothing."""

    def __enter__(self) -> None:
        self.before = {number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)}

    def __exit__(self, *args: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _stop(self, number: int, frame: object) -> None:
        for each in self.before:
            signal.signal(each, signal.SIG_IGN)
        raise Stop


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
