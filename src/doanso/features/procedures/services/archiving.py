"""Destroying dossiers whose archives' time is up: a list, another person's decision, then one after the other."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.inbox import services as inbox
from doanso.core.privacy import services as privacy
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.procedures import rules
from doanso.features.procedures.models import Destruction, DestructionItem, Procedure
from doanso.features.procedures.permissions import DESTROY
from doanso.features.procedures.queries import archiving
from doanso.features.procedures.services import clearing
from doanso.features.procedures.services.dossiers import lock
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

LEAST_YEARS, MOST_YEARS = 2, 70
MOST = 2_000
INBOX = "procedures.destruction"
State, ItemState = Destruction.State, DestructionItem.State


@transaction.atomic
def keep_for(*, procedure_id: int, years: int | None, by: Person | None, now: datetime) -> Procedure:
    """How long its dossiers are kept once they are over; None: for ever. Lists drawn up before follow it, too."""
    procedure = Procedure.objects.select_for_update(of=("self",)).select_related("owner").get(pk=procedure_id)
    if not rules.may_edit(by, procedure, local(now).date()):
        raise Forbidden(_("You may not change this procedure."))
    if years is not None and not LEAST_YEARS <= years <= MOST_YEARS:
        told = {"least": LEAST_YEARS, "most": MOST_YEARS}
        raise Refused(_("Between %(least)d and %(most)d years, or for ever.") % told, field="years")
    if years != procedure.keep_years:
        data = {"before": procedure.keep_years, "years": years}
        procedure.keep_years = years
        procedure.save(update_fields=["keep_years"])
        audit.record("procedures.keep_years", procedure, by=by, now=now, data=data)
    return procedure


@transaction.atomic
def propose(*, body: Unit, dossier_ids: Iterable[int], by: Person | None, now: datetime) -> Destruction:
    """Draw up a list, fixed by its digest; nothing is destroyed yet. What is not to be listed is left out."""
    today = local(now).date()
    if not rules.may_keep_archives(by, body, today):
        raise Forbidden(_("You do not keep the archives of this unit."))
    locks.hold("procedures.destruction")
    chosen = list(archiving.to_list(body, today).filter(pk__in=set(dossier_ids))[: MOST + 1])
    if not 0 < len(chosen) <= MOST:
        told = {"most": MOST, "n": len(chosen)}
        raise Refused(_("Choose between 1 and %(most)d dossiers; you chose %(n)d.") % told)
    batch = Destruction.objects.create(unit=body, digest=archiving.digest(chosen), created_by=by, created_at=now)
    DestructionItem.objects.bulk_create(DestructionItem(batch=batch, dossier=dossier) for dossier in chosen)
    data = {"dossiers": len(chosen), "digest": batch.digest}
    audit.record("procedures.destruction_proposed", batch, by=by, now=now, data=data)
    _ask(batch, by, now)
    return batch


def _ask(batch: Destruction, by: Person | None, now: datetime) -> None:
    inbox.put(
        INBOX,
        str(batch.pk),
        title=_("A list of dossiers to be destroyed waits for its decision"),
        detail=batch.unit.name,
        url=batch.get_absolute_url(),
        seats=units.seats_granting(DESTROY, batch.unit, local(now).date(), but=by),
        unit_id=batch.unit_id,
        due_at=None,
        now=now,
    )


@transaction.atomic
def decide(
    *, batch_id: int, number: str, decided_on: date, digest: str, by: Person | None, now: datetime
) -> Destruction:
    """Enter the decision of the body's head: from now on the worker destroys. Whoever drew up the list may not."""
    batch, today = _locked(batch_id), local(now).date()
    if not rules.may_destroy(by, batch.unit, today):
        raise Forbidden(_("You do not decide on the archives of this unit."))
    if by is None or by.pk == batch.created_by_id:
        raise Forbidden(_("Whoever drew up the list does not decide on it: another person does."))
    if not number.strip():
        raise Refused(_("Please write the number of the decision."), field="number")
    if not local(batch.created_at).date() <= decided_on <= today:
        raise Refused(_("The decision is dated between the day of the list and today."), field="decided_on")
    if not digest == batch.digest == archiving.digest(item.dossier for item in archiving.items(batch)):
        raise Refused(_("This is not the list as it was drawn up: give it up and draw up a new one."))
    batch.state, batch.number, batch.decided_on = State.RUNNING, number.strip()[:60], decided_on
    batch.decided_by, batch.decided_at = by, now
    batch.save(update_fields=["state", "number", "decided_on", "decided_by", "decided_at"])
    data = {"number": batch.number, "decided_on": decided_on, "digest": batch.digest}
    audit.record("procedures.destruction_decided", batch, by=by, now=now, data=data)
    inbox.close(INBOX, str(batch.pk), now=now)
    app.configure_task("procedures.destroy", lock=f"procedures.destroy:{batch.pk}").defer(batch_id=batch.pk)
    return batch


