"""What an attempt costs: start, save, hand in, each durable before its answer; then the fold, and lean views beside it.

The load comes from a process of its own (`bench_load`), whose CPU does not count. CPU is that of the server and of
PostgreSQL together; memory is that of the server's processes, shared pages counted once.
"""

import argparse
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import connection
from django.utils import timezone

from doanso.core.units.models import Unit
from doanso.features.contests import bench_pages, tokens
from doanso.features.contests.hot.app import PREFIX
from doanso.features.contests.models import Attempt, Contest, Line, Round, State, What
from doanso.features.contests.services import folding, freezing

if TYPE_CHECKING:
    from doanso.cli.measure import Probe

NAME = "contest"
LIMITS = {
    "cpu_ms_per_attempt": 0.45,
    "share_of_lean": 0.45 / 5.35,  # what the bar above is of lean views, on the machine that it was set on
    "lost": 0,
    "rss_mb": 140,
    "commits_per_attempt": 0.2,
    "statements_per_attempt": 0.8,
    "entering_cpu_ms": 4,
    "joining_cpu_ms": 10,
    "announced_cpu_ms": 5,
    "hall_cpu_ms": 2,
}
AT_A_RATE = {
    "cpu_ms_per_attempt": 1.2,
    "share_of_lean": 1 / 4,
    "worst_p99_ms": 10,
    "commits_per_attempt": 3,
    "statements_per_attempt": 12,
}
BROWSERS, WARM_UP, LEAN = 256, 500, 1500
QUESTIONS, ASKED = 200, 20


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--entrants", type=int, default=20_000, help="attempts in all (20,000)")
    parser.add_argument("--rate", type=float, default=0, help="attempts a second; unset: as many as the server takes")


def limits(options: argparse.Namespace) -> dict[str, float]:
    """A server that waits most of the time writes small batches."""
    return LIMITS | (AT_A_RATE if options.rate else {})


def run(probe: "Probe", options: argparse.Namespace) -> dict[str, Any]:
    round = prepare(options.entrants + WARM_UP + LEAN)
    tickets = [tokens.ticket(round.pk, pk, 1, until=round.closes_at) for pk in _entrants(round)]
    load(probe.url, PREFIX, tickets[:WARM_UP])
    figures = _hot(probe, round, tickets[WARM_UP + LEAN :], options.rate) | _fold(probe, round)
    figures |= _lean(probe, tickets[WARM_UP : WARM_UP + LEAN]) | bench_pages.run(probe, round)
    figures["rss_with_pages_mb"] = _memory_mb(probe.server_pid)  # who serves papers serves pages, too
    return figures | {"share_of_lean": figures["cpu_ms_per_attempt"] / figures["lean_cpu_ms_per_attempt"]}


def _hot(probe: "Probe", round: Round, tickets: list[str], rate: float) -> dict[str, Any]:
    attempts, commits = len(tickets), _commits()
    with probe.measure() as used:
        told = load(probe.url, PREFIX, tickets, rate=rate)
    return {
        "attempts": attempts,
        "attempts_per_s": attempts / told["seconds"],
        "cpu_ms_per_attempt": used.cpu_ms / attempts,
        "cpu_s": used.cpu_ms / 1000,
        "p99_ms": told["p99_ms"],
        "worst_p99_ms": max(told["p99_ms"].values()),
        "lost": _lost(round, told["acknowledged"], list(_entrants(round))[WARM_UP + LEAN :]),
        "refused": told["refused"],
        "rss_mb": _memory_mb(probe.server_pid),
        "commits_per_attempt": (_commits() - commits) / attempts,
        "statements_per_attempt": _statements(round) / (attempts + WARM_UP),
    }


def load(url: str, prefix: str, tickets: list[str], *, rate: float = 0) -> dict[str, Any]:
    """What the browsers' process says."""
    place = urlsplit(url)
    settings = {"host": place.hostname, "port": place.port, "prefix": prefix, "browsers": BROWSERS, "rate": rate}
    command = [sys.executable, "-m", "doanso.features.contests.bench_load"]
    given = "\n".join([json.dumps(settings), *tickets])
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, check=True, timeout=3600)
    return json.loads(done.stdout)


