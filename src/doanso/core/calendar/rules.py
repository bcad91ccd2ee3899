from datetime import date

from doanso.core.accounts.models import Person, User
from doanso.core.units import queries as units
from doanso.core.units import rules as unit_rules
from doanso.core.units.models import Unit

PERMISSION = "calendar.edit"
MOST_UNITS = 1000


def may_edit(person: Person | None, unit: Unit | None, on: date) -> bool:
    """A unit's own rows: who may there. Everybody's rows: who may at the top of a tree, or the installation's owner."""
    if person is None:
        return False
    if unit is not None:
        return unit_rules.may(person, PERMISSION, unit, on)
    top = units.units_where(person, PERMISSION, on).filter(parent=None)
    return top.exists() or User.objects.filter(person=person, is_superuser=True, is_active=True).exists()


def units_to_edit(person: Person | None, on: date) -> list[Unit]:
    """The offices whose own rows this person may edit, in the order of the tree."""
    allowed = units.units_where(person, PERMISSION, on).filter(units.valid(on))
    return list(allowed.order_by("path")[:MOST_UNITS])
