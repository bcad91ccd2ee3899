"""What of procedures goes along when a unit hands over to another."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries as workflow
from doanso.core.units.models import Unit
from doanso.features.procedures.models import (
    Client,
    Dossier,
    Procedure,
    ProcedureDraft,
    Status,
    WritingCall,
    WritingShare,
)
from doanso.features.procedures.models.authoring import OPEN
from doanso.lib.moves import Handover, Line

OVER = [Status.NOT_RECEIVED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED]


def dossiers(unit: Unit) -> QuerySet[Dossier]:
    """Those under way; what is closed keeps the name of the unit that handled it."""
    return Dossier.objects.filter(unit=unit).exclude(status__in=OVER)


def to_hold(unit: Unit) -> QuerySet[Dossier]:
    """Those, and all in which somebody of the unit is asked."""
    cases = workflow.in_flight(unit.pk).filter(subject_type=Dossier._meta.label_lower)
    return Dossier.objects.filter(Q(pk__in=dossiers(unit).values("pk")) | Q(pk__in=cases.values("subject_id")))


def procedures(unit: Unit) -> QuerySet[Procedure]:
    return Procedure.objects.filter(owner=unit)


def drafts(unit: Unit) -> QuerySet[ProcedureDraft]:
    return ProcedureDraft.objects.filter(owner=unit, state__in=OPEN)


def calls(unit: Unit) -> QuerySet[WritingCall]:
    return WritingCall.objects.filter(unit=unit, closed_at=None)


def shares(unit: Unit) -> QuerySet[WritingShare]:
    return WritingShare.objects.filter(unit=unit, answered_at=None, call__closed_at=None)


def clients(unit: Unit) -> QuerySet[Client]:
    return Client.objects.filter(unit=unit, revoked_at=None)


def to_hand_over(handover: Handover) -> list[Line]:
    unit = handover.unit
    lines = [
        Line(_("Dossiers that it handles"), dossiers(unit).count()),
        Line(_("Procedures that it owns"), procedures(unit).count()),
        Line(_("Drafts of procedures"), drafts(unit).count()),
        Line(_("Calls to write procedures, given or to be answered"), calls(unit).count() + shares(unit).count()),
        Line(_("Programs that use the API for it"), clients(unit).count()),
    ]
    return [line for line in lines if line.number]
