"""Units, which everybody may find, and people, whom only officers find, and only those in their units."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Position, Unit


def unit_document(unit: Unit) -> dict[str, Any]:
    words = [unit.code, unit.short_name, unit.abbreviation, unit.type.name, unit.address]
    return {
        "key": str(unit.pk),
        "title": unit.name,
        "body": " · ".join(dict.fromkeys(word for word in words if word and word != unit.name)),
        "url": _address(unit),
        "unit_id": unit.pk,
    }


def unit_documents() -> Iterator[dict[str, Any]]:
    return (unit_document(unit) for unit in Unit.objects.select_related("type").iterator(chunk_size=2000))


def all_visible(_user: Any, keys: list[str]) -> set[str]:
    return set(keys)


def person_document(person: Person) -> dict[str, Any]:
    """Name, code and occupation: never numbers that identify somebody elsewhere."""
    words = [person.code or "", person.job]
    return {
        "key": str(person.pk),
        "title": person.full_name,
        "body": " · ".join(word for word in words if word),
        "url": _address(person),
    }


def person_documents() -> Iterator[dict[str, Any]]:
    return (person_document(person) for person in Person.objects.iterator(chunk_size=2000))


def visible_people(user: Any, keys: list[str]) -> set[str]:
    """Oneself, and who belongs to or sits in a unit where one may see people today."""
    reader, on = getattr(user, "person", None), timezone.localdate()
    if reader is None:
        return set()
    mine = list(units.units_where(reader, "people.view", on).values_list("pk", flat=True))
    asked = [int(key) for key in keys]
    belong = Membership.objects.filter(units.valid(on), unit_id__in=mine, person_id__in=asked)
    sit = Position.objects.filter(units.valid(on), unit_id__in=mine, person_id__in=asked)
    seen = {*belong.values_list("person_id", flat=True), *sit.values_list("person_id", flat=True)}
    return {str(pk) for pk in asked if pk in seen or pk == reader.pk}


def _address(row: Unit | Person) -> str:
    """Empty while no module has a page for it."""
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
