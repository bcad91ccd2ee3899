"""Who is let into a round by announced rankings, and who comes next.

Whoever has withdrawn is left out; who is equal at the limit goes in together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doanso.features.contests.models import Admitted, Entrant, Gate, Result, Round, Sum, ranking_name
from doanso.features.contests.queries import organising, ranking, unit_ranking
from doanso.features.contests.queries.announcing import WITHDRAWN
from doanso.lib.dates import local
from doanso.lib.text import fold

# Each by their best place; who stands high enough in several rounds takes one seat alone.
BEST = f"""
    WITH placed AS (
      SELECT r.entrant_id, r.round_id, s.place AS number, r.rank, home,
             rank() OVER (PARTITION BY r.round_id, home ORDER BY r.rank) AS within
      FROM contests_result r
      JOIN unnest(%(rounds)s::bigint[]) WITH ORDINALITY AS s (round_id, place) USING (round_id)
      JOIN contests_entrant e ON e.id = r.entrant_id AND e.withdrawn_at IS NULL
      LEFT JOIN unnest(%(units)s::bigint[], %(homes)s::bigint[]) AS u (unit, found) ON u.unit = e.unit_id
      CROSS JOIN LATERAL (SELECT CASE WHEN %(by_unit)s THEN coalesce(found, e.unit_id) END AS home) AS h
      WHERE r.rank <> {WITHDRAWN} AND (home IS NOT NULL OR NOT %(by_unit)s))
    SELECT * FROM (
      SELECT DISTINCT ON (entrant_id) entrant_id, round_id, rank, home, number FROM placed
      WHERE within <= %(best)s ORDER BY entrant_id, within, number) AS one
    ORDER BY number, home NULLS FIRST, rank, entrant_id
"""  # noqa: S608  # a number of ours
# By the rounds added up, of who is still there and not on the list; `home`: of this unit alone.
ADDED_UP = """
    WITH stands (rank, entrant_id, score, milliseconds, guess, gap, ended_at) AS ({ranked}),
    placed AS (
      SELECT stands.entrant_id, stands.rank, h.home, rank() OVER (PARTITION BY h.home ORDER BY stands.rank) AS within
      FROM stands
      JOIN contests_entrant e ON e.id = stands.entrant_id AND e.withdrawn_at IS NULL
      LEFT JOIN unnest(%(units)s::bigint[], %(homes)s::bigint[]) AS u (unit, found) ON u.unit = e.unit_id
      CROSS JOIN LATERAL (SELECT CASE WHEN %(by_unit)s THEN coalesce(found, e.unit_id) END AS home) AS h
      WHERE (h.home IS NOT NULL OR NOT %(by_unit)s) AND NOT EXISTS (
        SELECT FROM contests_admitted a WHERE a.round_id = %(gated)s AND a.entrant_id = e.id))
    SELECT entrant_id, NULL::bigint, rank, home FROM placed
    WHERE within <= %(best)s AND (%(home)s::bigint IS NULL OR home = %(home)s)
    ORDER BY home NULLS FIRST, rank, entrant_id
"""


@dataclass(frozen=True)
class Candidate:
    entrant_id: int
    source_id: int | None
    rank: int
    unit_id: int | None


@dataclass(frozen=True)
class Next:
    """Who moves up, all equal ones together, when somebody of this round (and unit) has withdrawn."""

    source: Round | None
    unit_id: int | None
    rank: int
    entrants: Sequence[Entrant]

    @property
    def key(self) -> str:
        return f"{self.source.pk if self.source else 0}.{self.unit_id or 0}.{self.rank}"

    @property
    def ranking(self) -> str:
        return ranking_name(self.source)


def sources(round: Round) -> list[Round]:
    """The rounds whose rankings let people in, in their order."""
    gate = round.gate
    found = organising.rounds_of(round.contest).filter(number__in=gate.rounds) if gate else Round.objects.none()
    return list(found)


def not_announced(round: Round) -> list[Round]:
    """The list waits for these."""
    return [one for one in sources(round) if not one.announced_at]


def candidates(round: Round) -> list[Candidate]:
    """As the announced rankings have it now."""
    gate, rounds = round.gate, sources(round)
    if gate is None or not rounds:
        return []
    if gate.together:
        return _added_up(round, rounds, gate, best=gate.best)
    home = _homes(round, rounds, gate)
    given = {"rounds": [one.pk for one in rounds], "best": gate.best, "by_unit": gate.by_unit}
    with connection.cursor() as cursor:
        cursor.execute(BEST, given | {"units": list(home), "homes": list(home.values())})
        return [Candidate(*row[:4]) for row in cursor.fetchall()]


def _added_up(
    round: Round, rounds: list[Round], gate: Gate, *, best: int, unit_id: int | None = None
) -> list[Candidate]:
    """Equal ones together; of each unit so many, or of this one."""
    ranked, given = ranking.ranked(Sum(round.contest, rounds))
    home = _homes(round, rounds, gate)
    given |= {"units": list(home), "homes": list(home.values()), "by_unit": gate.by_unit}
    with connection.cursor() as cursor:
        statement = ADDED_UP.format(ranked=ranked)
        cursor.execute(statement, given | {"gated": round.pk, "best": best, "home": unit_id})
        return [Candidate(*row) for row in cursor.fetchall()]


def _homes(round: Round, rounds: Sequence[Round], gate: Gate) -> dict[int, int]:
    """Units are those of the ranking of units, on the day of the last round's end."""
    if not gate.by_unit:
        return {}
    return unit_ranking.homes(round.contest, local(max(one.closes_at for one in rounds)).date())