@transaction.atomic
def drop(*, batch_id: int, by: Person | None, now: datetime) -> Destruction:
    """Nothing of it is destroyed; its dossiers may be listed anew."""
    batch, today = _locked(batch_id), local(now).date()
    if not (rules.may_keep_archives(by, batch.unit, today) or rules.may_destroy(by, batch.unit, today)):
        raise Forbidden(_("You do not keep the archives of this unit."))
    batch.state = State.DROPPED
    batch.save(update_fields=["state"])
    batch.items.update(state=ItemState.KEPT)
    audit.record("procedures.destruction_dropped", batch, by=by, now=now)
    inbox.close(INBOX, str(batch.pk), now=now)
    return batch


def _locked(batch_id: int) -> Destruction:
    """AlreadyDone when somebody decided or gave it up first."""
    Destruction.objects.select_for_update().get(pk=batch_id)
    batch = Destruction.objects.select_related("unit", "created_by", "decided_by").get(pk=batch_id)
    if batch.state != State.PROPOSED:
        who = batch.decided_by.full_name if batch.decided_by else ""
        raise AlreadyDone(_("This was done already."), who=who, when=batch.decided_at or batch.created_at)
    return batch


def run(*, batch_id: int, now: datetime) -> dict[str, int]:
    """Whatever of a decided list still waits, each in a transaction: a run that was cut off is simply run again."""
    batch = Destruction.objects.select_related("decided_by", "unit").get(pk=batch_id)
    if batch.state == State.RUNNING:
        for pk in list(batch.items.filter(state=ItemState.WAITING).order_by("pk").values_list("pk", flat=True)):
            _settle(pk, batch, now)
        _finish(batch, now)
    return archiving.counts(batch)


@transaction.atomic
def _settle(pk: int, batch: Destruction, now: datetime) -> None:
    """What has got a reason to be kept since stays, and the reason is written down."""
    item = DestructionItem.objects.select_for_update().get(pk=pk)
    if item.state != ItemState.WAITING:
        return
    dossier = lock(item.dossier_id)
    item.note = archiving.why_kept(dossier, local(now).date())
    item.state = ItemState.KEPT if item.note else ItemState.DESTROYED
    if not item.note:
        clearing.clear(dossier, batch, now=now)
    item.save(update_fields=["state", "note"])


@transaction.atomic
def _finish(batch: Destruction, now: datetime) -> None:
    if Destruction.objects.filter(pk=batch.pk, state=State.RUNNING).update(state=State.DONE):
        told = archiving.counts(batch)
        audit.record("procedures.destruction_done", batch, by=batch.decided_by, now=now, data=told)


@transaction.atomic
def note_export(*, rows: int, narrowed: str, by: Person, now: datetime) -> None:
    """A list of dossiers left the system."""
    audit.record("procedures.exported", by, by=by, now=now, data={"rows": rows, "query": narrowed[:500]})
    privacy.listed(reader=by, place="procedures.archives", number=rows, narrowed={"query": narrowed[:500]}, now=now)
