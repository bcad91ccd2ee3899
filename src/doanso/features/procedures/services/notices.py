"""What officers must hear about a dossier from elsewhere: a file with a virus, a consent taken back."""

from datetime import datetime

from django.utils.translation import gettext as _

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as workflow_services
from doanso.core.accounts.models import Person
from doanso.core.consent.models import Consent
from doanso.core.files.models import File
from doanso.core.notify import services as notify
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries.dossiers import with_file
from doanso.features.procedures.services import dossiers


def file_infected(file: File, threat: str, *, now: datetime) -> None:
    """The file is locked already: say so on the timeline of each dossier that has it, and to its officers."""
    words = _("The file “%(name)s” contains a virus (%(threat)s). Nobody can open it any more.")
    for dossier in with_file(file):
        text = words % {"name": file.name, "threat": threat}
        case = workflow.case_of(dossier)
        workflow_services.comment(case_id=case.pk, by=None, now=now, text=text, label=_("The system"))
        _tell_officers(dossier, "infected", f"infected:{file.pk}", now, file=file.name, threat=threat)


def consent_withdrawn(consent: Consent, dossier: Dossier, *, now: datetime) -> None:
    """What nobody has received yet is withdrawn with it; of what is being handled the office decides, and is told."""
    if is_untouched(dossier):
        reason = _("Consent to the processing of personal data withdrawn")
        dossiers.withdraw(dossier_id=dossier.pk, by=consent.person, now=now, comment=reason)
        return
    workflow_services.comment(
        case_id=workflow.case_of(dossier).pk,
        by=consent.person,
        now=now,
        text=_("The applicant has withdrawn the consent to the processing of personal data."),
        label=dossier.applicant_name,
        public=True,
    )
    _tell_officers(dossier, "consent_withdrawn", f"consent:{consent.pk}", now, name=dossier.applicant_name)


def is_untouched(dossier: Dossier) -> bool:
    """Running, and no officer has received it or finished a step."""
    own = {None, dossier.applicant_id}
    worked = any(step.closed_by_id not in own for step in workflow.steps_taken(workflow.case_of(dossier)))
    return dossier.finished_at is None and dossier.taken_by_id is None and not worked


def _tell_officers(dossier: Dossier, kind: str, once: str, now: datetime, **words: str) -> None:
    told = {"code": dossier.code, "procedure": dossier.version.name, **words}
    for person in officers_of(dossier, now):
        notify.send(
            f"procedures.{kind}",
            to=person,
            context=told,
            once=f"{dossier.code}:{once}",
            now=now,
            url=dossier.get_absolute_url(),
        )


def officers_of(dossier: Dossier, now: datetime) -> list[Person]:
    """Before whom it lies, and who has worked on it; never the applicant."""
    case, found = workflow.case_of(dossier), {}
    for step in workflow.steps_taken(case):
        people = workflow.people_on(step, now) if step.state == step.State.OPEN else filter(None, [step.closed_by])
        found |= {person.pk: person for person in people}
    found.pop(dossier.applicant_id, None)
    return list(found.values())
