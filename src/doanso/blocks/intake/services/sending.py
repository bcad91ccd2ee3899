"""A file comes in."""

from datetime import datetime

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from doanso.blocks.intake import rules
from doanso.blocks.intake.models import Batch, Progress
from doanso.blocks.intake.workbook import MOST_BYTES
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.files import services as files
from doanso.core.files.sniff import XLSX
from doanso.core.units.models import Unit
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.intake import Importer


@transaction.atomic
def send(*, importer: Importer, unit: Unit, upload: Upload, by: Person, now: datetime) -> Batch:
    """Keep the file; the worker reads and checks it, and nothing is written before somebody confirms."""
    check_right(importer, unit, by, now)
    file = files.store(upload, kinds=frozenset({"office"}), by=by, now=now, max_bytes=MOST_BYTES, purpose="intake")
    if file.media_type != XLSX:
        raise Refused(_("Please send an Excel file (.xlsx)."), field="file")
    batch = Batch.objects.create(
        importer=importer.name,
        unit=unit,
        file=file,
        file_name=file.name,
        language=get_language() or "vi",
        created_at=now,
        created_by=by,
    )
    Progress.objects.create(batch=batch)
    data = {"importer": importer.name, "unit": unit.code, "file": file.name, "sha256": file.blob.sha256}
    audit.record("intake.sent", batch, by=by, now=now, data=data)
    queue(batch)
    return batch


def queue(batch: Batch) -> None:
    app.configure_task("intake.work", lock=f"intake:{batch.pk}").defer(batch_id=batch.pk)


def check_right(importer: Importer, unit: Unit, by: Person, now: datetime) -> None:
    if not rules.may_import(by, importer, unit, local(now).date()):
        raise Forbidden(_("You may not import this list for %(unit)s.") % {"unit": unit})
