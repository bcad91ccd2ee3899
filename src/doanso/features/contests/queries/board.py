"""What the organiser sees while a round runs, from the sums that the fold keeps; remembered for some seconds by each
process, so that many who watch cost no more than one."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count

from doanso.core.units.models import Unit
from doanso.features.contests.models import Fold, Round
from doanso.lib.remembered import forgettable

SECONDS = 4
SLICES = 60  # of time, at most: a minute each, or as many minutes as it takes
TOP = 12  # units

COUNTS = """
    SELECT coalesce(sum(people), 0), coalesce(sum(papers), 0), coalesce(sum(papers_done), 0), min(minute), max(minute)
    FROM contests_tally WHERE round_id = %(round)s AND minute IS NOT NULL
"""
BY_TIME = """
    SELECT floor(extract(epoch FROM minute - %(first)s) / %(step)s)::int AS slice, sum(papers), sum(papers_done)
    FROM contests_tally WHERE round_id = %(round)s AND minute IS NOT NULL GROUP BY 1 ORDER BY 1
"""
BY_UNIT = """
    SELECT unit_id, people, people_done FROM contests_tally
    WHERE round_id = %(round)s AND unit_id IS NOT NULL AND people > 0 ORDER BY 2 DESC, 1 LIMIT %(top)s
"""
_boards: dict[int, tuple[float, "Board"]] = forgettable({})


@dataclass(frozen=True)
class Slice:
    """Attempts that began from `start` on, until the next slice."""

    start: datetime
    started: int
    finished: int


@dataclass(frozen=True)
class OfUnit:
    unit: Unit
    started: int
    finished: int


@dataclass(frozen=True)
class Board:
    """`started` are people, `attempts` papers; `mean` of what counts so far."""

    entrants: int
    started: int
    attempts: int
    finished: int
    mean: Decimal | None
    slices: tuple[Slice, ...]
    step: timedelta
    units: tuple[OfUnit, ...]
    at: datetime


def board(round: Round, now: datetime) -> Board:
    known = _boards.get(round.pk)
    if known is None or time.monotonic() - known[0] > SECONDS:
        known = _boards[round.pk] = (time.monotonic(), _counted(round, now))
    return known[1]


def _counted(round: Round, now: datetime) -> Board:
    started, attempts, finished, first, last = _rows(COUNTS, {"round": round.pk})[0]
    step = _step(first, last)
    return Board(
        entrants=round.contest.entrants.aggregate(number=Count("pk"))["number"],
        started=started,
        attempts=attempts,
        finished=finished,
        mean=_mean(round),
        slices=_slices(round, first, step),
        step=step,
        units=_units(round),
        at=now,
    )


def _mean(round: Round) -> Decimal | None:
    known = Fold.objects.filter(round=round, counted__gt=0).first()
    return (known.points / known.counted).quantize(Decimal("0.01")) if known else None


def _step(first: datetime | None, last: datetime | None) -> timedelta:
    """Whole minutes, so that there are at most `SLICES`."""
    minutes = int((last - first).total_seconds() // 60) + 1 if first and last else 1
    return timedelta(minutes=-(-minutes // SLICES))


def _slices(round: Round, first: datetime | None, step: timedelta) -> tuple[Slice, ...]:
    """Without a gap: a time in which nobody began is shown, too."""
    if first is None:
        return ()
    given = {"round": round.pk, "first": first, "step": step.total_seconds()}
    found = {slice: (begun, finished) for slice, begun, finished in _rows(BY_TIME, given)}
    return tuple(Slice(first + i * step, *found.get(i, (0, 0))) for i in range(max(found) + 1))


def _units(round: Round) -> tuple[OfUnit, ...]:
    found = _rows(BY_UNIT, {"round": round.pk, "top": TOP})
    named = Unit.objects.in_bulk([pk for pk, _started, _finished in found])
    return tuple(OfUnit(named[pk], started, finished) for pk, started, finished in found)


def _rows(statement: str, given: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()
