"""Certificates: given for an announced result, verified by anybody with the code, revoked with a reason."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.papers.rules import abbreviation_of
from doanso.core.accounts.models import Person
from doanso.core.audit import queries as trail
from doanso.core.audit import services as audit
from doanso.features.contests.models import Certificate, Entrant, Result, Scope
from doanso.features.contests.queries import certificates
from doanso.features.contests.queries.announcing import WITHDRAWN
from doanso.features.contests.services import judging
from doanso.lib import codes, locks
from doanso.lib.errors import AlreadyDone, Forbidden, Refused


@transaction.atomic
def issue(*, round: Scope, results: Iterable[Result], by: Person | None, now: datetime) -> list[Certificate]:
    """By a judge, for many at once; who has one keeps it."""
    judging.check(by, round, now)
    round, wanted = judging.locked(round), list(results)
    if not all(one.is_of(round) for one in wanted):
        raise Refused(_("These results belong to another round."))
    return _issue(round, wanted, by=by, now=now)


@transaction.atomic
def issue_own(*, result: Result, entrant: Entrant | None, by: Person | None, now: datetime) -> Certificate:
    """Whoever took part takes their own, when the results are announced."""
    if result.entrant != entrant:
        raise Forbidden(_("This is somebody else's result."))
    known = Certificate.objects.filter(result=result).first()
    if known and not known.revoked_at:
        return known
    made = _issue(judging.locked(result.scope), [result], by=by, now=now)[0]
    if made.revoked_at:
        raise Refused(_("This certificate was revoked: %(reason)s") % {"reason": made.reason})
    return made


def _issue(round: Scope, wanted: list[Result], *, by: Person | None, now: datetime) -> list[Certificate]:
    """Those that were revoked with the announcement that was taken back hold again, with their codes; those that
    somebody revoked by themselves do not."""
    if not round.announced_at:
        raise Refused(_("The results are not announced."))
    locks.hold(f"contests.certificates:{round.contest.pk}")
    known = {one.result_id: one for one in Certificate.objects.filter(result__in=wanted)}
    number = certificates.of_contest(round.contest).count()
    made = []
    for result in wanted:
        nobodys = result.rank == WITHDRAWN or (result.entrant and result.entrant.withdrawn_at)
        if result.pk not in known and not nobodys:
            number += 1
            made.append(_certificate(round, result, number, now))
    Certificate.objects.bulk_create(made)
    taken_back = set(trail.of(round.target).filter(kind="contests.taken_back").values_list("at", flat=True))
    valid_again = [one for one in known.values() if one.revoked_at in taken_back]
    for one in valid_again:
        one.issued_at, one.revoked_at, one.reason = now, None, ""
    Certificate.objects.bulk_update(valid_again, ["issued_at", "revoked_at", "reason"])
    if made or valid_again:
        data = {"issued": [one.number for one in made], "again": [one.number for one in valid_again]}
        audit.record("contests.certified", round.target, by=by, now=now, label="" if by else "entrant", data=data)
    return sorted([*known.values(), *made], key=lambda one: one.number)


def _certificate(round: Scope, result: Result, number: int, now: datetime) -> Certificate:
    written = f"{number:04}/CN-{abbreviation_of(round.contest.unit)}"[:40]
    return Certificate(code=codes.new_tracking_code(), result=result, number=written, issued_at=now)


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: Person | None, now: datetime) -> Certificate:
    """The page behind its QR code says so from now on."""
    judging.check(by, certificate.result.scope, now)
    row = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if row.revoked_at:
        raise AlreadyDone(_("This certificate is revoked already."), who="", when=row.revoked_at)
    row.revoked_at, row.reason = now, judging.said(reason)[:300]
    row.save(update_fields=["revoked_at", "reason"])
    audit.record("contests.certificate_revoked", row, by=by, now=now, data={"number": row.number, "reason": row.reason})
    return row
