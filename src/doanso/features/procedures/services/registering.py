"""The row of a new dossier, and its flow begun. Internal: `dossiers.submit` is what others call."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.workflow import queries as workflow_queries
from doanso.blocks.workflow import services as workflow
from doanso.core.accounts.models import Person
from doanso.features.procedures.models import Dossier, Status, Version
from doanso.features.procedures.queries.deadlines import count_from
from doanso.features.procedures.services import codes, context
from doanso.features.procedures.services.contacts import Contact
from doanso.lib import rows
from doanso.lib.codes import new_tracking_code
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone
from doanso.lib.text import fold


def register(version: Version, contact: Contact, at: datetime, **how: Any) -> Dossier:
    """`at`: when it was handed in."""
    unit = version.procedure.owner
    start, due = count_from(version, unit, at)
    dossier = Dossier(
        code=codes.next_code(unit, at),
        tracking=new_tracking_code(),
        procedure=version.procedure,
        version=version,
        unit=unit,
        status=Status.REGISTERED,
        applicant_name=contact.name[:160],
        applicant_key=fold(contact.name)[:160],
        applicant_phone=contact.phone[:20],
        applicant_email=contact.email,
        submitted_at=at,
        counted_from=start,
        promised_at=due,
        due_at=due,
        **how,
    )
    if not rows.insert_once(dossier):
        _refuse_repeat(dossier)
    return dossier


def _refuse_repeat(dossier: Dossier) -> None:
    """A row with one of its unique values is there already; only the submission's own id may come twice."""
    first = rows.one(Dossier, "once = %s", dossier.once)
    raise AlreadyDone(_("This form was already submitted."), who=first.code, when=first.submitted_at)


def start(dossier: Dossier, answers: dict[str, Any], by: Person | None, now: datetime) -> workflow.Outcome:
    version, unit, name = dossier.version, dossier.unit, dossier.applicant_name
    return workflow.start(
        version=workflow_queries.version(version.flow_id),
        subject=dossier,
        title=f"{dossier.code} · {version.name}",
        detail=name,
        url=f"/ho-so/{dossier.code}/",
        unit=unit,
        context=context.of(version, unit, answers, dossier.applicant, local(now).date()),
        by=by,
        now=now,
        label=name,
        scope=lambda: engine.scope(eforms.definition(version.form_id), answers),
    )
