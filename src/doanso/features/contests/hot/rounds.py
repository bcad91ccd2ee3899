"""What is asked, in memory: read once, looked at again every few seconds, and never the keys."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import close_old_connections, connection

from doanso.features.contests.clock import Clock
from doanso.features.contests.models import Round, State
from doanso.features.contests.papers import Asked, Pool, drawn, permutation, seen
from doanso.features.contests.queries import admitting
from doanso.features.contests.queries.pools import pool_of
from doanso.features.contests.tokens import milliseconds

FRESH_S = 3.0
STALE_S = 15.0  # nobody asked for so long: what is known may be of the day before, with other questions
NEVER = float("-inf")
Pieces = tuple[bytes, list[bytes]]
"""A question as JSON, without its last brace and its options, and each option."""


@dataclass
class Open:
    """A frozen round of a published contest; moments in milliseconds since 1970."""

    frozen_at: datetime
    opens: int
    closes: int
    minutes: int
    attempts: int
    secret: bytes
    admitted: frozenset[int] | None  # who is let in by earlier rankings; None: everybody
    pool: Pool
    pieces: dict[int, Pieces] = field(default_factory=dict)

    def paper(self, entrant_id: int, number: int) -> bytes:
        """`Paper.shown()` as JSON."""
        questions = drawn(self.pool, secret=self.secret, entrant_id=entrant_id, number=number)
        return b'{"questions":[' + b",".join([self._question(item, at) for item, at in questions]) + b"]}"

    def _question(self, item: Asked, at: int) -> bytes:
        head, options = self.pieces.get(item.position) or self._cut(item)
        if not options:
            return head + b"}"
        return head + b',"options":[' + b",".join([options[place] for place in permutation(item.size, at)]) + b"]}"

    def _cut(self, item: Asked) -> Pieces:
        """Whole questions would be kept in each order of their options: ten times as much."""
        shown = seen(item, permutation(item.size, 0))
        options = [_json(option) for option in shown.pop("options", [])]
        return self.pieces.setdefault(item.position, (_json(shown)[:-1], options))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Rounds:
    """Asks through Django on a thread of its own, so that nobody waits but who asks for a round not seen before."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.known: dict[int, Open | None] = {}
        self.read_at: dict[int, float] = {}
        self.reading: dict[int, asyncio.Future[None]] = {}
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="rounds")

    async def get(self, round_id: int) -> Open | None:
        """None: there is no such round, or it is not to be entered."""
        age = time.monotonic() - self.read_at.get(round_id, NEVER)
        if age > FRESH_S:
            reading = self._read(round_id)
            if age > STALE_S or self.known.get(round_id) is None:
                await asyncio.shield(reading)
        return self.known.get(round_id)

    def glance(self, round_id: int) -> Open | None:
        """What is known of it just now; read anew meanwhile, and nobody waits."""
        if time.monotonic() - self.read_at.get(round_id, NEVER) > FRESH_S:
            self._read(round_id)
        return self.known.get(round_id)

    async def read_clock(self) -> None:
        await self.get(0)  # of no round: the clock is read with any

    def _read(self, round_id: int) -> asyncio.Future[None]:
        """Once for all who want it meanwhile."""
        if round_id not in self.reading:
            task = asyncio.ensure_future(self._renew(round_id))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())  # what it said, its waiters hear
            self.reading[round_id] = task
        return self.reading[round_id]

    async def _renew(self, round_id: int) -> None:
        try:
            loop = asyncio.get_running_loop()
            found = await loop.run_in_executor(self.thread, _load, round_id, self.known.get(round_id), self.clock)
            self.known[round_id], self.read_at[round_id] = found, time.monotonic()
        finally:
            del self.reading[round_id]

    async def finish(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self.thread, _hang_up)
        self.thread.shutdown()


def _load(round_id: int, known: Open | None, clock: Clock) -> Open | None:
    """`known` keeps its questions and their JSON as long as the round stays frozen."""
    close_old_connections()
    connection.ensure_connection()  # first: how long that takes would blur what the clock says
    clock.read()
    row = Round.objects.select_related("contest").filter(pk=round_id, frozen_at__isnull=False).first()
    if row is None or row.contest.state != State.PUBLISHED:
        return None
    same = known and known.frozen_at == row.frozen_at
    return Open(
        frozen_at=row.frozen_at,
        opens=milliseconds(row.opens_at),
        closes=milliseconds(row.closes_at),
        minutes=row.minutes,
        attempts=row.attempts,
        secret=bytes(row.secret),
        admitted=admitting.ids(row),
        pool=known.pool if same else pool_of(row),
        pieces=known.pieces if same else {},
    )


def _hang_up() -> None:
    connection.close()  # looked up there: each thread has its own
