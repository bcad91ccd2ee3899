"""Reads over many cases at once: what is paused, which steps are open, and how long the finished ones took."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import BigIntegerField, F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from doanso.blocks.workflow.models import Activation, Case, Pause


@dataclass(frozen=True)
class Work:
    """One step that officers do or did. `unit_id` is the unit of its first seat, else of the case."""

    unit_id: int
    calendar_unit_id: int
    seats: list[Any]
    person_id: int | None
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    allowed: int
    paused: int
    waiting: bool


def pauses_at(model: type[models.Model], subject: Any, at: datetime) -> QuerySet[Pause]:
    """Pauses that ran at that moment over the case of `subject`, an outer reference to the row's id."""
    running = Q(started_at__lt=at) & (Q(ended_at=None) | Q(ended_at__gte=at))
    return Pause.objects.filter(running, case__subject_type=model._meta.label_lower, case__subject_id=subject)


def open_work(model: type[models.Model], unit_ids: Iterable[int]) -> list[Work]:
    """Open steps of officers in these units; `person_id` is who took it. One query."""
    found = _work(model, unit_ids).filter(state=Activation.State.OPEN)
    return _read(found.annotate(who=F("claimed_by_id")))


def done_work(model: type[models.Model], unit_ids: Iterable[int], since: datetime, until: datetime) -> list[Work]:
    """Steps of officers in these units that were finished in that time; `person_id` is who did it. One query."""
    found = _work(model, unit_ids).filter(state=Activation.State.DONE, closed_at__gte=since, closed_at__lt=until)
    return _read(found.annotate(who=F("closed_by_id")))


def _work(model: type[models.Model], unit_ids: Iterable[int]) -> QuerySet[Activation]:
    seat_unit = Cast(KeyTextTransform("1", KeyTransform("0", "seats")), BigIntegerField())
    found = Activation.objects.filter(case__subject_type=model._meta.label_lower, applicant=False)
    at_work = Coalesce(seat_unit, F("case__unit_id"), output_field=BigIntegerField())
    return found.annotate(at_work=at_work).filter(at_work__in=list(unit_ids))


def _read(found: QuerySet[Activation]) -> list[Work]:
    columns = ("at_work", "case__unit_id", "seats", "who", "opened_at", "due_at", "closed_at", "minutes")
    rows = found.values_list(*columns, "paused_minutes", "case__state")
    return [Work(*row[:-1], row[-1] == Case.State.WAITING) for row in rows.iterator(chunk_size=2000)]
