"""What was announced against what follows from the standings now: they are fixed by then, so nothing may differ."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from doanso.features.contests.models import Contest, Prize, Result, Round, Scope, Whole
from doanso.features.contests.queries import announcing, ranking
from doanso.features.contests.queries.announcing import WITHDRAWN
from doanso.features.contests.queries.unit_ranking import UnitPlace, units_of

# Prizes were given by rank; a name that is missing on either side differs, too.
PEOPLE = """
    WITH now (rank, entrant_id, score, milliseconds, guess, gap, ended_at) AS ({ranked}),
    told AS (
      SELECT entrant_id, rank, prize_id, (figures ->> 'score')::numeric AS score,
             (figures ->> 'milliseconds')::bigint AS milliseconds
      FROM contests_result WHERE {column} = %(scope)s AND entrant_id IS NOT NULL AND rank <> %(withdrawn)s)
    SELECT coalesce(now.entrant_id, told.entrant_id) FROM now FULL JOIN told ON told.entrant_id = now.entrant_id
    WHERE (now.rank, now.score, now.milliseconds) IS DISTINCT FROM (told.rank, told.score, told.milliseconds)
       OR told.prize_id IS DISTINCT FROM
          (SELECT id FROM contests_prize p WHERE p.id = ANY(%(prizes)s) AND told.rank BETWEEN p.first AND p.last
           ORDER BY p.first, p.id LIMIT 1)
    ORDER BY 1 LIMIT %(most)s
"""


def scopes() -> Iterator[Scope]:
    """All that is announced."""
    yield from Round.objects.exclude(announced_at=None).select_related("contest").order_by("pk")
    yield from (Whole(one) for one in Contest.objects.exclude(announced_at=None).order_by("pk"))


def differences(scope: Scope, *, most: int) -> list[str]:
    """In words, so many at most of people, and of units."""
    told = {"round": f"{scope.contest.name} – {scope.name}"}
    people = [
        _("%(round)s: the announced result of entrant %(entrant)s does not follow from the standings.")
        % (told | {"entrant": pk})
        for pk in _people(scope, most)
    ]
    units = [
        _("%(round)s: the announced result of the unit “%(unit)s” does not follow from the standings.")
        % (told | {"unit": name})
        for name in _units(scope)[:most]
    ]
    return people + units


def _people(scope: Scope, most: int) -> list[int]:
    ranked, given = ranking.ranked(scope)
    column = "whole_id" if isinstance(scope, Whole) else "round_id"
    prizes = [one.pk for one in announcing.prizes(scope, for_units=False)]
    own = {"scope": scope.target.pk, "withdrawn": WITHDRAWN, "prizes": prizes, "most": most}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE.format(ranked=ranked, column=column), given | own)
        return [pk for (pk,) in cursor.fetchall()]


def _units(scope: Scope) -> list[str]:
    """Names of those that differ. Members are taken as announced: registers are corrected later, results are not."""
    told = {one.unit_id: one for one in announcing.units(scope)}
    now = {place.unit.pk: place for place in units_of(scope)}
    prizes = list(announcing.prizes(scope, for_units=True))
    differing = [pk for pk in told.keys() | now.keys() if _told(told.get(pk)) != _now(now.get(pk), prizes)]
    return sorted((told[pk] if pk in told else now[pk]).unit.name for pk in differing)


def _told(result: Result | None) -> tuple[Any, ...] | None:
    return result and (result.rank, result.figures["entrants"], Decimal(result.figures["mean"]), result.prize)


def _now(place: UnitPlace | None, prizes: list[Prize]) -> tuple[Any, ...] | None:
    if place is None:
        return None
    won = next((one for one in prizes if one.first <= place.rank <= one.last), None)
    return place.rank, place.entrants, place.mean, won
