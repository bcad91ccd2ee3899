"""Who may do what with procedures and dossiers."""

from datetime import date, datetime

from django.db.models import QuerySet

from doanso.core.accounts.models import Person
from doanso.core.accounts.queries import owns_installation
from doanso.core.units.models import Unit
from doanso.core.units.queries import units_where
from doanso.core.units.rules import inherits, may
from doanso.features.procedures.models import Dossier, Procedure, Status
from doanso.features.procedures.permissions import API, DESTROY, EDIT, INTAKE, KEEP, OVERSEE
from doanso.lib.dates import local


def may_take_in(person: Person | None, unit: Unit, on: date) -> bool:
    """Receive paper dossiers for this unit at the counter."""
    return inherits(person, INTAKE, unit, on)


def may_oversee(person: Person | None, unit: Unit, on: date) -> bool:
    """See all its dossiers, apologise for late ones, take work back from who is away."""
    return inherits(person, OVERSEE, unit, on)


def may_edit(person: Person | None, procedure: Procedure, on: date) -> bool:
    """Write its versions, move its dossiers between them, say that it is still right."""
    return may(person, EDIT, procedure.owner, on)


def may_keep_archives(person: Person | None, unit: Unit, on: date) -> bool:
    """Draw up lists of its dossiers, and of those below it, whose time is up."""
    return inherits(person, KEEP, unit, on)


def may_destroy(person: Person | None, unit: Unit, on: date) -> bool:
    """Enter the decision by which what is on a list of somebody else's is destroyed."""
    return inherits(person, DESTROY, unit, on)


def may_administer_clients(person: Person | None, unit: Unit | None, on: date) -> bool:
    """Let other programs use the API for this unit; for none in particular only the installation's owner."""
    return owns_installation(person) or (unit is not None and may(person, API, unit, on))


def is_applicant(person: Person | None, dossier: Dossier) -> bool:
    return person is not None and dossier.applicant_id == person.pk


def units_of_intake(person: Person | None, on: date) -> QuerySet[Unit]:
    """The units for which this person receives dossiers at the counter."""
    return units_where(person, INTAKE, on)


def serves(person: Person | None, unit: Unit, now: datetime) -> bool:
    """Receives or oversees dossiers there, and so answers for what its applicants pay and leave lying."""
    on = local(now).date()
    return may_take_in(person, unit, on) or may_oversee(person, unit, on)


def of_dossier(dossier: Dossier, person: Person | None, now: datetime) -> dict[str, bool]:
    """What the reader may do with the dossier as a whole."""
    on = local(now).date()
    oversees = may_oversee(person, dossier.unit, on)
    waits = dossier.status in {Status.SUPPLEMENT, Status.PAYMENT}
    takes_in = (waits or not oversees) and may_take_in(person, dossier.unit, on)
    return {
        "oversee": oversees,
        "apologise": oversees and dossier.finished_at is None and dossier.due_at is not None and dossier.due_at < now,
        "print": oversees or takes_in,
        "link": oversees or takes_in,
        "supplement": dossier.status == Status.SUPPLEMENT and takes_in,
        "ask_payment": dossier.status == Status.PROCESSING and dossier.paused_since is None and (oversees or takes_in),
        "paid": dossier.status == Status.PAYMENT and (oversees or takes_in),
        "give_up": waits and (oversees or takes_in),
    }
