"""Who may say that two records are of one human being: whoever keeps the lists of every unit that either touches."""

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import rules as seats
from doanso.core.units.models import Membership, Position

KEEP = "people.import"


def keeps(by: Person | None, on: date) -> tuple[bool, list[int]]:
    """Whether all records, and else of which units."""
    if seats.owns_installation(by):
        return True, []
    return False, list(units.units_where(by, KEEP, on).values_list("pk", flat=True))


def kept_people(by: Person | None, on: date) -> QuerySet[Person]:
    """Whose units, of today and later, are all kept by this officer; for who belongs nowhere now, those of before."""
    everywhere, kept = keeps(by, on)
    if everywhere:
        return Person.objects.all()
    live = Q(valid_to=None) | Q(valid_to__gte=on)
    here, now = Q(unit__in=kept), _somewhere(live)
    return Person.objects.filter(
        (_somewhere(live & here) & ~_somewhere(live & ~here)) | (~now & _somewhere(here) & ~_somewhere(~here))
    )


def _somewhere(wanted: Q) -> Q:
    """Belongs or sits in such a unit."""
    rows = (kind.objects.filter(wanted, person=OuterRef("pk")) for kind in (Membership, Position))
    return reduce(or_, (Q(Exists(found)) for found in rows))


def keeps_some(by: Person | None, on: date) -> bool:
    everywhere, kept = keeps(by, on)
    return everywhere or bool(kept)


def keeps_both(by: Person | None, people: list[Person], on: date) -> bool:
    """Who may look at the two side by side."""
    keys = {one.pk for one in people}
    return by is not None and kept_people(by, on).filter(pk__in=keys).count() == len(keys)


def why_not_join(by: Person | None, people: list[Person], on: date) -> str:
    """Empty when `by` may make these records one, or two again; else the reason in words.

    The account that goes on can do all that both could. So nobody joins their own record, and no seat that may do more
    there than they may themselves.
    """
    if by is None or not keeps_both(by, people, on):
        return _("Only who keeps the lists of all units of both records may do this. Please ask above.")
    if by in people:
        return _("This is your own record. Please ask somebody else who keeps the lists.")
    if seats.owns_installation(by):
        return ""
    for person in people:
        if seats.owns_installation(person):
            return _("This is the account of the whole installation. Only its holder changes it.")
        if reason := _beyond(by, person, on):
            return reason
    return ""


def _beyond(by: Person, person: Person, on: date) -> str:
    lent = [one.position for one in units.seats_lent_to(person, on)]
    for seat in [*units.seats_open(person, on), *lent]:
        if not set(seat.role.permissions) <= units.giveable_at(by, seat.unit, on):
            told = {"person": person, "role": seat.role.label, "unit": seat.unit}
            return _("%(person)s is also %(role)s at %(unit)s and may do more there than you. Please ask above.") % told
    return ""
