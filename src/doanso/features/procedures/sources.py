"""What the search may find here, and for whom."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.queries import dossiers as dossier_queries


def procedures() -> Iterable[dict[str, Any]]:
    for version in catalogue.published().iterator(chunk_size=500):
        yield catalogue.search_entry(version)


def dossiers() -> Iterable[dict[str, Any]]:
    kept = Dossier.objects.filter(destroyed_in=None).select_related("version", "result", "unit")
    for dossier in kept.iterator(chunk_size=500):
        yield dossier_queries.search_entry(dossier)


def everybody(user: Any, keys: list[str]) -> set[str]:
    return set(keys)


def reach_of_dossiers(user: Any) -> set[str]:
    return dossier_queries.units_reached(getattr(user, "person", None), timezone.localdate())


def readable_dossiers(user: Any, keys: list[str]) -> set[str]:
    person = getattr(user, "person", None)
    readable = dossier_queries.visible_to(person, timezone.localdate()).filter(code__in=keys)
    return set(readable.values_list("code", flat=True))
