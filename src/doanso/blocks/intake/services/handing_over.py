"""Spreadsheets that wait for their sender, when their unit hands over to another one: nobody sends them again."""

from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.blocks.intake.models import Batch, Mapping
from doanso.blocks.intake.services.sending import queue
from doanso.core.audit import services as audit
from doanso.lib.moves import Handover, Line

State = Batch.State
OVER = (State.APPLIED, State.FAILED, State.CANCELLED)
AGAIN = (State.READY, State.APPLYING)


def to_hand_over(handover: Handover) -> list[Line]:
    if handover.people is not None:
        return []
    lines, files = [], _open(handover).count()
    if files:
        words = ngettext(
            "%(number)d file is checked again and waits there for its confirmation",
            "%(number)d files are checked again and wait there for their confirmation",
            files,
        )
        lines.append(Line(words % {"number": files}, files))
    if readings := Mapping.objects.filter(unit=handover.unit).count():
        lines.append(Line(_("What is remembered of headings and words in spreadsheets"), readings))
    return lines


def hold(handover: Handover) -> None:
    """The worker that writes one of them finishes first, or finds it changed."""
    if handover.people is None:
        list(_open(handover).select_for_update(no_key=True).order_by("pk"))


def hand_over(handover: Handover) -> dict[str, Any]:
    """Rows that name the unit that ended mean the other one from now on, so they are looked at again."""
    if handover.people is not None:
        return {}
    moved = [_move(batch, handover) for batch in _open(handover).select_for_update(no_key=True).order_by("pk")]
    readings = [_remember(known, handover) for known in Mapping.objects.filter(unit=handover.unit).order_by("pk")]
    return {"batches": moved, "readings": readings}


def _open(handover: Handover) -> QuerySet[Batch]:
    return Batch.objects.filter(unit=handover.unit).exclude(state__in=OVER)


def _move(batch: Batch, handover: Handover) -> int:
    batch.unit = handover.into
    if batch.state in AGAIN:
        batch.state = State.JUDGING
        with translation.override(batch.language):
            words = _("%(unit)s has become part of %(into)s. The rows were checked again; please look them over.")
            batch.note = words % {"unit": handover.unit, "into": handover.into}
    batch.save(update_fields=["unit", "state", "note"])
    told = {"unit": handover.unit.code, "into": handover.into.code, "source": handover.source}
    audit.record("intake.handed_over", batch, by=handover.by, now=handover.now, data=told)
    queue(batch)
    return batch.pk


def _remember(known: Mapping, handover: Handover) -> str:
    """What the other unit remembers itself counts more."""
    own = Mapping.objects.filter(unit=handover.into, importer=known.importer).first()
    told = {"importer": known.importer, "into": handover.into.code, "source": handover.source}
    audit.record("intake.mapping_handed_over", known, by=handover.by, now=handover.now, data=told)
    if own is None:
        known.unit = handover.into
        known.save(update_fields=["unit"])
        return known.importer
    own.columns, own.headings = known.columns | own.columns, known.headings | own.headings
    own.values = {key: known.values.get(key, {}) | own.values.get(key, {}) for key in {*known.values, *own.values}}
    own.save(update_fields=["columns", "headings", "values"])
    known.delete()
    return known.importer
