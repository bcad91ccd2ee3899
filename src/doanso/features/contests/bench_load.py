"""Many browsers in one process, for `doanso bench contest`: `python -m doanso.features.contests.bench_load`.

Raw sockets and one loop, with nothing of ours or Django's loaded, so that it leaves the machine to the server. It reads
a JSON of settings and then tickets, one a line; each ticket is one attempt: start, save, hand in, on a kept connection.
Whatever is refused with 503, or cut off, is sent again. It prints what was acknowledged and how long each answer took.
"""

import heapq
import json
import selectors
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass

KINDS = ("start", "save", "submit")
PATHS = ("bat-dau", "luu", "nop")
RETRY_S = 0.5
ANSWERS = json.dumps({str(place): place % 4 for place in range(20)}).encode()


@dataclass
class Attempt:
    number: int
    ticket: bytes
    due: float = 0.0
    step: int = 0
    token: bytes = b""


class Browser:
    """One connection; `attempt` is what it is at, None when it is free."""

    def __init__(self, load: "Load") -> None:
        self.load, self.attempt, self.sent_at, self.got = load, None, 0.0, b""
        self.socket: socket.socket | None = None

    def go(self, attempt: Attempt) -> None:
        self.attempt, self.got = attempt, b""
        now = time.perf_counter()
        self.sent_at = attempt.due if attempt.step == 0 and self.load.rate else now
        try:
            if self.socket is None:
                self._connect()
            self.socket.sendall(self.load.request(attempt))
        except OSError:
            self._lost()

    def _connect(self) -> None:
        self.socket = socket.create_connection(self.load.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.load.selector.register(self.socket, selectors.EVENT_READ, self)

    def read(self) -> None:
        try:
            part = self.socket.recv(65536)
        except OSError:
            part = b""
        if not part:
            self._lost()
            return
        self.got += part
        head, found, body = self.got.partition(b"\r\n\r\n")
        if found and len(body) >= _length(head):
            self._answered(int(head[9:12]), body)

    def _answered(self, status: int, body: bytes) -> None:
        attempt, self.attempt = self.attempt, None
        if attempt and self.load.answered(attempt, status, body, time.perf_counter() - self.sent_at):
            self.go(attempt)
        else:
            self.load.free.append(self)

    def _lost(self) -> None:
        """The server went away: the same again, a little later, on a new connection."""
        if self.socket:
            self.load.selector.unregister(self.socket)
            self.socket.close()
        self.socket, attempt, self.attempt = None, self.attempt, None
        self.load.free.append(self)
        if attempt:
            self.load.again(attempt)


class Load:
    def __init__(self, *, host: str, port: int, prefix: str, browsers: int, rate: float) -> None:
        self.address, self.prefix, self.rate = (host, port), prefix, rate
        self.selector = selectors.DefaultSelector()
        self.free = deque(Browser(self) for _browser in range(browsers))
        self.later: list[tuple[float, int, Attempt]] = []
        self.took: tuple[list[float], ...] = ([], [], [])
        self.acknowledged: tuple[list[int], ...] = ([], [], [])
        self.refused: dict[int, int] = {}
        self.retries, self.open = 0, 0

    def run(self, tickets: list[bytes]) -> float:
        """Seconds that it took."""
        began = time.perf_counter()
        waiting = deque(
            Attempt(number, ticket, began + number / self.rate if self.rate else 0.0)
            for number, ticket in enumerate(tickets)
        )
        self.open = len(waiting)
        while self.open:
            self._send(waiting)
            for key, _events in self.selector.select(self._pause(waiting)):
                key.data.read()
        return time.perf_counter() - began

    def _send(self, waiting: deque[Attempt]) -> None:
        now = time.perf_counter()
        while self.free and self.later and self.later[0][0] <= now:
            self.free.popleft().go(heapq.heappop(self.later)[2])
        while self.free and waiting and waiting[0].due <= now:
            self.free.pop().go(waiting.popleft())

    def _pause(self, waiting: deque[Attempt]) -> float:
        moments = [self.later[0][0]] if self.later else []
        moments += [waiting[0].due] if waiting else []
        return max(0.0, min(moments) - time.perf_counter()) if moments and self.free else 1.0

    def request(self, attempt: Attempt) -> bytes:
        if attempt.step == 0:
            body = b'{"ticket":"%s"}' % attempt.ticket
        else:
            body = b'{"pass":"%s","seq":%d,"answers":%s}' % (attempt.token, attempt.step, ANSWERS)
        path = (self.prefix + PATHS[attempt.step]).encode()
        head = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench\r\nContent-Type: application/json\r\n"
        return head % path + b"Content-Length: %d\r\n\r\n" % len(body) + body

    def answered(self, attempt: Attempt, status: int, body: bytes, took: float) -> bool:
        """Whether this attempt goes on at once."""
        if status != 200:
            self.refused[status] = self.refused.get(status, 0) + 1
            if status == 503:
                self.again(attempt)
            else:
                self.open -= 1
            return False
        self.took[attempt.step].append(took)
        self.acknowledged[attempt.step].append(attempt.number)
        if attempt.step == 0:
            start = body.index(b'"', body.index(b'"pass":') + 7) + 1
            attempt.token = body[start : body.index(b'"', start)]
        attempt.step += 1
        self.open -= attempt.step == 3
        return attempt.step < 3

    def again(self, attempt: Attempt) -> None:
        self.retries += 1
        heapq.heappush(self.later, (time.perf_counter() + RETRY_S, attempt.number, attempt))


def _length(head: bytes) -> int:
    start = head.lower().index(b"content-length:") + 15
    return int(head[start:].split(b"\r\n", 1)[0])


def _p99(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.99)] * 1000 if took else 0.0


def main() -> None:
    settings = json.loads(sys.stdin.readline())
    load = Load(**settings)
    seconds = load.run([line.strip().encode() for line in sys.stdin])
    told = {
        "seconds": seconds,
        "p99_ms": {kind: _p99(took) for kind, took in zip(KINDS, load.took, strict=True)},
        "acknowledged": load.acknowledged,
        "refused": load.refused,
        "retries": load.retries,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
