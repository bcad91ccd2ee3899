"""Running dossiers moved to another version of their procedure, each in a transaction of its own, and back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from doanso.blocks.workflow import queries as workflow_queries
from doanso.blocks.workflow import services as workflow
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.calendar.queries import calendar_for
from doanso.features.procedures import rules
from doanso.features.procedures.models import Dossier, MoveBatch, MoveItem, Procedure, Version
from doanso.features.procedures.queries import deadlines, moving
from doanso.features.procedures.services import clients, followup
from doanso.features.procedures.services.dossiers import lock
from doanso.lib import rows, snapshots
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

MOST = 2_000
CHANGED = ("version", "limit_of", "counted_from", "due_at", "step_name", "paused_since", "paused_minutes")
State, ItemState = MoveBatch.State, MoveItem.State


@transaction.atomic
def plan(
    *, target: Version, dossiers: Iterable[Dossier], mapping: Mapping[str, str], by: Person | None, now: datetime
) -> MoveBatch:
    """Keep what was chosen with a preview of each; nothing moves yet. Dossiers come from `moving.elsewhere`."""
    _check_editor(target, by, now)
    chosen = list(dossiers)
    if not _in_force(target) or any(one.procedure_id != target.procedure_id for one in chosen):
        raise Refused(_("Dossiers move to the version in force of their procedure only."))
    if not 0 < len(chosen) <= MOST:
        told = {"most": MOST, "n": len(chosen)}
        raise Refused(_("Choose between 1 and %(most)d dossiers; you chose %(n)d.") % told)
    batch = MoveBatch.objects.create(
        procedure=target.procedure, target=target, mapping=dict(mapping), created_by=by, created_at=now
    )
    MoveItem.objects.bulk_create(_item(batch, fate) for fate in moving.fates(chosen, target, mapping, now))
    data = {"batch": batch.pk, "version": target.number, "dossiers": len(chosen)}
    audit.record("procedures.move_planned", target.procedure, by=by, now=now, data=data)
    return batch


def _in_force(version: Version) -> bool:
    return Procedure.objects.filter(pk=version.procedure_id, current=version).exists()


def _item(batch: MoveBatch, fate: moving.Fate) -> MoveItem:
    state = ItemState.BLOCKED if fate.reasons else ItemState.WAITING
    return MoveItem(
        batch=batch,
        dossier=fate.dossier,
        source=fate.dossier.version,
        state=state,
        stamp=fate.stamp,
        note=" ".join(fate.reasons),
    )


@transaction.atomic
def start(*, batch_id: int, by: Person | None, now: datetime) -> MoveBatch:
    """From now on the worker moves them, one after the other."""
    batch = _locked(batch_id, State.PLANNED, by, now)
    if not _in_force(batch.target):
        raise Refused(_("A newer version is in force by now: look at its preview."))
    batch.state, batch.moved_by, batch.moved_at = State.MOVING, by, now
    batch.save(update_fields=["state", "moved_by", "moved_at"])
    _record("procedures.move_started", batch, by, now)
    _defer(batch)
    return batch


@transaction.atomic
def undo(*, batch_id: int, by: Person | None, now: datetime) -> MoveBatch:
    """All that were moved go back, but those on which somebody has worked since."""
    batch = _locked(batch_id, State.MOVED, by, now)
    batch.state, batch.undone_by, batch.undone_at = State.RETURNING, by, now
    batch.save(update_fields=["state", "undone_by", "undone_at"])
    batch.items.filter(state=ItemState.MOVED).update(state=ItemState.RETURNING)
    _record("procedures.move_undone", batch, by, now)
    _defer(batch)
    return batch


@transaction.atomic
def drop(*, batch_id: int, by: Person | None, now: datetime) -> MoveBatch:
    batch = _locked(batch_id, State.PLANNED, by, now)
    batch.state = State.DROPPED
    batch.save(update_fields=["state"])
    _record("procedures.move_dropped", batch, by, now)
    return batch


def _record(kind: str, batch: MoveBatch, by: Person | None, now: datetime) -> None:
    audit.record(kind, batch.procedure, by=by, now=now, data={"batch": batch.pk, "version": batch.target.number})


def _defer(batch: MoveBatch) -> None:
    app.configure_task("procedures.move", lock=f"procedures.move:{batch.pk}").defer(batch_id=batch.pk)


def _check_editor(target: Version, by: Person | None, now: datetime) -> None:
    if not rules.may_edit(by, target.procedure, local(now).date()):
        raise Forbidden(_("You may not change this procedure."))


def _locked(batch_id: int, wanted: str, by: Person | None, now: datetime) -> MoveBatch:
    """AlreadyDone when somebody pressed the button first."""
    MoveBatch.objects.select_for_update().get(pk=batch_id)
    batch = MoveBatch.objects.select_related("target__procedure__owner", "moved_by", "undone_by").get(pk=batch_id)
    _check_editor(batch.target, by, now)
    if batch.state != wanted:
        who, when = batch.undone_by or batch.moved_by, batch.undone_at or batch.moved_at or batch.created_at
        raise AlreadyDone(_("This was done already."), who=who.full_name if who else "", when=when)
    return batch


def run(*, batch_id: int, now: datetime) -> dict[str, int]:
    """Whatever of this batch still waits, in either direction: a run that was cut off is simply run again."""
    batch = MoveBatch.objects.select_related("target__procedure", "target__flow", "moved_by", "undone_by").get(
        pk=batch_id
    )
    if not batch.working:
        return moving.counts(batch)
    waiting, one = (ItemState.WAITING, _move) if batch.state == State.MOVING else (ItemState.RETURNING, _move_back)
    versions = {version.pk: version for version in batch.target.procedure.versions.all()}
    for pk, source in list(batch.items.filter(state=waiting).order_by("pk").values_list("pk", "source")):
        _settle(pk, waiting, partial(one, batch=batch, source=versions[source], now=now))
    batch.state = State.MOVED if batch.state == State.MOVING else State.RETURNED
    batch.save(update_fields=["state"])
    return moving.counts(batch)


def _settle(pk: int, waiting: str, one: Callable[[MoveItem], None]) -> None:
    """What is refused is written down with its reason, and stops no other."""
    try:
        with transaction.atomic():
            item = rows.one(MoveItem, "id = %s FOR UPDATE", pk)
            if item.state == waiting:
                one(item)
    except Refused as refusal:
        failed = ItemState.REFUSED if waiting == ItemState.WAITING else ItemState.KEPT
        MoveItem.objects.filter(pk=pk, state=waiting).update(state=failed, note=refusal.message)


def _move(item: MoveItem, *, batch: MoveBatch, source: Version, now: datetime) -> None:
    item.batch, item.source = batch, source
    dossier, target, by = lock(item.dossier_id), batch.target, batch.moved_by
    before, fates = _kept(dossier), []
    words = _("From version %(old)d to version %(new)d of the procedure.")
    outcome = workflow.move(
        case_id=workflow_queries.case_of(dossier).pk,
        to=target.flow,
        mapping=batch.mapping,
        look=lambda plan, calendar_of: fates.append(_still(item, dossier, plan, calendar_of, now)),
        title=f"{dossier.code} · {target.name}",
        text=words % {"old": item.source.number, "new": target.number},
        by=by,
        now=now,
    )
    _change(dossier, target, fates[0].due, outcome, now)
    item.before, item.after, item.state = before, _kept(dossier), ItemState.MOVED
    if fates[0].asks or before["due_at"] != item.after["due_at"]:
        followup.send(dossier, "moved", f"moved:{batch.pk}", now)
        item.told = True
    rows.update(item, "before", "after", "state", "told")
    _finish("procedures.moved", dossier, item, by, now)


def _still(item: MoveItem, dossier: Dossier, plan: Any, calendar_of: Any, now: datetime) -> moving.Fate:
    """What was previewed is what happens, or nothing does."""
    dossier.version = item.source if item.source_id == dossier.version_id else dossier.version
    fate = moving.fate(dossier, item.batch.target, plan, calendar_of, now)
    if fate.reasons:
        raise Refused(" ".join(fate.reasons))
    if fate.stamp != item.stamp:
        raise Refused(_("It has gone on since the preview. Look at it again."))
    return fate


def _change(dossier: Dossier, target: Version, due: moving.Due, outcome: workflow.Outcome, now: datetime) -> None:
    dossier.version, dossier.limit_of = target, due.limit_of
    dossier.due_at, dossier.counted_from = due.at, due.counted_from
    dossier.step_name = ", ".join(row.name for row in outcome.open_now)[:300]
    if outcome.paused is not None:
        followup.keep_clock(dossier, outcome.paused, now)
    rows.update(dossier, *CHANGED)


def _move_back(item: MoveItem, *, batch: MoveBatch, source: Version, now: datetime) -> None:
    item.batch, item.source = batch, source
    dossier, by = lock(item.dossier_id), batch.undone_by
    present = _kept(dossier)
    words = _("Back from version %(new)d to version %(old)d of the procedure.")
    told = {"old": item.source.number, "new": batch.target.number}
    case = workflow_queries.case_of(dossier)
    workflow.move_back(case_id=case.pk, text=words % told, by=by, now=now)
    if present | {"due_at": None} != item.after | {"due_at": None}:
        raise Refused(_("It has changed since the move."))
    _put_back(dossier, item.before)
    if present["due_at"] != item.after["due_at"]:  # the calendar has changed: what comes back must follow it, too
        _count_anew(dossier)
    if item.told:
        followup.send(dossier, "moved", f"moved_back:{batch.pk}", now)
    item.state = ItemState.BACK
    rows.update(item, "state")
    _finish("procedures.moved_back", dossier, item, by, now)


def _kept(dossier: Dossier) -> dict[str, Any]:
    """What a move changes of it."""
    row = snapshots.taken([dossier])[0]
    return {field.attname: row[field.attname] for field in _fields()}


def _put_back(dossier: Dossier, before: dict[str, Any]) -> None:
    for field in _fields():
        setattr(dossier, field.attname, field.to_python(before[field.attname]))
    rows.update(dossier, *CHANGED)


def _fields() -> list[Any]:
    return [Dossier._meta.get_field(name) for name in CHANGED]


def _count_anew(dossier: Dossier) -> None:
    for _pk, due in deadlines.moved(deadlines.running().filter(pk=dossier.pk), cache(calendar_for)):
        dossier.due_at = due
        rows.update(dossier, "due_at")


def _finish(kind: str, dossier: Dossier, item: MoveItem, by: Person | None, now: datetime) -> None:
    data = {"batch": item.batch_id, "from": item.source.number, "to": item.batch.target.number}
    audit.record(kind, dossier, by=by, now=now, data=data | {"due_at": dossier.due_at})
    if item.before["step_name"] != item.after["step_name"] or item.before["due_at"] != item.after["due_at"]:
        clients.announce(dossier, now=now)
    if item.source.name != item.batch.target.name:
        app.configure_task("procedures.index").defer(dossier_id=dossier.pk)
