"""Names that leave the system are written down."""

from datetime import datetime

from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Scope
from doanso.features.contests.services import judging


@transaction.atomic
def note(*, round: Scope, what: str, rows: int, by: Person | None, now: datetime) -> None:
    judging.check(by, round, now)
    audit.record("contests.exported", round.target, by=by, now=now, data={"what": what, "rows": rows})
