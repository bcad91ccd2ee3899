"""Deadlines that move with the calendar, and reminders that are sent once."""

from datetime import date, datetime, timedelta

from django.db import transaction

from doanso.blocks.workflow import signals
from doanso.blocks.workflow.models import Activation, Reminder
from doanso.core.calendar.queries import calendar_for
from doanso.core.inbox import services as inbox

SOON, DUE, LATE = "soon", "due", "late"
LATE_AFTER = timedelta(days=1)


@transaction.atomic
def recompute(*, since: date | None, now: datetime) -> int:
    """Every running step's deadline from the calendar as it is now; how many moved."""
    rows = Activation.objects.select_for_update(of=("self",)).filter(
        state=Activation.State.OPEN, minutes__gt=0, due_at__isnull=False
    )
    if since:
        rows = rows.filter(due_at__date__gte=since)
    moved = []
    for row in rows.select_related("case"):
        due = calendar_for(row.case.unit_id).add_minutes(row.opened_at, row.minutes + row.paused_minutes)
        if due != row.due_at:
            row.due_at = due
            moved.append(row)
    Activation.objects.bulk_update(moved, ["due_at"], batch_size=1000)
    inbox.reschedule("workflow.step", {str(row.pk): row.due_at for row in moved})
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
