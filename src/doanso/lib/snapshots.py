"""Rows of one table as plain JSON values, kept so that they can be put back exactly as they were, ids and all."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.db import models

from doanso.lib import rows

Kept = list[dict[str, Any]]


def taken(found: Iterable[models.Model]) -> Kept:
    return [{f.attname: _plain(getattr(row, f.attname)) for f in row._meta.concrete_fields} for row in found]


def put_back(model: type[models.Model], before: Kept, now: Kept) -> None:
    """What reads `now` reads `before` afterwards: changed rows are written, added ones go, lost ones come again."""
    present = {kept["id"]: kept for kept in now}
    wanted = {kept["id"] for kept in before}
    if added := [pk for pk in present if pk not in wanted]:
        model._default_manager.filter(pk__in=added).delete()
    for kept in before:
        if kept["id"] not in present:
            model._default_manager.bulk_create([_row(model, kept)])
        elif names := [f.name for f in _fields(model) if kept[f.attname] != present[kept["id"]][f.attname]]:
            rows.update(_row(model, kept), *names)


def _row(model: type[models.Model], kept: dict[str, Any]) -> models.Model:
    return model(**{f.attname: f.to_python(kept[f.attname]) for f in _fields(model)})


def _fields(model: type[models.Model]) -> Iterable[models.Field]:
    return model._meta.concrete_fields


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
