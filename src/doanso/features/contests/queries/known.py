"""Contests in memory. A short statement a request says whether they still are what is remembered, and who asks.

What PostgreSQL itself notes of each row, which transaction wrote it and where it lies, is another after every writing,
whoever writes. Of a contest, its unit, its rounds and prizes together this is the *version*: it is stored nowhere,
nobody can forget to count it on, and what is kept by it is true in every process with the next request.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.contests.models import Contest, Entrant, Round, State
from doanso.features.contests.queries import entrants, hall
from doanso.lib.remembered import forgettable
from doanso.lib.statements import ask

MOST_CONTESTS = 200
PARTS = (
    "(SELECT string_agg(part.xmin || ' ' || part.ctid, ',' ORDER BY part.id) FROM {} part WHERE part.contest_id = c.id)"
)
VERSION = "concat_ws('/', c.xmin, c.ctid, o.xmin, o.ctid, 'r', {}, 'p', {})".format(
    PARTS.format("contests_round"), PARTS.format("contests_prize")
)
OF_ENTRANT = (  # in the order of the model
    *("id", "contest_id", "identity", "person_id", "full_name", "unit_id", "unit_words"),
    *("guardian_kind", "guardian_name", "guardian_contact", "key", "withdrawn_at"),
)
LOOK = f"""
    SELECT {VERSION}, clock_timestamp(),
        EXISTS (SELECT FROM contests_attempt made WHERE made.round_id = r.id AND made.entrant_id = e.id),
        EXISTS (SELECT FROM contests_exclusion out WHERE out.round_id = r.id AND out.entrant_id = e.id),
        u.name, {", ".join(f"e.{name}" for name in OF_ENTRANT)}
    FROM contests_contest c
    JOIN units_unit o ON o.id = c.unit_id
    LEFT JOIN contests_round r ON r.contest_id = c.id AND r.number = %s
    LEFT JOIN contests_entrant e ON e.contest_id = c.id AND e.{{}} = %s
    LEFT JOIN units_unit u ON u.id = e.unit_id
    WHERE c.code = %s
"""  # noqa: S608 our own constants
BY_PERSON, BY_NUMBER = LOOK.format("person_id"), LOOK.format("id")
# All that the list of contests shows, and how many rounds have opened and closed: with the next one it is another.
LOOK_AT_ALL = """
    WITH at AS MATERIALIZED (SELECT clock_timestamp() AS now)
    SELECT concat_ws('/', md5(string_agg(
            concat_ws(' ', r.xmin, r.ctid, c.xmin, c.ctid, o.xmin, o.ctid), ',' ORDER BY r.id)),
        count(*) FILTER (WHERE r.opens_at <= at.now), count(*) FILTER (WHERE r.closes_at <= at.now)), at.now
    FROM at LEFT JOIN (
        contests_round r JOIN contests_contest c ON c.id = r.contest_id JOIN units_unit o ON o.id = c.unit_id
    ) ON c.state = %s AND r.kind <> %s
    GROUP BY at.now
"""


@dataclass(frozen=True)
class Found:
    """A contest, which all who ask share and nobody changes; of who asks, the entrant, and whether in the round that
    was named there are attempts or an exclusion. `now`: by the database's clock."""

    contest: Contest
    version: str
    now: datetime
    entrant: Entrant | None
    has_begun: bool
    is_excluded: bool


_known: dict[str, tuple[str, Contest]] = forgettable({})


def find(
    code: str, *, number: int = 0, person: Person | None = None, cookies: Mapping[str, str] | None = None
) -> Found | None:
    """None: there is no such contest. `number` is a round's."""
    while known := _known.get(code) or _read(code):
        version, contest = known
        row = _look(BY_PERSON, number, person.pk, code) if person else None
        entrant = _entrant(row, contest) if row else None
        if entrant is None:
            claim = entrants.claim(cookies or {}, contest)
            row = _look(BY_NUMBER, number, claim and claim.number, code)
            entrant = _entrant(row, contest) if row else None
            entrant = entrant if entrant and claim and claim.fits(entrant) else None
        if row and row[0] == version:
            return Found(contest, version, row[1], entrant, has_begun=row[2], is_excluded=row[3])
        _known.pop(code, None)
    return None


def called(code: str) -> Contest | None:
    """As `hall.called`, by one statement where it is remembered."""
    found = find(code)
    return found.contest if found else None


def all_version() -> tuple[str, datetime]:
    """Of the list of all contests, with the database's clock."""
    return ask(LOOK_AT_ALL, [State.PUBLISHED, Round.Kind.ROOM])[0]


def _read(code: str) -> tuple[str, Contest] | None:
    """The version first: what is written meanwhile is noticed with the next look."""
    row = _look(BY_NUMBER, 0, None, code)
    contest = hall.called(code) if row else None
    if row is None or contest is None:
        return None
    if len(_known) >= MOST_CONTESTS:
        _known.clear()
    _known[code] = row[0], contest
    return _known[code]


def _look(statement: str, *values: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def _entrant(row: tuple[Any, ...], contest: Contest) -> Entrant | None:
    """With what a page says of an entrant; the rest is fetched when it is asked for."""
    unit_name, values = row[4], row[5:]
    if values[0] is None:
        return None
    found = Entrant.from_db(connection.alias, OF_ENTRANT, values)
    found.contest = contest
    found.unit = Unit.from_db(connection.alias, ("id", "name"), (found.unit_id, unit_name)) if found.unit_id else None
    return found
