"""Two web nodes on one PostgreSQL behind a proxy: whoever answers, the entrant sees one contest; a node may die."""

import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from tests.support.live import environment, kill_group

from doanso.cli.waiting import free_port, wait_until_healthy
from doanso.features.contests.models import Attempt, Contest, Event, What
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.hot import ticket
from doanso.features.contests.tests.test_hot import s  # noqa: F401  # a round that runs now

pytestmark = pytest.mark.slow
ENTRANTS = 10


class Proxy:
    """What HAProxy does with `balance roundrobin`: each connection to the next node, past one that does not answer."""

    def __init__(self, ports: list[int]) -> None:
        self.ports, self.used = ports, Counter[int]()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):  # the door was closed
            while True:
                visitor, _address = self.door.accept()
                threading.Thread(target=self._pass_on, args=(visitor,), daemon=True).start()

    def _pass_on(self, visitor: socket.socket) -> None:
        first = self.ports.pop(0)
        self.ports.append(first)
        with visitor:
            for port in (first, *self.ports):
                with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), timeout=20) as node:
                    self.used[port] += 1
                    back = threading.Thread(target=_pour, args=(node, visitor), daemon=True)
                    back.start()
                    _pour(visitor, node)
                    back.join()
                    return


def _pour(source: socket.socket, into: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            into.sendall(part)
    for end in (source, into):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def nodes(s: SimpleNamespace) -> Iterator[list[SimpleNamespace]]:  # noqa: F811
    started = []
    try:
        for port in (free_port(), free_port()):
            env = environment(port, DOANSO_RATE_LIMITS="0")
            command = [sys.executable, "-m", "doanso.config.server"]
            started.append(
                SimpleNamespace(port=port, process=subprocess.Popen(command, env=env, start_new_session=True))
            )
        for node in started:
            wait_until_healthy(f"http://127.0.0.1:{node.port}", process=node.process)
        yield started
    finally:
        for node in started:
            kill_group(node.process)


def _post(url: str, name: str, body: Any) -> dict[str, Any]:
    """A browser on a new connection each time; what is cut off or refused for now, it sends again."""
    for _attempt in range(20):
        with suppress(httpx.HTTPError):
            answer = httpx.post(f"{url}/cuoc-thi/truc/{name}", json=body, timeout=10)
            if answer.status_code == 200:
                return answer.json()
            assert answer.status_code == 503, answer.text
    raise AssertionError(f"{name} was never taken")


def _units(node: SimpleNamespace, contest: Contest) -> str:
    address = f"http://127.0.0.1:{node.port}{contest.get_absolute_url()}tham-gia/don-vi/?unit=doan"
    return httpx.get(address, timeout=20).text


def test_two_nodes_behind_a_proxy_are_one_contest_even_when_one_dies(s, nodes) -> None:  # noqa: F811
    proxy = Proxy([node.port for node in nodes])
    people = [sample.entrant(s.contest, f"Người Thi {number}") for number in range(ENTRANTS)]
    for audience in ([], ["T-CS"], []):
        Contest.objects.update(audience={"units": audience})  # each node remembers the contest, and neither as it was
        assert ['value="Tỉnh đoàn"' in _units(node, s.contest) for node in nodes * 2] == [not audience] * 4

    for number, person in enumerate(people):
        if number == ENTRANTS // 2:
            kill_group(nodes[0].process)
        here = _post(proxy.url, "bat-dau", ticket(s.round, person))
        there = _post(proxy.url, "bat-dau", ticket(s.round, person))
        assert (there["started"], there["ends"], there["paper"]) == (here["started"], here["ends"], here["paper"])
        _post(proxy.url, "luu", {"pass": here["pass"], "seq": 1, "answers": {"0": 1}})
        elsewhere = _post(proxy.url, "bat-dau", ticket(s.round, person))
        assert (elsewhere["seq"], elsewhere["answers"]) == (1, {"0": 1})
        _post(proxy.url, "nop", {"pass": there["pass"], "seq": 2, "answers": {"0": 2}})
    proxy.door.close()

    assert min(proxy.used.values()) >= ENTRANTS  # both had their share before one died
    assert Attempt.objects.filter(round=s.round).count() == ENTRANTS
    kept = Event.objects.filter(round_id=s.round.pk).values_list("entrant_id", "what").distinct()
    assert Counter(what for _who, what in kept) == {What.START: ENTRANTS, What.SAVE: ENTRANTS, What.SUBMIT: ENTRANTS}
