"""Who sits there on a day, and who steps in when nobody does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries
from doanso.core.units.assignees.parsing import AssigneeError, Call, parse
from doanso.core.units.assignees.vocabulary import (
    COMMITTEES,
    DERIVED,
    HANDLER,
    PERSON_VARIABLES,
    STAND_INS,
    SYSTEM,
    UNIT_VARIABLES,
)
from doanso.core.units.assignees.words import describe, describe_call, seat_name
from doanso.core.units.models import Role, Unit
from doanso.core.units.seats import MEMBER, Seat

Context = Mapping[str, Unit | Person | None]
StandIns = Mapping[str, Sequence[str]]
"""Role → who stands in, in place of what its row says: to try another rule."""


@dataclass(frozen=True)
class Assignment:
    """`seats` may act, the wanted one first. `vacant`: nobody holds them today. `fallback` tells what stepped in.

    `held`: somebody is known to; else it is worth asking.
    """

    seats: tuple[Seat, ...] = ()
    label: str = ""
    unit: Unit | None = None
    system: bool = False
    vacant: bool = False
    fallback: str = ""
    held: bool = False


def unit_of(call: Call, context: Context, on: date) -> Unit | None:
    """The unit that an expression names on that day, followed along the lineage; None when unknown."""
    if call.literal:
        found: Unit | Person | None = Unit.objects.select_related("type").filter(code=call.name).first()
    elif call.name in {"doan_co_so_cua", "cap_tren_truc_tiep"} and len(call.args) == 1:
        inner = unit_of(call.args[0], context, on)
        step = queries.base_unit_of if call.name == "doan_co_so_cua" else queries.superior
        found = step(inner, on) if inner else None
    elif call.args or call.name not in UNIT_VARIABLES:
        raise AssigneeError(_("“%(name)s” is not a unit.") % {"name": call.name})
    else:
        found = context.get(call.name)
        if found is None and call.name in DERIVED:
            return unit_of(parse(DERIVED[call.name]), context, on)
    if not isinstance(found, Unit):
        return None
    heirs = queries.successors(found, on)
    return heirs[0] if heirs else found


def resolve(expression: str, context: Context, on: date, stand_ins: StandIns | None = None) -> Assignment:
    """Who may act on this expression today. AssigneeError when it cannot be read; a vacancy is no error."""
    call = parse(expression)
    if call.name == SYSTEM:
        return Assignment(system=True, label=_("The system"))
    if call.name in PERSON_VARIABLES:
        named = _person(call.name, context)
        if named.seats or call.name not in STAND_INS:
            return named
        call = parse(STAND_INS[call.name])
    assignment = _seats(call, context, on)
    if assignment.unit is None:
        assignment = replace(assignment, unit=_handler(context))
    return assignment if _held(assignment, on) else _step_in(assignment, on, stand_ins or {})


def _person(name: str, context: Context) -> Assignment:
    person = context.get(name)
    if isinstance(person, Person):
        return Assignment((Seat(person_id=person.pk),), label=person.full_name)
    return Assignment(label=describe(name), vacant=True)


def _seats(call: Call, context: Context, on: date) -> Assignment:
    if call.name == "can_bo":
        return _department(call, context, on)
    nearest = None if call.args else _nearest(call.name, context, on)
    unit = unit_of(call.args[0], context, on) if call.args else nearest or _handler(context)
    if unit is None:
        return Assignment(label=describe_call(call), vacant=True)
    roles = (MEMBER,) if call.name == "hop" else COMMITTEES.get(call.name, (call.name,))
    if call.name not in COMMITTEES and call.name != "hop" and call.name not in queries.role_names():
        raise AssigneeError(_("“%(name)s” is not a seat.") % {"name": call.name})
    if call.name == "hop" and not queries.members(unit, on).exists():
        roles = COMMITTEES["bch"]  # a unit without members of its own meets as its committee
    seats, label = tuple(Seat(role, unit.pk) for role in roles), f"{seat_name(call.name)}, {unit.name}"
    return Assignment(seats, label, unit, held=nearest is not None)


def _department(call: Call, context: Context, on: date) -> Assignment:
    """can_bo(ban, don_vi): staff of the office under that unit with this function; can_bo(don_vi): of any office."""
    function = call.args[0].name if len(call.args) == 2 else ""
    unit = unit_of(call.args[-1], context, on) if call.args else _handler(context)
    if unit is None:
        return Assignment(label=describe_call(call), vacant=True)
    offices = queries.below(unit, on).filter(type__office=True)
    if function:
        offices = offices.filter(extra__function=function)
    seats = tuple(Seat("can_bo_ban", pk) for pk in [*offices.values_list("pk", flat=True)[:20], unit.pk])
    return Assignment(seats, f"{seat_name('can_bo')}, {(offices.first() or unit).name}", unit)


def _handler(context: Context) -> Unit | None:
    found = context.get(HANDLER) or context.get("don_vi_quyet_dinh")
    return found if isinstance(found, Unit) else None


def _nearest(role: str, context: Context, on: date) -> Unit | None:
    """Where somebody sits on a bare seat: in the handling unit, else below it, else further up."""
    unit = _handler(context)
    return unit and queries.nearest_with(role, unit, on)


def _held(assignment: Assignment, on: date) -> bool:
    return assignment.held or queries.is_held(assignment.seats, on)


def _step_in(assignment: Assignment, on: date, stand_ins: StandIns) -> Assignment:
    """Nobody sits there: try the seat's fallbacks, breadth first. The wanted seats stay, for who takes them later."""
    if assignment.unit is None:
        return replace(assignment, vacant=True)
    roles = list(dict.fromkeys(seat.role or "" for seat in assignment.seats)) or [""]
    waiting = [(role, assignment.unit) for role in roles]
    seen = set(waiting)
    names = queries.role_names()
    while waiting and len(seen) < 40:
        role, unit = waiting.pop(0)
        for text in _fallbacks(names.get(role), stand_ins):
            other = _seats(parse(text), {"don_vi": unit, HANDLER: unit}, on)
            if _held(other, on):
                return replace(assignment, seats=(*assignment.seats, *other.seats), fallback=other.label)
            step = (other.seats[0].role or "", other.unit) if other.seats and other.unit else None
            if step and step not in seen:
                seen.add(step)
                waiting.append(step)
    return replace(assignment, vacant=True)


def _fallbacks(role: Role | None, stand_ins: StandIns) -> list[str]:
    own = stand_ins.get(role.pk, role.fallback) if role else ["bi_thu(don_vi)"]
    return [*own, "quan_tri_don_vi(cap_tren_truc_tiep(don_vi))"]


def leading_to(code: str, stand_ins: Sequence[str]) -> set[str]:
    """Roles whose vacancy may make somebody ask who stands in for this one, by what stands or with these."""
    names = queries.role_names()
    asked = {one: {parse(text).name for text in _fallbacks(names.get(one), {})} for one in (*names, MEMBER)}
    asked[code] = asked.get(code, set()) | {parse(text).name for text in stand_ins}
    found: set[str] = set()
    fresh = {code}
    while fresh:
        found |= fresh
        fresh = {one for one, others in asked.items() if one not in found and _through(others) & fresh}
    return found


def _through(names: set[str]) -> set[str]:
    """With the seats of bodies among them."""
    return names | {
        role for name in names for role in COMMITTEES.get(name, ("can_bo_ban",) if name == "can_bo" else ())
    }