def prepare(entrants: int) -> Round:
    """A round over 200 questions, 20 on each paper. Rows of others' tables are made in SQL: nothing here is kept."""
    now = timezone.now()
    unit = Unit.objects.order_by("pk").first()
    named = {"code": "do-hieu-nang", "name": "Đo", "unit": unit, "without_account": True, "fields": ["phone"]}
    contest = Contest.objects.create(**named, created_at=now, state=State.PUBLISHED)
    with connection.cursor() as cursor:
        cursor.execute(BANK, [unit.pk])
        bank = cursor.fetchone()[0]
        cursor.execute(QUESTION, [bank, QUESTIONS])
        cursor.execute(ENTRANT, [contest.pk, entrants])
    opens, closes = now - timedelta(hours=1), now + timedelta(hours=9)
    round = Round.objects.create(contest=contest, number=1, name="Đợt 1", opens_at=opens, closes_at=closes)
    Line.objects.create(round=round, bank_id=bank, count=ASKED)
    freezing.freeze(round, by=None, now=now)
    return round


BANK = """
    INSERT INTO questions_bank (code, name, about, unit_id, created_at) VALUES ('do-hieu-nang', 'Đo', '', %s, now())
    RETURNING id
"""
QUESTION = """
    INSERT INTO questions_question (bank_id, code, kind, difficulty, state, version, fingerprint, changed_at,
        explanation, source, note, body, answer)
    SELECT %s, 'C' || n, 'mot', 2, 'da_duyet', 1, n, now(), '', '', '',
        jsonb_build_object('text', 'Câu hỏi thứ ' || n || ': ' || repeat('tìm hiểu lịch sử Đoàn, ', 6), 'options',
            (SELECT jsonb_agg(jsonb_build_object('key', k, 'text', 'Phương án ' || k || repeat(' của câu', 4)))
             FROM unnest(ARRAY['a', 'b', 'c', 'd']) k)),
        '{"right": "b"}'
    FROM generate_series(1, %s) n
"""
ENTRANT = """
    INSERT INTO contests_entrant (contest_id, identity, full_name, sort_key, search_key, unit_words, job, phone, email,
        key, device, network, joined_at)
    SELECT %s, 'person:' || n, 'Người thi ' || n, n, n, '', '', '', '', '', '', '', now() FROM generate_series(1, %s) n
"""


TRANSACTIONS = """
    SELECT count(*), count(*) FILTER (WHERE starting)
    FROM (SELECT bool_or(what = %s) AS starting FROM contests_event WHERE round_id = %s GROUP BY xact) each
"""


def _entrants(round: Round) -> list[int]:
    return list(round.contest.entrants.order_by("pk").values_list("pk", flat=True))


def _lost(round: Round, acknowledged: list[list[int]], entrants: list[int]) -> int:
    """What was acknowledged and is not in the log."""
    lost = 0
    with connection.cursor() as cursor:
        for what, numbers in zip(What.values, acknowledged, strict=True):
            cursor.execute("SELECT entrant_id FROM contests_event WHERE round_id = %s AND what = %s", [round.pk, what])
            lost += len({entrants[number] for number in numbers} - {pk for (pk,) in cursor.fetchall()})
    return lost


def _statements(round: Round) -> int:
    """BEGIN, INSERT, COPY and COMMIT where somebody started, else a COPY alone (see `hot.statements`)."""
    with connection.cursor() as cursor:
        cursor.execute(TRANSACTIONS, [What.START, round.pk])
        transactions, starting = cursor.fetchone()
        return transactions + 3 * starting


def _commits() -> int:
    """PostgreSQL's processes tell what they did once a second."""
    time.sleep(1.5)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def _memory_mb(pid: int) -> float:
    """Of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return own / 1024 + sum(_memory_mb(int(child)) for child in children)


def _fold(probe: "Probe", round: Round) -> dict[str, float]:
    """This process folds, as the worker does."""
    began, done = time.process_time(), Attempt.objects.filter(round=round).count()
    with probe.measure() as used:
        folding.fold(round, now=timezone.now())
    return {"fold_cpu_ms_per_attempt": ((time.process_time() - began) * 1000 + used.cpu_ms) / done}


def _lean(probe: "Probe", tickets: list[str]) -> dict[str, float]:
    with _lean_server() as (url, pid):
        load(url, "/", tickets[:WARM_UP])
        with replace(probe, server_pid=pid).measure() as used:
            load(url, "/", tickets[WARM_UP:])
    return {"lean_cpu_ms_per_attempt": used.cpu_ms / len(tickets[WARM_UP:])}


@contextmanager
def _lean_server() -> Iterator[tuple[str, int]]:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "doanso.features.contests.bench_lean", str(port)])
    try:
        while not _listens(port) and process.poll() is None:
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(30)


def _listens(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0
