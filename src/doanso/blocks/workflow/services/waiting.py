"""A case that waits for the applicant for another reason than a supplement, and one that has waited long enough."""

from datetime import datetime

from django.utils.translation import gettext as _

from doanso.blocks.workflow.models import Case
from doanso.blocks.workflow.services import run as running
from doanso.blocks.workflow.services.cases import Outcome, lock, outcome, stand_still
from doanso.blocks.workflow.services.run import Run
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.lib.errors import Refused
from doanso.lib.transactions import atomic


@atomic
def wait(*, case_id: int, kind: str, reason: str, comment: str, by: Person, now: datetime) -> Outcome:
    """The clock stands still until `resume`; `comment` is for the applicant, `kind` names the line of the timeline."""
    case = lock(case_id)
    if case.state != Case.State.RUNNING:
        raise Refused(_("The dossier is not under way."))
    run = Run(case, by, by.full_name, now)
    stand_still(run, reason)
    running.note(run, kind, text=comment, public=True)
    audit.record("workflow.waiting", case, by=by, now=now, data={"for": kind})
    return outcome(run)


@atomic
def give_up(*, case_id: int, comment: str, by: Person, now: datetime) -> Outcome:
    """End a case whose applicant does not come back."""
    case = lock(case_id)
    if case.state != Case.State.WAITING:
        raise Refused(_("The dossier is not waiting for the applicant."))
    run = Run(case, by, by.full_name, now)
    running.note(run, "stop", text=comment, public=True)
    running.end(run, Case.State.STOPPED)
    audit.record("workflow.stop", case, by=by, now=now, data={"waited": True})
    return outcome(run)
