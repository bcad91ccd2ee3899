"""A new private code for who has lost the old one: by who runs the contest, or by oneself with a proven e-mail address.

The old code and every browser that came in by it are nobody's from then on.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Contest, Entrant
from doanso.features.contests.queries import entrant_lists, entrants
from doanso.features.contests.services import judging, telling
from doanso.features.contests.services.joining import Joined
from doanso.lib import codes, locks
from doanso.lib.errors import Forbidden, Refused


def check(by: Person | None, contest: Contest, now: datetime) -> None:
    """Who organises or judges the contest looks after its entrants."""
    if not entrant_lists.contests(by, timezone.localdate(now)).filter(pk=contest.pk).exists():
        raise Forbidden(_("You do not run this contest."))


@transaction.atomic
def reissue(*, entrant: Entrant, reason: str, by: Person | None, now: datetime) -> str:
    """The new code, to be told to the entrant at once: nobody sees it again. `reason` says how they were recognised."""
    check(by, entrant.contest, now)
    reason = judging.said(reason)
    row = locks.row(Entrant.objects.select_related("contest", "person"), entrant.pk)
    if row.withdrawn_at:
        raise Refused(_("This entrant has withdrawn."))
    if row.person_id:
        raise Refused(_("This entrant has an account and signs in with it; there is no private code."))
    code = _new(row)
    audit.record("contests.code_reissued", row, by=by, now=now, data={"reason": reason})
    telling.code_reissued(row, now=now)
    return code


@transaction.atomic
def reissue_by_email(contest: Contest, *, email: str, now: datetime) -> Joined:
    """For who has just shown that the address is theirs, and joined with it, which was proven then."""
    found = Entrant.objects.select_for_update(of=("self",)).select_related("contest")
    row = found.filter(contest=contest, identity=f"email:{email.lower()}"[:140], person=None).first()
    if row is None:
        raise Refused(_("Nobody has joined this contest with this e-mail address. Please ask the organiser."))
    code = _new(row)
    audit.record("contests.code_reissued", row, by=None, now=now, label="entrant", data={"by": "email"})
    return Joined(row, code)


def _new(row: Entrant) -> str:
    code = codes.new_private_code()
    row.key = entrants.digest(code)
    row.save(update_fields=["key"])
    return code