def listed(round: Round, words: str = "") -> QuerySet[Admitted]:
    """The fixed list in its order; nobody before it is fixed."""
    found = Admitted.objects.filter(round=round) if round.listed_at else Admitted.objects.none()
    if words:
        found = found.filter(entrant__search_key__contains=fold(words))
    return found.select_related("entrant__unit", "source", "unit").order_by(
        "source__number", "unit__path", "rank", "pk"
    )


def ids(round: Round) -> frozenset[int] | None:
    """Who may start; None: everybody."""
    return frozenset(listed(round).order_by().values_list("entrant", flat=True)) if round.admits else None


def of_entrant(round: Round, entrant: Entrant) -> Admitted | None:
    return listed(round).filter(entrant=entrant).first() if round.admits else None


def why_not(round: Round, entrant: Entrant) -> str:
    """Empty when this entrant may take part in the round. Without a gate nothing is asked."""
    if not round.admits:
        return ""
    if not round.listed_at:
        return _("Who takes part in this round is known when the earlier rounds are announced and the list is fixed.")
    if of_entrant(round, entrant) is None:
        return _("This round is for those who stood highest in the earlier rounds. This time you are not among them.")
    return ""


def built_on(round: Round) -> Round | None:
    """A round whose fixed list follows from the ranking of this one."""
    fixed = organising.rounds_of(round.contest).exclude(listed_at=None)
    return next((one for one in fixed if round.number in one.gate.rounds), None) if round.number else None


def next_in_line(round: Round) -> list[Next]:
    """For each round (and unit) in which seats have become free."""
    if not round.listed_at:
        return []
    free: dict[tuple[int | None, int | None], int] = {}
    calls: dict[tuple[int | None, int | None], set[int]] = {}
    for one in Admitted.objects.filter(round=round).select_related("entrant"):
        group = one.source_id, one.unit_id
        free[group] = free.get(group, 0) + bool(one.entrant.withdrawn_at)
        if one.called_at:
            calls.setdefault(group, set()).add(one.rank)
    open_ones = [group for group, count in free.items() if count > len(calls.get(group, ()))]
    rounds = {one.pk: one for one in sources(round)}
    found = [
        _following_added_up(round, list(rounds.values()), unit)
        if source is None
        else _following(round, rounds[source], unit)
        for source, unit in open_ones
        if source is None or source in rounds
    ]
    return [one for one in found if one is not None]


def _following(round: Round, source: Round, unit_id: int | None) -> Next | None:
    """The first rank that nobody of the list holds, of who is still there."""
    waiting = source.results.exclude(entrant=None).exclude(rank=WITHDRAWN).filter(entrant__withdrawn_at=None)
    waiting = waiting.exclude(entrant__in=Admitted.objects.filter(round=round).values("entrant"))
    if unit_id is not None:
        waiting = waiting.filter(entrant__unit__in=_units_of(round, unit_id))
    first = waiting.order_by("rank").first()
    if first is None:
        return None
    equal: QuerySet[Result] = waiting.filter(rank=first.rank).select_related("entrant__unit").order_by("pk")
    return Next(source, unit_id, first.rank, [one.entrant for one in equal])


def _following_added_up(round: Round, rounds: list[Round], unit_id: int | None) -> Next | None:
    places = _added_up(round, rounds, round.gate, best=1, unit_id=unit_id)
    if not places:
        return None
    who = Entrant.objects.select_related("unit").filter(pk__in=[one.entrant_id for one in places]).order_by("pk")
    return Next(None, unit_id, places[0].rank, list(who))


def _units_of(round: Round, home_id: int) -> list[int]:
    home = _homes(round, sources(round), round.gate)
    return [unit for unit, found in home.items() if found == home_id] or [home_id]
