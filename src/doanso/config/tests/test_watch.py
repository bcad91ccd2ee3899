import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.support.live import environment, kill_group

from doanso.cli.waiting import free_port, wait_until_healthy
from doanso.config import watch

SERVER = """
import os, signal, subprocess, sys
children = [str(subprocess.Popen(each.split()).pid) for each in sys.argv[2:]]
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
print(*children, flush=True)
os.execv(sys.executable, [sys.executable, "-I", "-S", *sys.argv[1].split(), *children])
"""


@contextmanager
def watching(*children: str, again: bool = False) -> Iterator[tuple[subprocess.Popen, list[str]]]:
    """What begins processes and then becomes the program that watches them, as the server does."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, watch.__file__ + again * " again", *children],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield process, process.stdout.readline().split()
        finally:
            kill_group(process)


@pytest.mark.parametrize("after_s", [0, 0.5], ids=["before it listens", "later"])
@pytest.mark.parametrize("number", watch.SIGNALS)
def test_a_signal_ends_all(number, after_s):
    with watching("sleep 99", "sleep 99") as (process, children):
        time.sleep(after_s)
        process.send_signal(number)
        assert process.wait(5) == 0
        assert not alive(children)


def test_two_that_end_together_leave_no_third_behind():
    with watching("sleep 99", "sleep 99", "sleep 99", again=True) as (process, children):
        process.send_signal(signal.SIGSTOP)
        for each in children[:2]:
            os.kill(int(each), signal.SIGKILL)
        process.send_signal(signal.SIGCONT)
        assert process.wait(10) == 1
        assert not alive(children)


def test_a_replacement_that_ends_at_once_ends_all_with_an_error():
    with watching("sleep 99", "false", again=True) as (process, children):
        assert process.wait(watch.STEADY_S) == 1
        assert not alive(children)


def alive(processes: Iterable[object]) -> list[object]:
    return [pid for pid in processes if Path(f"/proc/{pid}").exists()]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_process_of_the_server_is_replaced_while_the_other_answers():
    port = free_port()
    env = environment(port, DOANSO_WORKERS="2")
    subprocess.run([sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"], env=env, check=True)
    server = subprocess.Popen([sys.executable, "-m", "doanso.config.server"], env=env, start_new_session=True)
    try:
        wait_until_healthy(address := f"http://127.0.0.1:{port}", process=server)
        first, second = children(server.pid)
        os.kill(first, signal.SIGKILL)
        wait_until_healthy(address, process=server)
        replaced = until_there_is_one_below(server.pid, beside=second)
        assert memory_kb(server.pid) < 15_000 > memory_kb(replaced)  # they hold nothing of what the others loaded
        wait_until_healthy(address, process=server)
        server.kill()  # not even that leaves its processes behind, but for the replacement, which has its own
        server.wait(15)
        until_gone(second)
    finally:
        kill_group(server)


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until_there_is_one_below(pid: int, *, beside: int) -> int:
    """The server of one process, once its own runs."""
    for _ in range(300):
        new = [each for each in children(pid) if each != beside]
        if new and "watch.py" in Path(f"/proc/{new[0]}/cmdline").read_text():
            return new[0]
        time.sleep(0.1)
    raise AssertionError("Nothing came in its place.")


def until_gone(pid: int) -> None:
    for _ in range(100):
        if not alive([pid]):
            return
        time.sleep(0.1)
    raise AssertionError("It goes on.")


def memory_kb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])
