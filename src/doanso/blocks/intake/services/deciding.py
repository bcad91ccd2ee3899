"""What people decide about a batch: how its columns are read, whether it is written, or given up."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.intake import headings, queries
from doanso.blocks.intake.models import Batch
from doanso.blocks.intake.models import Mapping as Remembered
from doanso.blocks.intake.services.sending import check_right, queue
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.lib.errors import AlreadyDone, Refused
from doanso.lib.intake import Importer
from doanso.lib.text import fold

State = Batch.State
OPEN = (State.MAPPING, State.READY)


@transaction.atomic
def match_columns(*, batch_id: int, columns: Sequence[str], by: Person, now: datetime) -> Batch:
    """Which column stands under each heading; remembered for the unit's next file. Words that mean nothing in a column
    with choices are asked for next, else the rows are checked."""
    batch, importer = _locked(batch_id, OPEN, by, now)
    _check_columns(importer, batch, columns)
    batch.columns = list(columns)
    batch.values = queries.reading(importer, batch.unit).values | batch.values
    _remember(batch, by, now)
    audit.record("intake.columns_matched", batch, by=by, now=now, data={"columns": batch.columns})
    batch.state = State.MAPPING
    if not queries.unknown_words(batch, importer):
        _look_at(batch)
    batch.save(update_fields=["columns", "values", "state", "note"])
    return batch


def _check_columns(importer: Importer, batch: Batch, columns: Sequence[str]) -> None:
    keys = [key for key in columns if key]
    if len(columns) != len(batch.headings) or not set(keys) <= {column.key for column in importer.columns}:
        raise Refused(_("Please open the page again."))
    labels = {column.key: column.heading for column in importer.columns}
    if twice := next((key for key in keys if keys.count(key) > 1), None):
        raise Refused(_("“%(column)s” is chosen under two headings.") % {"column": labels[twice]})
    if lacking := headings.missing(importer, columns):
        told = ", ".join(f"“{column.heading}”" for column in lacking)
        raise Refused(_("Say under which heading these stand: %(columns)s.") % {"columns": told})


@transaction.atomic
def match_words(*, batch_id: int, words: Mapping[str, Mapping[str, str]], by: Person, now: datetime) -> Batch:
    """`words`: column → text of the file → value, or "" to leave the cell out. Texts left out here are refused."""
    batch, importer = _locked(batch_id, OPEN, by, now)
    meant = {column.key: set(_values(importer, column.key)) | {""} for column in importer.columns}
    for key, texts in words.items():
        if not set(texts.values()) <= meant.get(key, set()):
            raise Refused(_("Please open the page again."))
        batch.values[key] = batch.values.get(key, {}) | {fold(text): value for text, value in texts.items()}
    _remember(batch, by, now)
    audit.record("intake.words_matched", batch, by=by, now=now, data={"columns": sorted(words)})
    _look_at(batch)
    batch.save(update_fields=["values", "state", "note"])
    return batch


def _values(importer: Importer, key: str) -> Collection[str]:
    column = next(column for column in importer.columns if column.key == key)
    return ("1", "0") if column.kind == "bool" else [value for value, _words in column.choices]


def _remember(batch: Batch, by: Person, now: datetime) -> None:
    known = queries.remembered(queries.importers()[batch.importer], batch.unit)
    columns = (known.columns if known else {}) | {
        headings.plain(heading): key for heading, key in zip(batch.headings, batch.columns, strict=True) if heading
    }
    written = (known.headings if known else {}) | {headings.plain(one): one for one in batch.headings if one}
    values = {"columns": columns, "headings": written, "values": batch.values, "changed_at": now, "changed_by": by}
    Remembered.objects.update_or_create(importer=batch.importer, unit=batch.unit, defaults=values)


def _look_at(batch: Batch) -> None:
    batch.state, batch.note = State.JUDGING, ""
    queue(batch)


@transaction.atomic
def confirm(*, batch_id: int, without_refused: bool, by: Person, now: datetime) -> Batch:
    """From now on the worker writes: all of it or nothing. A second click does nothing."""
    batch, _importer = _locked(batch_id, (State.READY,), by, now)
    if not batch.counts.get("create", 0) + batch.counts.get("change", 0):
        raise Refused(_("There is nothing to write in this file."))
    if batch.counts.get("refuse", 0) and not without_refused:
        raise Refused(_("Some rows are refused. Correct them, or choose to import the others without them."))
    batch.state, batch.note, batch.without_refused = State.APPLYING, "", without_refused
    batch.confirmed_by, batch.confirmed_at = by, now
    batch.save(update_fields=["state", "note", "without_refused", "confirmed_by", "confirmed_at"])
    audit.record("intake.confirmed", batch, by=by, now=now, data={"counts": batch.counts, "without": without_refused})
    queue(batch)
    return batch


@transaction.atomic
def cancel(*, batch_id: int, by: Person, now: datetime) -> Batch:
    """Nothing of it is written."""
    batch, _importer = _locked(batch_id, OPEN, by, now)
    batch.state, batch.settled_at = State.CANCELLED, now
    batch.save(update_fields=["state", "settled_at"])
    audit.record("intake.cancelled", batch, by=by, now=now)
    return batch


def _locked(batch_id: int, wanted: Collection[str], by: Person, now: datetime) -> tuple[Batch, Importer]:
    """AlreadyDone, with who and when, for who comes second."""
    Batch.objects.select_for_update().get(pk=batch_id)
    batch = Batch.objects.select_related("unit", "created_by", "confirmed_by").get(pk=batch_id)
    importer = queries.importers()[batch.importer]
    check_right(importer, batch.unit, by, now)
    if batch.state not in wanted:
        who = batch.confirmed_by or batch.created_by
        raise AlreadyDone(_("This was done already."), who=who.full_name, when=batch.confirmed_at or batch.created_at)
    return batch, importer
