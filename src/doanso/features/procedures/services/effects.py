"""What a dossier does elsewhere: at its end, or when one of its steps is finished. Each of its effects happens once."""

from datetime import datetime
from typing import Any

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow.services import Outcome
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.procedures.models import AppliedEffect, Dossier
from doanso.features.procedures.queries import stated
from doanso.lib import modules, rows


def at_end(dossier: Dossier, outcome: Outcome, *, by: Person | None, now: datetime) -> None:
    _apply(dossier, outcome, "", by, now)


def at_step(dossier: Dossier, outcome: Outcome, *, by: Person | None, now: datetime) -> None:
    """When everybody who was asked at this step is done with it."""
    step = outcome.step
    if step and all(row.step != step.key for row in outcome.open_now):
        _apply(dossier, outcome, step.key, by, now)


def _apply(dossier: Dossier, outcome: Outcome, step: str, by: Person | None, now: datetime) -> None:
    wanted = [(place, row) for place, row in enumerate(dossier.version.effects) if row.get("at", "") == step]
    if not wanted:
        return
    done = set(dossier.effects.values_list("place", flat=True))
    told = context_of(dossier, outcome, step, by, now)
    for place, row in wanted:
        if place not in done:
            _apply_one(dossier, place, row, told, by)


def _apply_one(
    dossier: Dossier, place: int, row: dict[str, Any], told: modules.EffectContext, by: Person | None
) -> None:
    summary = modules.effect(row["name"]).apply(told, row.get("params", {}))
    rows.insert(AppliedEffect(dossier=dossier, place=place, name=row["name"], summary=summary, by=by, at=told.now))
    data = {"effect": row["name"], **summary}
    audit.record("procedures.effect", dossier, by=by, now=told.now, label="effect", data=data)


def context_of(
    dossier: Dossier, outcome: Outcome, step: str, by: Person | None, now: datetime
) -> modules.EffectContext:
    result = getattr(dossier, "result", None)
    return modules.EffectContext(
        dossier_code=dossier.code,
        procedure_code=dossier.procedure.code,
        answers=stated.answers(dossier),
        applicant_person_id=dossier.applicant_id,
        unit_ids=workflow.unit_ids(outcome.case),
        result_number=result.number if result else "",
        by_id=by.pk if by else None,
        now=now,
        step=step,
        actors=workflow.actors(outcome.case),
    )
