from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import rules as unit_rules
from doanso.core.units.models import Unit
from doanso.features.organisation.models import Change


def looks_after(by: Person | None, found: list[Unit], on: date) -> bool:
    """All of these units."""
    keys = {unit.pk for unit in found}
    return keys <= set(units.units_administered(by, on).filter(pk__in=keys).values_list("pk", flat=True))


def why_not_merge(by: Person | None, unit: Unit, into: Unit, keep: frozenset[int], effective: date, on: date) -> str:
    """Nobody takes or gives a seat by way of a merger that they could not take or give by itself."""
    seats = list(units.seats_then(unit, effective))
    kept = [seat for seat in seats if seat.pk in keep]
    reasons = [*unit_rules.why_not_end(by, unit, seats, on), *unit_rules.why_not_move(by, kept, into, on)]
    return " ".join(reasons)


def may_cancel(by: Person | None, change: Change, on: date) -> bool:
    """Before it is carried out, who looks after all the units that it names."""
    return change.state == Change.State.DECIDED and looks_after(by, list(change.units.all()), on)
