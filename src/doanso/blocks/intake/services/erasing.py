"""Personal data of files that came in go again; what they did, and how many rows, stays."""

from datetime import datetime

from django.db import transaction

from doanso.blocks.intake import queries
from doanso.blocks.intake.models import Batch
from doanso.core.audit import services as audit
from doanso.core.files import services as files

KEEP_DAYS = 30


def erase(*, now: datetime) -> int:
    """Rows and files of batches settled, or left lying, for thirty days; returns how many batches."""
    return sum(_erase(pk, now=now) for pk in queries.kept_too_long(now, KEEP_DAYS).values_list("pk", flat=True))


@transaction.atomic
def _erase(pk: int, *, now: datetime) -> bool:
    Batch.objects.select_for_update().get(pk=pk)
    batch = queries.kept_too_long(now, KEEP_DAYS).filter(pk=pk).select_related("file__blob").first()
    if batch is None:
        return False
    batch.rows.all().delete()
    file, batch.file = batch.file, None
    if not batch.is_over:
        batch.state, batch.settled_at = Batch.State.CANCELLED, now
    batch.erased_at = now
    batch.save(update_fields=["file", "state", "settled_at", "erased_at"])
    if file is not None:
        files.discard(file, by=None, now=now)
    audit.record("intake.erased", batch, by=None, now=now, label="system", data={"rows": batch.total})
    return True
