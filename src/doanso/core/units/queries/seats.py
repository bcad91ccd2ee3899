"""Who sits where, who belongs where, and on which seats somebody may act."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units.models import Delegation, Membership, Position, Role, Unit
from doanso.core.units.queries.trees import valid, with_types
from doanso.core.units.seats import MEMBER, Seat, Seats
from doanso.lib import rows
from doanso.lib.remembered import remembered
from doanso.lib.statements import ask

DELEGATE = "delegate"
MEMBER_STATES = (Membership.State.ACTIVE, Membership.State.LEAVING, Membership.State.DEFERRED)


def seats_taken(unit: Unit, on: date) -> QuerySet[Position]:
    """Who sits where in this unit, in the order of the seats."""
    held = Position.objects.filter(valid(on), unit=unit).select_related("role", "person")
    return held.order_by("role__rank", "role__name", "person__sort_key")


def holders(role: str, unit: Unit, on: date) -> QuerySet[Person]:
    """Who sits on this seat, or who the members are when the role is that of a member."""
    if role == MEMBER:
        return members(unit, on)
    return Person.objects.filter(valid(on, "positions__"), positions__unit=unit, positions__role_id=role).distinct()


def units_with(role: str, on: date) -> QuerySet[Unit]:
    """Where somebody sits on this seat."""
    seated = Position.objects.filter(valid(on), role_id=role).values("unit")
    return Unit.objects.filter(valid(on), pk__in=seated).select_related("type").order_by("code")


def members(unit: Unit, on: date) -> QuerySet[Person]:
    return Person.objects.filter(
        valid(on, "memberships__"), memberships__unit=unit, memberships__state__in=MEMBER_STATES
    ).distinct()


HELD = """
    SELECT EXISTS (
        SELECT FROM unnest(%(roles)s::text[], %(units)s::bigint[]) AS seat(role, unit)
        JOIN units_position AS held ON held.role_id = seat.role AND held.unit_id = seat.unit
        WHERE held.valid_from <= %(on)s AND (held.valid_to IS NULL OR held.valid_to >= %(on)s)
    )
"""


def is_held(seats: Iterable[Seat], on: date) -> bool:
    """Does anybody sit on one of these seats on that day?"""
    of_role = [seat for seat in seats if seat.role and seat.role != MEMBER]
    known = {"roles": [seat.role for seat in of_role], "units": [seat.unit_id for seat in of_role], "on": on}
    [(held,)] = ask(HELD, known)
    if held:
        return True
    return any(
        seat.person_id or (seat.role == MEMBER and members(Unit(pk=seat.unit_id), on).exists()) for seat in seats
    )


FEW = 50
ABOVE = "unnest(string_to_array(%s, E'\\n')) WITH ORDINALITY AS above(path, height)"
SITS = "held.role_id = %s AND held.valid_from <= %s AND (held.valid_to IS NULL OR held.valid_to >= %s)"
STANDS = "unit.valid_from <= %s AND (unit.valid_to IS NULL OR unit.valid_to >= %s)"
NEAREST_OF_FEW = f"""
    id = (WITH few AS MATERIALIZED (SELECT held.unit_id FROM units_position AS held WHERE {SITS} LIMIT {FEW})
    SELECT unit.id FROM few JOIN units_unit AS unit ON unit.id = few.unit_id
    JOIN {ABOVE} ON starts_with(unit.path, above.path)
    WHERE {STANDS} AND (SELECT count(*) FROM few) < {FEW}
    ORDER BY above.height, unit.path COLLATE "C" LIMIT 1)
