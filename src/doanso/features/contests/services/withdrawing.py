"""Who takes the consent back leaves the contest: name and contact go at once, figures stay without a name.

Where a round is not announced yet, the entrant counts there no longer; what was announced stays as it is, with a rank
that is nobody's any more. Whether a standing counts follows from these two moments alone, so that the fold says the
same when it makes all anew. Of who left keyed hashes are kept for a while, so that nobody comes back as somebody else.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.consent import queries as consents
from doanso.core.consent import services as consent
from doanso.core.consent.models import Consent
from doanso.features.contests.models import Certificate, Contest, Entrant, Exclusion, Fold, Former, Round, Standing
from doanso.features.contests.queries import formers
from doanso.features.contests.services import guardians, tallying
from doanso.features.contests.services.joining import PURPOSE, SUBJECT, subject_of
from doanso.lib import locks
from doanso.lib.errors import Forbidden

PURPOSES = (PURPOSE, guardians.PURPOSE)
NAMES = ("full_name", "unit_words", "job", "phone", "email", "key", "device", "network",
         "guardian_kind", "guardian_name", "guardian_contact")  # fmt: skip


@transaction.atomic
def withdraw(*, entrant: Entrant, by: Person | None, now: datetime) -> Entrant:
    """By the entrant alone: with the account, or, without one, with the cookie that the caller has looked at."""
    if entrant.person_id and (by is None or by.pk != entrant.person_id):
        raise Forbidden(_("Only the entrant can withdraw."))
    _end_consents(entrant, by=by, now=now)
    return leave(entrant=entrant, by=entrant.person, now=now)


def leave_all(*, person: Person, now: datetime) -> int:
    """Every contest: nothing but the consent lets us keep what somebody told there."""
    joined = Entrant.objects.filter(person=person).select_related("contest", "person").order_by("pk")
    return len([withdraw(entrant=entrant, by=person, now=now) for entrant in joined])


def follow(ended: Consent, *, now: datetime) -> None:
    """Whoever joined on the ground of this consent leaves."""
    for entrant in list(_on_ground_of(ended)):
        leave(entrant=entrant, by=ended.person, now=now)
        _end_consents(entrant, by=ended.person, now=now)


@transaction.atomic
def leave(*, entrant: Entrant, by: Person | None, now: datetime) -> Entrant:
    """Twice is once."""
    rounds = _held(entrant.contest_id)
    row = locks.row(Entrant.objects.select_related("contest", "person"), entrant.pk)
    if row.withdrawn_at:
        return row
    _remember(row)
    row.exclusions.filter(appeal=Exclusion.Appeal.OPEN).update(appeal=Exclusion.Appeal.NONE)
    row.exclusions.update(appeal_text="")
    told = {"contest": row.contest.code, "certificates": _revoke(row, now)}
    _forget(row, now)
    for round in rounds:
        step_back(round)
    audit.record("contest.left", row, by=by, now=now, label="" if by else "entrant", data=told)
    return row


def _end_consents(entrant: Entrant, *, by: Person | None, now: datetime) -> None:
    """The entrant's own, and that of a parent or guardian."""
    if entrant.person is None:
        for code in PURPOSES:
            consent.withdraw_subject(subject_of(entrant), now=now, code=code)
    for given in _standing(entrant.person).filter(subject=subject_of(entrant)):
        consent.withdraw(given, by=by, now=now)


def step_back(round: Round) -> None:
    """In a round that is not announced, nobody counts who has withdrawn."""
    left = Standing.objects.filter(round=round, excluded=False, entrant__withdrawn_at__isnull=False)
    if left.update(excluded=True):
        tallying.count_standings(round)


def _held(contest_id: int) -> list[Round]:
    """Rounds that are not announced yet. They are held against being announced, and against the fold."""
    Contest.objects.select_for_update(no_key=True).get(pk=contest_id)
    found = Round.objects.select_for_update(no_key=True).filter(contest=contest_id, announced_at=None)
    rounds = list(found.exclude(kind=Round.Kind.ROOM).order_by("pk"))
    list(Fold.objects.select_for_update().filter(round__in=rounds).order_by("pk"))
    return rounds


def _remember(row: Entrant) -> None:
    known = formers.digests(row.contest, identity=row.identity, person=row.person, phone=row.phone, email=row.email)
    Former.objects.bulk_create([Former(contest=row.contest, digest=one) for one in known], ignore_conflicts=True)


def _forget(row: Entrant, now: datetime) -> None:
    for name in NAMES:
        setattr(row, name, "")
    row.identity, row.person, row.birth_year, row.withdrawn_at = f"former:{row.pk}", None, None, now
    row.save()


def _revoke(row: Entrant, now: datetime) -> int:
    """A certificate without a name says nothing."""
    with translation.override("vi"):
        reason = _("The holder has withdrawn from the contest.")
    return Certificate.objects.filter(result__entrant=row, revoked_at=None).update(revoked_at=now, reason=reason)


def _standing(person: Person | None) -> QuerySet[Consent]:
    return consents.of_person(person).filter(purpose__code__in=PURPOSES, withdrawn_at=None)


def _on_ground_of(ended: Consent) -> QuerySet[Entrant]:
    """A consent without a subject is for all contests that have none of their own."""
    found = Entrant.objects.filter(withdrawn_at=None).select_related("contest", "person")
    if ended.purpose.code not in PURPOSES:
        return found.none()
    if ended.person is None:
        number = ended.subject.removeprefix(SUBJECT)
        return found.filter(pk=number, person=None) if number.isdecimal() else found.none()
    found = found.filter(person=ended.person)
    if ended.subject:
        return found.filter(contest__code=ended.subject)
    return found.exclude(contest__code__in=_standing(ended.person).values("subject"))
