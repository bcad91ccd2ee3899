"""Forms that steps ask for: of whom, which one, and who may read what was filled in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from doanso.blocks.eforms import queries as eforms
from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow.definition import Step
from doanso.core.units import assignees
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Dossier, Filing

APPLICANT = "nguoi_nop"
Activation = Any  # a row of the workflow's own table: its fields are read here, its model is not imported


@dataclass(frozen=True)
class Asked:
    """The form of an open step, pinned to the dossier's version."""

    form_id: int
    title: str


def is_applicants(step: Step) -> bool:
    """Where the applicant is asked among others, the form is the applicant's alone."""
    return APPLICANT in {step.assignee, *(branch.assignee for branch in step.branches)}


def code_of(step: Step, *, applicant: bool) -> str:
    """The form that an applicant, or else an officer, fills in here; "" when there is none."""
    people = step.kind in {"task", "consult"} and applicant == is_applicants(step)
    return step.extra.get("form", "") if people else ""


def of_row(dossier: Dossier, row: Activation) -> Asked | None:
    """What is to be filled in by whoever this was opened for."""
    step = workflow.definition(dossier.version.flow).step(row.step)
    code = code_of(step, applicant=row.applicant)
    if not code:
        return None
    form_id = dossier.version.extra.get("step_forms", {}).get(code) or eforms.latest(code).pk
    return Asked(form_id, str(eforms.definition(form_id).title))


def unit_named(dossier: Dossier, variable: str, on: date) -> Unit | None:
    """Which unit a variable of the steps means in this dossier today."""
    return assignees.unit_of(assignees.parse(variable), workflow.context_of(workflow.case_of(dossier)), on)


def of_applicant(dossier: Dossier) -> QuerySet[Filing]:
    """What the applicant stated, themselves or at the desk; what officers filled in at their steps is the office's."""
    return filings(dossier).filter(stated=True)


def filings(dossier: Dossier) -> QuerySet[Filing]:
    """All, the oldest first; `stated`: by the applicant."""
    steps = [step.key for step in workflow.definition(dossier.version.flow).steps if is_applicants(step)]
    theirs = Q(step="") | Q(step__in=steps) | Q(by=None) | Q(by=dossier.applicant_id)
    return dossier.filings.annotate(stated=ExpressionWrapper(theirs, BooleanField())).order_by("pk")
