"""Durable, many at a time: what came in within a few milliseconds is one transaction, answered when it is committed.

Each process has one connection and one task that writes. When the database is away nobody waits: all are told to come
again, and the browsers, which keep every answer, do. A commit whose answer was lost may have happened; sending again
does no harm.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg

from doanso.features.contests.hot import statements

log = logging.getLogger(__name__)
LINGER_S = 0.003  # for those who came first since the last batch
MANY = 64  # in a batch: then all who were answered come back at once, and are waited for, which saves commits
LARGEST_BATCH = 500
LONGEST_QUEUE = 5_000
PATIENCE_S = 5.0  # for one batch, and for connecting
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0


class Busy(Exception):
    """Not taken, or not known to be: come again."""


@dataclass(slots=True)
class Waiting:
    event: statements.Event
    answer: asyncio.Future[Any]


class Writer:
    """`connect` gives what psycopg needs to reach the database."""

    def __init__(self, connect: Callable[[], dict[str, Any]]) -> None:
        self.connect = connect
        self.queue: list[Waiting] = []
        self.since = 0.0  # when the first of them came
        self.wake = asyncio.Event()
        self.stopping = False
        self.connection: psycopg.AsyncConnection[Any] | None = None
        self.task: asyncio.Task[None] | None = None
        self.away = False

    def start(self) -> None:
        self.task = asyncio.ensure_future(self._run())
        self.task.add_done_callback(self._ended)

    async def finish(self) -> None:
        """When all that waits is written, or refused."""
        self.stopping = True
        self.wake.set()
        if self._works():
            await self.task
        await self._hang_up()

    async def put(self, event: statements.Event) -> Any:
        """Returns when it is committed: of a start `statements.Started`, or None when there is no such entrant."""
        if self.away or self.stopping or len(self.queue) >= LONGEST_QUEUE:
            raise Busy
        if not self._works():
            self.start()
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        if not self.queue:
            self.since = loop.time()
        self.queue.append(Waiting(event, answer))
        self.wake.set()
        return await answer

    def _ended(self, task: asyncio.Task[None]) -> None:
        """By what nobody foresaw, which is in the log: those who came meanwhile are not left waiting."""
        if not task.cancelled() and task.exception() and self.queue:
            self.start()

    def _works(self) -> bool:
        return self.task is not None and not self.task.done()

    async def _run(self) -> None:
        last = 0
        while not self.stopping or self.queue:
            await self.wake.wait()
            await self._linger(last)
            batch, self.queue = self.queue[:LARGEST_BATCH], self.queue[LARGEST_BATCH:]
            if not self.queue:
                self.wake.clear()
            last = len(batch)
            if batch:
                await self._write(batch)

    async def _linger(self, last: int) -> None:
        """Who came during the last commit has waited already."""
        waited = asyncio.get_running_loop().time() - self.since if last < MANY else 0
        if len(self.queue) < LARGEST_BATCH and waited < LINGER_S and not self.stopping:
            await asyncio.sleep(LINGER_S - waited)

    async def _write(self, batch: list[Waiting]) -> None:
        work = asyncio.ensure_future(self._commit(batch))
        await asyncio.wait({work}, timeout=PATIENCE_S)
        if not work.done():  # a database that is silent: giving up takes psycopg as long again, and nobody waits for it
            self._turn_away(batch)
            work.cancel()
        try:
            answers = await work
        except (psycopg.Error, OSError, TimeoutError, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and not work.cancelled():
                raise
            log.warning("contests: %d not written, the database is away: %s", len(batch), error)
            await self._stay_away(batch)
        except Exception:
            log.exception("contests: %d not written", len(batch))
            _refuse(batch)
            await self._hang_up()
            raise  # whoever comes next begins another task
        else:
            for waiting, answer in zip(batch, answers, strict=True):
                if not waiting.answer.done():  # its visitor may have left
                    waiting.answer.set_result(answer)
            self.away = False

    async def _commit(self, batch: list[Waiting]) -> list[Any]:
        connection = self.connection = self.connection or await self._dial()
        return await statements.write(connection, [waiting.event for waiting in batch])

    def _turn_away(self, batch: list[Waiting]) -> None:
        self.away = True
        batch, self.queue = batch + self.queue, []
        self.wake.clear()
        _refuse(batch)

    async def _stay_away(self, batch: list[Waiting]) -> None:
        """Refuse, hang up, and try until the database is there again."""
        self._turn_away(batch)
        await self._hang_up()
        pause = FIRST_PAUSE_S
        while not self.stopping and self.connection is None:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
            with suppress(psycopg.Error, OSError, TimeoutError):
                async with asyncio.timeout(PATIENCE_S):
                    self.connection = await self._dial()
        self.away = False

    async def _dial(self) -> psycopg.AsyncConnection[Any]:
        return await psycopg.AsyncConnection.connect(**self.connect(), autocommit=True)

    async def _hang_up(self) -> None:
        if self.connection:
            connection, self.connection = self.connection, None
            with suppress(psycopg.Error, OSError):
                await connection.close()


def _refuse(batch: list[Waiting]) -> None:
    for waiting in batch:
        if not waiting.answer.done():  # its visitor may have left
            waiting.answer.set_exception(Busy())
