"""Cadres by name, and one person's record."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Position, Unit
from doanso.features.cadres.models import Entry, Planned, Training
from doanso.features.cadres.queries import reading
from doanso.lib.text import fold

ORDERS = {
    "name": ("person__sort_key",),
    "-name": ("-person__sort_key",),
    "unit": ("unit__path", "role__rank", "person__sort_key"),
    "-unit": ("-unit__path", "role__rank", "person__sort_key"),
    "since": ("valid_from", "person__sort_key"),
    "-since": ("-valid_from", "person__sort_key"),
}


@dataclass(frozen=True)
class Filter:
    """Empty values narrow nothing."""

    text: str = ""
    role: str = ""
    order: str = "unit"


def listed(unit: Unit, on: date, today: date, wanted: Filter) -> QuerySet[Position]:
    """Seats taken in the unit and all below; one line a seat."""
    found = reading.seated(list(reading.scope(unit, today)), on).select_related("person", "unit", "role")
    for word in fold(wanted.text).split()[:8]:
        found = found.filter(Q(person__search_key__contains=word) | Q(person__code__iexact=word))
    if wanted.role:
        found = found.filter(role=wanted.role)
    return found.order_by(*ORDERS.get(wanted.order, ORDERS["unit"]), "pk")


@dataclass(frozen=True)
class Held:
    """One seat with the decisions that gave and took it, as far as they are known."""

    position: Position
    given: Entry | None
    taken: Entry | None
    now: bool


def seats_of(person: Person, on: date) -> list[Held]:
    """The latest first."""
    given, taken = {}, {}
    for entry in Entry.objects.filter(person=person, position__isnull=False).order_by("pk"):
        takes = entry.kind in (Entry.Kind.RELEASED, Entry.Kind.UNTIL_NOW)
        (taken if takes else given)[entry.position_id] = entry
    found = person.positions.filter(role__in=reading.CADRE_ROLES).select_related("unit", "role")
    return [
        Held(one, given.get(one.pk), taken.get(one.pk), one.valid_to is None or one.valid_to >= on)
        for one in found.order_by("-valid_from", "role__rank", "-pk")
    ]


def stood(person: Person) -> QuerySet[Entry]:
    """Elections in which this person stood, the latest first."""
    kinds = [Entry.Kind.ELECTED, Entry.Kind.NOT_ELECTED]
    found = Entry.objects.filter(person=person, kind__in=kinds, undone_by="").select_related("unit", "role", "term")
    return found.order_by("-day", "-pk")


def planned_of(person: Person) -> QuerySet[Planned]:
    return person.planned_seats.select_related("unit", "role").order_by("-last_year", "-pk")


def trainings_of(person: Person) -> QuerySet[Training]:
    return person.trainings.order_by("-first_day", "-pk")


def planned_in(unit: Unit, today: date, state: str = "") -> QuerySet[Planned]:
    """For seats of the unit and all below; the open ones unless a state is asked for."""
    found = Planned.objects.filter(unit__in=list(reading.scope(unit, today)))
    states = [state] if state else [Planned.State.PROPOSED, Planned.State.APPROVED]
    found = found.filter(state__in=states).select_related("person", "unit", "role")
    return found.order_by("unit__path", "role__rank", "person__sort_key", "pk")


def plans_seen(reader: Person | None, today: date) -> QuerySet[Planned]:
    """Where the reader sees cadres today."""
    where = units.units_where(reader, reading.VIEW, today)
    return Planned.objects.filter(unit__in=where).select_related("person", "unit", "role")
