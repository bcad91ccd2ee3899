from collections.abc import Iterator

from django.db import models
from django.db.models import QuerySet

from doanso.core.audit.models import Event


def of(target: models.Model) -> QuerySet[Event]:
    """All that happened to this row, oldest first."""
    return (
        Event.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk))
        .select_related("actor", "on_behalf_of")
        .order_by("at", "id")
    )


def of_kind(kind: str) -> Iterator[Event]:
    """Every event of one kind, oldest first, a few at a time."""
    return Event.objects.filter(kind=kind).order_by("id").iterator(chunk_size=500)
