"""What a move to another version would mean for each running dossier: nothing is changed here."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from doanso.blocks.workflow import moves as workflow
from doanso.blocks.workflow import queries as workflow_queries
from doanso.core.calendar.queries import calendar_for
from doanso.features.procedures.models import Dossier, MoveBatch, MoveItem, Procedure, Status, Version
from doanso.features.procedures.queries import deadlines
from doanso.features.procedures.queries.dossiers import OPEN
from doanso.lib.dates import local
from doanso.lib.text import fold

RUNNING = (*OPEN, Status.FINISHED)  # with a result that is still to be handed over


@dataclass(frozen=True)
class Due:
    """The deadline after a move, and the version whose limit counts; None: that of the version moved to."""

    at: datetime | None
    counted_from: datetime
    limit_of: Version | None = None
    remark: str = ""


@dataclass(frozen=True)
class Fate:
    """What would become of one dossier. `asks`: what is wanted from its applicant now would be something else."""

    dossier: Dossier
    plan: workflow.Plan
    due: Due
    reasons: tuple[str, ...]
    remarks: tuple[str, ...]
    stamp: str
    asks: bool = False

    @property
    def kind(self) -> str:
        return "blocked" if self.reasons else "changed" if self.remarks else "same"

    @property
    def others(self) -> list[str]:
        """Remarks but for the one on the deadline, which is no other dossier's."""
        return [text for text in self.remarks if text != self.due.remark]

    @property
    def steps(self) -> str:
        return ", ".join(dict.fromkeys(one.new.name for one in self.plan.placed))


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed by; empty values narrow nothing."""

    text: str = ""
    version: int | None = None
    step: str = ""


def running(procedure: Procedure) -> QuerySet[Dossier]:
    return Dossier.objects.filter(procedure=procedure, status__in=RUNNING)


def elsewhere(procedure: Procedure, target: Version, wanted: Wanted | None = None) -> QuerySet[Dossier]:
    """Running dossiers of its other versions, the oldest first."""
    found, wanted = running(procedure).exclude(version=target), wanted or Wanted()
    if wanted.text:
        text = wanted.text.strip()
        found = found.filter(code__icontains=text) | found.filter(applicant_key__contains=fold(text))
    if wanted.version:
        found = found.filter(version__number=wanted.version)
    if wanted.step:
        found = found.filter(step_name=wanted.step)
    return found.select_related("version__flow", "limit_of", "unit").order_by("submitted_at", "pk")


def by_version(procedure: Procedure) -> dict[int, int]:
    """How many dossiers run under each version, by its number."""
    rows = running(procedure).order_by("-version__number").values_list("version__number").annotate(n=Count("pk"))
    return dict(rows)


def steps_of(procedure: Procedure, target: Version) -> list[tuple[str, int]]:
    """Names of the steps at which the others stand, with how many."""
    rows = running(procedure).exclude(version=target).order_by("step_name").values_list("step_name")
    return [(name, count) for name, count in rows.annotate(n=Count("pk")) if name]


def missing_steps(procedure: Procedure, target: Version) -> list[tuple[str, str, int]]:
    """Key, name and number of dossiers of each step that is open or done and that the target lacks."""
    others = running(procedure).exclude(version=target).values("pk")
    return workflow.steps_missing(Dossier, others, target.flow)


def fates(dossiers: Iterable[Dossier], target: Version, mapping: Mapping[str, str], now: datetime) -> list[Fate]:
    """In their order. The number of queries does not depend on theirs."""
    found = list(dossiers)
    facts, calendar_of = workflow.facts(Dossier, [one.pk for one in found]), cache(calendar_for)
    plans = [workflow.plan(facts[one.pk], target.flow, mapping, calendar_of) for one in found]
    return [fate(one, target, plan, calendar_of, now) for one, plan in zip(found, plans, strict=True)]


def fate(dossier: Dossier, target: Version, plan: workflow.Plan, calendar_of: Any, now: datetime) -> Fate:
    due = due_after(dossier, target, calendar_of, now)
    reasons, remarks = list(plan.reasons), list(plan.remarks)
    if dossier.version_id == target.pk:
        reasons = [_("It runs under this version already.")]
    elif not reasons and (why := _no_result(dossier, plan)):
        reasons.append(why)
    asks = dossier.status == Status.SUPPLEMENT and dossier.version.form_id != target.form_id
    remarks += [due.remark] if due.remark else []
    if asks:
        remarks.append(_("The applicant supplements in the new form, and is told."))
    if dossier.version.effects != target.effects:
        remarks.append(_("What happens by itself at the end is another."))
    stamp = hashlib.sha256(f"{plan.stamp}|{due.at and due.at.timestamp()}".encode()).hexdigest()
    return Fate(dossier, plan, due, tuple(reasons), () if reasons else tuple(remarks), stamp, asks or _own_step(plan))


def _own_step(plan: workflow.Plan) -> bool:
    """Does a step of the applicant's begin, end or change by the move?"""
    return any(
        row.applicant != (one.expressions(row.branch)[1] == "nguoi_nop") or (row.applicant and one.old != one.new)
        for one in plan.placed
        for row in one.open
    )


