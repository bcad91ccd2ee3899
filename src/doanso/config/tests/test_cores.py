"""Each process of the server on a core of its own, in programs of their own: where these tests run stays as it is."""

import json
import os
import subprocess
import sys

import pytest

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
