"""Deadlines after a change of the calendar: all of them, and none of a dossier that was just being submitted."""

from datetime import datetime
from functools import cache

from django.db import connection, transaction

from doanso.blocks.workflow import services as workflow
from doanso.core.audit import services as audit
from doanso.core.calendar import queries as calendars
from doanso.core.calendar.models import Revision
from doanso.features.procedures.queries import deadlines
from doanso.lib import listed

COUNTING = 0x64756541  # advisory lock: shared while a new dossier's deadline is counted, until it is committed
MOVE = """
    UPDATE procedures_dossier AS dossier SET due_at = to_timestamp(fresh.due)
    FROM unnest(string_to_array(%s, ',')::bigint[], string_to_array(%s, ',')::bigint[]) AS fresh(id, due)
    WHERE dossier.id = fresh.id
"""


def hold_calendar() -> None:
    """Call it before a transaction reads the calendar for a dossier that nobody else can see yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [COUNTING])
    calendars.ask_anew()


def recompute(*, now: datetime) -> dict[str, int]:
    """Every running deadline of dossiers and steps by the calendar as it is now; how many moved.

    Runs after the change was committed. Submissions that may have read the old calendar are waited for; who begins
    later reads the new one. Dossiers that are just being worked on are waited for by their row's lock.
    """
    _wait_for_submissions()
    return _recompute(now=now)


@transaction.atomic
def _wait_for_submissions() -> None:
    """A transaction of its own, so that the lock is given back at once and nobody waits for the counting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])


@transaction.atomic
def _recompute(*, now: datetime) -> dict[str, int]:
    calendars.ask_anew()
    rows = deadlines.running().select_for_update(no_key=True).order_by("pk")
    moved = deadlines.moved(rows, cache(calendars.calendar_for))
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [listed.numbers(pk for pk, _due in moved), listed.moments(due for _pk, due in moved)])
    counts = {"dossiers": len(moved), "steps": workflow.recompute(since=None, now=now)}
    revision = Revision.objects.first()
    if revision and any(counts.values()):
        audit.record("procedures.deadlines_moved", revision, by=None, now=now, label="system", data=counts)
    return counts
