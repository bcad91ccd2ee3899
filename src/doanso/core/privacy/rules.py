"""Who may do what with other people's data."""

from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.privacy.queries import OVERSEE
from doanso.core.units import rules as units


def may_oversee(person: Person | None, on: date) -> bool:
    return units.may(person, OVERSEE, None, on)
