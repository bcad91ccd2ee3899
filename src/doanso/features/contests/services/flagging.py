"""Doubts that the machine raises for people to look at: it excludes nobody.

Everything is compared only within small groups (a device, a network, a unit), so that the work grows with the number of
entrants, not with its square. Of a group of n the first is compared with each of the others.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Flag, Round
from doanso.features.contests.queries import likeness, parties, sheets, unit_search
from doanso.lib import locks

LETTERS_PER_SECOND = 60  # twice what the quickest readers manage
APART = 300  # seconds between the end of one and the start of the next on the same network
AT_HOME = 8  # entrants of one network; in a school's or a company's, one after the other says nothing

DEVICE = """
    SELECT first, entrant_id, jsonb_build_object('count', size) FROM (
      SELECT e.id AS entrant_id, min(e.id) OVER w AS first, count(*) OVER w AS size
      FROM contests_entrant e JOIN contests_standing s ON s.entrant_id = e.id AND s.round_id = %(round)s
      WHERE e.device <> '' WINDOW w AS (PARTITION BY e.device)) AS found
    WHERE first <> entrant_id
"""
NAME = """
    SELECT first, entrant_id, jsonb_build_object('count', size) FROM (
      SELECT e.id AS entrant_id, min(e.id) OVER w AS first, count(*) OVER w AS size
      FROM contests_entrant e JOIN contests_standing s ON s.entrant_id = e.id AND s.round_id = %(round)s
      WHERE e.birth_year IS NOT NULL WINDOW w AS (PARTITION BY e.search_key, e.birth_year)) AS found
    WHERE first <> entrant_id
"""
NETWORK = """
    SELECT before, entrant_id, jsonb_build_object('seconds', apart, 'count', size) FROM (
      SELECT e.id AS entrant_id, lag(e.id) OVER w AS before, count(*) OVER (PARTITION BY e.network) AS size,
             extract(epoch FROM a.started_at - lag(a.ended_at) OVER w)::int AS apart
      FROM contests_standing s JOIN contests_attempt a ON a.id = s.attempt_id
      JOIN contests_entrant e ON e.id = s.entrant_id
      WHERE s.round_id = %(round)s AND e.network <> '' WINDOW w AS (PARTITION BY e.network ORDER BY a.started_at, e.id)
    ) AS found WHERE before IS NOT NULL AND apart BETWEEN 0 AND %(apart)s AND size <= %(home)s
"""
SPEED = """
    SELECT entrant_id, NULL::bigint, jsonb_build_object('seconds', milliseconds / 1000.0, 'needed', %(needed)s::numeric)
    FROM contests_standing
    WHERE round_id = %(round)s AND milliseconds < %(needed)s * 1000 AND score >= %(half)s
"""
CONTACT = """
    WITH people AS (
      SELECT e.id, coalesce(nullif(e.phone, ''), p.phone) AS phone,
             lower(coalesce(nullif(e.email, ''), p.email)) AS email
      FROM contests_standing s JOIN contests_entrant e ON e.id = s.entrant_id
      LEFT JOIN accounts_person p ON p.id = e.person_id WHERE s.round_id = %(round)s
    ), told AS (
      SELECT id, 'phone' AS what, phone AS value FROM people UNION ALL SELECT id, 'email', email FROM people)
    SELECT first, id, jsonb_build_object('what', what, 'count', size) FROM (
      SELECT id, what, min(id) OVER w AS first, count(*) OVER w AS size FROM told
      WHERE value <> '' WINDOW w AS (PARTITION BY what, value)) AS found
    WHERE first <> id
"""
PHONE = """
    SELECT first, entrant_id, jsonb_build_object('count', size) FROM (
      SELECT entrant_id, min(entrant_id) OVER w AS first, count(*) OVER w AS size FROM (
        SELECT DISTINCT v.entrant_id, v.device FROM contests_event v
        JOIN contests_standing s ON s.round_id = v.round_id AND s.entrant_id = v.entrant_id
        WHERE v.round_id = %(round)s AND v.device <> '') AS used
      WINDOW w AS (PARTITION BY device)) AS found
    WHERE first <> entrant_id AND size <= %(home)s
