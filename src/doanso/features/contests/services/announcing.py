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
from doanso.features.contests.models import Certificate, Round
from doanso.features.contests.queries import announcing, ranking
from doanso.features.contests.queries.announcing import WITHDRAWN
from doanso.features.contests.queries.unit_ranking import units_of
from doanso.features.contests.services import judging, telling
from doanso.features.contests.services.freezing import place_of
from doanso.lib import jobs
from doanso.lib.errors import AlreadyDone, Refused

WRITE = """
    INSERT INTO contests_result (round_id, entrant_id, unit_id, rank, figures, prize_id)
    SELECT %(round)s, entrant, unit, rank, figures,
      (SELECT id FROM contests_prize p WHERE p.id = ANY(%(prizes)s) AND rank BETWEEN p.first AND p.last
       ORDER BY p.first, p.id LIMIT 1)
    FROM unnest(%(entrants)s::bigint[], %(units)s::bigint[], %(ranks)s::int[], %(figures)s::jsonb[])
      AS one (entrant, unit, rank, figures)
    ON CONFLICT (round_id, {column}) WHERE {column} IS NOT NULL
    DO UPDATE SET rank = EXCLUDED.rank, figures = EXCLUDED.figures, prize_id = EXCLUDED.prize_id
"""
PIECE = 10_000


@transaction.atomic
def announce(*, round: Round, by: Person | None, now: datetime) -> Round:
    """Everybody's rank and the units' as of now; the questions are free again, and winners are told."""
    judging.check(by, round, now)
    row = judging.locked(round)
    if row.announced_at:
        raise AlreadyDone(
            _("The results are announced already."), who=row.announced_by.full_name, when=row.announced_at
        )
    if missing := announcing.why_not(row, now):
        raise Refused(" ".join(missing))
    people, units = _write_people(row), _write_units(row)
    row.announced_at, row.announced_by = now, by
    row.save(update_fields=["announced_at", "announced_by"])
    audit.record("contests.announced", row, by=by, now=now, data={"people": people, "units": units})
    questions.unlock(place_of(row), now=now, by=by)
    telling.announced(row, now=now)
    jobs.defer(("contests.tell_bank", {"round_id": row.pk}))
    return row


@transaction.atomic
def take_back(*, round: Round, reason: str, by: Person | None, now: datetime) -> Round:
    """Nobody sees the ranking any longer; certificates that were given are revoked for this reason."""
    judging.check(by, round, now)
    row, reason = judging.locked(round), judging.said(reason)
    if not row.announced_at:
        raise Refused(_("The results are not announced."))
    given = Certificate.objects.filter(result__round=row)
    revoked = given.filter(revoked_at=None).update(revoked_at=now, reason=reason[:300])
    row.results.filter(certificate=None).delete()
    row.results.update(rank=WITHDRAWN, prize=None)
    row.announced_at = row.announced_by = None
    row.save(update_fields=["announced_at", "announced_by"])
    audit.record("contests.taken_back", row, by=by, now=now, data={"reason": reason, "revoked": revoked})
    return row


def _write_people(round: Round) -> int:
    prizes = [prize.pk for prize in announcing.prizes(round, for_units=False)]
    number, piece = 0, []
    for place in ranking.people(round):
        piece.append((place.entrant_id, None, place.rank, Jsonb(place.figures)))
        if len(piece) == PIECE:
            number += _write(round, "entrant_id", piece, prizes)
            piece = []
    return number + _write(round, "entrant_id", piece, prizes)


def _write_units(round: Round) -> int:
    prizes = [prize.pk for prize in announcing.prizes(round, for_units=True)]
    rows = [(None, place.unit.pk, place.rank, Jsonb(place.figures)) for place in units_of(round)]
    return _write(round, "unit_id", rows, prizes)


def _write(round: Round, column: str, rows: list[tuple], prizes: list[int]) -> int:
    if not rows:
        return 0
    entrants, units, ranks, figures = (list(values) for values in zip(*rows, strict=True))
    given = {"round": round.pk, "entrants": entrants, "units": units, "ranks": ranks, "figures": figures}
    with connection.cursor() as cursor:
        cursor.execute(WRITE.format(column=column), given | {"prizes": prizes})
    return len(rows)
