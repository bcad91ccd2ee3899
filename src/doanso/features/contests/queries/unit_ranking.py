"""How units stand: how many of their members took part, and how well.

Units are ranked on one level: those directly below the organiser (or the only unit of the audience), each with all
below it; with several units in the audience, these. Who belongs to another unit is counted there, by itself. The tree
is that of the day on which the round closes.
"""

from collections import defaultdict
from dataclasses import dataclass
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

MEMBERS = """
    SELECT home, count(DISTINCT m.person_id) FROM units_membership m
    JOIN unnest(%(units)s::bigint[], %(homes)s::bigint[]) AS u (unit, home) ON u.unit = m.unit_id
    WHERE m.state = ANY(%(states)s) AND m.valid_from <= %(on)s AND (m.valid_to IS NULL OR m.valid_to >= %(on)s)
    GROUP BY home
"""


@dataclass(frozen=True)
class UnitPlace:
    """`entrants` of `members` took part; without members there is nothing to take a share of."""

    rank: int
    unit: Unit
    entrants: int
    members: int
    total: Decimal
    prize: None = None  # an announced result may have one

    @property
    def mean(self) -> Decimal:
        return (self.total / self.entrants).quantize(Decimal("0.01"))

    @property
    def rate(self) -> str | None:
        return shares.percent(self.entrants, self.members)

    @property
    def key(self) -> tuple[Any, ...]:
        """The higher the better: rate, mean, number."""
        rate = Decimal(self.entrants) / self.members if self.members else Decimal(-1)
        return rate, self.total / self.entrants, self.entrants

    @property
    def figures(self) -> dict[str, Any]:
        return {"entrants": self.entrants, "members": self.members, "rate": self.rate, "mean": str(self.mean)}


def units_of(scope: Scope) -> list[UnitPlace]:
    """Over several rounds each entrant of any of them once, with what counts of them."""
    return with_ranks(places_of(scope)) if scope.rounds else []


def places_of(scope: Scope, members: dict[int, int] | None = None) -> list[UnitPlace]:
    """Not yet ranked. `members`: how many to take in place of the register's."""
    on = local(scope.closes_at).date()
    home = homes(scope.contest, on)
    found: dict[int, list[Any]] = defaultdict(lambda: [0, Decimal(0)])
    for unit_id, entrants, total in sums_by_unit(scope):
        place = found[home.get(unit_id, unit_id)]
        place[0] += entrants
        place[1] += total
    if members is None:
        members = _members(home | {pk: pk for pk in found if pk not in home}, on)
    named = Unit.objects.in_bulk(list(found))
    return [UnitPlace(0, named[pk], n, members.get(pk, 0), total) for pk, (n, total) in found.items()]


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


def _members(home: dict[int, int], on: date) -> dict[int, int]:
    """Whoever has two memberships below one unit is one member there."""
    given = {"units": list(home), "homes": list(home.values()), "states": list(MEMBER_STATES), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(MEMBERS, given)
        return dict(cursor.fetchall())


def with_ranks(places: list[UnitPlace]) -> list[UnitPlace]:
    found: list[UnitPlace] = []
    for number, one in enumerate(sorted(places, key=lambda one: (one.key, one.unit.path), reverse=True), 1):
        equal = bool(found) and found[-1].key == one.key
        rank = found[-1].rank if equal else number
        found.append(UnitPlace(rank, one.unit, one.entrants, one.members, one.total))
    return found
