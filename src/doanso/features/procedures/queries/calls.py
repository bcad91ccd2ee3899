"""Reads over calls for procedures: how far each unit is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.core.units.queries import below, units_where
from doanso.features.procedures.models import DraftState, ProcedureDraft, Version, WritingCall, WritingShare
from doanso.features.procedures.permissions import EDIT
from doanso.features.procedures.queries import drafts

WAITING, WRITING, REVIEW, DONE, NONE = "waiting", "writing", "review", "done", "none"
STATES = {
    WAITING: _("Not begun"),
    WRITING: _("Being written"),
    REVIEW: pgettext_lazy("draft", "In review"),
    DONE: pgettext_lazy("draft", "Published"),
    NONE: _("Has none"),
}
PROGRESS = Case(
    When(procedure__isnull=False, then=Value(DONE)),
    When(draft__state=DraftState.PUBLISHED, then=Value(DONE)),
    When(draft__state__in=(DraftState.REVIEW, DraftState.READY), then=Value(REVIEW)),
    When(draft__state=DraftState.WRITING, then=Value(WRITING)),
    When(~Q(reason=""), then=Value(NONE)),
    default=Value(WAITING),
    output_field=CharField(),
)


@dataclass(frozen=True)
class Progress:
    """How many units stand where; `settled` have published or have none."""

    total: int
    counts: dict[str, int]

    @property
    def settled(self) -> int:
        return self.counts[DONE] + self.counts[NONE]


def given_by(person: Person | None, on: date) -> QuerySet[WritingCall]:
    """Calls of this person's units."""
    found = WritingCall.objects.filter(unit__in=units_where(person, EDIT, on)).select_related("unit", "created_by")
    settled = Q(shares__procedure__isnull=False) | ~Q(shares__reason="") | Q(shares__draft__state=DraftState.PUBLISHED)
    counted = found.annotate(total=Count("shares"), settled=Count("shares", filter=settled))
    return counted.order_by(F("closed_at").desc(nulls_first=True), "due", "-pk")


def given_to(person: Person | None, on: date) -> QuerySet[WritingShare]:
    """Parts of open calls that lie with this person's units; who gave a call follows it on its own page."""
    units = units_where(person, EDIT, on)
    found = WritingShare.objects.filter(unit__in=units, call__closed_at=None).exclude(call__unit__in=units)
    return found.select_related("call__unit", "unit", "draft").annotate(progress=PROGRESS).order_by("call__due", "pk")


def share_of(person: Person | None, pk: int, on: date) -> QuerySet[WritingShare]:
    found = WritingShare.objects.filter(pk=pk, unit__in=units_where(person, EDIT, on))
    return found.select_related("call__unit", "unit", "draft", "procedure__current", "answered_by")


def shares(call: WritingCall, state: str = "") -> QuerySet[WritingShare]:
    found = call.shares.select_related("unit", "draft", "procedure__current").annotate(progress=PROGRESS)
    return (found.filter(progress=state) if state else found).order_by("unit__search_key", "pk")


def progress(call: WritingCall) -> Progress:
    counted = dict(call.shares.annotate(progress=PROGRESS).order_by().values_list("progress").annotate(n=Count("pk")))
    return Progress(sum(counted.values()), {state: counted.get(state, 0) for state in STATES})


def units_to_ask(unit: Unit, on: date) -> QuerySet[Unit]:
    """Whom this unit may ask: all below it but offices."""
    return below(unit, on).exclude(pk=unit.pk).filter(type__office=False).select_related("type").order_by("path")


def possible_answers(share: WritingShare) -> tuple[QuerySet[ProcedureDraft], QuerySet[Version]]:
    """Open drafts and published procedures of the unit that may be its answer."""
    open_ones = drafts.open_ones(ProcedureDraft.objects.filter(owner=share.unit, shares=None))
    published = Version.objects.filter(procedure__owner=share.unit, procedure__current=F("pk"))
    return open_ones, published.select_related("procedure").order_by("name", "pk")
