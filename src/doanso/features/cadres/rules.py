"""Who may do what with cadres: looking, keeping, appraising and concluding are four different things."""

from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.cadres.queries.reading import EDIT, VIEW, records_seen, where


def may_view(person: Person | None, unit: Unit, on: date) -> bool:
    return where(person, VIEW, on).filter(pk=unit.pk).exists()


def may_edit(person: Person | None, unit: Unit | None, on: date) -> bool:
    """In that unit of the Union, or in any."""
    found = where(person, EDIT, on)
    return found.exists() if unit is None else found.filter(pk=unit.pk).exists()


def may_read(reader: Person | None, subject: Person, on: date) -> bool:
    """One's own record, and that of a cadre of units where the reader sees cadres."""
    if reader is None:
        return False
    return reader.pk == subject.pk or records_seen(reader, on).filter(pk=subject.pk).exists()


def may_keep_record(by: Person | None, subject: Person, on: date) -> bool:
    """Nobody keeps their own."""
    return by is not None and by.pk != subject.pk and records_seen(by, on, EDIT).filter(pk=subject.pk).exists()
