"""Writing, reading and giving up files."""

import hashlib
import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.files.base import File as DjangoFile
from django.db import connection, transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files import intake, queries, rules, scanner, signals, storage
from doanso.core.files.models import Blob, File, Scan
from doanso.lib.errors import Refused

KEEP_UNUSED = timedelta(days=1)
_logger = logging.getLogger(__name__)


@transaction.atomic
def store(
    upload: DjangoFile,
    *,
    kinds: frozenset[str],
    by: Person | None,
    now: datetime,
    max_bytes: int | None = None,
    purpose: str = "",
    token: str = "",
) -> File:
    """Keep an upload, durable before this returns; `kinds` of pdf, image, office, text. The same content lies once.

    `Refused` names the file and says what is wrong with it. Default `max_bytes` is settings.MAX_FILE_MB. `token`: the
    caller's own, for finding it again; else a random one.
    """
    accepted = intake.accept(upload, kinds=kinds, max_bytes=max_bytes)
    blob = _keep(accepted, now=now)
    named = {"token": token} if token else {}
    file = File.objects.create(blob=blob, name=accepted.name, purpose=purpose, uploaded_by=by, created_at=now, **named)
    data = {"name": file.name, "size": blob.size, "media_type": blob.media_type, "sha256": blob.sha256}
    audit.record("files.stored", file, by=by, now=now, data=data)
    return file


def read(file: File) -> bytes:
    """The whole content; refused while it waits for its scan, and for ever when infected."""
    rules.check_servable(file)
    with storage.open_bytes(file.blob.path) as content:
        return content.read()


@transaction.atomic
def discard(file: File, *, by: Person | None, now: datetime) -> None:
    """Forget a file. Its content goes with the next sweep, unless another file holds it too."""
    audit.record("files.discarded", file, by=by, now=now, data={"name": file.name, "sha256": file.blob.sha256})
    file.delete()


@transaction.atomic
def discard_unheld(pks: Collection[int], *, by: Person | None, now: datetime) -> int:
    """Forget those of these files that nothing refers to any more; returns how many."""
    unheld = list(File.objects.select_related("blob").filter(pk__in=set(pks) - queries.held(pks)).order_by("pk"))
    for file in unheld:
        audit.record("files.discarded", file, by=by, now=now, label="system", data={"sha256": file.blob.sha256})
        file.delete()
    return len(unheld)


def rescan(*, now: datetime) -> int:
    """Scan what waits; returns how many got a verdict. Stops when the scanner is down, so that the next run goes on."""
    done = 0
    for pk in queries.to_scan().values_list("pk", flat=True):
        if not scanner.is_up():
            break
        done += _scan_again(pk, now=now)
    return done


def sweep(*, now: datetime) -> int:
    """Remove contents that no file holds and leftovers of crashes, when older than a day; returns how many."""
    before = now - KEEP_UNUSED
    unused = sum(
        _remove_unused(sha256, before) for sha256 in queries.unreferenced(before).values_list("sha256", flat=True)
    )
    cut_short = [path for path in storage.unfinished() if storage.changed_at(path) < before]
    for path in cut_short:
        storage.delete(path)
    return unused + len(cut_short)


def sweep_strays(*, now: datetime) -> int:
    """Remove bytes that no row knows, left by transactions that failed after the write; walks the whole storage."""
    removed = 0
    for folder, names in storage.stored_names():
        known = set(Blob.objects.filter(sha256__in=names).values_list("sha256", flat=True))
        removed += sum(
            _remove_stray(f"{folder}/{name}", name, now - KEEP_UNUSED) for name in names if name not in known
        )
    return removed


def _keep(accepted: intake.Accepted, *, now: datetime) -> Blob:
    accepted.content.seek(0)
    sha256 = hashlib.file_digest(accepted.content, "sha256").hexdigest()
    _lock(sha256, "pg_advisory_xact_lock_shared")
    known = Blob.objects.filter(sha256=sha256).first()
    if known and known.scan == Scan.CLEAN:
        scan, threat = Scan.CLEAN, ""
    elif known and known.scan == Scan.INFECTED:
        scan, threat = Scan.INFECTED, known.threat
    else:
        scan, threat = scanner.scan(accepted.content)
    if scan == Scan.INFECTED:
        _logger.warning("An upload was refused: %s", threat)
        raise Refused(
            _("The file “%(name)s” contains a virus (%(threat)s).") % {"name": accepted.name, "threat": threat}
        )
    blob = known or Blob(sha256=sha256, size=accepted.size, media_type=accepted.media_type, stored_at=now, scan=scan)
    storage.put(blob.path, accepted.content, size=blob.size)
    return _recorded(blob, scan, now=now)


def _recorded(blob: Blob, scan: Scan, *, now: datetime) -> Blob:
    """The row, after the bytes: two who store the same content at once end with the one row."""
    scanned_at = now if scan == Scan.CLEAN else None
    values = {
        "size": blob.size,
        "media_type": blob.media_type,
        "stored_at": now,
        "scan": scan,
        "scanned_at": scanned_at,
    }
    row, created = Blob.objects.get_or_create(sha256=blob.sha256, defaults=values)
    if not created and scan == Scan.CLEAN and row.scan != Scan.CLEAN:
        row.scan, row.scanned_at = scan, now
        row.save(update_fields=["scan", "scanned_at"])
    return row


@transaction.atomic
def _scan_again(pk: int, *, now: datetime) -> bool:
    blob = Blob.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if blob is None:
        return False
    with storage.open_bytes(blob.path) as content:
        scan, threat = scanner.scan(content)
    if scan == Scan.PENDING:
        return False
    blob.scan, blob.threat, blob.scanned_at = scan, threat, now
    blob.save(update_fields=["scan", "threat", "scanned_at"])
    audit.record("files.scanned", blob, by=None, now=now, label="system", data={"scan": scan, "threat": threat})
    if scan == Scan.INFECTED:
        signals.infected.send(sender=Blob, files=list(blob.files.all()), threat=threat, now=now)
    return True


@transaction.atomic
def _remove_unused(sha256: str, before: datetime) -> bool:
    """Bytes go first, under a lock that `store` respects: a crash between leaves a row that the next sweep removes."""
    if not _lock(sha256, "pg_try_advisory_xact_lock"):
        return False
    blob = queries.unreferenced(before).filter(sha256=sha256).first()
    if blob is None:
        return False
    storage.delete(blob.path)
    blob.delete()
    return True


@transaction.atomic
def _remove_stray(path: str, sha256: str, before: datetime) -> bool:
    if len(sha256) != 64 or not _lock(sha256, "pg_try_advisory_xact_lock"):
        return False
    if Blob.objects.filter(sha256=sha256).exists() or storage.changed_at(path) >= before:
        return False
    storage.delete(path)
    return True


def _lock(sha256: str, function: str) -> bool:
    """One lock per content until the transaction ends: storing shares it, removing needs it alone or goes without."""
    key = int.from_bytes(bytes.fromhex(sha256[:16]), "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [key])
        return bool(cursor.fetchone()[0])
