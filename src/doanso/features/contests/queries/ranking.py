"""Who stands where: people and units, of one round and of the whole contest.

The score comes first, then what the contest says about equal scores. Who is equal in all of it has the same rank, and
the ranks after them are left out: 1, 2, 2, 4. The first of a round are read from the index, not from everybody; one
entrant's rank is that of the announcement, and nobody has one before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum

from doanso.features.contests.models import Contest, Round, Scope, Whole
from doanso.features.contests.tie_breaks import known

SELECT = "s.entrant_id, s.score, s.milliseconds, s.guess, {gap}, s.ended_at"
KEYS = {"time": "s.milliseconds", "guess": "{gap}", "earliest": "s.ended_at"}
ABSURD = 2**62  # no guess at all: behind every guess
CHUNK = 2000
PAGE = """
    SELECT {select} FROM contests_standing s WHERE s.round_id = %(round)s AND NOT s.excluded
    ORDER BY {order}, s.entrant_id LIMIT %(limit)s
"""
RANKED = """
    SELECT rank() OVER (ORDER BY {order}), {select} FROM contests_standing s
    WHERE s.round_id = %(round)s AND NOT s.excluded ORDER BY 1, s.entrant_id
"""
# Of each entrant the rounds that count, added up. Only who guessed in all of them is measured by guesses. Who has
# withdrawn from the contest before it was announced does not count, though a round of it may have been announced.
SUMS = """
    WITH taken AS (
      SELECT s.*, right_ones,
             row_number() OVER (PARTITION BY entrant_id ORDER BY score DESC, milliseconds, ended_at) AS place
      FROM contests_standing s
      JOIN unnest(%(rounds)s::bigint[], %(right)s::bigint[]) AS r (round_id, right_ones) USING (round_id)
      WHERE NOT excluded AND NOT EXISTS (
        SELECT FROM contests_entrant e
        WHERE e.id = s.entrant_id AND e.withdrawn_at < coalesce(%(announced)s::timestamptz, 'infinity'))),
    s AS (
      SELECT entrant_id, (array_agg(unit_id ORDER BY ended_at DESC))[1] AS unit_id, sum(score) AS score,
             sum(milliseconds) AS milliseconds, NULL::int AS guess, max(ended_at) AS ended_at,
             CASE WHEN count(guess) = %(counted)s THEN sum(abs(guess - right_ones))::bigint END AS gap
      FROM taken WHERE place <= %(counted)s GROUP BY entrant_id)
"""
RANKED_SUMS = "SELECT rank() OVER (ORDER BY {order}), {select} FROM s ORDER BY 1, s.entrant_id"
FIRST = " LIMIT %(limit)s"
UNITS = SUMS + "SELECT unit_id, count(*), sum(score) FROM s WHERE unit_id IS NOT NULL GROUP BY unit_id"  # noqa: S608
# Who had everything right has the highest score that there is.
ALL_RIGHT = """
    WITH top AS MATERIALIZED (
      SELECT attempt_id FROM contests_standing s WHERE s.round_id = %(round)s AND NOT s.excluded AND s.score = (
        SELECT max(score) FROM contests_standing WHERE round_id = %(round)s AND NOT excluded))
    SELECT count(*) FROM top JOIN contests_attempt a ON a.id = top.attempt_id WHERE a."right" >= %(asked)s
"""


@dataclass(frozen=True)
class Place:
    """`gap`: how far the guess was off; None without a guess."""

    rank: int
    entrant_id: int
    score: Decimal
    milliseconds: int
    guess: int | None
    gap: int | None
    ended_at: datetime

    @property
    def seconds(self) -> float:
        return self.milliseconds / 1000

    @property
    def figures(self) -> dict[str, Any]:
        return {"score": f"{self.score.normalize():f}", "milliseconds": self.milliseconds, "guess": self.guess}


def all_right(round: Round) -> int:
    """How many had everything right: what the guess is measured against."""
    asked = round.lines.aggregate(asked=Sum("count"))["asked"]
    if not asked:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(ALL_RIGHT, {"round": round.pk, "asked": asked})
        return cursor.fetchone()[0]


def people(scope: Scope) -> Iterator[Place]:
    """Everybody who counts, with ranks, read in a stream."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(*ranked(scope))
        while rows := cursor.fetchmany(CHUNK):
            yield from (Place(*row) for row in rows)


def ranked(scope: Scope) -> tuple[str, dict[str, Any]]:
    """The statement that gives everybody who counts, as `Place` has it, and its parameters."""
    if isinstance(scope, Whole):
        return _filled(SUMS + RANKED_SUMS, scope.contest, gap="s.gap"), sums_of(scope)
    return _of_round(RANKED, scope)


def sums_of(whole: Whole) -> dict[str, Any]:
    """What `SUMS` asks for."""
    by_guess = _by_guess(whole.contest)
    right = [all_right(one) if by_guess else 0 for one in whole.rounds]
    given = {"rounds": [one.pk for one in whole.rounds], "right": right, "counted": whole.counted}
    return given | {"announced": whole.announced_at}


def first(scope: Scope, limit: int) -> list[Place]:
    if isinstance(scope, Round):
        return _first_of_round(scope, limit)
    statement, given = ranked(scope)
    with connection.cursor() as cursor:
        cursor.execute(statement + FIRST, given | {"limit": limit})
        return [Place(*row) for row in cursor.fetchall()]


def _first_of_round(round: Round, limit: int) -> list[Place]:
    """By the index, without everybody else: each rank follows from the one before."""
    statement, own = _of_round(PAGE, round)
    with connection.cursor() as cursor:
        cursor.execute(statement, own | {"limit": limit})
        rows = cursor.fetchall()
    keys, ranks = [_key(round.contest, row) for row in rows], []
    for i in range(len(rows)):
        ranks.append(ranks[-1] if i and keys[i] == keys[i - 1] else i + 1)
    return [Place(rank, *row) for rank, row in zip(ranks, rows, strict=True)]


def order_of(contest: Contest) -> list[str]:
    return known(contest.tie_breaks)


def _by_guess(contest: Contest) -> bool:
    return "guess" in order_of(contest)


def _of_round(statement: str, round: Round) -> tuple[str, dict[str, Any]]:
    right = all_right(round) if _by_guess(round.contest) else None
    gap = "NULL::bigint" if right is None else "abs(s.guess - %(right)s)"
    return _filled(statement, round.contest, gap=gap), {"round": round.pk, "right": right}


def _filled(statement: str, contest: Contest, *, gap: str) -> str:
    """Names of ours only; what comes from outside goes in as parameters."""
    keys = ["s.score DESC"] + [_sql(name, gap) for name in order_of(contest)]
    return statement.format(select=SELECT.format(gap=gap), order=", ".join(keys))


def _sql(name: str, gap: str) -> str:
    return f"coalesce({gap}, {ABSURD})" if name == "guess" else KEYS[name]


def _key(contest: Contest, row: Sequence[Any]) -> tuple[Any, ...]:
    by = {"time": row[2], "guess": ABSURD if row[4] is None else row[4], "earliest": row[5]}
    return (row[1], *(by[name] for name in order_of(contest)))
