"""How units stand: how many of their members took part, and how well.

Entrants without an account say who they are by name, so members are known by name: of a unit with all below it as many
of one name took part as entrants of this name did, and never more than there are members of it. So it is a share of the
members, of whom everybody counts once; entrants who are no members count with their number and their points alone.

Units are ranked on one level: those directly below the organiser (or the only unit of the audience), each with all
below it; with several units in the audience, these. Who belongs to another unit is counted there, by itself. The tree
is that of the day on which the round closes.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Sum

from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.core.units.queries.seats import MEMBER_STATES
from doanso.features.contests.models import Contest, Scope, Standing, Whole
from doanso.features.contests.queries import ranking
from doanso.lib import shares
from doanso.lib.dates import local

NAMED = """
    named AS (
      SELECT s.unit_id, e.search_key FROM {standings} s JOIN contests_entrant e ON e.id = s.entrant_id
      WHERE {which} AND e.search_key <> ''),
    home AS (SELECT * FROM unnest(%(units)s::bigint[], %(homes)s::bigint[]) AS u (unit_id, home)),
    came AS (SELECT home, search_key, count(*) AS people FROM named JOIN home USING (unit_id) GROUP BY 1, 2),
    there AS (
      SELECT home, p.search_key, count(DISTINCT p.id) AS people
      FROM units_membership m JOIN home USING (unit_id) JOIN accounts_person p ON p.id = m.person_id
      WHERE m.state = ANY(%(states)s) AND m.valid_from <= %(on)s AND (m.valid_to IS NULL OR m.valid_to >= %(on)s)
      GROUP BY home, p.search_key)
    SELECT home, sum(there.people)::int, sum(least(there.people, coalesce(came.people, 0)))::int
    FROM there LEFT JOIN came USING (home, search_key) GROUP BY home
"""
OF_ROUND = "WITH" + NAMED.format(standings="contests_standing", which="s.round_id = %(round)s AND NOT s.excluded")
OF_WHOLE = f"{ranking.SUMS}, {NAMED.format(standings='s', which='true')}"
Members = dict[int, tuple[int, int]]
"""Unit → how many members it has, and how many of them took part."""


@dataclass(frozen=True)
class UnitPlace:
    """`took` of `members` are among the entrants; without members there is nothing to take a share of."""

    rank: int
    unit: Unit
    entrants: int
    members: int
    took: int
    total: Decimal
    prize: None = None  # an announced result may have one

    @property
    def mean(self) -> Decimal:
        return (self.total / self.entrants).quantize(Decimal("0.01"))

    @property
    def rate(self) -> str | None:
        return shares.percent(self.took, self.members)

    @property
    def key(self) -> tuple[Any, ...]:
        """The higher the better: rate, mean, number."""
        rate = Decimal(self.took) / self.members if self.members else Decimal(-1)
        return rate, self.total / self.entrants, self.entrants

    @property
    def figures(self) -> dict[str, Any]:
        numbers = {"entrants": self.entrants, "took": self.took, "members": self.members}
        return numbers | {"rate": self.rate, "mean": str(self.mean)}


def units_of(scope: Scope) -> list[UnitPlace]:
    """Over several rounds each entrant of any of them once, with what counts of them. What is announced of members
    stays: the register goes on, and names of who withdraws go."""
    return with_ranks(places_of(scope, announced(scope))) if scope.rounds else []


def announced(scope: Scope) -> Members | None:
    """Whatever was announced before members were told apart counted every entrant as one."""
    if scope.announced_at is None:
        return None
    told = scope.results.exclude(unit=None).values_list("unit", "figures")
    return {pk: (figures["members"], figures.get("took", figures["entrants"])) for pk, figures in told}


def places_of(scope: Scope, members: Members | None = None) -> list[UnitPlace]:
    """Not yet ranked. `members`: what to take in place of the register's."""
    on = local(scope.closes_at).date()
    home = homes(scope.contest, on)
    found: dict[int, list[Any]] = defaultdict(lambda: [0, Decimal(0)])
    for unit_id, entrants, total in sums_by_unit(scope):
        place = found[home.get(unit_id, unit_id)]
        place[0] += entrants
        place[1] += total
    if members is None:
        members = _members(scope, home | {pk: pk for pk in found if pk not in home}, on)
    named = Unit.objects.in_bulk(list(found))
    return [UnitPlace(0, named[pk], n, *members.get(pk, (0, 0)), total) for pk, (n, total) in found.items()]


def sums_by_unit(scope: Scope) -> list[tuple[int, int, Decimal]]:
    """Of each unit that an entrant named: how many, and their scores together."""
    if isinstance(scope, Whole):
        with connection.cursor() as cursor:
            cursor.execute(ranking.UNITS, ranking.sums_of(scope))
            return cursor.fetchall()
    taken = Standing.objects.filter(round=scope, excluded=False).exclude(unit_id=None)
    return list(taken.values_list("unit_id").annotate(Count("entrant"), Sum("score")).order_by())


def homes(contest: Contest, on: date) -> dict[int, int]:
    """Unit → the unit in which it counts, of those that stand below the organiser or in the audience."""
    named = Unit.objects.filter(code__in=contest.audience.get("units", [])).order_by("path")
    tops = list(named) or [contest.unit]
    found: dict[int, int] = {}
    for top in tops:
        inside = dict(units.below(top, on).values_list("path", "pk"))
        for path, pk in inside.items():
            step = top.path if len(tops) > 1 else _step_below(path, top.path)
            found[pk] = inside.get(step, pk)
    return found


def _step_below(path: str, base: str) -> str:
    rest = path[len(base) :].split("/")[0]
    return f"{base}{rest}/" if rest else base


def _members(scope: Scope, home: dict[int, int], on: date) -> Members:
    """Whoever has two memberships below one unit is one member there."""
    given = {"units": list(home), "homes": list(home.values()), "states": list(MEMBER_STATES), "on": on}
    whole = isinstance(scope, Whole)
    given |= ranking.sums_of(scope) if whole else {"round": scope.pk}
    with connection.cursor() as cursor:
        cursor.execute(OF_WHOLE if whole else OF_ROUND, given)
        return {home: (members, took) for home, members, took in cursor.fetchall()}


def with_ranks(places: list[UnitPlace]) -> list[UnitPlace]:
    found: list[UnitPlace] = []
    for number, one in enumerate(sorted(places, key=lambda one: (one.key, one.unit.path), reverse=True), 1):
        equal = bool(found) and found[-1].key == one.key
        rank = found[-1].rank if equal else number
        found.append(replace(one, rank=rank))
    return found
