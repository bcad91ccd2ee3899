"""What somebody may do and where, what they lent and hold, whom they may lend to."""

from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units.models import Delegation, Membership, Position, Unit
from doanso.core.units.queries.trees import above, valid
from doanso.core.units.seats import Seat
from doanso.lib.identity import clean_phone
from doanso.lib.text import fold


def units_where(person: Person | None, permission: str, on: date) -> QuerySet[Unit]:
    """Every unit in which one of this person's seats, own or delegated, grants the permission."""
    return _reached(person, permission, on, "path")


def units_inherited(person: Person | None, permission: str, on: date) -> QuerySet[Unit]:
    """The same, and ended units that one of these carries on: whose finished work is read there as one's own."""
    return _reached(person, permission, on, "path", "heir_path")


def _reached(person: Person | None, permission: str, on: date, *places: str) -> QuerySet[Unit]:
    if person is None:
        return Unit.objects.none()
    lent = Delegation.objects.filter(valid(on), delegate=person, revoked_at=None).values("position_id")
    granting = (
        Position.objects.filter(valid(on), role__permissions__contains=[permission])
        .filter(Q(person=person) | Q(pk__in=lent))
        .values_list("unit__path", "role__covers_below")
    )
    wanted = Q(pk__in=[])
    for path, covers_below in granting:
        for place in places:
            wanted |= Q(**{f"{place}__startswith" if covers_below else place: path})
    return Unit.objects.filter(wanted)


def seats_granting(permission: str, unit: Unit, on: date, *, but: Person | None = None) -> set[Seat]:
    """The seats nearest to the unit, in it or above, whose holders may do that here; those of `but` alone are none."""
    held = Position.objects.filter(valid(on), role__permissions__contains=[permission]).exclude(person=but)
    for one in [unit, *above(unit, on)]:
        here = held.filter(unit=one) if one.pk == unit.pk else held.filter(unit=one, role__covers_below=True)
        if found := {Seat(role, one.pk) for role in here.values_list("role_id", flat=True)}:
            return found
    return set()


def people_who_may(permission: str, unit: Unit, on: date) -> QuerySet[Person]:
    """Everybody whose seat in the unit or above it, own or lent, grants the permission there."""
    over = Q(unit=unit) | Q(unit__in=[one.pk for one in above(unit, on)], role__covers_below=True)
    held = Position.objects.filter(over, valid(on), role__permissions__contains=[permission])
    lent = Delegation.objects.filter(valid(on), position__in=held, revoked_at=None)
    return Person.objects.filter(Q(pk__in=held.values("person")) | Q(pk__in=lent.values("delegate")))


PERMISSIONS = """
    SELECT DISTINCT unnest(role.permissions), kind.tree
    FROM units_position AS held JOIN units_role AS role ON role.code = held.role_id
    JOIN units_unit AS unit ON unit.id = held.unit_id JOIN units_unittype AS kind ON kind.code = unit.type_id
    WHERE held.valid_from <= %(on)s AND (held.valid_to IS NULL OR held.valid_to >= %(on)s)
    AND (held.person_id = %(person)s OR held.id IN (
        SELECT position_id FROM units_delegation
        WHERE delegate_id = %(person)s AND revoked_at IS NULL AND valid_from <= %(on)s AND valid_to >= %(on)s
    ))
"""


def permissions_of(person: Person, on: date) -> frozenset[str]:
    """What this person may do somewhere, by own or delegated seats: one query, enough to build a menu.

    `staff.figures@cq`: in a unit of that tree.
    """
    with connection.cursor() as cursor:
        cursor.execute(PERMISSIONS, {"person": person.pk, "on": on})
        found = cursor.fetchall()
    return frozenset(name for name, _tree in found) | {f"{name}@{tree}" for name, tree in found}


def delegations_given(person: Person) -> QuerySet[Delegation]:
    """The newest first, those that are over too."""
    found = Delegation.objects.filter(position__person=person)
    return found.select_related("delegate", "position__unit", "position__role").order_by("-valid_to", "-pk")


def delegations_held(person: Person, on: date) -> QuerySet[Delegation]:
    """Seats that others let this person act on, today or later."""
    found = Delegation.objects.filter(valid(on, "position__"), delegate=person, revoked_at=None, valid_to__gte=on)
    return found.select_related("position__person", "position__unit", "position__role").order_by("valid_from", "pk")


def colleagues(words: str, unit: Unit, on: date) -> list[Person]:
    """Whom exactly these words name among all who belong to the unit's tree: a phone, an e-mail, a code or a full name.

    Never a part of a name: this is no directory.
    """
    text, root = words.strip(), "/" + unit.path.split("/")[1] + "/"
    named = Q(search_key=fold(text)) | Q(email__iexact=text) | Q(code__iexact=text)
    if digits := _phone(text):
        named |= Q(phone=digits)
    sits = Position.objects.filter(valid(on), person=OuterRef("pk"), unit__path__startswith=root)
    belongs = Membership.objects.filter(valid(on), person=OuterRef("pk"), unit__path__startswith=root)
    return list(Person.objects.filter(named).filter(Exists(sits) | Exists(belongs)).order_by("sort_key")[:2])


def _phone(text: str) -> str:
    try:
        return clean_phone(text)
    except ValueError:
        return ""