def _no_result(dossier: Dossier, plan: workflow.Plan) -> str:
    """The step that issues the result must still come, unless it was issued or the new version issues none."""
    steps = workflow_queries.definition(plan.target).by_key()
    issuing = {key for key, step in steps.items() if step.extra.get("issue")}
    coming = workflow.ahead(workflow_queries.definition(plan.target), [one.new.key for one in plan.placed])
    if dossier.finished_at and issuing & coming:
        return _("Its result is issued, and the new version would issue another one.")
    if issuing and not dossier.finished_at and not issuing & coming:
        return _("It has passed the place where the new version issues the result: it would never get one.")
    return ""


def due_after(dossier: Dossier, target: Version, calendar_of: Any, now: datetime) -> Due:
    """The earlier promise stays: a move never makes a dossier due later, nor late at once."""
    held, old = dossier.limit_of or dossier.version, dossier.due_at
    as_before = Due(old, dossier.counted_from, held)
    if _limit(held) == _limit(target):
        return Due(old, dossier.counted_from)
    if dossier.finished_at:
        return as_before
    start, new = deadlines.promised(target, calendar_of(dossier.unit_id), dossier.submitted_at, dossier.paused_minutes)
    if new == old:
        return as_before
    told = {"old": _day(old), "new": _day(new)}
    if new is None:
        return Due(
            old, dossier.counted_from, held, _("The date of %(old)s stays, although none is promised now.") % told
        )
    if new <= now:
        words = _("The new limit passed on %(new)s already, so the date of %(old)s stays.")
        return Due(old, dossier.counted_from, held, words % told)
    if old is not None and old < new:
        words = _("The date of %(old)s stays; the new version would have until %(new)s.")
        return Due(old, dossier.counted_from, held, words % told)
    return Due(new, start, None, _("Due earlier: %(new)s instead of %(old)s. The applicant is told.") % told)


def _limit(version: Version) -> tuple[Any, ...]:
    return version.limit, version.limit_unit, version.cutoff


def _day(at: datetime | None) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}" if at else _("no date")


def batches(procedure: Procedure) -> QuerySet[MoveBatch]:
    """The newest first, those given up left out; `moved` and `size` are numbers of dossiers."""
    found = procedure.moves.exclude(state=MoveBatch.State.DROPPED).select_related("target", "created_by", "moved_by")
    return found.annotate(size=Count("items")).order_by("-created_at", "-pk")


def counts(batch: MoveBatch) -> dict[str, int]:
    rows = batch.items.order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(MoveItem.State.values, 0) | dict(rows)


def items(batch: MoveBatch) -> QuerySet[MoveItem]:
    """Those that did not go as wanted first."""
    related = ("source", "dossier__version__flow", "dossier__limit_of", "dossier__unit")
    return batch.items.select_related(*related).order_by("state", "dossier__submitted_at", "pk")
