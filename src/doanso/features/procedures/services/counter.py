"""What applicants bring to the one-stop desk after the dossier was received."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries as workflow_queries
from doanso.blocks.workflow import services as workflow
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files.models import File
from doanso.features.procedures import rules
from doanso.features.procedures.models import Dossier, Paper, PaperKind, Status
from doanso.features.procedures.queries import deadlines
from doanso.features.procedures.services import dossiers, followup, papers
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused


@dataclass(frozen=True)
class Brought:
    """`items`: what it is, a line each. `at`: when it was brought, which may be earlier than it is entered."""

    by: str
    at: datetime
    items: str = ""
    files: tuple[File, ...] = ()


@transaction.atomic
def supplement(*, dossier_id: int, brought: Brought, by: Person, now: datetime) -> Paper:
    """Enter a supplement on paper for the applicant: the clock runs again, and a receipt says from when."""
    dossier = dossiers.lock(dossier_id)
    _check(dossier, brought, by, now)
    counts_from = max(deadlines.clock_start(dossier.version, dossier.unit, brought.at), dossier.paused_since or now)
    said = _("Brought to the desk by %(who)s.") % {"who": brought.by}
    outcome = workflow.resume(
        case_id=workflow_queries.case_of(dossier).pk,
        by=by,
        now=now,
        at=counts_from,
        comment="\n".join(filter(None, [said, brought.items])),
        files=brought.files,
    )
    told = {"brought_by": brought.by, "brought_at": brought.at.isoformat(), "counts_from": counts_from.isoformat()}
    audit.record("procedures.supplemented", dossier, by=by, now=now, data=told)
    followup.after(dossier, outcome, by=by, now=now, resumed_at=counts_from)
    names = [file.name for file in brought.files]
    return papers.issue(dossier, PaperKind.SUPPLEMENTED, reason=brought.items, by=by, now=now, files=names, **told)


def _check(dossier: Dossier, brought: Brought, by: Person, now: datetime) -> None:
    if not rules.may_take_in(by, dossier.unit, local(now).date()):
        raise Forbidden(_("You do not receive dossiers for this unit."))
    if dossier.status != Status.SUPPLEMENT or dossier.paused_since is None:
        raise Refused(_("The office has not asked for a supplement."))
    since = dossier.paused_since.replace(second=0, microsecond=0)  # moments are typed by the minute
    if not since <= brought.at <= now:
        raise Refused(_("A supplement is brought after the request, and before now."), field="at")
