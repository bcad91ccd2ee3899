"""A decided change is carried out: in one transaction, with everything in flight, or not at all."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.notify import services as notify
from doanso.core.units import queries as units
from doanso.core.units import services as unit_services
from doanso.core.units.models import Lineage, Unit, UnitType
from doanso.features.organisation import plans, queries
from doanso.features.organisation.models import Change
from doanso.features.organisation.plans import Pass, Plan
from doanso.lib import jobs, modules
from doanso.lib.dates import local
from doanso.lib.errors import Refused
from doanso.lib.moves import Handover, Move, looked_at

LATE_FOR = timedelta(days=2)  # so long after its day, what came in the name of the old unit is taken along
LINEAGE = {
    Change.Kind.FOUND: Lineage.Kind.FOUND,
    Change.Kind.UPGRADE: Lineage.Kind.RETYPE,
    Change.Kind.MERGE: Lineage.Kind.MERGE,
    Change.Kind.SPLIT: Lineage.Kind.SPLIT,
    Change.Kind.DISSOLVE: Lineage.Kind.DISSOLVE,
    Change.Kind.RENAME: Lineage.Kind.RENAME,
}
log = logging.getLogger(__name__)


def carry_out_due(*, now: datetime) -> list[int]:
    """Whatever waits and whose day has come, each by itself; the administrators hear of what could not be done."""
    done = []
    for pk in queries.due(local(now).date()):
        try:
            if _carry_out_one(pk, now):
                done.append(pk)
        except Refused as refused:
            _tell_failed(pk, str(refused), now)
        except DatabaseError:
            log.exception("Change %s could not be carried out", pk)
            _tell_failed(pk, _("The database refused it. It is tried again every hour."), now)
    return done


@transaction.atomic
def _carry_out_one(pk: int, now: datetime) -> bool:
    change = Change.objects.select_for_update().get(pk=pk)
    if change.state != Change.State.DECIDED:  # given up, or done by another worker meanwhile
        return False
    carry_out(change, now=now)
    return True


@transaction.atomic
def carry_out(change: Change, *, now: datetime) -> Change:
    """Inside the transaction that decided it, or that of the job on its day."""
    plan = plans.read(change.plan)
    found(plan, change.effective, change.decided_by, now)
    passes = list(plan.passes)
    _hold(passes, plan, change, now)
    told = _close(passes, plan, change, now)
    _keep_lineage(plan, change)
    outcome = {"told": told, "passed": [_hand_over(one, plan, change, now) for one in passes]}
    if plan.rest:
        outcome["passed"].append(_hand_over(_rest(plan, change), plan, change, now))
    _alter(plan, change, now)
    _mark_done(change, outcome, now)
    return change


def catch_up(*, now: datetime, change_id: int | None = None) -> None:
    """What came in the name of a unit while it was handing over goes along afterwards; a second time does nothing.
    Each by itself: one that cannot be done keeps no other waiting, and is tried again every hour."""
    done = Change.objects.filter(state=Change.State.DONE, done_at__gte=now - LATE_FOR)
    for change in done.filter(pk=change_id) if change_id else done.order_by("pk"):
        try:
            _catch_up_one(change, now)
        except (Refused, DatabaseError):
            log.exception("What came meanwhile to the units of change %s could not go along", change.pk)


@transaction.atomic
def _catch_up_one(change: Change, now: datetime) -> None:
    plan = plans.read(change.plan)
    whole = [one for one in plan.passes if one.people is None]
    _hold(whole, plan, change, now)
    for one in whole:
        _hand_over(one, plan, change, now, late=True)


def found(plan: Plan, effective: date, by: Person | None, now: datetime) -> None:
    for one in plan.found:
        if Unit.objects.filter(code=one.code).exists():
            raise Refused(_("There is a unit with the code %(code)s already.") % {"code": one.code})
        unit_services.create_unit(
            code=one.code,
            name=one.name,
            type=UnitType.objects.get(pk=one.type),
            parent=units.by_code(one.parent),
            valid_from=effective,
            by=by,
            now=now,
        )


def _handover(one: Pass, plan: Plan, change: Change, now: datetime, *, late: bool = False) -> Handover:
    """Read anew each time: an earlier one may have moved what the next one names."""
    return Handover(
        unit=units.by_code(one.unit),
        into=units.by_code(one.into),
        on=change.effective,
        source=change.source,
        now=now,
        by=change.decided_by,
        decision=change.decision,
        keep=frozenset(plan.keep),
        people=None if one.people is None else frozenset(one.people),
        late=late,
    )


def _moves(one: Pass) -> list[Move]:
    return modules.moves(some=one.people is not None)


def _hold(passes: list[Pass], plan: Plan, change: Change, now: datetime) -> None:
    """All that others lock first, in the order in which they do: dossiers, cases, people; then the units."""
    keys = set()
    for one in passes:
        handover = _handover(one, plan, change, now)
        keys |= {handover.unit.pk, handover.into.pk}
        for move in reversed(_moves(one)):
            if move.hold:
                move.hold(handover)
    altered = [*(plan.retype or ())[:1], *(plan.rename or ())[:1], *(plan.move or ())]
    keys |= set(Unit.objects.filter(code__in=altered).values_list("pk", flat=True))
    unit_services.lock_units(sorted(keys))


def _close(passes: list[Pass], plan: Plan, change: Change, now: datetime) -> list[dict[str, Any]]:
    """Nothing stands in the way of any of them, and then those that hand over everything end. What goes along, told as
    in a preview, for the page of the change."""
    obstacles = queries.misfits(plan, change.effective)
    told = []
    for one in passes:
        handover = _handover(one, plan, change, now)
        if one.people is None:
            obstacles += units.misfits(handover.unit, handover.into, handover.on)
        movings = list(looked_at(_moves(one), handover))
        obstacles += [line.words for line in queries.stopping(movings)]
        told += [{"label": str(moving.move.label), "words": line.words, "number": line.number}
                 for moving in movings for line in moving.lines]  # fmt: skip
    if obstacles:
        raise Refused(" ".join(dict.fromkeys(obstacles)))
    for one in passes:
        if one.people is None:
            unit = units.by_code(one.unit)
            unit_services.close_unit(unit=unit, on=change.effective, by=change.decided_by, now=now)
    return told


def _keep_lineage(plan: Plan, change: Change) -> None:
    """Before anything moves: whoever asks for the successor of a unit is led on."""
    named = {unit.code: unit for unit in Unit.objects.filter(code__in=[*plan.sources, *plan.targets])}
    if not named:
        return
    sources, targets = [named[code] for code in plan.sources], [named[code] for code in plan.targets]
    kind = LINEAGE[Change.Kind(change.kind)]
    unit_services.keep_lineage(kind, sources, targets, change.effective, change.decision or change.source)


def _hand_over(one: Pass, plan: Plan, change: Change, now: datetime, *, late: bool = False) -> dict[str, Any]:
    handover = _handover(one, plan, change, now, late=late)
    did = {move.name: move.apply(handover) for move in _moves(one)}
    jobs.defer(("search.people_of", {"unit_id": handover.into.pk}))
    return {"unit": one.unit, "into": one.into, "did": did}


def _rest(plan: Plan, change: Change) -> Pass:
    """Who belongs to the unit and was named nowhere."""
    unit, into = plan.rest or ("", "")
    return Pass(unit, into, tuple(queries.belonging(unit, change.effective).values_list("person_id", flat=True)))


def _alter(plan: Plan, change: Change, now: datetime) -> None:
    """What a unit becomes under its own code."""
    told = {"since": change.effective, "source": change.source, "decision": change.decision}
    told |= {"by": change.decided_by, "now": now}
    if plan.retype:
        code, kind = plan.retype
        unit_services.retype_unit(unit=units.by_code(code), type=UnitType.objects.get(pk=kind), **told)
    if plan.rename:
        code, name, short_name = plan.rename
        unit_services.name_unit(unit=units.by_code(code), name=name, short_name=short_name, **told)
    if plan.move:
        code, above = plan.move
        unit_services.move_unit(unit=units.by_code(code), parent=units.by_code(above), **told)


def _mark_done(change: Change, outcome: dict[str, Any], now: datetime) -> None:
    change.state, change.done_at, change.outcome, change.problem = Change.State.DONE, now, outcome, ""
    change.save(update_fields=["state", "done_at", "outcome", "problem"])
    told = change.summary(outcome=outcome)
    audit.record("organisation.done", change, by=change.decided_by, now=now, label="system", data=told)
    jobs.defer(("organisation.catch_up", {"change_id": change.pk}))
    _tell(change, "organisation.done", f"change:{change.pk}:done", now)


@transaction.atomic
def _tell_failed(pk: int, problem: str, now: datetime) -> None:
    """Once for each reason."""
    change = Change.objects.select_for_update().get(pk=pk)
    if change.problem != problem:
        change.problem = problem
        change.save(update_fields=["problem"])
        told = change.summary(problem=problem)
        audit.record("organisation.failed", change, by=None, now=now, label="system", data=told)
        _tell(change, "organisation.failed", f"change:{change.pk}:{problem}"[:200], now)


def _tell(change: Change, kind: str, once: str, now: datetime) -> None:
    """Who looks after one of the units, and who decided it."""
    on = local(now).date()
    people = {person for unit in change.units.all() for person in units.administrators_of(unit, on)}
    if change.decided_by:
        people.add(change.decided_by)
    names = "; ".join(f"{origin} → {into}" for origin, into in queries.routes(change))
    names = names or ", ".join(unit.name for unit in change.units.all())
    told = {"what": str(change), "units": names, "day": change.effective, "problem": change.problem}
    for person in sorted(people, key=lambda one: one.pk):
        notify.send(kind, to=person, context=told, once=once, now=now, url=change.get_absolute_url())
