from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.units import rules as units
from doanso.core.units.models import Unit
from doanso.lib.intake import Importer


def may_import(person: Person | None, importer: Importer, unit: Unit, on: date) -> bool:
    return units.may(person, importer.permission, unit, on)
