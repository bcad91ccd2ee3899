"""What was announced, as pages tell it: one's own line, and which rows stand on the first page of the ranking.

A result is written with its announcement alone, which stands in the version of the contest (`known`). Names are
written later, too, when somebody withdraws or a unit is called otherwise; so the rows that are shown tell a version.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from doanso.features.contests.models import Entrant, Result, Scope, Whole
from doanso.features.contests.queries import announcing
from doanso.features.contests.queries.announcing import WITHDRAWN
from doanso.lib.remembered import forgettable
from doanso.lib.statements import ask

MOST_COUNTED = 200
OWN = f"""
    SELECT r.id, r.rank, r.figures ->> 'score', p.name, c.id IS NOT NULL AND c.revoked_at IS NULL
    FROM contests_result r
    LEFT JOIN contests_prize p ON p.id = r.prize_id
    LEFT JOIN contests_certificate c ON c.result_id = r.id
    WHERE r.{{scope}} = %s AND r.entrant_id = %s AND r.rank <> {WITHDRAWN}
"""  # noqa: S608 names of ours
# Units are taken together before they are put in order: with a limit, people's index would be walked from end to end.
SHOWN = f"""
    WITH people AS (
        SELECT id, xmin, ctid, entrant_id FROM contests_result
        WHERE {{scope}} = %(scope)s AND entrant_id IS NOT NULL AND rank <> {WITHDRAWN} ORDER BY rank, id LIMIT %(most)s
    ), units AS MATERIALIZED (
        SELECT id, rank, xmin, ctid, unit_id FROM contests_result
        WHERE {{scope}} = %(scope)s AND unit_id IS NOT NULL AND rank <> {WITHDRAWN}
    )
    SELECT md5(concat_ws('/',
        (SELECT string_agg(concat_ws(' ', r.xmin, r.ctid, e.xmin, e.ctid, u.xmin, u.ctid), ',' ORDER BY r.id)
         FROM people r JOIN contests_entrant e ON e.id = r.entrant_id LEFT JOIN units_unit u ON u.id = e.unit_id),
        'units',
        (SELECT string_agg(concat_ws(' ', r.xmin, r.ctid, u.xmin, u.ctid), ',' ORDER BY r.id)
         FROM (SELECT * FROM units ORDER BY rank, id LIMIT %(most)s) r JOIN units_unit u ON u.id = r.unit_id))),
        (SELECT array_agg(id) FROM people)
"""  # noqa: S608
COUNT = f"SELECT count(*) FROM contests_result WHERE {{scope}} = %s AND entrant_id IS NOT NULL AND rank <> {WITHDRAWN}"  # noqa: S608


@dataclass(frozen=True)
class Own:
    """An entrant's announced result. `certified`: there is a certificate, and it holds."""

    pk: int
    rank: int
    score: str
    prize: str
    certified: bool


@dataclass(frozen=True)
class Shown:
    """`results`: whose lines the page shows."""

    version: str
    results: frozenset[int]


NOTHING = Shown("", frozenset())
_counted: dict[Any, tuple[str, int]] = forgettable({})


def own(scope: Scope, entrant: Entrant | None) -> Own | None:
    """None before the announcement."""
    if scope.announced_at is None or entrant is None:
        return None
    found = ask(_of(scope, OWN), [scope.target.pk, entrant.pk])
    return next((Own(pk, rank, score or "", prize or "", held) for pk, rank, score, prize, held in found), None)


def shown(scope: Scope, most: int) -> Shown:
    """The first page: so many people, so many units."""
    if scope.announced_at is None:
        return NOTHING
    version, results = ask(_of(scope, SHOWN), {"scope": scope.target.pk, "most": most})[0]
    return Shown(version, frozenset(results or ()))


def count(scope: Scope, version: str) -> int:
    """How many people stand in the ranking; `version`: of the contest, counted once for each."""
    if scope.announced_at is None:
        return 0
    place = scope.contest.pk, scope.number
    known = _counted.get(place)
    if known is None or known[0] != version:
        if len(_counted) >= MOST_COUNTED:
            _counted.clear()
        known = _counted[place] = version, ask(_of(scope, COUNT), [scope.target.pk])[0][0]
    return known[1]


class People(Sequence[Result]):
    """Everybody in the ranking, in order. A page far behind is found without joining who stands before it."""

    def __init__(self, scope: Scope, version: str) -> None:
        self.scope, self.number = scope, count(scope, version)

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, part: Any) -> Any:  # a slice alone, asked for when it is looked at
        every = announcing.people(self.scope)
        return every.filter(pk__in=every.values("pk")[part])


def _of(scope: Scope, statement: str) -> str:
    return statement.format(scope="whole_id" if isinstance(scope, Whole) else "round_id")
