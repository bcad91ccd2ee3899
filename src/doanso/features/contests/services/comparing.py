"""A round that is over is made anew from its log alone, compared with what stands, and left as it was."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Round
from doanso.features.contests.queries import comparing
from doanso.features.contests.queries.comparing import ASKED, DONE, LOG
from doanso.features.contests.services import anchoring, folding, judging
from doanso.features.contests.services import compare_statements as sql
from doanso.lib import jobs
from doanso.lib.errors import Refused

MOST = 20  # differences of one round that are written down
SETTLED = 2 * folding.LATE
Key = tuple[int, int]


@transaction.atomic
def ask(*, round: Round, by: Person | None, now: datetime) -> bool:
    """True: it is done. Where there are many attempts, the worker does it."""
    judging.check(by, round, now)
    round = judging.locked(round)
    if round.frozen_at is None or now < round.closes_at + SETTLED:
        raise Refused(_("Please wait a minute after the end of the round."))
    if (known := comparing.last(round, now)) and known.running:
        raise Refused(_("It is being compared already. Please look again in a minute."))
    if not comparing.is_large(round):
        compare(round=round, by=by, now=now)
        return True
    audit.record(ASKED, round, by=by, now=now)
    jobs.defer(("contests.compare", {"round_id": round.pk, "person_id": by.pk if by else None}))
    return False


@transaction.atomic
def compare(*, round: Round, by: Person | None, now: datetime) -> list[Key]:
    """What differs, for the trail and the page."""
    found = differences(round, now)
    told = {"number": len(found), "first": found[:MOST]}
    audit.record(DONE, round, by=by, now=now, label="" if by else "system", data=told)
    return found


def differences(round: Round, now: datetime) -> list[Key]:
    """By entrant and number of the attempt; 0 stands for what counts of the entrant. The database compares."""
    changed = [] if anchoring.holds(round) else [LOG]
    with transaction.atomic(), connection.cursor() as cursor:
        folding.stand_aside()
        if not folding.is_finished(round):
            folding.fold(round, now=now)
        cursor.execute(sql.KEEP, {"round": round.pk})
        cursor.execute("DELETE FROM contests_standing WHERE round_id = %s", [round.pk])
        cursor.execute("DELETE FROM contests_attempt WHERE round_id = %s", [round.pk])
        folding.rebuild(round, now=now)
        cursor.execute(sql.DIFFER, {"round": round.pk})
        found = cursor.fetchall()
        transaction.set_rollback(True)
    return changed + found
