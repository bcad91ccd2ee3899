"""Each process of the server on a core of its own, in programs of their own: where these tests run stays as it is."""

import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from doanso.config import cores
from doanso.config.postgres import Cluster

if not hasattr(os, "sched_setaffinity"):
    pytest.skip("this system keeps no process on a core", allow_module_level=True)
ALL = sorted(os.sched_getaffinity(0))
PROGRAM = """
import json, os, threading
from doanso.config import cores
found = []
def look(leave):
    if leave: cores.leave()
    found.append(sorted(os.sched_getaffinity(0)))
cores.leave()
look(False)
cores.stay(cores.here(), NUMBER)
for leave in (False, True):
    thread = threading.Thread(target=look, args=[leave]); thread.start(); thread.join()
look(False)
print(json.dumps(found))
"""


def told(number: int) -> list[list[int]]:
    """Before it; of a thread that it begins, of one that leaves, and of itself afterwards."""
    command = [sys.executable, "-c", PROGRAM.replace("NUMBER", str(number))]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


@pytest.mark.parametrize("number", [0, 1, len(ALL), 64])
def test_process_and_its_threads_stay_on_one_core_and_some_leave_it(number) -> None:
    before, thread, left, itself = told(number)

    assert (before, left) == (ALL, ALL)
    assert (len(itself), thread) == (1, itself)
    assert itself[0] in ALL


def test_only_cores_that_the_process_may_use_are_taken() -> None:
    command = [
        sys.executable,
        "-c",
        f"import os; os.sched_setaffinity(0, {{{ALL[-1]}}})\n{PROGRAM.replace('NUMBER', '1')}",
    ]
    found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)

    assert found == [[ALL[-1]]] * 4


CONNECTIONS = """
import json, os, sys, threading
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doanso.config.settings")
import django
django.setup()
from django.db import connection
from doanso.config import cores
def look():
    connection.ensure_connection()
    found.append(sorted(os.sched_getaffinity(connection.connection.info.backend_pid)))
    connection.close()
def leaving():
    cores.leave()
    look()
found = []
look()
cores.stay(cores.here(), 0)
for work in (look, leaving):
    thread = threading.Thread(target=work); thread.start(); thread.join()
found.append(sorted(os.sched_getaffinity(0)))
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def database():
    """One of our own user's or, under root, of anybody's: its processes may be moved."""
    with tempfile.TemporaryDirectory(prefix="doanso-pg-") as folder:
        Path(folder).chmod(0o711)
        with Cluster(Path(folder) / "postgres", throwaway=True).in_use() as url:
            yield url


@pytest.mark.slow
@pytest.mark.skipif(len(ALL) < 2, reason="on a single core everything stays where it is")
def test_database_answers_on_the_core_of_the_thread_that_stays_and_anywhere_for_others(database, tmp_path) -> None:
    """In one program: a process that stays nowhere (the worker, a command), a thread that stays, one that leaves."""
    own = os.environ | {"DATABASE_URL": database, "DOANSO_DATA": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", CONNECTIONS], capture_output=True, check=True, text=True, env=own)
    anywhere, of_who_stays, of_who_leaves, core = json.loads(told.stdout)

    assert (anywhere, of_who_leaves) == (ALL, ALL)
    assert of_who_stays == core
    assert len(core) == 1


@pytest.mark.slow
def test_process_of_another_connection_or_machine_is_never_moved(database, monkeypatch) -> None:
    """Numbers from elsewhere mean somebody else here: a program of ours, the first process, none."""
    monkeypatch.setattr(cores, "_everywhere", {*ALL, 4096})  # as if this process stayed on what it has
    moved = []
    monkeypatch.setattr(os, "sched_setaffinity", lambda number, _cores: moved.append(number))
    ours = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        with psycopg.connect(database) as connection, socket.create_server(("127.0.0.1", 0)) as elsewhere:
            behind = connection.info.backend_pid
            with socket.create_connection(elsewhere.getsockname()) as network:
                for number in (ours.pid, behind, 1, 2**22 + 1):
                    cores.bring(number, network.fileno())
            for number in (ours.pid, os.getpid(), 1, 2**22 + 1):
                cores.bring(number, connection.fileno())
            assert moved == []
            cores.bring(behind, connection.fileno())
            assert moved == [behind]
    finally:
        ours.kill()
        ours.wait()
