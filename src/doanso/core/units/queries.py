"""Reads over units and seats. `on` is always the day for which the answer must hold."""

import time
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units.models import Delegation, Lineage, Membership, Position, Role, Tree, Unit, UnitType
from doanso.core.units.seats import MEMBER, Seat, Seats
from doanso.lib import rows
from doanso.lib.identity import clean_phone
from doanso.lib.text import fold

MEMBER_STATES = (Membership.State.ACTIVE, Membership.State.LEAVING, Membership.State.DEFERRED)


def valid(on: date, prefix: str = "") -> Q:
    """Rows of a dated table that hold on this day; `prefix` leads to the table, as in `unit__`."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": on})
    )


def units(on: date, tree: Tree | None = None) -> QuerySet[Unit]:
    found = Unit.objects.filter(valid(on)).select_related("type")
    return found.filter(type__tree=tree) if tree else found


def by_code(code: str) -> Unit:
    return Unit.objects.select_related("type").get(code=code)


def by_ids(ids: Iterable[int]) -> list[Unit]:
    """With their types."""
    found = rows.select(Unit, "id = ANY(%s)", list(ids))
    types = {kind.pk: kind for kind in rows.select(UnitType, "code = ANY(%s)", [unit.type_id for unit in found])}
    for unit in found:
        unit.type = types[unit.type_id]
    return found


def below(unit: Unit, on: date) -> QuerySet[Unit]:
    """The unit and everything under it."""
    return units(on).filter(path__startswith=unit.path)


def above(unit: Unit, on: date) -> QuerySet[Unit]:
    """The unit's superiors, nearest first, without itself."""
    codes = unit.path.strip("/").split("/")
    paths = ["/" + "/".join(codes[:length]) + "/" for length in range(1, len(codes))]
    return units(on).filter(path__in=paths).order_by("-path")


def superior(unit: Unit, on: date) -> Unit | None:
    """Cấp trên trực tiếp: the nearest superior that is not an office or a club."""
    return above(unit, on).filter(type__office=False).first()


def base_unit_of(unit: Unit, on: date) -> Unit | None:
    """Đoàn cơ sở của: the unit itself when it counts as a base unit, else the nearest superior that does."""
    if unit.type.base:
        return unit
    return above(unit, on).filter(type__base=True).first()


def successors(unit: Unit, on: date) -> list[Unit]:
    """The units that carry this one's work on that day: itself while valid, else through the lineage, to the end."""
    found: dict[int, Unit] = {}
    waiting, seen = [unit], set()
    while waiting:
        current = waiting.pop()
        if current.pk in seen:
            continue
        seen.add(current.pk)
        if current.valid_from <= on and (current.valid_to is None or current.valid_to >= on):
            found[current.pk] = current
            continue
        waiting += Unit.objects.filter(came_from__sources=current, came_from__effective__lte=on).select_related("type")
    return sorted(found.values(), key=lambda item: item.code)


def sources(unit: Unit) -> QuerySet[Lineage]:
    return Lineage.objects.filter(targets=unit).prefetch_related("sources").order_by("effective")


def followed_by(unit: Unit) -> QuerySet[Lineage]:
    return Lineage.objects.filter(sources=unit).prefetch_related("targets").order_by("effective")


def heirs_of_ended(on: date) -> dict[int, int]:
    """Ended unit -> the one unit that carries on all of it today. Where several do, its figures cannot be divided."""
    links: dict[int, set[int]] = {}
    ended = Lineage.objects.filter(effective__lte=on, sources__valid_to__lt=on, targets__isnull=False)
    for source, target in ended.values_list("sources", "targets"):
        links.setdefault(source, set()).add(target)
    return {source: heir for source in links if (heir := _only_heir(source, links)) is not None}


def _only_heir(unit_id: int, links: dict[int, set[int]]) -> int | None:
    seen = set()
    while unit_id in links and unit_id not in seen:
        seen.add(unit_id)
        if len(links[unit_id]) != 1:
            return None
        unit_id = next(iter(links[unit_id]))
    return unit_id


def roots(on: date, tree: Tree) -> QuerySet[Unit]:
    """Where the tree begins on that day: nothing above, or nothing that still holds."""
    parents = Unit.objects.filter(valid(on), pk=OuterRef("parent"))
    return counted(units(on, tree).filter(~Exists(parents)), on)


def children(parents: Iterable[Unit], on: date) -> QuerySet[Unit]:
    """One step down, offices and clubs after the rest."""
    found = units(on).filter(parent__in=[parent.pk for parent in parents])
    return counted(found, on).order_by("type__rank", "type__name", "code")


def counted(found: QuerySet[Unit], on: date) -> QuerySet[Unit]:
    """With `below_count`, how many stand directly below."""
    return found.annotate(below_count=Count("children", filter=valid(on, "children__"))).order_by("type__rank", "code")


