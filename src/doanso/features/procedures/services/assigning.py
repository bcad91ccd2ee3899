"""An open step is given to a colleague by name, who hears of it."""

from datetime import datetime

from django.db import transaction

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as workflow_services
from doanso.core.accounts.models import Person
from doanso.core.notify import services as notify
from doanso.features.procedures import rules
from doanso.features.procedures.models import Dossier
from doanso.lib.dates import local


@transaction.atomic
def assign(*, dossier: Dossier, activation_id: int, to: Person, words: str, by: Person, now: datetime) -> None:
    """Forbidden for who neither sits there nor oversees; Refused for who could not do the work."""
    activation = workflow_services.assign(
        case_id=workflow.case_of(dossier).pk,
        activation_id=activation_id,
        to=to,
        words=words,
        by=by,
        now=now,
        overseer=rules.may_oversee(by, dossier.unit, local(now).date()),
    )
    told = {"code": dossier.code, "procedure": dossier.version.name, "step": activation.name}
    notify.send(
        "procedures.assigned",
        to=to,
        context=told | {"who": by.full_name, "words": words},
        once=f"assigned:{activation.pk}:{to.pk}:{now.isoformat()}",
        now=now,
        url=dossier.get_absolute_url(),
    )
