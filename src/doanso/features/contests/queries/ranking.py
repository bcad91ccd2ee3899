"""Who stands where: people and units, of one round and of the whole contest.

The score comes first, then what the contest says about equal scores. Who is equal in all of it has the same rank, and
the ranks after them are left out: 1, 2, 2, 4. A page of the ranking and the rank of one entrant are read from the
index, not from everybody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum

from doanso.features.contests.models import Contest, Round, Standing
from doanso.features.contests.tie_breaks import known

SELECT = "s.entrant_id, s.score, s.milliseconds, s.guess, {gap}, s.ended_at"
KEYS = {"time": "s.milliseconds", "guess": "{gap}", "earliest": "s.ended_at"}
ABSURD = 2**62  # no guess at all: behind every guess
PAGE = """
    SELECT {select} FROM contests_standing s WHERE s.round_id = %(round)s AND NOT s.excluded
    ORDER BY {order}, s.entrant_id LIMIT %(limit)s OFFSET %(offset)s
"""
RANKED = """
    SELECT rank() OVER (ORDER BY {order}), {select} FROM contests_standing s
    WHERE s.round_id = %(round)s AND NOT s.excluded ORDER BY 1, s.entrant_id
"""
BETTER = """
    SELECT (SELECT count(*) FROM contests_standing s WHERE s.round_id = %(round)s AND NOT s.excluded
            AND s.score > %(score)s)
         + (SELECT count(*) FROM contests_standing s WHERE s.round_id = %(round)s AND NOT s.excluded
            AND s.score = %(score)s AND {behind})
"""
WHOLE = """
    WITH s AS (
      SELECT entrant_id, sum(score) AS score, sum(milliseconds) AS milliseconds, NULL::int AS guess,
             sum(abs(guess - right_ones))::bigint AS gap, max(ended_at) AS ended_at
      FROM contests_standing JOIN unnest(%(rounds)s::bigint[], %(right)s::bigint[]) AS r (round_id, right_ones)
      USING (round_id) WHERE NOT excluded GROUP BY entrant_id)
    SELECT rank() OVER (ORDER BY {order}) AS rank, {select} FROM s ORDER BY 1, entrant_id
    LIMIT %(limit)s OFFSET %(offset)s
"""
ALL_RIGHT = """
    SELECT count(*) FROM contests_standing s JOIN contests_attempt a ON a.id = s.attempt_id
    WHERE s.round_id = %s AND NOT s.excluded AND a."right" >= %s
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
        cursor.execute(ALL_RIGHT, [round.pk, asked])
        return cursor.fetchone()[0]


def people(round: Round) -> Iterator[Place]:
    """Everybody who counts, with ranks, read in a stream."""
    found = _fetched(RANKED, round, {})
    return (Place(*row) for row in found)


def page(round: Round, *, offset: int = 0, limit: int = 50) -> list[Place]:
    """A part of the same, by the index: the rank of its first is counted, the others follow from it."""
    rows = _fetched(PAGE, round, {"offset": offset, "limit": limit})
    if not rows:
        return []
    keys = [_key(round.contest, row) for row in rows]
    ranks = [1 + _better(round, rows[0])]
    for i in range(1, len(rows)):
        ranks.append(ranks[-1] if keys[i] == keys[i - 1] else offset + i + 1)
    return [Place(rank, *row) for rank, row in zip(ranks, rows, strict=True)]


def rank_of(round: Round, entrant_id: int) -> int | None:
    """None for who does not count or did not take part."""
    own = Standing.objects.filter(round=round, entrant_id=entrant_id, excluded=False).first()
    if own is None:
        return None
    gap = None
    if own.guess is not None and _by_guess(round.contest):
        gap = abs(own.guess - all_right(round))
    return 1 + _better(round, (entrant_id, own.score, own.milliseconds, own.guess, gap, own.ended_at))


def people_of_contest(contest: Contest, *, offset: int = 0, limit: int = 50) -> list[Place]:
    """The sums over all rounds but rooms in class; in equal sums the sums of times and of gaps decide."""
    rounds = list(contest.rounds.exclude(kind=Round.Kind.ROOM))
    right = [all_right(one) if _by_guess(contest) else 0 for one in rounds]
    given = {"rounds": [one.pk for one in rounds], "right": right, "limit": limit, "offset": offset}
    with connection.cursor() as cursor:
        cursor.execute(_filled(WHOLE, contest, gap="s.gap"), given)
        return [Place(*row) for row in cursor.fetchall()]


def order_of(contest: Contest) -> list[str]:
    return known(contest.tie_breaks)


def _by_guess(contest: Contest) -> bool:
    return "guess" in order_of(contest)


def _fetched(statement: str, round: Round, given: dict[str, Any]) -> list[Sequence[Any]]:
    right = all_right(round) if _by_guess(round.contest) else None
    gap = "NULL::bigint" if right is None else "abs(s.guess - %(right)s)"
    with connection.cursor() as cursor:
        cursor.execute(_filled(statement, round.contest, gap=gap), {"round": round.pk, "right": right} | given)
        return cursor.fetchall()


def _filled(statement: str, contest: Contest, *, gap: str) -> str:
    """Names of ours only; what comes from outside goes in as parameters."""
    keys = ["s.score DESC"] + [_sql(name, gap) for name in order_of(contest)]
    return statement.format(select=SELECT.format(gap=gap), order=", ".join(keys))


def _sql(name: str, gap: str) -> str:
    return f"coalesce({gap}, {ABSURD})" if name == "guess" else KEYS[name]


def _key(contest: Contest, row: Sequence[Any]) -> tuple[Any, ...]:
    by = {"time": row[2], "guess": ABSURD if row[4] is None else row[4], "earliest": row[5]}
    return (row[1], *(by[name] for name in order_of(contest)))


def _better(round: Round, row: Sequence[Any]) -> int:
    """How many stand before this row."""
    names = order_of(round.contest)
    right = all_right(round) if "guess" in names else 0
    given = {"round": round.pk, "score": row[1], "right": right}
    given |= dict(zip((f"key{i}" for i in range(len(names))), _key(round.contest, row)[1:], strict=True))
    mine = ", ".join(f"%(key{i})s" for i in range(len(names)))
    theirs = ", ".join(_sql(name, "abs(s.guess - %(right)s)") for name in names)
    behind = f"({theirs}) < ({mine})" if names else "false"
    with connection.cursor() as cursor:
        cursor.execute(BETTER.format(behind=behind), given)
        return cursor.fetchone()[0]
