"""Which records may be of one human being: found in one statement, judged by what they have in common. Reads alone.

Namesakes are not duplicates: other births or two different whole citizen numbers tell people apart, whatever else is
the same. One wrong digit, a birth of which only the year is known, day and month the wrong way round do not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.members import rules

LEAST = 50
SURE, LIKELY = 85, 65
SCORES = {"name": 30, "spelt": 20, "day": 40, "part": 20, "swap": 30, "digit": 35, "phone": 25, "email": 30, "card": 40}
OTHER_SEX = 20

FOUND = """
WITH stake AS (
  SELECT person_id, unit_id, valid_to IS NULL OR valid_to >= %(on)s AS live FROM units_membership
  UNION ALL
  SELECT person_id, unit_id, valid_to IS NULL OR valid_to >= %(on)s FROM units_position
), mine AS MATERIALIZED (
  SELECT person_id, bool_or(unit_id = ANY(%(within)s)) AS within FROM stake GROUP BY person_id
  HAVING %(everybody)s
    OR COALESCE(bool_and(unit_id = ANY(%(units)s)) FILTER (WHERE live), bool_and(unit_id = ANY(%(units)s)))
), one AS MATERIALIZED (
  SELECT person.id, full_name, search_key, substring(search_key FROM '[^ ]*$') AS given, sex, cccd, phone,
    lower(email) AS email, date_of_birth AS born, extract(year FROM date_of_birth) AS year, birth_precision AS known,
    COALESCE(within, FALSE) AS within
  FROM accounts_person AS person LEFT JOIN mine ON mine.person_id = person.id
  WHERE merged_into_id IS NULL AND (%(everybody)s OR mine.person_id IS NOT NULL)
), card AS MATERIALIZED (
  SELECT DISTINCT person_id, upper(regexp_replace(number, '[^[:alnum:]]', '', 'g')) AS number FROM (
    SELECT person_id, card_number AS number FROM units_membership WHERE card_number <> ''
    UNION ALL
    SELECT person_id, data ->> 'card' FROM members_entry WHERE data ->> 'card' <> ''
  ) AS held JOIN one ON one.id = person_id
), alike AS (
  SELECT a.id AS first, b.id AS second, FALSE AS card FROM one AS a JOIN one AS b USING (search_key, year)
    WHERE a.id < b.id
  UNION ALL SELECT a.id, b.id, FALSE FROM one AS a JOIN one AS b USING (phone) WHERE a.id < b.id AND phone <> ''
  UNION ALL SELECT a.id, b.id, FALSE FROM one AS a JOIN one AS b USING (email) WHERE a.id < b.id AND email <> ''
  UNION ALL SELECT a.id, b.id, FALSE FROM one AS a JOIN one AS b USING (search_key)
    WHERE a.id < b.id AND a.cccd <> b.cccd AND (a.born IS NULL OR b.born IS NULL)
  UNION ALL SELECT a.person_id, b.person_id, TRUE FROM card AS a JOIN card AS b USING (number)
    WHERE a.person_id < b.person_id
), pair AS MATERIALIZED (
  SELECT first, second, bool_or(card) AS card FROM alike GROUP BY first, second
), facts AS (
  SELECT first, second, a.search_key,
    CASE WHEN a.full_name = b.full_name THEN 'name' WHEN a.search_key = b.search_key THEN 'spelt' END AS name,
    CASE WHEN a.born IS NULL OR b.born IS NULL THEN 'unknown'
      WHEN a.known = 'day' AND b.known = 'day' THEN CASE WHEN a.born = b.born THEN 'day'
        WHEN a.year = b.year AND extract(month FROM a.born) = extract(day FROM b.born)
          AND extract(day FROM a.born) = extract(month FROM b.born) THEN 'swap' ELSE 'differ' END
      WHEN a.year = b.year AND ('year' IN (a.known, b.known)
        OR extract(month FROM a.born) = extract(month FROM b.born)) THEN 'part'
      ELSE 'differ' END AS birth,
    (SELECT count(*) FROM generate_series(1, 12) AS at WHERE substr(a.cccd, at, 1) <> substr(b.cccd, at, 1)) AS digits,
    a.phone = b.phone AND a.phone <> '' AS phone, a.email = b.email AND a.email <> '' AS email,
    card,
    a.sex <> b.sex AND a.sex <> '' AND b.sex <> '' AS other_sex
  FROM pair JOIN one AS a ON a.id = first JOIN one AS b ON b.id = second
  WHERE a.given = b.given AND (a.within OR b.within OR %(anywhere)s) AND NOT EXISTS (
    SELECT FROM members_distinct WHERE first_id = first AND second_id = second)
), scored AS (
  SELECT *, CASE name WHEN 'name' THEN %(name)s WHEN 'spelt' THEN %(spelt)s ELSE 0 END
    + CASE birth WHEN 'day' THEN %(day)s WHEN 'swap' THEN %(swap)s WHEN 'part' THEN %(part)s ELSE 0 END
    + CASE WHEN digits = 1 THEN %(digit)s ELSE 0 END + CASE WHEN phone THEN %(phone)s ELSE 0 END
    + CASE WHEN email THEN %(email)s ELSE 0 END + CASE WHEN card THEN %(card)s ELSE 0 END
    - CASE WHEN other_sex THEN %(other_sex)s ELSE 0 END AS score
  FROM facts WHERE birth <> 'differ' AND digits < 2
)
SELECT *, count(*) OVER () FROM scored WHERE score >= %(least)s
ORDER BY score DESC, search_key, first, second LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Candidate:
    """Two records with what speaks for one human being, in words, and against it."""

    first: Person
    second: Person
    score: int
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    @property
    def sureness(self) -> str:
        return "ok" if self.score >= SURE else "warn" if self.score >= LIKELY else "plain"


def candidates(
    by: Person | None, on: date, *, unit: Unit | None = None, limit: int = 500
) -> tuple[list[Candidate], int]:
    """So many of them and how many there are, the surest first; only where this officer keeps both records.

    `unit`: one of the two belongs there or below, or did.
    """
    everybody, units = rules.keeps(by, on)
    within = list(Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True)) if unit else []
    values: dict[str, Any] = {"on": on, "everybody": everybody, "units": units, "anywhere": unit is None}
    values |= SCORES | {"within": within, "other_sex": OTHER_SEX, "least": LEAST, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(FOUND, values)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    people = Person.objects.in_bulk({row[name] for row in rows for name in ("first", "second")})
    found = [
        Candidate(people[row["first"]], people[row["second"]], row["score"], tuple(_reasons(row)), tuple(_doubts(row)))
        for row in rows
    ]
    return found, rows[0]["count"] if rows else 0


def _reasons(row: dict[str, Any]) -> Iterator[str]:
    if row["name"]:
        yield _("same name") if row["name"] == "name" else _("same name but for the marks")
    births = {
        "day": _("same day of birth"),
        "part": _("same birth, as far as it is known"),
        "swap": _("day and month of birth swapped"),
    }
    if row["birth"] in births:
        yield births[row["birth"]]
    if row["digits"] == 1:
        yield _("citizen numbers differ in one digit")
    words = {"phone": _("same phone number"), "email": _("same e-mail address"), "card": _("same card number")}
    yield from (text for name, text in words.items() if row[name])


def _doubts(row: dict[str, Any]) -> Iterator[str]:
    if row["birth"] == "unknown":
        yield _("one birth is unknown")
    if row["other_sex"]:
        yield _("the sex differs")
