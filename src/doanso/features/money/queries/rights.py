"""Whose books somebody may look at, and in whose they may write."""

from datetime import date

from django.db.models import Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Delegation, Position, Tree, Unit

VIEW, KEEP, COLLECT = "money.view", "money.keep", "money.collect"


def _seats(person: Person | None, permission: str, on: date) -> QuerySet[Position]:
    """Own seats and those lent today that grant it."""
    if person is None:
        return Position.objects.none()
    lent = Delegation.objects.filter(units.valid(on), delegate=person, revoked_at=None).values("position_id")
    held = Position.objects.filter(units.valid(on), role__permissions__contains=[permission])
    return held.filter(Q(person=person) | Q(pk__in=lent)).select_related("unit__type", "unit__parent")


def books_of(unit: Unit) -> Unit:
    """An office keeps no books of its own: its people keep those of the unit that it belongs to."""
    return unit.parent if unit.type.office and unit.parent else unit


def seen(person: Person | None, on: date) -> QuerySet[Unit]:
    """Units whose books this person may read: where they sit, and all below, those that have ended too."""
    wanted = Q(pk__in=[])
    for seat in _seats(person, VIEW, on):
        wanted |= Q(path__startswith=books_of(seat.unit).path)
    found = Unit.objects.filter(wanted, type__tree=Tree.UNION, type__office=False)
    return found.exclude(type__code="CLB").select_related("type", "parent")


def seats_here(person: Person | None, on: date) -> list[Unit]:
    """Units in whose books this person writes today, in the order of the tree."""
    found = {books_of(seat.unit).pk: books_of(seat.unit) for seat in _seats(person, COLLECT, on)}
    return sorted(found.values(), key=lambda unit: unit.path)


def acting_for(person: Person | None, permission: str, unit: Unit, on: date) -> set[int]:
    """Whose seats let this person do that in the books of just this unit: their own id, or of who lent the seat."""
    return {seat.person_id for seat in _seats(person, permission, on) if books_of(seat.unit).pk == unit.pk}


def at_the_top(person: Person | None, rank: int, on: date) -> bool:
    """Keeps the books of a unit of this rank or above: what holds for all books is decided there."""
    kept = [books_of(seat.unit) for seat in _seats(person, KEEP, on)]
    return any(unit.type.tree == Tree.UNION and unit.type.rank <= rank for unit in kept)


def keepers(unit: Unit, on: date) -> list[Person]:
    """Who keeps the books of just this unit, in it or in its office."""
    held = Position.objects.filter(units.valid(on), role__permissions__overlap=[KEEP, COLLECT])
    held = held.filter(Q(unit=unit) | Q(unit__parent=unit, unit__type__office=True))
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "pk"))
