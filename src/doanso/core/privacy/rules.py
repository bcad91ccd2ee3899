"""Who may do what with other people's data, and which facts about somebody which permission shows. Name, unit and seats
are for whoever sees people at all; the rest stands here, and nowhere else. One's own facts are all one's own."""

from datetime import date

from doanso.core.accounts.models import Person
from doanso.core.privacy import queries
from doanso.core.units import rules as units

BIRTH, CONTACT, NUMBER = "birth", "contact", "number"
NEEDS: dict[str, frozenset[str]] = {
    BIRTH: queries.MANAGING,  # date of birth, ethnic group
    CONTACT: queries.MANAGING,  # phone, e-mail
    NUMBER: frozenset({queries.IDENTIFY}),  # the whole citizen number, asked for with a reason
}
"""One of these permissions, in a unit where the person belongs or sits, shows the fact. Numbers are masked for all."""


def may_oversee(person: Person | None, on: date) -> bool:
    return units.may(person, queries.OVERSEE, None, on)


def facts(reader: Person | None, person: Person, on: date) -> frozenset[str]:
    """Which facts about this person the reader is shown."""
    if reader is None:
        return frozenset()
    if reader.pk == person.pk:
        return frozenset({BIRTH, CONTACT})
    held = queries.permissions_over(reader, person, on)
    return frozenset(name for name, needed in NEEDS.items() if needed & held)


def may_identify(reader: Person | None, person: Person, on: date) -> bool:
    return NUMBER in facts(reader, person, on)
