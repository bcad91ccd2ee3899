"""Who may do what with procedures and dossiers."""

from datetime import date

from django.db.models import QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.core.units.queries import units_where
from doanso.core.units.rules import may
from doanso.features.procedures.models import Dossier

INTAKE, OVERSEE, EDIT = "dossier.intake", "dossier.oversee", "procedure.edit"


def may_take_in(person: Person | None, unit: Unit, on: date) -> bool:
    """Receive paper dossiers for this unit at the counter."""
    return may(person, INTAKE, unit, on)


def may_oversee(person: Person | None, unit: Unit, on: date) -> bool:
    """See all its dossiers, apologise for late ones, take work back from who is away."""
    return may(person, OVERSEE, unit, on)


def is_applicant(person: Person | None, dossier: Dossier) -> bool:
    return person is not None and dossier.applicant_id == person.pk


def units_of_intake(person: Person | None, on: date) -> QuerySet[Unit]:
    """The units for which this person receives dossiers at the counter."""
    return units_where(person, INTAKE, on)
