"""The SQL of the hot path: one INSERT for many starts, one COPY for all that happened, in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import psycopg

from doanso.features.contests.models import Attempt, What
from doanso.features.contests.models import Event as Row

NUMBERS = ("round_id", "entrant_id", "number", "started_at", "last_at")
"""Of an attempt, as its start says them; moments travel as milliseconds since 1970."""


@dataclass(slots=True)
class Event:
    """`at` and `ends` (of a start) in milliseconds since 1970; `text` is JSON on one line."""

    round_id: int
    entrant_id: int
    number: int
    what: int
    seq: int
    at: int
    text: str
    device: str
    ends: int = 0

    @property
    def attempt(self) -> tuple[int, int, int]:
        return self.round_id, self.entrant_id, self.number


@dataclass(slots=True)
class Started:
    """What counts of a start, maybe an earlier one; then `seq` and `answers` (JSON) are what was saved last."""

    started: int
    ends: int
    again: bool
    seq: int = 0
    answers: str = "{}"
    handed_in: bool = False


def _columns(names: Sequence[str], model: Any) -> str:
    """As the model calls them: a renamed field is noticed when the process starts, not in the middle of a contest."""
    return ", ".join(f'"{model._meta.get_field(name).column}"' for name in names)


_ATTEMPTS = f'"{Attempt._meta.db_table}"'
_EVENTS = f'"{Row._meta.db_table}"'
START = f"""
    INSERT INTO {_ATTEMPTS} AS kept ({_columns(NUMBERS, Attempt)})
    SELECT round, entrant.id, number, to_timestamp(at / 1000.0), to_timestamp(ends / 1000.0)
    FROM unnest(%s::text::bigint[], %s::text::bigint[], %s::text::smallint[], %s::text::bigint[], %s::text::bigint[])
        AS given (round, entrant_id, number, at, ends)
    JOIN contests_entrant entrant ON entrant.id = given.entrant_id
    ON CONFLICT (round_id, entrant_id, number) DO UPDATE SET started_at = kept.started_at
    RETURNING round_id, entrant_id, number, (extract(epoch FROM started_at) * 1000)::bigint,
        (extract(epoch FROM last_at) * 1000)::bigint, xmax <> 0
"""  # noqa: S608  # names of our own tables
SAVED = f"""
    SELECT DISTINCT ON (given.round, given.entrant, given.number)
        given.round, given.entrant, given.number, event.what, event.seq, event.data
    FROM unnest(%s::text::bigint[], %s::text::bigint[], %s::text::smallint[]) AS given (round, entrant, number)
    JOIN {_EVENTS} event ON event.round_id = given.round AND event.entrant_id = given.entrant
        AND event.number = given.number AND event.what <> {What.START}
    ORDER BY given.round, given.entrant, given.number, event.what DESC, event.seq DESC, event.at DESC
"""  # noqa: S608
KEPT = ("round_id", "entrant_id", "number", "what", "seq", "at", "data", "device")
COPY = f"COPY {_EVENTS} ({_columns(KEPT, Row)}) FROM STDIN"


async def write(connection: psycopg.AsyncConnection[Any], events: list[Event]) -> list[Started | None]:
    """All or none; one answer for each event, in order. Of two starts of one attempt the first is taken."""
    starts: dict[tuple[int, int, int], Event] = {}
    for event in events:
        if event.what == What.START:
            starts.setdefault(event.attempt, event)
    if not starts:
        await _log(connection, events)
        return [None] * len(events)
    async with connection.transaction():
        found = await _begin(connection, list(starts.values()))
        await _log(connection, _taken(events, found))
    if again := [key for key, started in found.items() if started.again]:
        await _add_saved(connection, again, found)
    return [found.get(event.attempt) if event.what == What.START else None for event in events]


async def _begin(connection: psycopg.AsyncConnection[Any], starts: list[Event]) -> dict[Any, Started]:
    columns = ([*event.attempt, event.at, event.ends] for event in starts)
    rows = await connection.execute(START, [_array(column) for column in zip(*columns, strict=True)])
    return {row[:3]: Started(*row[3:]) for row in await rows.fetchall()}


def _taken(events: list[Event], found: dict[Any, Started]) -> list[Event]:
    """Without the starts of nobody. Only the start that counts says when the attempt ends."""
    told = set()
    kept = []
    for event in events:
        if event.what == What.START:
            started = found.get(event.attempt)
            if started is None:
                continue
            if not started.again and event.attempt not in told:
                told.add(event.attempt)
                event.text = f'{{"ends":{started.ends}}}'
        kept.append(event)
    return kept


async def _add_saved(connection: psycopg.AsyncConnection[Any], keys: list[Any], found: dict[Any, Started]) -> None:
    rows = await connection.execute(SAVED, [_array(column) for column in zip(*keys, strict=True)])
    for *key, what, seq, data in await rows.fetchall():
        started = found[tuple(key)]
        started.seq, started.handed_in = seq, what == What.SUBMIT
        started.answers = json.dumps(json.loads(data)["answers"])


async def _log(connection: psycopg.AsyncConnection[Any], events: list[Event]) -> None:
    if events:
        async with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            await copy.write("".join(map(_line, events)))


def _line(event: Event) -> str:
    """One row in COPY's text format. JSON on one line has no tab and no line break, only backslashes."""
    second, rest = divmod(event.at, 1000)
    text = event.text.replace("\\", "\\\\")
    numbers = f"{event.round_id}\t{event.entrant_id}\t{event.number}\t{event.what:d}\t{event.seq}"
    return f"{numbers}\t{_second(second)}.{rest:03}Z\t{text}\t{event.device}\n"


@lru_cache(16)
def _second(at: int) -> str:
    """Since 1970, as PostgreSQL reads it, UTC."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _array(numbers: Sequence[int]) -> str:
    return "{" + ",".join(map(str, numbers)) + "}"
