"""Who may do what with the staff register: figures, names, entries and quotas are four different things."""

from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.units import rules as units
from doanso.core.units.models import Unit
from doanso.features.staff.models import Employee
from doanso.features.staff.queries.reading import EDIT, QUOTA, seen_by


def may_edit(person: Person | None, unit: Unit | None, on: date) -> bool:
    return units.may(person, EDIT, unit, on)


def may_set_quota(person: Person | None, unit: Unit, on: date) -> bool:
    return units.may(person, QUOTA, unit, on)


def may_read(person: Person | None, employee: Employee, on: date) -> bool:
    """One's own record, and that of who works, or last worked, where the reader may see names."""
    if person is None:
        return False
    return employee.person_id == person.pk or seen_by(person, on).filter(pk=employee.pk).exists()
