"""From the log to attempts and standings: what was handed in first, or, when time was over, what was saved last.

A transaction that began earlier may end later, so a fold reads only what every running transaction came after; the next
one goes on from there. Folding the same again changes nothing, and `rebuild` gives the same rows from the log alone.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Attempt, Counting, Fold, Round
from doanso.features.contests.services import anchoring, tallying
from doanso.features.contests.services import fold_statements as sql
from doanso.features.contests.services.grading import Grader
from doanso.features.contests.timing import GRACE_S
from doanso.lib import jobs

JOB = "contests.refold"
BATCH = 2000
LATE = timedelta(seconds=GRACE_S + 10)  # no answer that counts is written later than that after the end
ALL = 2**63 - 1


def fold(round: Round, *, now: datetime) -> int:
    """How many attempts have ended since the last time."""
    return fold_until(round, before=_horizon(), now=now)


@transaction.atomic
def fold_until(round: Round, *, before: int, now: datetime) -> int:
    """`before`: every transaction with a lower number has ended."""
    state = _hold(round)
    if state.through > _next():  # asked for, or restored elsewhere, where transactions are counted anew
        stand_aside()
        return rebuild(round, now=now)
    before = max(before, state.through)
    if state.through:
        tallying.add_starts(round, state.through, before)
    done = _take_submitted(round, state.through, before) + _take_expired(round, now)
    if not state.through:
        tallying.count_anew(round, before)
    _move_on(state, before, now)
    return done


@transaction.atomic
def rebuild(round: Round, *, now: datetime, by: Person | None = None) -> int:
    """All anew, from the log alone: after a question was dropped, or when somebody doubts."""
    state = _hold(round)
    over = round.closes_at + LATE < now  # nobody starts any more: what this transaction wrote itself is counted too
    through = _next() if over else _horizon()
    with connection.cursor() as cursor:
        cursor.execute(sql.BEGIN_ANEW, [round.pk])
    done = _take_submitted(round, 0, ALL) + _take_expired(round, now)
    with connection.cursor() as cursor:
        cursor.execute(sql.FORGET_STANDINGS, [round.pk])
    tallying.count_anew(round, through)
    _move_on(state, through, now)
    audit.record("contests.refolded", round, by=by, now=now, label="" if by else "system", data={"attempts": done})
    return done


def rebuild_later(round: Round) -> None:
    """By the worker, apart from rounds that run; until then nothing is announced."""
    Fold.objects.update_or_create(round=round, defaults={"through": Fold.ANEW, "finished": False})
    jobs.defer((JOB, {"round_id": round.pk}))


def stand_aside() -> None:
    """Said first in a transaction that takes long and writes nothing into the log: folds of other rounds go on."""
    with connection.cursor() as cursor:
        cursor.execute(sql.ASIDE)


def is_finished(round: Round) -> bool:
    return Fold.objects.filter(round=round, finished=True).exists()


def to_fold(now: datetime) -> list[Round]:
    """Rounds that run, or ran and are not finished, but for those that are made anew."""
    begun = Round.objects.filter(frozen_at__isnull=False, opens_at__lte=now).exclude(fold__finished=True)
    return list(begun.exclude(fold__through=Fold.ANEW).order_by("pk"))


def _hold(round: Round) -> Fold:
    """One at a time."""
    Fold.objects.bulk_create([Fold(round=round)], ignore_conflicts=True)
    return Fold.objects.select_for_update().get(round=round)


def _horizon() -> int:
    """The oldest transaction that still runs, or the next."""
    with connection.cursor() as cursor:
        cursor.execute(sql.OLDEST)
        return cursor.fetchone()[0]


def _next() -> int:
    """Every transaction that has begun, this one too, comes before it."""
    with connection.cursor() as cursor:
        cursor.execute(sql.NEXT)
        return cursor.fetchone()[0]


def _move_on(state: Fold, through: int, now: datetime) -> None:
    state.through, before = through, state.finished
    running = Attempt.objects.filter(round=state.round, state=Attempt.State.RUNNING)
    over = state.round.closes_at + 2 * LATE < now
    state.finished = over and not running.exists() and not _is_behind(state.round, through)
    state.save(update_fields=["through", "finished"])
    if state.finished and not before:
        anchoring.lay(state.round, now=now)


def _is_behind(round: Round, through: int) -> bool:
    """Whether something is still to be read: a transaction of somebody else's can take minutes."""
    with connection.cursor() as cursor:
        cursor.execute(sql.BEHIND, [round.pk, through])
        return cursor.fetchone()[0]


def _take_submitted(round: Round, since: int, before: int) -> int:
    """What was handed in: of each attempt the first, with what another phone had saved beyond it."""
    done, grader = 0, None
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql.SUBMITTED, {"round": round.pk, "since": since, "before": before})
        while rows := cursor.fetchmany(BATCH):
            grader = grader or Grader(round)
            done += _write(round, grader, Attempt.State.SUBMITTED, rows)
    return done


def _take_expired(round: Round, now: datetime) -> int:
    """Whose time was over: what they saved last."""
    done, grader = 0, None
    while rows := _expired(round, now):
        grader = grader or Grader(round)
        done += _write(round, grader, Attempt.State.EXPIRED, rows)
    return done


def _expired(round: Round, now: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql.EXPIRED, [round.pk, now - LATE, BATCH])
        return cursor.fetchall()


def _write(round: Round, grader: Grader, state: Attempt.State, rows: Iterable[tuple[Any, ...]]) -> int:
    """`rows`: entrant, number, when it ended, what was answered, what another phone had saved beyond it."""
    columns: tuple[list[Any], ...] = ([], [], [], [], [], [], [])
    for entrant_id, number, ended_at, data, newer in rows:
        graded = grader.grade(entrant_id, number, data, newer)
        reply = json.dumps(graded.reply, ensure_ascii=False)
        values = (entrant_id, number, ended_at, reply, graded.score, graded.right, graded.guess)
        for column, value in zip(columns, values, strict=True):
            column.append(value)
    with connection.cursor() as cursor:
        cursor.execute(sql.END, [state, *columns, round.pk])
        changed = cursor.fetchone()[0]
        stand = sql.STAND % {"order": sql.ORDER[Counting(round.counting)]}
        cursor.execute(stand, {"round": round.pk, "entrants": columns[0]})
    return changed
