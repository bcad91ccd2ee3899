"""The digest of a round's log, laid down in the audit trail when the round is over.

Triggers keep the program from changing the log, but not whoever owns the database. The trail is a chain of its own, of
which copies leave the machine; so what it says of the log then can be held against the log of today.
"""

from datetime import datetime

from django.db import connection

from doanso.core.audit import queries as trail
from doanso.core.audit import services as audit
from doanso.features.contests.models import Round

KIND = "contests.log_closed"
DIGEST = """
    SELECT count(*), coalesce(max(id), 0), encode(sha256(coalesce(string_agg(sha256(convert_to(concat_ws('|',
        id, entrant_id, number, what, seq, (extract(epoch FROM at) * 1000)::bigint, device, data), 'UTF8')),
        ''::bytea ORDER BY id), ''::bytea)), 'hex')
    FROM contests_event WHERE round_id = %s AND id <= %s
"""
LAST = 2**63 - 1
Anchor = tuple[int, int, str]
"""How many events, the number of the last, SHA-256 over all up to it, in the order of their numbers."""


def lay(round: Round, *, now: datetime) -> None:
    """Again when a round was opened once more: then more has come, and what was there must still be the same."""
    events, last, digest = _read(round, LAST)
    audit.record(KIND, round, by=None, now=now, label="system", data={"events": events, "last": last, "sha256": digest})


def holds(round: Round) -> bool:
    """Whether the log still begins as the trail says of it, each time."""
    laid = (event.data for event in trail.of(round).filter(kind=KIND))
    return all(_read(round, one["last"]) == (one["events"], one["last"], one["sha256"]) for one in laid)


def _read(round: Round, last: int) -> Anchor:
    with connection.cursor() as cursor:
        cursor.execute(DIGEST, [round.pk, last])
        return cursor.fetchone()
