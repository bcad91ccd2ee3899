"""Seats given and taken by a decision: positions through the services of units, and the lines that say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import services as seats
from doanso.core.units.models import Position, Unit
from doanso.features.cadres.bodies import ROLES, Body
from doanso.features.cadres.models import Entry, Term
from doanso.features.cadres.services.keeping import keep
from doanso.features.cadres.services.naming import Named
from doanso.lib.errors import Refused

Kind = Entry.Kind


@dataclass(frozen=True)
class Source:
    """Where a line comes from: the dossier or the import, the number of its decision, and who closed it."""

    code: str
    decision: str
    by: Person | None
    now: datetime


def give(kind: str, named: Named, unit: Unit, since: date, source: Source, term: Term | None = None) -> Entry:
    """Somebody who sits there already goes on."""
    held = Position.objects.filter(units.not_over(since), person=named.person, unit=unit, role=named.role)
    position = held.filter(valid_from__lte=since).order_by("pk").first() or seats.appoint(
        person=named.person,
        unit=unit,
        role=named.role.pk,
        since=since,
        by=source.by,
        now=source.now,
        source=source.code,
    )
    return write(kind, unit, since, source, named=named, term=term, position=position)


def take(kind: str, position: Position, since: date, source: Source, reason: str = "") -> Entry:
    """The seat ends the day before; one that began that very day ends with it."""
    last = max(position.valid_from, since - timedelta(days=1))
    seats.end_position(position=position, last_day=last, by=source.by, now=source.now)
    named = Named(position.person, position.person.full_name, position.role, None, None, reason)
    return write(kind, position.unit, since, source, named=named, position=position)


def write(kind: str, unit: Unit, day: date, source: Source, *, named: Named, **more: Any) -> Entry:
    entry = Entry(kind=kind, unit=unit, day=day, person=named.person, role=named.role, full_name=named.full_name)
    entry.votes, entry.share, entry.reason = named.votes, named.share, named.reason
    entry.source, entry.decision, entry.by, entry.at = source.code, source.decision[:60], source.by, source.now
    for name, value in more.items():
        setattr(entry, name, value)
    return keep(entry, "cadres.entered", by=source.by, now=source.now)


def sitting(unit: Unit, roles: Sequence[str], on: date) -> list[Position]:
    """Then or later."""
    held = Position.objects.filter(units.not_over(on), unit=unit, role__in=roles)
    return list(held.select_related("person", "role", "unit").order_by("pk"))


def sitting_on(unit: Unit, body: str, on: date) -> list[Position]:
    """Who sits in this committee on that day."""
    held = Position.objects.filter(units.valid(on), unit=unit, role__in=ROLES[Body(body)])
    return list(held.select_related("person", "role").order_by("role__rank", "person__sort_key"))


def make_room(body: Body, unit: Unit, stay: set[tuple[int, str]], since: date, source: Source) -> list[Entry]:
    """A new committee replaces the one before: whoever is not (person, role) in `stay` leaves their seat."""
    leaving = [one for one in sitting(unit, ROLES[body], since) if (one.person_id, one.role_id) not in stay]
    return [take(Kind.UNTIL_NOW, one, since, source) for one in leaving]


def held_by(named: Named, unit: Unit, on: date) -> Position:
    """The seat that is given up; refused when they do not sit there."""
    held = Position.objects.filter(units.valid(on), person=named.person, unit=unit, role=named.role)
    position = held.select_related("person", "role", "unit").order_by("pk").first()
    if position is None:
        told = {"person": named.person, "role": named.role.label if named.role else "–", "unit": unit}
        raise Refused(_("%(person)s does not sit as %(role)s in %(unit)s.") % told)
    return position
