"""Decided changes: who sees them, what is due, what would happen."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Position, Unit
from doanso.features.organisation.models import Change
from doanso.lib import modules
from doanso.lib.moves import Handover, Line, Moving, looked_at


def seen_by(reader: Person | None, on: date) -> QuerySet[Change]:
    """Of units that the reader looks after, the latest first."""
    mine = units.units_administered(reader, on).values("pk")
    found = Change.objects.filter(units__in=mine).distinct().prefetch_related("units")
    return found.order_by("-effective", "-pk")


def routes(change: Change) -> list[tuple[str, str]]:
    """From which unit to which, by their names: (from, to), each once."""
    names = {unit.code: unit.name for unit in change.units.all()}
    names |= {one["code"]: one["name"] for one in change.plan["found"]}
    pairs = [(names[one["unit"]], names[one["into"]]) for one in change.plan["passes"]]
    return list(dict.fromkeys(pairs))


def waiting(unit: Unit) -> QuerySet[Change]:
    return Change.objects.filter(units=unit, state=Change.State.DECIDED).order_by("effective", "pk")


def due(on: date) -> list[int]:
    """In the order of their days, and of the decisions of one day."""
    found = Change.objects.filter(state=Change.State.DECIDED, effective__lte=on)
    return list(found.order_by("effective", "pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Preview:
    """What would happen if one unit handed over to another on that day."""

    unit: Unit
    into: Unit
    on: date
    seats: list[Position]
    movings: list[Moving]
    obstacles: list[str]

    @property
    def fingerprint(self) -> str:
        """Another one as soon as a seat or something that stands in the way comes or goes. Members and dossiers come
        and go every hour; whatever is there on the day goes along."""
        told = [self.on.isoformat(), self.unit.pk, self.into.pk, self.obstacles]
        told += [[row.pk, str(row.valid_to)] for row in self.seats]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def preview(unit: Unit, into: Unit, on: date, keep: frozenset[int], now: datetime) -> Preview:
    handover = Handover(unit, into, on, source="", now=now, keep=keep)
    movings = list(looked_at(modules.moves(), handover))
    obstacles = units.misfits(unit, into, on) + [line.words for line in stopping(movings)]
    return Preview(unit, into, on, list(units.seats_then(unit, on)), movings, obstacles)


def stopping(movings: list[Moving]) -> list[Line]:
    return [line for moving in movings for line in moving.lines if line.stops]


def crossing(found: list[Unit]) -> Change | None:
    """A decided change that waits and names one of these units as one that ends."""
    for change in Change.objects.filter(state=Change.State.DECIDED, units__in=found).order_by("effective", "pk"):
        ending = {one["unit"] for one in change.plan["passes"] if one["people"] is None}
        if ending & {unit.code for unit in found}:
            return change
    return None
