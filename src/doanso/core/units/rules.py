from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.units import queries
from doanso.core.units.models import Unit


def may(person: Person | None, permission: str, unit: Unit | None, on: date) -> bool:
    """May this person do that in this unit (anywhere, when `unit` is None) on that day?"""
    where = queries.units_where(person, permission, on)
    return where.exists() if unit is None else where.filter(pk=unit.pk).exists()
