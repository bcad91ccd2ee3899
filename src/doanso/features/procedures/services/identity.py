"""Somebody without an account asks about their own data at the desk: an officer sees who they are, and writes it down.

Whoever has an account hands it in with that: nobody does it in their name.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import user_of
from doanso.core.audit import services as audit
from doanso.core.privacy import queries as privacy_queries
from doanso.core.privacy import services as privacy
from doanso.core.privacy.models import Answer
from doanso.features.procedures import rules
from doanso.features.procedures.models import Dossier, IdentityCheck, Version
from doanso.features.procedures.queries import catalogue, identity
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

PLACE = "procedures.identity"
GOOD_FOR = timedelta(hours=12)
LATEST = timedelta(days=30)
"""So long after a paper was handed in it may still be entered; its deadline runs all the same."""


@dataclass(frozen=True)
class Shown:
    """What the paper says, as the officer typed it. `handed_at`: when the request was handed in."""

    full_name: str
    born: date
    number: str
    seen: str
    handed_at: datetime


def whom(*, version: Version, shown: Shown, now: datetime) -> Person:
    """Who it is must agree with the record in everything that was typed: nobody is looked for here."""
    if not catalogue.needs_account(version):
        raise Refused(_("For this procedure nobody's identity needs to be noted."))
    if not now - LATEST <= shown.handed_at <= now:
        raise Refused(_("It was handed in within the last thirty days, and before now."), field="handed_at")
    person = identity.on_record(shown.full_name, shown.born, shown.number, version.procedure.owner)
    if person is None:
        raise Refused(
            _(
                "Nobody on record here has this name, date of birth and number. Compare with the paper; "
                "if the record is wrong or has no number yet, the branch has it put right first."
            )
        )
    _still_without_account(person)
    return person


@transaction.atomic
def note(*, version: Version, shown: Shown, by: Person, now: datetime) -> IdentityCheck:
    """What the officer has seen, before the request itself is taken down."""
    if not rules.may_take_in(by, version.procedure.owner, local(now).date()):
        raise Forbidden(_("You do not receive dossiers for this unit."))
    person = whom(version=version, shown=shown, now=now)
    made = IdentityCheck.objects.create(
        procedure=version.procedure, person=person, seen=shown.seen, handed_at=shown.handed_at, by=by, at=now,
        number_digest=_digest(person.pk, shown.number),
    )  # fmt: skip
    told = {"procedure": version.procedure.code, "person": person.pk, "seen": made.seen, "handed_at": made.handed_at}
    audit.record("procedures.identity_seen", made, by=by, now=now, data=told)
    privacy.viewed(reader=by, person=person, place=PLACE, now=now)
    return made


def use(*, check_id: int, version: Version, by: Person, now: datetime) -> IdentityCheck:
    """Held until the caller's transaction ends; Refused when it is good for nothing any more."""
    check = locks.row(IdentityCheck.objects.select_related("person"), check_id)
    if check.by_id != by.pk or check.procedure_id != version.procedure_id:
        raise Forbidden(_("Somebody else has seen this paper."))
    if check.dossier_id is not None:
        made = Dossier.objects.get(pk=check.dossier_id)  # not joined: who waited would not see it yet
        raise AlreadyDone(_("This request was received already."), who=made.code, when=made.submitted_at)
    if now - check.at > GOOD_FOR:
        raise Refused(_("The paper was seen too long ago. Please look at it again."))
    _still_without_account(check.person)
    return check


def tie(check: IdentityCheck, dossier: Dossier, *, now: datetime) -> None:
    check.dossier = dossier
    check.save(update_fields=["dossier"])
    told = {"check": check.pk, "person": check.person_id, "seen": check.seen}
    audit.record("procedures.handed_in_for", dossier, by=check.by, now=now, data=told)


def may_hand_over(dossier: Dossier, by: Person | None, now: datetime) -> bool:
    """Is there a copy that came of a request at the desk, and does this person receive there?"""
    if identity.check_behind(dossier) is None or privacy_queries.open_copy(dossier.code, now) is None:
        return False
    return rules.may_take_in(by, dossier.unit, local(now).date())


def copy_for(*, dossier: Dossier, number: str, now: datetime) -> Answer:
    """The copy that this dossier opened, for whose paper has the number that it had when they asked."""
    check, answer = identity.check_behind(dossier), privacy_queries.open_copy(dossier.code, now)
    if check is None or answer is None:
        raise Refused(_("There is no copy to hand over for this dossier."))
    if not constant_time_compare(_digest(check.person_id, number), check.number_digest):
        raise Refused(_("This is not the number that was noted when the request was handed in."), field="number")
    return answer


@transaction.atomic
def hand_over_copy(*, dossier: Dossier, seen: str, number: str, by: Person, now: datetime) -> bytes:
    """To print, for who has no account."""
    if not rules.may_take_in(by, dossier.unit, local(now).date()):
        raise Forbidden(_("You do not receive dossiers for this unit."))
    answer = copy_for(dossier=dossier, number=number, now=now)
    why = _("Handed over at the desk: %(paper)s") % {"paper": IdentityCheck.Seen(seen).label}
    return privacy.hand_over(answer=answer, why=why, by=by, now=now)


@transaction.atomic
def remove_unused(*, now: datetime) -> int:
    """No request came of it."""
    removed, _each = IdentityCheck.objects.filter(dossier=None, at__lt=now - LATEST).delete()
    return removed


def _digest(person_id: int, number: str) -> str:
    """Nobody can try numbers through without the installation's secret, nor compare two people."""
    return salted_hmac(PLACE, f"{person_id}:{number}", algorithm="sha256").hexdigest()


def _still_without_account(person: Person) -> None:
    user = user_of(person)
    if user is not None and user.is_active:
        raise Refused(_("This person has an account: they hand it in with that, and nobody in their name."))
