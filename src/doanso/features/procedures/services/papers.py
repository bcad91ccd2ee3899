"""Papers of a dossier: what they say is fixed when they are issued, the PDF is drawn later."""

from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.procedures.models import Dossier, Paper, PaperKind
from doanso.features.procedures.services import drawing


def issue(
    dossier: Dossier,
    kind: PaperKind,
    *,
    by: Person | None,
    now: datetime,
    reason: str = "",
    public: bool = True,
    **more: Any,
) -> Paper:
    """Fix the paper's content; a receipt is issued once, the others as often as there is reason to."""
    content = {
        "reason": reason,
        "issued_by": by.full_name if by else "",
        "due_at": _iso(dossier.due_at),
        "new_promise": _iso(dossier.new_promise),
        **more,
    }
    paper = Paper.objects.create(
        dossier=dossier, kind=kind, content=content, public=public, issued_at=now, issued_by=by
    )
    audit.record("procedures.paper", dossier, by=by, now=now, label="system", data={"kind": kind, "paper": paper.pk})
    app.configure_task("procedures.draw_paper").defer(paper_id=paper.pk)
    return paper


@transaction.atomic
def receipt(*, dossier: Dossier, by: Person | None, now: datetime) -> Paper:
    """The receipt with the appointment: the same one whenever it is asked for. It names the officer who received."""
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    found = dossier.papers.filter(kind=PaperKind.RECEIPT).first()
    officer = dossier.taken_by or (by if by and by.pk != dossier.applicant_id else None)
    return found or issue(dossier, PaperKind.RECEIPT, by=officer, now=now)


def issue_minutes(dossier: Dossier, activation_id: int, *, by: Person | None, now: datetime) -> Paper:
    """Minutes of a vote: members entitled, present, counts, outcome."""
    minutes = workflow.vote_record(activation_id)
    return issue(dossier, PaperKind.MINUTES, by=by, now=now, minutes=minutes)


@transaction.atomic
def draw(*, paper_id: int, now: datetime) -> Paper:
    """The PDF of an issued paper, stored once."""
    # The file is not joined: who waited for the lock would see the row's new key beside the file of before, none.
    paper = Paper.objects.select_for_update(of=("self",)).select_related("dossier__version").get(pk=paper_id)
    if paper.file_id is None:
        paper.file = drawing.store(drawing.paper(paper), f"{paper.kind}-{paper.dossier.code}.pdf", now=now)
        paper.save(update_fields=["file"])
        audit.record("procedures.paper_drawn", paper, by=None, now=now, label="system")
    return paper


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


@transaction.atomic
def control_slip(*, dossier: Dossier, by: Person, now: datetime) -> Paper:
    """Who had the dossier when, as of now."""
    return issue(dossier, PaperKind.CONTROL, by=by, now=now, hops=_hops(dossier), public=False)


@transaction.atomic
def cover_sheet(*, dossier: Dossier, by: Person, now: datetime) -> Paper:
    """Lies on top of the paper dossier; its QR opens this dossier. The same sheet whenever it is asked for."""
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    found = dossier.papers.filter(kind=PaperKind.COVER).first()
    return found or issue(dossier, PaperKind.COVER, by=by, now=now, public=False)


def _hops(dossier: Dossier) -> list[dict[str, Any]]:
    rows, giver = [], dossier.applicant_name
    for step in workflow.steps_taken(workflow.case_of(dossier)):
        taker = step.closed_by.full_name if step.closed_by else step.label
        rows.append(
            {
                "giver": giver,
                "taker": f"{taker} ({step.name})",
                "handed_at": step.opened_at.isoformat(),
                "due_at": _iso(step.due_at),
                "outcome": _outcome(step.due_at, step.closed_at),
            }
        )
        giver = taker
    return rows


def _outcome(due_at: datetime | None, closed_at: datetime | None) -> str:
    if due_at is None or closed_at is None:
        return ""
    return "Trễ hạn" if closed_at > due_at else "Đúng hạn"
