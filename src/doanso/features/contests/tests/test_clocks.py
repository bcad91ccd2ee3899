"""Nodes whose clocks are wrong: the database's decides, for the hot path as for the pages."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.utils import timezone
from tests.support.live import environment, kill_group
from tests.support.site import LIBRARIES

from doanso.cli.waiting import free_port, wait_until_healthy
from doanso.features.contests import tokens
from doanso.features.contests.clock import Clock
from doanso.features.contests.hot.app import Hot
from doanso.features.contests.models import Attempt, Event
from doanso.features.contests.queries import entrants
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.hot import during, send, ticket
from doanso.features.contests.tests.test_hot import given, move, s  # noqa: F401  # a round that runs now

SECOND = 1_000_000_000
WRONG_S = (-300, -3, 3, 300)


def shifted(seconds: int) -> Callable[[], int]:
    return lambda: time.time_ns() + seconds * SECOND


def on_each(what: Callable[[Hot], Any]) -> list[Any]:
    """What nodes with clocks that are wrong answer, after one that is right."""

    async def go(right: Hot) -> list[Any]:
        nodes = [Hot(Clock(shifted(seconds))) for seconds in WRONG_S]
        try:
            return [await what(node) for node in (right, *nodes)]
        finally:
            for node in nodes:
                await node.finish()

    return during(go)


def test_nobody_starts_before_the_databases_clock_opens_the_round_nor_later_than_it(s) -> None:  # noqa: F811
    now = timezone.now()
    ways = {
        (425, "early"): {"opens_at": now + timedelta(seconds=100)},
        (410, "closed"): {"opens_at": now - timedelta(hours=1), "closes_at": now - timedelta(seconds=1)},
        (200, ""): {"opens_at": now - timedelta(seconds=1), "closes_at": now + timedelta(minutes=4)},
    }
    people = [sample.entrant(s.contest, f"Người Thi {number}") for number in range(len(WRONG_S) + 1)]
    for expected, moments in ways.items():
        move(s.round, **moments)
        waiting = iter(people)

        async def start(node: Hot, waiting: Any = waiting) -> tuple[int, str]:
            status, told = await send(node, "bat-dau", ticket(s.round, next(waiting)))
            return status, told.get("error", "")

        assert on_each(start) == [expected] * 5

    ends = {tokens.milliseconds(at) for at in Attempt.objects.values_list("last_at", flat=True)}
    assert ends == {tokens.milliseconds(s.round.closes_at)}
    starts = [abs((at - timezone.now()).total_seconds()) for at in Attempt.objects.values_list("started_at", flat=True)]
    assert max(starts) < 60  # and not three hundred


def test_what_is_late_is_judged_alike_on_every_node(s) -> None:  # noqa: F811
    """Of an attempt that runs, one within the ten seconds of grace, and one after them."""
    passes = [given(s, over_for) for over_for in (-60_000, 4_000, 200_000)]

    async def hand_in(node: Hot) -> list[int]:
        sheet = {"seq": 1, "answers": {}}
        return [(await send(node, name, {"pass": one} | sheet))[0] for name in ("luu", "nop") for one in passes]

    assert on_each(hand_in) == [[200, 410, 410, 200, 200, 410]] * 5
    logged = Event.objects.filter(round_id=s.round.pk).values_list("at", flat=True)
    assert len(logged) == 15
    assert max(abs((at - timezone.now()).total_seconds()) for at in logged) < 60


def test_the_end_is_the_same_whichever_node_one_began_at(s) -> None:  # noqa: F811
    """Begun at one, continued at the others: no time is gained or lost, and the time they tell is the same."""

    async def look(node: Hot) -> tuple[int, int, int]:
        _status, told = await send(node, "bat-dau", ticket(s.round, s.entrant))
        return told["started"], told["ends"], told["now"]

    seen = on_each(look)
    assert {one[:2] for one in seen} == {seen[0][:2]}
    assert seen[0][1] - seen[0][0] == 15 * 60_000
    assert max(told for *_rest, told in seen) - seen[0][2] < 60_000


def test_a_clock_keeps_to_the_database_and_a_jump_of_its_machine_changes_nothing(db) -> None:
    wall = SimpleNamespace(ahead=300)
    clock = Clock(lambda: time.time_ns() + wall.ahead * SECOND)
    clock.read()
    first = clock.milliseconds()
    wall.ahead = -300
    clock.read()
    assert abs(first - time.time_ns() // 1_000_000) < 2_000
    assert abs(clock.milliseconds() - first) < 2_000


@pytest.fixture
def nodes(s, live_process) -> Iterator[list[httpx.Client]]:  # noqa: F811  # which has collected styles and scripts
    """Two servers that believe it to be five minutes later and earlier."""
    started, clients = [], []
    try:
        for ahead in ("+300s", "-300s"):
            port = free_port()
            env = environment(port, DOANSO_RATE_LIMITS="0", LD_PRELOAD=str(LIBRARIES[0]), FAKETIME=ahead)
            command = [sys.executable, "-m", "doanso.config.server"]
            env |= {"DONT_FAKE_MONOTONIC": "1"}
            started.append(subprocess.Popen(command, env=env, start_new_session=True))
            cookies = {entrants.cookie_name(s.contest): entrants.cookie_value(s.entrant)}
            clients.append(httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies=cookies, timeout=30))
            wait_until_healthy(str(clients[-1].base_url).rstrip("/"), process=started[-1])
        yield clients
    finally:
        for client in clients:
            client.close()
        for process in started:
            kill_group(process)


@pytest.mark.slow
def test_pages_of_a_node_with_a_wrong_clock_go_by_the_database_too(s, nodes) -> None:  # noqa: F811
    """The page that waits for the opening, the paper without scripts before it, and the start of both afterwards."""
    paper, plain = "/cuoc-thi/thi-thu/dot-1/lam-bai/", "/cuoc-thi/thi-thu/dot-1/lam-bai/mot-trang/"
    move(s.round, opens_at=timezone.now() + timedelta(seconds=200))
    for node in nodes:
        said = int(re.search(r'data-now="(\d+)"', node.get(paper).text)[1])
        assert abs(said - time.time() * 1000) < 60_000
        assert "Đợt thi chưa mở." in node.get(plain).text
        assert node.post("/cuoc-thi/truc/bat-dau", json=ticket(s.round, s.entrant)).status_code == 425
    assert not Attempt.objects.exists()

    move(s.round, opens_at=timezone.now() - timedelta(seconds=200), closes_at=timezone.now() + timedelta(seconds=200))
    for number, node in enumerate(nodes, 1):
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', node.get(plain).text)[1]
        given = {"do": "start", "number": str(number), "csrfmiddlewaretoken": token}
        assert node.post(plain, data=given, headers={"Referer": str(node.base_url)}).status_code == 302
        Attempt.objects.filter(number=number).update(state=Attempt.State.SUBMITTED)
    assert {at.replace(microsecond=0) for at in Attempt.objects.values_list("last_at", flat=True)} == {
        s.round.closes_at.replace(microsecond=0)
    }
