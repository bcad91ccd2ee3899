"""Names that leave the system, and entrants whose record is opened, are written down."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.privacy import services as privacy
from doanso.features.contests.models import Entrant, Scope
from doanso.features.contests.services import judging
from doanso.features.contests.services.joining import SUBJECT

ENTRANT, LIST = "contests.entrant", "contests.list"


@transaction.atomic
def note(*, round: Scope, what: str, rows: int, by: Person | None, now: datetime) -> None:
    judging.check(by, round, now)
    audit.record("contests.exported", round.target, by=by, now=now, data={"what": what, "rows": rows})
    if by is not None:
        narrowed = {"contest": round.contest.name, "round": round.name, "what": what}
        privacy.listed(reader=by, place=LIST, number=rows, narrowed=narrowed, now=now)


def note_reading(*, entrants: Iterable[Entrant | None], by: Person, now: datetime) -> None:
    """Who has no account is known by number; of who has withdrawn nothing is left to be looked at."""
    for one in entrants:
        if one is not None and not one.withdrawn_at:
            subject = "" if one.person_id else f"{SUBJECT}{one.pk}"
            privacy.viewed(reader=by, person=one.person, subject=subject, place=ENTRANT, now=now)
