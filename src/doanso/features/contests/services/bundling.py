"""Certificates by the thousand: given to everybody who took part, and laid into files to print, by the worker.

Each job does one piece and asks for the next in the same transaction: it is over within seconds, a worker that is ended
loses a piece at most, and what runs beside it (rounds that are folded) waits no longer than that.
"""

from collections.abc import Iterable
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_STORED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.audit.models import Event
from doanso.core.files import services as files
from doanso.core.files.models import File
from doanso.features.contests import printing
from doanso.features.contests.models import Certificate, Scope
from doanso.features.contests.queries import announcing, bundles
from doanso.features.contests.queries.bundles import GIVE_ASKED, GIVEN, MOST, PART, PRINT_ASKED, PRINTED
from doanso.features.contests.services import certifying, judging
from doanso.lib import jobs
from doanso.lib.errors import Refused

GIVE, PRINT = "contests.give_certificates", "contests.print_certificates"
PIECE = 1_000  # certificates of one transaction
MOST_BYTES, IN_MEMORY = 200_000_000, 10_000_000


@transaction.atomic
def give_all(*, round: Scope, by: Person | None, now: datetime) -> bool:
    """To everybody who took part. True: it is done; where they are many, the worker does it."""
    judging.check(by, round, now)
    round = judging.locked(round)
    if not round.announced_at:
        raise Refused(_("The results are not announced."))
    if bundles.giving_of(round, now).running:
        raise Refused(_("The certificates are being made out already."))
    everybody = announcing.people(round)
    if len(few := list(everybody[: bundles.AT_ONCE + 1])) <= bundles.AT_ONCE:
        certifying.issue(round=round, results=few, by=by, now=now)
        return True
    asked = audit.record(GIVE_ASKED, round.target, by=by, now=now, data={"people": everybody.count()})
    _next(GIVE, round, asked, after=0)
    return False


@transaction.atomic
def give_some(*, round: Scope, asked: Event, after: int, now: datetime) -> None:
    """Those after this one; nobody, when the announcement was taken back meanwhile."""
    round = judging.locked(round)
    if not bundles.is_current(round, asked):
        return
    some = list(announcing.people(round).filter(pk__gt=after).order_by("pk")[:PIECE])
    if some:
        certifying.issue(round=round, results=some, by=asked.actor, now=now)
    if len(some) == PIECE:
        _next(GIVE, round, asked, after=some[-1].pk)
    else:
        audit.record(GIVEN, round.target, by=asked.actor, now=now)


@transaction.atomic
def print_all(*, round: Scope, by: Person | None, now: datetime) -> None:
    """What was printed before goes; the worker makes one file after the other."""
    judging.check(by, round, now)
    round = judging.locked(round)
    if (known := bundles.printing_of(round, now)) and known.running:
        raise Refused(_("The files are being made already."))
    number = bundles.valid(round).count()
    if not number:
        raise Refused(_("No certificate was made out yet."))
    if number > MOST:
        raise Refused(_("These are too many to be printed: everybody fetches their own."))
    for file in bundles.files(round):
        files.discard(file, by=by, now=now)
    asked = audit.record(PRINT_ASKED, round.target, by=by, now=now, data={"certificates": number})
    _next(PRINT, round, asked, after=0)


def print_some(*, round: Scope, asked: Event, after: int, now: datetime) -> None:
    """One file. Its pages are drawn before anything is held."""
    found = list(bundles.valid(round).filter(pk__gt=after)[:PART])
    made = printing.certificates(found) if found else b""
    with transaction.atomic():
        round = judging.locked(round)
        if not bundles.is_current(round, asked):
            return
        if found and not _store(made, _numbers(found), round, now):
            return
        if len(found) == PART:
            _next(PRINT, round, asked, after=found[-1].pk)
        else:
            audit.record(PRINTED, round.target, by=asked.actor, now=now)


def archived(found: Iterable[File]) -> IO[bytes]:
    """On disk when it is large; PDF is packed already."""
    made = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 the response closes it
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for file in found:
            archive.writestr(file.name, files.read(file))
    made.seek(0)
    return made


@transaction.atomic
def forget(*, now: datetime) -> int:
    """Files whose time is over: they can be made again."""
    found = list(bundles.outdated(now))
    for file in found:
        files.discard(file, by=None, now=now)
    return len(found)


def _numbers(found: list[Certificate]) -> str:
    first, last = (one.number.partition("/")[0] for one in (found[0], found[-1]))
    return f"{first}-{last}"


def _store(made: bytes, numbers: str, round: Scope, now: datetime) -> bool:
    """False: a worker that was ended had done it already."""
    name = f"{bundles.name(round)}-so-{numbers}.pdf"
    if bundles.files(round).filter(name=name).exists():
        return False
    upload, kinds = SimpleUploadedFile(name, made, content_type="application/pdf"), frozenset({"pdf"})
    files.store(upload, kinds=kinds, by=None, now=now, max_bytes=MOST_BYTES, purpose=bundles.purpose(round))
    return True


def _next(task: str, round: Scope, asked: Event, *, after: int) -> None:
    given: dict[str, Any] = {"contest_id": round.contest.pk, "number": round.number}
    jobs.defer((task, given | {"asked_id": asked.pk, "after": after}))
