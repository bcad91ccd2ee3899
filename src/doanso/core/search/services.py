"""Keeping the index in step: modules call this inside the transaction that changes their row.

The index only repeats what stands elsewhere, so its writes leave no audit row.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from doanso.core.search import queries, words
from doanso.core.search.models import Entry
from doanso.lib.text import clean_name

BATCH = 500
WRITTEN = ["title", "body", "url", "unit", "weight", "exact", "folded", "updated_at"]


@transaction.atomic
def put(
    source: str,
    key: str,
    *,
    title: str,
    body: str,
    url: str,
    now: datetime,
    unit_id: int | None = None,
    paths: Iterable[str] = (),
    weight: float = 1,
) -> None:
    """Make this row findable, or change how it is found. `weight` above 1 lifts it among equals.

    `paths`, of units whose officers may perhaps see it, are for a source that has a `reach`.
    """
    document = {"key": key, "title": title, "body": body, "url": url, "unit_id": unit_id, "weight": weight}
    _write([_entry(source, now, **document, paths=paths)])


@transaction.atomic
def put_many(source: str, documents: Iterable[dict[str, Any]], *, now: datetime) -> int:
    """As `put`, for an import: each document has `key`, `title` and what else `put` takes. How many there were."""
    count = 0
    for batch in _batches(documents):
        _write([_entry(source, now, **document) for document in batch])
        count += len(batch)
    return count


def remove(source: str, key: str) -> None:
    Entry.objects.filter(source=source, key=key).delete()


@transaction.atomic
def rebuild(source: str, *, now: datetime) -> int:
    """Write the whole source anew and drop what it no longer has; how many rows it has. KeyError when unknown."""
    count = put_many(source, queries.sources()[source].documents(), now=now)
    Entry.objects.filter(source=source, updated_at__lt=now).delete()
    return count


@transaction.atomic
def rebuild_all(*, now: datetime) -> dict[str, int]:
    """Every source that a module offers; rows of sources that are gone disappear."""
    known = queries.sources()
    Entry.objects.exclude(source__in=known).delete()
    return {source: rebuild(source, now=now) for source in known}


def _batches(documents: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = iter(documents)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _entry(
    source: str, now: datetime, *, key: str, title: str, body: str = "", paths: Iterable[str] = (), **more: Any
) -> Entry:
    title, body = clean_name(title)[:300], clean_name(body)
    exact, folded = words.vectors(source, title, body, paths)
    return Entry(source=source, key=key, title=title, body=body, exact=exact, folded=folded, updated_at=now, **more)


def _write(entries: list[Entry]) -> None:
    Entry.objects.bulk_create(entries, update_conflicts=True, unique_fields=["source", "key"], update_fields=WRITTEN)