"""  # noqa: S608 names of our own
NEAREST_OF_MANY = f"""
    id = (SELECT found.id FROM {ABOVE} CROSS JOIN LATERAL (
        SELECT unit.id FROM units_unit AS unit
        WHERE unit.path ~>=~ above.path AND unit.path ~<~ (left(above.path, -1) || '0') AND {STANDS}
            AND EXISTS (SELECT FROM units_position AS held WHERE held.unit_id = unit.id AND {SITS})
        ORDER BY unit.path USING ~<~ LIMIT 1
    ) AS found
    WHERE (SELECT count(*) FROM (SELECT FROM units_position AS held WHERE {SITS} LIMIT {FEW}) AS few) > {FEW // 2}
    ORDER BY above.height LIMIT 1)
"""  # noqa: S608
UNREAD = ("search_key", "heir_path", "works_at", "dossier_prefix", "abbreviation", "address", "phone", "remote")


def nearest_with(role: str, unit: Unit, on: date) -> Unit | None:
    """The unit in which somebody holds this role: this one, else below it, else the same from its superiors upwards.

    Of a rare seat all holders are looked at, of one that each branch has the units, the nearest first; somebody may
    leave in between. Below one unit the first by its path, byte by byte.
    """
    codes = unit.path.strip("/").split("/")
    paths = "\n".join("/" + "/".join(codes[:length]) + "/" for length in range(len(codes), 0, -1))
    sits, stands = (role, on, on), (on, on)
    found = rows.select(Unit, NEAREST_OF_FEW, *sits, paths, *stands, without=UNREAD)
    found = found or rows.select(Unit, NEAREST_OF_MANY, paths, *stands, *sits, *sits, without=UNREAD)
    return with_types(found)[0] if found else None


def people_of(seats: list[Seat], on: date) -> list[Person]:
    """Everybody who may act on one of these seats on that day, delegates left out."""
    wanted = Q(pk__in=[])
    for seat in seats:
        if seat.person_id:
            wanted |= Q(pk=seat.person_id)
        elif seat.role == MEMBER:
            wanted |= Q(pk__in=members(Unit(pk=seat.unit_id), on).values("pk"))
        else:
            held = Position.objects.filter(valid(on), unit_id=seat.unit_id, role_id=seat.role)
            wanted |= Q(pk__in=held.values("person_id"))
    return list(Person.objects.filter(wanted).order_by("sort_key"))


def positions_of(person: Person, on: date) -> QuerySet[Position]:
    held = Position.objects.filter(valid(on), person=person)
    return held.select_related("unit__type", "role").order_by("role__rank", "pk")


HEAD = (
    *("person", "unit", "role", "title", "acting"),
    *(f"unit__{name}" for name in ("code", "name", "type", "parent", "path", "area", "abbreviation", "extra")),
    *(f"unit__parent__{name}" for name in ("name", "parent", "area", "extra")),
    "unit__area__name",
)


def sitting(person: Person, on: date) -> list[Position]:
    """The same, as every signing asks for it: with what the head of a paper names in nearly every case, and no more."""
    where = """
        units_position.person_id = %s AND units_position.valid_from <= %s
        AND (units_position.valid_to IS NULL OR units_position.valid_to >= %s)
    """
    held = rows.select(Position, where, person.pk, on, on, related=("unit", "unit__parent", "unit__area"), only=HEAD)
    with_types([position.unit for position in held])
    roles = role_names()
    for position in held:
        if position.role_id in roles:
            position.role = roles[position.role_id]
    return sorted(held, key=lambda position: (position.role.rank, position.pk))


def lendable(person: Person, on: date) -> QuerySet[Position]:
    """This person's seats on which somebody else may be let act: the role decides."""
    return positions_of(person, on).filter(role__permissions__contains=[DELEGATE])


SEATS = f"""
    SELECT role_id, unit_id FROM units_position
    WHERE person_id = %(person)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
    UNION ALL SELECT '{MEMBER}', unit_id FROM units_membership
    WHERE person_id = %(person)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
        AND state IN ({", ".join(f"'{state}'" for state in MEMBER_STATES)})
    UNION ALL SELECT NULL, id FROM units_delegation WHERE delegate_id = %(person)s
"""  # noqa: S608 names of our own
SEATS_TOLD = f"SELECT json_agg(json_build_array(role_id, unit_id)) FROM ({SEATS}) AS held"  # noqa: S608


def seats_of(person: Person, on: date) -> Seats:
    """All seats that this person may act on: one query, two when anything was ever delegated to them."""
    return _seats(person, on, set(ask(SEATS, {"person": person.pk, "on": on})))


def seats_question(person: Person, on: date) -> rows.Question:
    """The same for who asks along with another row; `seats_told` reads the answer."""
    return rows.Question(SEATS_TOLD, {"person": person.pk, "on": on})


def seats_told(person: Person, on: date, told: list[list[Any]] | None) -> Seats:
    return _seats(person, on, {(role, unit) for role, unit in told or ()})


def _seats(person: Person, on: date, found: set[tuple[str | None, int]]) -> Seats:
    own = frozenset(pair for pair in found if pair[0] is not None)
    return Seats(person.pk, own, _lent(person, on) if len(own) < len(found) else {})


def _lent(person: Person, on: date) -> dict[tuple[str, int], Delegation]:
    lent = (
        Delegation.objects.filter(valid(on), valid(on, "position__"), delegate=person, revoked_at=None)
        .select_related("position__person", "position__role")
        .order_by("pk")
    )
    return {(d.position.role_id, d.position.unit_id): d for d in lent}


def main_membership(person: Person, on: date) -> Membership | None:
    return (
        Membership.objects.filter(valid(on), person=person, kind=Membership.Kind.MAIN)
        .select_related("unit__type")
        .first()
    )


@remembered(seconds=10)
def role_names() -> dict[str, Role]:
    """All seats by code: every step of every dossier asks for them."""
    return Role.objects.in_bulk()
