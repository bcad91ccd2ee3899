"""What procedures do when others announce something: the calendar changed, a step is nearly or really late."""

from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from doanso.blocks.workflow import queries as workflow
from doanso.core.notify import services as notify
from doanso.features.procedures.services import escalation


def calendar_changed(sender: Any, **rest: Any) -> None:
    """Thousands of deadlines may move: the worker does it, enqueued in the calendar's own transaction."""
    # One run for each change, in line: a run that already waits could start before this change is committed.
    app.configure_task("procedures.recompute", lock="procedures.recompute").defer()


def step_is_due(sender: Any, *, activation: Any, kind: str, now: datetime, **rest: Any) -> None:
    """Tell who sits on the step; when it is late, also the one above, once."""
    told = {"title": activation.case.title, "step": activation.name, "due_at": activation.due_at}
    for person in workflow.people_on(activation, now):
        notify.send(
            f"procedures.step_{kind}",
            to=person,
            context=told,
            once=f"step:{activation.pk}:{kind}",
            now=now,
            url=activation.case.url,
        )
    if kind == "late":
        escalation.escalate(activation, told, now=now)
