"""What applicants bring to the one-stop desk after the dossier was received."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from doanso.blocks.eforms import services as eforms
from doanso.blocks.workflow import queries as workflow_queries
from doanso.blocks.workflow import services as workflow
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files.models import File
from doanso.features.procedures import rules
from doanso.features.procedures.models import Dossier, Paper, PaperKind, Status
from doanso.features.procedures.queries import deadlines
from doanso.features.procedures.services import contacts, dossiers, followup, papers
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.text import fold


@dataclass(frozen=True)
class Restated:
    """The form as the applicant gives it now: complete answers, and the labels of those that changed."""

    form_id: int
    answers: dict[str, Any]
    file_tokens: tuple[str, ...]
    changed: tuple[str, ...]
    draft: str


@dataclass(frozen=True)
class Brought:
    """`items`: what it is, a line each. `at`: when it was brought, which may be earlier than it is entered."""

    by: str
    at: datetime
    items: str = ""
    files: tuple[File, ...] = ()
    restated: Restated | None = None


@transaction.atomic
def supplement(*, dossier_id: int, brought: Brought, by: Person, now: datetime) -> Paper:
    """Enter a supplement on paper for the applicant: the clock runs again, and a receipt says from when."""
    dossier = dossiers.lock(dossier_id)
    _check(dossier, brought, by, now)
    counts_from = max(deadlines.clock_start(dossier.version, dossier.unit, brought.at), dossier.paused_since or now)
    told: dict[str, Any] = {
        "brought_by": brought.by,
        "brought_at": brought.at.isoformat(),
        "counts_from": counts_from.isoformat(),
    }
    contact: dict[str, Any] = {}
    if brought.restated:
        told["changed"] = list(brought.restated.changed)
        contact = _restate(dossier, brought.restated, by, now)
    outcome = workflow.resume(
        case_id=workflow_queries.case_of(dossier).pk,
        by=by,
        now=now,
        at=counts_from,
        comment=_remark(brought),
        files=brought.files,
    )
    audit.record("procedures.supplemented", dossier, by=by, now=now, data=told | contact)
    followup.after(dossier, outcome, by=by, now=now, resumed_at=counts_from)
    names = [file.name for file in brought.files]
    return papers.issue(dossier, PaperKind.SUPPLEMENTED, reason=brought.items, by=by, now=now, files=names, **told)


def _remark(brought: Brought) -> str:
    """What the timeline says of it."""
    lines = [_("Brought to the desk by %(who)s.") % {"who": brought.by}, brought.items]
    if brought.restated:
        lines.append(_("Given anew in the form: %(labels)s.") % {"labels": "; ".join(brought.restated.changed)})
    return "\n".join(filter(None, lines))


def _restate(dossier: Dossier, given: Restated, by: Person, now: datetime) -> dict[str, Any]:
    """Keep the answers; who stands at the desk may also correct how the office reaches them. What changed in that."""
    files = tuple(eforms.claim_files(given.file_tokens))
    dossiers.file_answers(dossier, given.form_id, given.answers, files, by, now)
    eforms.discard_draft(token=given.draft, by=by, now=now)
    contact = contacts.contact_of(dossier.version, given.answers, dossier.applicant)
    after = {
        "applicant_name": contact.name[:160],
        "applicant_phone": contact.phone[:20],
        "applicant_email": contact.email,
    }
    after = {name: value for name, value in after.items() if value and value != getattr(dossier, name)}
    before = {name: getattr(dossier, name) for name in after}
    for name, value in after.items():
        setattr(dossier, name, value)
    dossier.applicant_key = fold(dossier.applicant_name)[:160]
    dossier.save(update_fields=[*after, "applicant_key"])
    app.configure_task("procedures.index").defer(dossier_id=dossier.pk)
    return {"before": before, "after": after} if after else {}


def _check(dossier: Dossier, brought: Brought, by: Person, now: datetime) -> None:
    if not rules.may_take_in(by, dossier.unit, local(now).date()):
        raise Forbidden(_("You do not receive dossiers for this unit."))
    if dossier.status != Status.SUPPLEMENT or dossier.paused_since is None:
        raise Refused(_("The office has not asked for a supplement."))
    since = dossier.paused_since.replace(second=0, microsecond=0)  # moments are typed by the minute
    if not since <= brought.at <= now:
        raise Refused(_("A supplement is brought after the request, and before now."), field="at")
