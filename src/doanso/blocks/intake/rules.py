from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.units import queries as unit_queries
from doanso.core.units import rules as units
from doanso.core.units.models import Unit
from doanso.lib.intake import Importer

TOP_RANK = 1  # provinces, and what stands above them


def may_change(person: Person | None, importer: Importer, unit: Unit | None, on: date) -> bool:
    """What is proposed to all units: the owner of the installation, and who imports for a unit at the top."""
    if unit is not None:
        return may_import(person, importer, unit, on)
    where = unit_queries.units_where(person, importer.permission, on)
    return units.owns_installation(person) or where.filter(type__rank__lte=TOP_RANK, type__office=False).exists()


def may_import(person: Person | None, importer: Importer, unit: Unit, on: date) -> bool:
    return units.may(person, importer.permission, unit, on)
