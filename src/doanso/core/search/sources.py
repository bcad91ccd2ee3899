"""Units, which everybody may find, and people, whom only officers find, and only those in their units."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
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
        "paths": sorted({row.unit.path for row in (*person.memberships.all(), *person.positions.all())}),
    }


def person_documents(within: str = "") -> Iterator[dict[str, Any]]:
    """`within`: only who ever belonged to or sat in a unit on this path."""
    people = Person.objects.prefetch_related("memberships__unit", "positions__unit")
    if within:
        units_there = Unit.objects.filter(path__startswith=within).values("pk")
        belonged = Membership.objects.filter(person=OuterRef("pk"), unit__in=units_there)
        sat = Position.objects.filter(person=OuterRef("pk"), unit__in=units_there)
        people = people.filter(Exists(belonged) | Exists(sat))
    return (person_document(person) for person in people.iterator(chunk_size=2000))


def reach_of_people(user: Any) -> list[str]:
    """Rights come from seats, so the units in which one has any seat today reach far enough."""
    reader, on = getattr(user, "person", None), timezone.localdate()
    if reader is None:
        return []
    seats = units.seats_of(reader, on)
    held = {unit_id for _role, unit_id in (*seats.pairs, *seats.delegated)}
    return list(Unit.objects.filter(pk__in=held).values_list("code", flat=True))


def visible_people(user: Any, keys: list[str]) -> set[str]:
    """Oneself, and who belongs to or sits in a unit where one may see people today."""
    reader, on = getattr(user, "person", None), timezone.localdate()
    if reader is None:
        return set()
    where = units.units_where(reader, "people.view", on).values("pk")
    here = Q(unit__in=where, person=OuterRef("pk")) & units.valid(on)
    seen = Exists(Membership.objects.filter(here)) | Exists(Position.objects.filter(here)) | Q(pk=reader.pk)
    # one parameter for all of them: thousands of placeholders cost far more than the question itself
    asked = Person.objects.extra(where=["accounts_person.id = ANY(%s)"], params=[[int(key) for key in keys]])
    return {str(pk) for pk in asked.filter(seen).values_list("pk", flat=True)}


def _address(row: Unit | Person) -> str:
    """Empty while no module has a page for it."""
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