"""
AUDIENCE = """
    SELECT s.entrant_id, NULL::bigint, jsonb_build_object('unit', u.name)
    FROM contests_standing s JOIN contests_entrant e ON e.id = s.entrant_id JOIN units_unit u ON u.id = e.unit_id
    WHERE s.round_id = %(round)s AND NOT u.path LIKE ANY (%(inside)s)
"""
INSERT = """
    INSERT INTO contests_flag (round_id, entrant_id, other_id, kind, evidence, state, raised_at, note)
    SELECT %(round)s, one, other, %(kind)s, evidence, %(state)s, %(now)s, '' FROM ({found}) AS f (one, other, evidence)
    ON CONFLICT DO NOTHING
"""
GIVEN = "SELECT * FROM unnest(%(ones)s::bigint[], %(others)s::bigint[], %(evidence)s::jsonb[])"


def raise_flags(
    *, round: Round, by: Person | None, now: datetime, tell: Callable[[int], object] | None = None
) -> dict[str, int]:
    """All kinds; what was raised before stays as it is, decided or not. Returns how many are new, by kind.

    Papers are read before anything is held.
    """
    alike = likeness.alike(likeness.Papers(sheets.wrong_ones(round, tell)), sheets.groups(round))
    return _raise(round, alike, by=by, now=now)


@transaction.atomic
def _raise(round: Round, alike: list[likeness.Alike], *, by: Person | None, now: datetime) -> dict[str, int]:
    locks.hold(f"contests.flags:{round.pk}")
    limits = {"apart": APART, "home": AT_HOME}
    inside = [f"{path}%" for path in unit_search.audience_paths(round.contest)]
    found = {
        Flag.Kind.DEVICE: _insert(round, Flag.Kind.DEVICE, DEVICE, {}, now),
        Flag.Kind.NETWORK: _insert(round, Flag.Kind.NETWORK, NETWORK, limits, now),
        Flag.Kind.NAME: _insert(round, Flag.Kind.NAME, NAME, {}, now),
        Flag.Kind.SPEED: _insert(round, Flag.Kind.SPEED, SPEED, _quickest(round), now),
        Flag.Kind.CONTACT: _insert(round, Flag.Kind.CONTACT, CONTACT, {}, now),
        Flag.Kind.PHONE: _insert(round, Flag.Kind.PHONE, PHONE, limits, now),
        Flag.Kind.AUDIENCE: _insert(round, Flag.Kind.AUDIENCE, AUDIENCE, {"inside": inside}, now),
        Flag.Kind.PARTY: _parties(round, now),
        Flag.Kind.ANSWERS: _alike(round, alike, now),
    }
    new = {kind.value: number for kind, number in found.items() if number}
    audit.record("contests.flagged", round, by=by, now=now, label="" if by else "system", data={"new": new})
    return new


def _insert(round: Round, kind: str, found: str, given: dict[str, Any], now: datetime) -> int:
    fixed = {"round": round.pk, "kind": kind, "state": Flag.State.OPEN, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(found=found), fixed | given)
        return cursor.rowcount


def _quickest(round: Round) -> dict[str, Any]:
    """Seconds in which nobody reads a paper, and half of its points: who only clicks gets less."""
    letters, points = sheets.size_of_paper(round)
    return {"needed": _tenths(letters / LETTERS_PER_SECOND), "half": points / 2}


def _parties(round: Round, now: datetime) -> int:
    found = sorted(parties.entrants(round).items())
    given = {
        "ones": [pk for pk, _why in found],
        "others": [None] * len(found),
        "evidence": [Jsonb({"why": sorted(why)}) for _pk, why in found],
    }
    return _insert(round, Flag.Kind.PARTY, GIVEN, given, now)


def _tenths(value: float) -> float:
    return int(value * 10) / 10


def _alike(round: Round, pairs: list[likeness.Alike], now: datetime) -> int:
    given = {
        "ones": [min(one.pair) for one in pairs],
        "others": [max(one.pair) for one in pairs],
        "evidence": [Jsonb(one.evidence) for one in pairs],
    }
    return _insert(round, Flag.Kind.ANSWERS, GIVEN, given, now)
