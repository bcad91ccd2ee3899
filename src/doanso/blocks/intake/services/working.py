"""What the worker does with a batch. Each part may be broken off at any moment and is then done again in full."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from doanso.blocks.intake import headings, queries, workbook
from doanso.blocks.intake.judging import Look, is_as_shown, passes
from doanso.blocks.intake.models import Batch, Row
from doanso.blocks.intake.services import beside
from doanso.blocks.intake.services.sending import check_right
from doanso.core.audit import services as audit
from doanso.core.files import services as files
from doanso.core.files.models import Scan
from doanso.lib.errors import Refused
from doanso.lib.intake import Importer, Verdict

State = Batch.State
ROWS = 1_000
WAIT_FOR_SCAN_S = 30
KEEP = """
    UPDATE intake_row AS kept
    SET fate = judged.fate, target = judged.target, changes = judged.changes, reasons = judged.reasons
    FROM jsonb_to_recordset(%s::jsonb) AS judged (id bigint, fate text, target text, changes jsonb, reasons jsonb)
    WHERE kept.id = judged.id
"""


def work(*, batch_id: int, now: datetime) -> int:
    """Whatever this batch waits for; returns after how many seconds to come again, 0 when there is nothing more."""
    batch = Batch.objects.select_related("unit", "created_by", "confirmed_by", "file__blob").get(pk=batch_id)
    part = {State.READING: _read, State.JUDGING: _judge, State.APPLYING: _apply}.get(batch.state)
    if part is None:
        return 0
    if batch.state == State.READING and batch.file.blob.scan == Scan.PENDING:
        return WAIT_FOR_SCAN_S
    with translation.override(batch.language):
        try:
            part(batch, now)
        except (OperationalError, InterfaceError):  # the database was away: the job comes again
            raise
        except Exception:  # a fault of ours: the reader is told, nobody tries again, and the log gets it whole
            _fail(batch, _("Something went wrong on our side. Nothing was written."), now)
            raise
    return 0


def _fail(batch: Batch, reason: str, now: datetime) -> None:
    batch.rows.all().delete()
    Batch.objects.filter(pk=batch.pk).update(state=State.FAILED, note=reason, settled_at=now, total=0, counts={})


def _read(batch: Batch, now: datetime) -> None:
    importer = queries.importers()[batch.importer]
    try:
        _keep_rows(batch, importer)
    except Refused as refusal:
        _fail(batch, refusal.message, now)
        return
    known = queries.reading(importer, batch.unit)
    batch.columns = headings.proposed(importer, batch.headings, known.columns)
    batch.values = known.values
    ours = headings.are_ours(importer, batch.headings, headings.proposed(importer, batch.headings, {}))
    batch.state = State.JUDGING if ours else State.MAPPING
    batch.save(update_fields=["headings", "columns", "values", "total", "state"])
    if ours:
        _judge(batch, now)


def _keep_rows(batch: Batch, importer: Importer) -> None:
    batch.rows.all().delete()  # of a run that was broken off
    known = queries.reading(importer, batch.unit)

    def score(found: Any) -> int:
        return headings.score(importer, found, known.columns)

    with workbook.table(files.read(batch.file), score) as table:
        batch.headings, batch.total = table.headings, 0
        while lines := list(islice(table.lines, ROWS)):
            Row.objects.bulk_create(
                Row(batch=batch, number=line.number, cells=line.texts, faults=line.faults) for line in lines
            )
            batch.total += len(lines)
            beside.tell(batch.pk, batch.total)
    if not batch.total:
        raise Refused(_("There are headings in this file, but no rows below them."))


def _judge(batch: Batch, now: datetime) -> None:
    counts: Counter[str] = Counter()
    beside.tell(batch.pk, 0, batch.total)
    for judged in passes(Look.of(batch, batch.confirmed_by or batch.created_by, now)):
        _keep_verdicts([(row, verdict) for row, verdict in judged if not row.fate or not _same(row, verdict)])
        counts.update(verdict.fate for _row, verdict in judged)
        beside.tell(batch.pk, counts.total(), batch.total)
    # With the unit: a merger in between has asked for another look.
    judged_for = Batch.objects.filter(pk=batch.pk, state=State.JUDGING, unit=batch.unit_id)
    judged_for.update(state=State.READY, counts=dict(counts))


def _same(row: Row, verdict: Verdict) -> bool:
    return is_as_shown(row, verdict) and row.reasons == verdict.reasons


def _keep_verdicts(judged: list[tuple[Row, Verdict]]) -> None:
    """One statement for all: fifty thousand of their own would take minutes."""
    rows = [
        {"id": row.pk, "fate": one.fate, "target": one.target, "changes": one.changes, "reasons": one.reasons}
        for row, one in judged
    ]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [json.dumps(rows)])


class Overtaken(Exception):
    """The world has changed since the preview."""


def _apply(batch: Batch, now: datetime) -> None:
    try:
        with beside.telling(batch.pk) as tell, transaction.atomic():
            _write(batch, tell, now)
    except Overtaken:
        _look_again(batch, _("Records have changed since the preview. Nothing was written; look at it again."), now)
    except Refused as refusal:
        words = _("Nothing was written: %(reason)s Look at it again.") % {"reason": refusal.message}
        _look_again(batch, words, now)
    except IntegrityError:
        _look_again(batch, _("Somebody else wrote the same at this moment. Nothing was written; look again."), now)


def _write(batch: Batch, tell: Callable[[int, int], None], now: datetime) -> None:
    """Everything is judged again, and written only if all of it is still as it was shown."""
    if Batch.objects.select_for_update(no_key=True).get(pk=batch.pk).state != State.APPLYING:
        return
    importer = queries.importers()[batch.importer]
    check_right(importer, batch.unit, batch.confirmed_by, now)
    look, done = Look.of(batch, batch.confirmed_by, now), 0
    for judged in passes(look):
        if not all(is_as_shown(row, verdict) for row, verdict in judged):
            raise Overtaken
        done += len(judged)
        tell(done // 2, batch.total)  # half of the way is to look, half to write
    written = _write_rows(look, importer, lambda rows: tell((done + rows) // 2, batch.total))
    Batch.objects.filter(pk=batch.pk).update(state=State.APPLIED, settled_at=now)
    data = {"importer": batch.importer, "unit": batch.unit.code, "written": written, "counts": batch.counts}
    audit.record("intake.applied", batch, by=batch.confirmed_by, now=now, data=data)


def _write_rows(look: Look, importer: Importer, tell: Callable[[int], None]) -> int:
    written = 0
    look.seen.clear()
    for chunk in queries.chunks(look.batch, ("create", "change")):
        verdicts = [
            Verdict(row.number, row.fate, look.read(row)[0].values, _pairs(row.changes), target=row.target)
            for row in chunk
        ]
        importer.apply(verdicts, look.context)
        written += len(chunk)
        tell(written)
    return written


def _pairs(changes: dict[str, list[str]]) -> dict[str, tuple[str, str]]:
    return {key: (old, new) for key, (old, new) in changes.items()}


def _look_again(batch: Batch, note: str, now: datetime) -> None:
    Batch.objects.filter(pk=batch.pk).update(state=State.JUDGING, note=note)
    batch.state = State.JUDGING
    _judge(batch, now)
