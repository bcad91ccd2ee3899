"""What procedures do when others announce something: the calendar changed, a step is late, a file has a virus, ..."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from procrastinate.contrib.django import app

from doanso.blocks.workflow import queries as workflow
from doanso.core.calendar.worktime import WorkCalendar
from doanso.core.consent.models import Consent
from doanso.core.consent.texts import DOSSIER
from doanso.core.files.models import File
from doanso.core.notify import services as notify
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import deadlines, ownership
from doanso.features.procedures.services import escalation, notices


def calendar_changed(sender: Any, **rest: Any) -> None:
    """Thousands of deadlines may move: the worker does it, enqueued in the calendar's own transaction."""
    # One run for each change, in line: a run that already waits could start before this change is committed.
    app.configure_task("procedures.recompute", lock="procedures.recompute").defer()


def deadlines_that_would_move(
    sender: Any, *, earliest: date, unit_id: int | None, calendar_for: Callable[[int], WorkCalendar], **rest: Any
) -> int:
    """Running deadlines of dossiers and of their steps, counted by the calendar as it would be."""
    below = Unit.objects.get(pk=unit_id) if unit_id else None
    dossiers = deadlines.moved(deadlines.running(since=earliest, below=below), calendar_for)
    steps = workflow.moved_steps(workflow.counted_steps(since=earliest, below=below), calendar_for)
    return len(dossiers) + len(steps)


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


def unit_is_needed(sender: Any, *, unit: Unit, **rest: Any) -> list[str]:
    """What a unit must hand over or finish before it ends."""
    return ownership.why_not_end(unit)


def files_infected(sender: Any, *, files: list[File], threat: str, now: datetime, **rest: Any) -> None:
    for file in files:
        notices.file_infected(file, threat, now=now)


def consent_withdrawn(sender: Any, *, consent: Consent, now: datetime, **rest: Any) -> None:
    """The subject of a dossier's consent is its code."""
    if consent.purpose.code != DOSSIER:
        return
    dossier = Dossier.objects.select_related("version").filter(code=consent.subject, destroyed_in=None).first()
    if dossier is not None:
        notices.consent_withdrawn(consent, dossier, now=now)
