"""A case whose archives' time is up: what was said and chosen goes; who did which step when stays."""

from datetime import datetime

from django.db import models

from doanso.blocks.workflow import queries
from doanso.blocks.workflow.models import Activation, Ballot, Case, Move, Tally
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.lib.transactions import atomic


@atomic
def clear(subject: models.Model, *, by: Person | None, now: datetime) -> None:
    """Remove the timeline with its files, votes and every word of the applicant; the case stays for the figures.

    The caller holds the subject's row, and has seen that its case is over.
    """
    case = queries.case_of(subject)
    Move.objects.filter(case=case).delete()
    case.entries.all().delete()
    _clear_steps(case)
    case.pauses.update(reason="")
    Case.objects.filter(pk=case.pk).update(detail="", context={})
    audit.record("workflow.cleared", case, by=by, now=now, label="system")


def _clear_steps(case: Case) -> None:
    steps = Activation.objects.filter(case=case)
    Ballot.objects.filter(activation__in=steps).delete()
    Tally.objects.filter(activation__in=steps).delete()
    steps.update(data={})
    nobody = {"seats": [], "label": "", "claimed_by": None, "closed_by": None, "on_behalf_of": None}
    steps.filter(applicant=True).update(**nobody)
