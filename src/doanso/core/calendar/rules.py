from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import rules as unit_rules
from doanso.core.units.models import Unit

PERMISSION = "calendar.edit"
EVERYBODY = "calendar.everybody"
MOST_UNITS = 1000


def may_edit(person: Person | None, unit: Unit | None, on: date) -> bool:
    """A unit's own rows: who may there. Everybody's rows, which no unit owns: who holds a role that says so, wherever
    they sit, or the installation's owner. Trees have many tops, and the top of one is nothing to the others."""
    if person is None:
        return False
    if unit is not None:
        return unit_rules.may(person, PERMISSION, unit, on)
    return unit_rules.may(person, EVERYBODY, None, on) or unit_rules.owns_installation(person)


def units_to_edit(person: Person | None, on: date) -> list[Unit]:
    """The offices whose own rows this person may edit, in the order of the tree."""
    allowed = units.units_where(person, PERMISSION, on).filter(units.valid(on))
    return list(allowed.order_by("path")[:MOST_UNITS])
