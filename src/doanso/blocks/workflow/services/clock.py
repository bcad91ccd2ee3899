"""Deadlines that move with the calendar, and reminders that are sent once."""

from datetime import date, datetime, timedelta
from functools import cache

from django.db import connection, transaction

from doanso.blocks.workflow import queries, signals
from doanso.blocks.workflow.models import Activation, Reminder
from doanso.blocks.workflow.services.run import INBOX
from doanso.core.calendar.queries import calendar_for
from doanso.core.inbox import services as inbox
from doanso.lib import listed

SOON, DUE, LATE = "soon", "due", "late"
LATE_AFTER = timedelta(days=1)


MOVE = """
    UPDATE workflow_activation AS step SET due_at = to_timestamp(fresh.due)
    FROM unnest(string_to_array(%s, ',')::bigint[], string_to_array(%s, ',')::bigint[]) AS fresh(id, due)
    WHERE step.id = fresh.id
"""


@transaction.atomic
def recompute(*, since: date | None, now: datetime) -> int:
    """Every running step's deadline from the calendar as it is now; how many moved."""
    rows = queries.counted_steps(since=since).select_for_update(of=("self",), no_key=True).order_by("pk")
    return apply_moved(queries.moved_steps(rows, cache(calendar_for)))


def apply_moved(moved: list[tuple[int, datetime]]) -> int:
    """Inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [listed.numbers(pk for pk, _due in moved), listed.moments(due for _pk, due in moved)])
    inbox.reschedule(INBOX, {str(pk): due for pk, due in moved})
    return len(moved)


def sweep(*, now: datetime) -> dict[str, int]:
    """Send what is due: before, at and after the deadline, the last with escalation. Safe to run twice, at any time."""
    sent = {SOON: 0, DUE: 0, LATE: 0}
    near = now + timedelta(days=4)
    waiting = Activation.objects.filter(state=Activation.State.OPEN, case__state="running", due_at__lte=near)
    for activation in waiting.select_related("case", "claimed_by").order_by("due_at").iterator(chunk_size=500):
        kind = _kind(activation, now)
        if kind and _remember(activation, kind, now):
            sent[kind] += 1
    return sent


def _kind(activation: Activation, now: datetime) -> str:
    if activation.due_at is None:
        return ""
    if now >= activation.due_at + LATE_AFTER:
        return LATE
    if now >= activation.due_at:
        return DUE
    calendar = calendar_for(activation.case.unit_id)
    left = calendar.minutes_between(now, activation.due_at)
    return SOON if left <= min(480, activation.minutes // 2) else ""


@transaction.atomic
def _remember(activation: Activation, kind: str, now: datetime) -> bool:
    """The row and what it announces are one transaction; the unique constraint makes the second sweep do nothing."""
    fresh = Reminder.objects.get_or_create(activation=activation, kind=kind, defaults={"at": now})[1]
    if fresh:
        signals.reminder.send(sender=Reminder, activation=activation, kind=kind, now=now)
    return fresh
