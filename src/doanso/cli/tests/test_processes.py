"""The whole thing as an administrator has it: real processes, real signals, a PostgreSQL of its own."""

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest
from tests.support.live import kill_group

from doanso.cli.tests.installation import address, cluster, one, processes, start, stop, until, url
from doanso.cli.waiting import wait_until_healthy

pytestmark = pytest.mark.slow
ON_THE_DESK = """
SELECT status, paused_since IS NULL AND due_at < now() FROM procedures_dossier WHERE status <> 10 ORDER BY submitted_at
"""
STATUSES = [(9, True), (4, True), (5, False), (6, False), (4, False), (4, False), (1, False)]
"""Finished, late, to be supplemented, to be paid, twice under way, and new."""


def test_demo_starts_recovers_stops_and_keeps_its_data(home):
    demo = start(home, "demo")
    try:
        wait_until_healthy(address(home), process=demo, seconds=240)
        until(lambda: b"Ctrl-C" in (Path(home["DOANSO_DATA"]) / "demo.log").read_bytes())
        with psycopg.connect(url(home)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1")
            people = connection.execute("SELECT count(*) FROM accounts_person").fetchone()
            assert connection.execute(ON_THE_DESK).fetchall() == STATUSES
        for words in ("doanso.config.server", "doanso.config.worker"):
            dead = one(home, words)
            os.kill(dead, signal.SIGKILL)
            until(lambda words=words, dead=dead: any(words in c and n != dead for n, c in processes(home).items()))
            wait_until_healthy(address(home), process=demo)
        os.kill(cluster(home["DOANSO_DATA"]).pid(), signal.SIGKILL)
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
            assert connection.execute(ON_THE_DESK).fetchall() == STATUSES
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