def find(text: str, on: date, tree: Tree | None = None) -> QuerySet[Unit]:
    """By every word of the name without diacritics, or by the start of the code."""
    wanted = Q(code__istartswith=text.strip())
    if words := fold(text).split():
        named = Q()
        for word in words[:8]:
            named &= Q(search_key__contains=word)
        wanted |= named
    return units(on, tree).select_related("type", "parent").filter(wanted).order_by("type__rank", "name")


def seats_taken(unit: Unit, on: date) -> QuerySet[Position]:
    """Who sits where in this unit, in the order of the seats."""
    held = Position.objects.filter(valid(on), unit=unit).select_related("role", "person")
    return held.order_by("role__rank", "role__name", "person__sort_key")


def holders(role: str, unit: Unit, on: date) -> QuerySet[Person]:
    """Who sits on this seat, or who the members are when the role is that of a member."""
    if role == MEMBER:
        return members(unit, on)
    return Person.objects.filter(valid(on, "positions__"), positions__unit=unit, positions__role_id=role).distinct()


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
    with connection.cursor() as cursor:
        cursor.execute(HELD, known)
        if cursor.fetchone()[0]:
            return True
    return any(
        seat.person_id or (seat.role == MEMBER and members(Unit(pk=seat.unit_id), on).exists()) for seat in seats
    )


NEAREST = """
    SELECT unit.id FROM units_position AS held JOIN units_unit AS unit ON unit.id = held.unit_id
    WHERE held.role_id = %(role)s AND starts_with(unit.path, %(path)s)
        AND held.valid_from <= %(on)s AND (held.valid_to IS NULL OR held.valid_to >= %(on)s)
        AND unit.valid_from <= %(on)s AND (unit.valid_to IS NULL OR unit.valid_to >= %(on)s)
    ORDER BY unit.path LIMIT 1
"""


def nearest_with(role: str, unit: Unit, on: date) -> Unit | None:
    """The unit in which somebody holds this role: this one, else below it, else the same from its superiors upwards."""
    codes = unit.path.strip("/").split("/")
    with connection.cursor() as cursor:
        for length in range(len(codes), 0, -1):
            path = "/" + "/".join(codes[:length]) + "/"
            cursor.execute(NEAREST, {"role": role, "path": path, "on": on})
            if found := cursor.fetchone():
                return by_ids(found)[0]
    return None


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
    return Position.objects.filter(valid(on), person=person).select_related("unit", "role").order_by("role__rank")


SEATS = """
    SELECT role_id, unit_id FROM units_position
    WHERE person_id = %(person)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
    UNION ALL SELECT %(member)s, unit_id FROM units_membership
    WHERE person_id = %(person)s AND valid_from <= %(on)s AND (valid_to IS NULL OR valid_to >= %(on)s)
        AND state = ANY(%(states)s)
    UNION ALL SELECT NULL, id FROM units_delegation WHERE delegate_id = %(person)s
"""


def seats_of(person: Person, on: date) -> Seats:
    """All seats that this person may act on: one query, two when anything was ever delegated to them."""
    with connection.cursor() as cursor:
        cursor.execute(SEATS, {"person": person.pk, "on": on, "member": MEMBER, "states": list(MEMBER_STATES)})
        found = set(cursor.fetchall())
    own = frozenset(pair for pair in found if pair[0] is not None)
    return Seats(person.pk, own, _lent(person, on) if len(own) < len(found) else {})


def _lent(person: Person, on: date) -> dict[tuple[str, int], Delegation]:
    lent = (
        Delegation.objects.filter(valid(on), valid(on, "position__"), delegate=person, revoked_at=None)
        .select_related("position__person", "position__role")
        .order_by("pk")
    )
    return {(d.position.role_id, d.position.unit_id): d for d in lent}


def units_where(person: Person | None, permission: str, on: date) -> QuerySet[Unit]:
    """Every unit in which one of this person's seats, own or delegated, grants the permission."""
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
        wanted |= Q(path__startswith=path) if covers_below else Q(path=path)
    return Unit.objects.filter(wanted)


def permissions_of(person: Person, on: date) -> frozenset[str]:
    """What this person may do somewhere, by own or delegated seats: one query, enough to build a menu."""
    lent = Delegation.objects.filter(valid(on), delegate=person, revoked_at=None).values("position_id")
    held = Position.objects.filter(valid(on)).filter(Q(person=person) | Q(pk__in=lent))
    return frozenset(name for names in held.values_list("role__permissions", flat=True) for name in names)


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


def main_membership(person: Person, on: date) -> Membership | None:
    return (
        Membership.objects.filter(valid(on), person=person, kind=Membership.Kind.MAIN)
        .select_related("unit__type")
        .first()
    )


_roles: tuple[float, dict[str, Role]] = (0.0, {})
ROLES_LIVE = 10.0  # seconds that a change of the table may take to reach every process


def role_names() -> dict[str, Role]:
    """All seats by code, remembered for a moment: every step of every dossier asks for them."""
    global _roles
    read_at, known = _roles
    if not known or time.monotonic() - read_at > ROLES_LIVE:
        known = Role.objects.in_bulk()
        _roles = (time.monotonic(), known)
    return known
