"""The ranking as it is announced: fixed in one transaction, with prizes, and taken back only with a reason.

A result that has a certificate is never deleted: when the announcement is taken back its rank becomes `WITHDRAWN` and
its certificate is revoked, so that the printed QR code tells the truth. Announced anew, it gets its new rank.
"""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from doanso.blocks.questions import services as questions
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Certificate, Round, Scope
from doanso.features.contests.queries import admitting, announcing, ranking
from doanso.features.contests.queries.announcing import WITHDRAWN
from doanso.features.contests.queries.unit_ranking import units_of
from doanso.features.contests.services import judging, telling, withdrawing
from doanso.features.contests.services.freezing import place_of
from doanso.lib import jobs
from doanso.lib.errors import AlreadyDone, Refused

WRITE = """
    INSERT INTO contests_result ({scope}, entrant_id, unit_id, rank, figures, prize_id)
    SELECT %(scope)s, entrant, unit, rank, figures,
      (SELECT id FROM contests_prize p WHERE p.id = ANY(%(prizes)s) AND rank BETWEEN p.first AND p.last
       ORDER BY p.first, p.id LIMIT 1)
    FROM unnest(%(entrants)s::bigint[], %(units)s::bigint[], %(ranks)s::int[], %(figures)s::jsonb[])
      AS one (entrant, unit, rank, figures)
    ON CONFLICT ({scope}, {column}) WHERE {where}{column} IS NOT NULL
    DO UPDATE SET rank = EXCLUDED.rank, figures = EXCLUDED.figures, prize_id = EXCLUDED.prize_id
"""
PIECE = 10_000


@transaction.atomic
def announce(*, round: Scope, by: Person | None, now: datetime) -> Scope:
    """Everybody's rank and the units' as of now; winners are told."""
    judging.check(by, round, now)
    row = judging.locked(round)
    if row.announced_at:
        raise AlreadyDone(
            _("The results are announced already."), who=row.announced_by.full_name, when=row.announced_at
        )
    if missing := announcing.why_not(row, now):
        raise Refused(" ".join(missing))
    people, units = _write_people(row), _write_units(row)
    if people >= PIECE:
        _tell_the_planner()
    _mark(row, now, by)
    audit.record("contests.announced", row.target, by=by, now=now, data={"people": people, "units": units})
    telling.announced(row, now=now)
    if isinstance(row, Round):
        questions.unlock(place_of(row), now=now, by=by)
        jobs.defer(("contests.tell_bank", {"round_id": row.pk}))
    return row


@transaction.atomic
def take_back(*, round: Scope, reason: str, by: Person | None, now: datetime) -> Scope:
    """Nobody sees the ranking any longer; certificates that were given are revoked for this reason."""
    judging.check(by, round, now)
    row, reason = judging.locked(round), judging.said(reason)
    if not row.announced_at:
        raise Refused(_("The results are not announced."))
    if isinstance(row, Round) and announcing.is_in_announced_whole(row):
        raise Refused(_("The ranking of the whole contest is announced. Take that back first."))
    if isinstance(row, Round) and (built := admitting.built_on(row)):
        raise Refused(
            _("The list of who takes part in %(round)s follows from this ranking. Give that list up first.")
            % {"round": built.name}
        )
    given = Certificate.objects.filter(result__in=row.results.all())
    revoked = given.filter(revoked_at=None).update(revoked_at=now, reason=reason[:300])
    row.results.filter(certificate=None).delete()
    row.results.update(rank=WITHDRAWN, prize=None)
    _mark(row, None, None)
    if isinstance(row, Round):
        withdrawing.step_back(row)
    audit.record("contests.taken_back", row.target, by=by, now=now, data={"reason": reason, "revoked": revoked})
    return row


def _tell_the_planner() -> None:
    """All come before the database would count by itself: of 200,000 results a page took 35 ms, and takes 4."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE contests_result")


def _mark(scope: Scope, at: datetime | None, by: Person | None) -> None:
    row = scope.target
    row.announced_at, row.announced_by = at, by
    row.save(update_fields=["announced_at", "announced_by"])


def _write_people(scope: Scope) -> int:
    prizes = [prize.pk for prize in announcing.prizes(scope, for_units=False)]
    number, piece = 0, []
    for place in ranking.people(scope):
        piece.append((place.entrant_id, None, place.rank, Jsonb(place.figures)))
        if len(piece) == PIECE:
            number += _write(scope, "entrant_id", piece, prizes)
            piece = []
    return number + _write(scope, "entrant_id", piece, prizes)


def _write_units(scope: Scope) -> int:
    prizes = [prize.pk for prize in announcing.prizes(scope, for_units=True)]
    rows = [(None, place.unit.pk, place.rank, Jsonb(place.figures)) for place in units_of(scope)]
    return _write(scope, "unit_id", rows, prizes)


def _write(scope: Scope, column: str, rows: list[tuple], prizes: list[int]) -> int:
    if not rows:
        return 0
    entrants, units, ranks, figures = (list(values) for values in zip(*rows, strict=True))
    given = {"scope": scope.target.pk, "entrants": entrants, "units": units, "ranks": ranks, "figures": figures}
    with connection.cursor() as cursor:
        cursor.execute(_statement(scope, column), given | {"prizes": prizes})
    return len(rows)


def _statement(scope: Scope, column: str) -> str:
    """Names of ours only. A result of the whole contest is unique by an index of its own."""
    if isinstance(scope, Round):
        return WRITE.format(scope="round_id", column=column, where="")
    return WRITE.format(scope="whole_id", column=column, where="whole_id IS NOT NULL AND ")
