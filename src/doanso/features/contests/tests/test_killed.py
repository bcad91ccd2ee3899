"""`kill -9` of the web process and of PostgreSQL, and a database that is away: nothing acknowledged is lost."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from tests.support.live import environment, kill_group

from doanso.cli import pgtools
from doanso.cli.waiting import free_port, wait_until_healthy
from doanso.config.postgres import Cluster, PostgresError
from doanso.features.contests.hot.app import PREFIX, Hot
from doanso.features.contests.models import Entrant, Event, What
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.hot import during, entrants, send, ticket

pytestmark = pytest.mark.slow
CLIENTS, BETWEEN = 20, 100  # attempts handed in between two blows
TABLES = ("contests_attempt", "contests_entrant", "contests_event", "contests_event_*")
ENTRANT = """
    INSERT INTO contests_entrant (id, contest_id, identity, full_name, sort_key, search_key, unit_words, job, phone,
        email, key, device, network, joined_at)
    VALUES (%s, 1, gen_random_uuid(), '', '', '', '', '', '', '', '', '', '', now())
"""
LOGGED = "SELECT entrant_id, what FROM contests_event WHERE round_id = %s"
Acknowledged = set[tuple[int, int]]


@pytest.fixture
def s(transactional_db) -> SimpleNamespace:
    found = sample.running()
    now = timezone.now()
    found.round.opens_at, found.round.closes_at = now - timedelta(hours=1), now + timedelta(hours=1)
    found.round.save()
    return found


@pytest.fixture
def apart(s) -> Iterator[Cluster]:
    """A PostgreSQL of its own, on a real disk, with the tables that the hot path writes to."""
    with tempfile.TemporaryDirectory(prefix="doanso-apart-") as folder:
        Path(folder).chmod(0o711)  # under root PostgreSQL's own user passes through
        cluster = Cluster(Path(folder) / "postgres")
        cluster.start()
        dump = f"{folder}/tables.dump"
        pgtools.run(
            "pg_dump", "--schema-only", "--format=custom", "--file", dump, *(f"--table={name}" for name in TABLES)
        )
        # Keys to tables that are not here cannot be made; nothing else of it matters to us.
        subprocess.run([pgtools.find("pg_restore"), "-d", cluster.url, "--no-owner", dump], capture_output=True)
        try:
            yield cluster
        finally:
            cluster.stop()


async def take_part(hot: Hot, s: SimpleNamespace, people: list[Entrant], acknowledged: Acknowledged) -> None:
    """One after the other, each request again until it is answered."""
    while people:
        one = people.pop()
        begun = await patiently(hot, "bat-dau", ticket(s.round, one))
        acknowledged.add((one.pk, What.START))
        for name, what in (("luu", What.SAVE), ("nop", What.SUBMIT)):
            await patiently(hot, name, {"pass": begun["pass"], "seq": int(what), "answers": {"0": 1}})
            acknowledged.add((one.pk, what))


async def patiently(hot: Hot, name: str, body: Any) -> dict[str, Any]:
    while True:
        status, told = await send(hot, name, body)
        if status == 200:
            return told
        assert status in {503, 429}  # more impatient than a browser
        await asyncio.sleep(0.05)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.02)


def start_again(cluster: Cluster) -> None:
    """After a crash its last processes must first let go of the shared memory."""
    for _attempt in range(50):
        try:
            cluster.start()
        except (PostgresError, psycopg.OperationalError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError("It did not start again.")


def test_postgresql_killed_and_away(s, apart):
    people = entrants(s.contest, 5000)
    with psycopg.connect(apart.url) as there:
        there.cursor().executemany(ENTRANT, [(one.pk,) for one in people])
    acknowledged: Acknowledged = set()

    async def go(hot: Hot) -> None:
        hot.writer.connect = lambda: {"conninfo": apart.url}
        clients = [asyncio.ensure_future(take_part(hot, s, people, acknowledged)) for _client in range(CLIENTS)]
        for blow in (lambda: os.kill(apart.pid(), signal.SIGKILL), apart.stop):
            enough = len(acknowledged) + 3 * BETWEEN
            await until(lambda enough=enough: len(acknowledged) >= enough)
            await asyncio.to_thread(blow)
            await until(lambda: hot.writer.away)
            assert (await send(hot, "bat-dau", ticket(s.round, s.entrant)))[0] == 503
            await asyncio.to_thread(start_again, apart)
        enough = len(acknowledged) + 3 * BETWEEN
        await until(lambda: len(acknowledged) >= enough)
        people.clear()
        await asyncio.gather(*clients)

    during(go)
    with psycopg.connect(apart.url) as there:
        logged = set(there.execute(LOGGED, [s.round.pk]).fetchall())
        begun = {pk for (pk,) in there.execute("SELECT entrant_id FROM contests_attempt").fetchall()}
    assert len(acknowledged) >= 9 * BETWEEN
    assert acknowledged - logged == set()
    assert {pk for pk, _what in acknowledged} - begun == set()


@pytest.fixture
def server(s) -> Iterator[SimpleNamespace]:
    port = free_port()
    env = environment(port, DOANSO_RATE_LIMITS="0", DOANSO_LOG_LEVEL="ERROR")
    process = subprocess.Popen([sys.executable, "-m", "doanso.config.server"], env=env, start_new_session=True)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", process=process)
        yield SimpleNamespace(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(30)
        kill_group(process)


def test_web_process_killed(s, server):
    """The browsers' process is that of the bench; it sends again what was cut off."""
    people = entrants(s.contest, 1500)
    settings = {"host": "127.0.0.1", "port": server.port, "prefix": PREFIX, "browsers": 32, "rate": 0}
    lines = [json.dumps(settings), *(ticket(s.round, one)["ticket"] for one in people)]
    command = [sys.executable, "-m", "doanso.features.contests.bench_load"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as browsers:
        browsers.stdin.write("\n".join(lines))
        browsers.stdin.close()
        deadline = time.monotonic() + 60
        while logged(s) < 600 and time.monotonic() < deadline:
            time.sleep(0.02)
        for worker in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split():
            os.kill(int(worker), signal.SIGKILL)
        before = logged(s)
        told = json.loads(browsers.stdout.read())
    with connection.cursor() as cursor:
        cursor.execute(LOGGED, [s.round.pk])
        found = set(cursor.fetchall())
    acknowledged = {
        (people[number].pk, what)
        for what, numbers in zip(What.values, told["acknowledged"], strict=True)
        for number in numbers
    }
    assert (before < 4500, told["retries"] > 0, told["refused"]) == (True, True, {})
    assert (len(acknowledged), acknowledged - found) == (4500, set())


def logged(s: SimpleNamespace) -> int:
    return Event.objects.filter(round_id=s.round.pk).count()
