"""What a dossier does elsewhere: at its end, or when one of its steps is finished. Each of its effects happens once."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow.definition import Step
from doanso.blocks.workflow.services import Outcome
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.procedures.models import AppliedEffect, Dossier, Status
from doanso.features.procedures.queries import catalogue, identity, stated
from doanso.features.procedures.services import results
from doanso.lib import modules, rows
from doanso.lib.errors import Refused

STOPPED = "stopped"
"""In place of a step: an effect with this `at` happens when the dossier ends without what it asked for."""
DECIDING = {"forward", "vote", "refuse"}
OVER = {Status.RETURNED, Status.NOT_RECEIVED, Status.STOPPED, Status.WITHDRAWN}


def at_end(dossier: Dossier, outcome: Outcome, *, by: Person | None, now: datetime) -> None:
    _apply(dossier, outcome, "", by, now)


def when_stopped(dossier: Dossier, outcome: Outcome, *, by: Person | None, now: datetime) -> None:
    """Refused, withdrawn or stopped: what was done on the way is set right."""
    _apply(dossier, outcome, STOPPED, by, now)


def obstacles(dossier: Dossier, *, now: datetime) -> list[str]:
    """Why the next effects cannot happen as things stand, told before anybody signs. Later ones depend on them."""
    done = set(dossier.effects.values_list("place", flat=True)) if dossier.version.effects else set()
    waiting = [row for place, row in enumerate(dossier.version.effects) if place not in done]
    waiting = [row for row in waiting if row.get("at", "") != STOPPED]
    if not waiting or dossier.status in OVER:
        return []
    told = context_of(dossier, workflow.case_of(dossier), waiting[0].get("at", ""), None, now)
    found = []
    for row in waiting:
        check = modules.effect(row["name"]).check
        if check and row.get("at", "") == told.step:
            found += check(told, row.get("params", {}))
    return list(dict.fromkeys(found))


def refuse_hindered(dossier: Dossier, *, now: datetime) -> None:
    """Nothing is signed that could not be carried out."""
    if found := obstacles(dossier, now=now):
        raise Refused(" ".join(found))


def refuse_same_hand(dossier: Dossier, step: Step | None, action: str, *, by: Person | None) -> None:
    """The step that decides about somebody's own data is another's than who saw their paper. Clerical ones may be
    anybody's.
    """
    if step is None or by is None or action not in DECIDING or not dossier.version.effects:
        return
    own = catalogue.own_account_effects()
    places = {row.get("at", "") for row in dossier.version.effects if row["name"] in own}
    if places and (step.extra.get("issue") or step.key in places):
        _refuse_seer(dossier, {by.pk})


def _decided_by(dossier: Dossier, told: modules.EffectContext) -> set[int | None]:
    """Who signed; where nothing is signed, or when a step does it, whoever finishes that."""
    steps = () if told.step else workflow.definition_of(workflow.case_of(dossier)).steps
    signed = {told.actors[one.key] for one in steps if one.extra.get("issue") and one.key in told.actors}
    return {*signed} or {told.by_id}


def _refuse_seer(dossier: Dossier, deciding: set[int | None]) -> None:
    if identity.was_seen_by(dossier, deciding):
        raise Refused(_("Whoever saw the applicant's paper at the desk does not decide: another person does."))


def at_step(dossier: Dossier, outcome: Outcome, *, by: Person | None, now: datetime) -> None:
    """When everybody who was asked at this step is done with it."""
    step = outcome.step
    if step and step.key != STOPPED and all(row.step != step.key for row in outcome.open_now):
        _apply(dossier, outcome, step.key, by, now)


def _apply(dossier: Dossier, outcome: Outcome, step: str, by: Person | None, now: datetime) -> None:
    wanted = [(place, row) for place, row in enumerate(dossier.version.effects) if row.get("at", "") == step]
    if not wanted:
        return
    done = set(dossier.effects.values_list("place", flat=True))
    told = context_of(dossier, outcome.case, step, by, now, acts_for=outcome.done and outcome.done.on_behalf_of_id)
    for place, row in wanted:
        if place not in done:
            _apply_one(dossier, place, row, told, by)


def _apply_one(
    dossier: Dossier, place: int, row: dict[str, Any], told: modules.EffectContext, by: Person | None
) -> None:
    effect = modules.effect(row["name"])
    if effect.own_account:
        _refuse_seer(dossier, _decided_by(dossier, told))
    summary = effect.apply(told, row.get("params", {}))
    if undid := summary.get("undid"):
        results.give_up(code=undid, instead=told.result_number or dossier.code, by=by, now=told.now)
    rows.insert(AppliedEffect(dossier=dossier, place=place, name=row["name"], summary=summary, by=by, at=told.now))
    data = {"effect": row["name"], **summary}
    audit.record("procedures.effect", dossier, by=by, now=told.now, label="effect", data=data)


def context_of(
    dossier: Dossier, case: Any, step: str, by: Person | None, now: datetime, acts_for: int | None = None
) -> modules.EffectContext:
    result = getattr(dossier, "result", None)
    return modules.EffectContext(
        dossier_code=dossier.code,
        procedure_code=dossier.procedure.code,
        answers=stated.answers(dossier),
        applicant_person_id=dossier.applicant_id,
        unit_ids=workflow.unit_ids(case),
        result_number=result.number if result else "",
        by_id=by.pk if by else None,
        now=now,
        step=step,
        actors=workflow.actors(case),
        acts_for_id=acts_for,
    )
