"""A phone number is not proven when somebody joins with it. Whoever is kept out by that says so, and a person decides.

Granted, the number goes from the entry that held it, which goes on without it; of who had withdrawn, what knew the
number again goes. Nobody is told who the other is.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.features.contests.models import Claim, Contest, Entrant
from doanso.features.contests.queries import claims as queries
from doanso.features.contests.queries import parties
from doanso.features.contests.queries.hall import shown
from doanso.features.contests.rules import joining as rules
from doanso.features.contests.services import judging, telling
from doanso.features.contests.services.reissuing import check
from doanso.lib import locks
from doanso.lib.errors import AlreadyDone, Forbidden, Refused
from doanso.lib.text import clean_name

PHONE = f"{queries.UNPROVEN}%s"


def why_not(contest: Contest, phone: str, now: datetime) -> str:
    """Empty when there is something to claim."""
    if closed := rules.why_closed(shown(contest, now)):
        return closed
    if queries.holder(contest, phone) is None and not queries.former(contest, phone).exists():
        return _("Nobody holds this number: you can join with it right now.")
    return ""


@transaction.atomic
def claim(
    contest: Contest, *, phone: str, full_name: str, words: str, person: Person | None, email: str, now: datetime
) -> Claim:
    """Once while it waits. The e-mail address was proven before (`proving`); with an account none is needed."""
    if why := why_not(contest, phone, now):
        raise Refused(why, field="phone")
    made = Claim(contest=contest, holder=queries.holder(contest, phone), phone=phone, person=person, at=now)
    made.full_name = person.full_name if person else clean_name(full_name)[:120]
    made.email, made.words = "" if person else email.lower(), judging.said(words, "words")
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise Refused(_("You have told this already: the organiser looks at it.")) from None
    audit.record("contests.phone_claimed", made, by=person, now=now, label="" if person else "visitor")
    telling.claimed(made, now=now)
    return made


@transaction.atomic
def decide(*, claim: Claim, granted: bool, words: str, by: Person | None, now: datetime) -> Claim:
    """Both sides are told, with the reason."""
    check(by, claim.contest, now)
    answer = judging.said(words, "words")
    row = locks.row(Claim.objects.select_related("contest", "person", "decided_by"), claim.pk)
    if row.state != Claim.State.OPEN:
        who = row.decided_by.full_name if row.decided_by else ""
        raise AlreadyDone(_("Somebody has decided about this already."), who=who, when=row.decided_at or now)
    holder = _held(row)
    if by is not None and (row.person == by or (holder is not None and parties.is_oneself(by, holder))):
        raise Forbidden(_("Nobody decides about themselves."))
    row.state = Claim.State.GRANTED if granted else Claim.State.REFUSED
    row.holder, row.answer, row.decided_by, row.decided_at = holder, answer, by, now
    row.save(update_fields=["holder", "state", "answer", "decided_by", "decided_at"])
    if granted:
        _free(row, holder)
    audit.record("contests.claim_decided", row, by=by, now=now, data={"granted": granted, "reason": answer})
    telling.claim_decided(row, now=now)
    return row


def _held(row: Claim) -> Entrant | None:
    """Whoever holds the number now, who may have come after the claim."""
    found = queries.holder(row.contest, row.phone)
    return locks.row(Entrant.objects.select_related("person"), found.pk) if found else None


def _free(row: Claim, holder: Entrant | None) -> None:
    queries.former(row.contest, row.phone).delete()
    if holder is not None:
        holder.identity, holder.phone = PHONE % holder.pk, ""
        holder.save(update_fields=["identity", "phone"])
