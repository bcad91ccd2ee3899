"""Who does a step, in words that survive vacancies and mergers: the assignee language.

    expression  = name | name "(" expression {"," expression} ")" | quoted unit code
    bi_thu(chi_doan_nop)                      the secretary of the applicant's branch
    bch(doan_co_so_cua(chi_doan_nop))         the executive committee of its base unit
    can_bo(ban_to_chuc, cap_tren_truc_tiep(don_vi_nop))
    bo_phan_mot_cua                           that seat in the unit that handles the dossier, or the nearest one

`resolve` gives seats, not people: a seat keeps its work when its holder changes. docs/assignees.md lists all names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries
from doanso.core.units.models import Role, Unit
from doanso.core.units.seats import MEMBER, Seat

Context = Mapping[str, Unit | Person | None]
HANDLER = "don_vi_thu_ly"
SYSTEM = "he_thong"
_TOKEN = re.compile(r"\s*(?:([A-Za-z_][A-Za-z0-9_]*)|'([^']{1,40})'|([(),]))")
MAX_LENGTH, MAX_DEPTH = 200, 6

COMMITTEES = {
    "bch": ("bi_thu", "pho_bi_thu", "uv_btv", "uv_bch"),
    "btv": ("bi_thu", "pho_bi_thu", "uv_btv"),
}
UNIT_VARIABLES = {
    "don_vi": "the unit",
    "don_vi_nop": "the applicant's unit",
    "chi_doan_nop": "the applicant's branch",
    "chi_doan_di": "the branch that the member leaves",
    "chi_doan_den": "the branch that the member joins",
    "doan_co_so_di": "the base unit that the member leaves",
    "doan_co_so_den": "the base unit that the member joins",
    "doan_co_so": "the applicant's base unit",
    "don_vi_quyet_dinh": "the unit that decides",
    HANDLER: "the unit that handles the dossier",
}
PERSON_VARIABLES = {"nguoi_nop": "the applicant", "nguoi_gioi_thieu": "the member who recommends the applicant"}
# A variable that the context lacks is derived from another one that it has.
DERIVED = {
    "doan_co_so_di": "doan_co_so_cua(chi_doan_di)",
    "doan_co_so_den": "doan_co_so_cua(chi_doan_den)",
    "doan_co_so": "doan_co_so_cua(chi_doan_nop)",
    "chi_doan_di": "chi_doan_nop",
    "chi_doan_nop": "don_vi_nop",
    "don_vi_quyet_dinh": "cap_tren_truc_tiep(don_vi_nop)",
}
# Who stands in when the applicant named nobody: the branch recommends as a body.
STAND_INS = {"nguoi_gioi_thieu": "bi_thu(chi_doan_nop)"}


class AssigneeError(ValueError):
    """The expression cannot be read; the message is for the person who wrote it."""


@dataclass(frozen=True)
class Call:
    name: str
    args: "tuple[Call, ...]" = ()
    literal: bool = False


@dataclass(frozen=True)
class Assignment:
    """`seats` may act, the wanted one first. `vacant`: nobody holds them today. `fallback` tells what stepped in."""

    seats: tuple[Seat, ...] = ()
    label: str = ""
    unit: Unit | None = None
    system: bool = False
    vacant: bool = False
    fallback: str = ""


def parse(text: str) -> Call:
    if len(text) > MAX_LENGTH:
        raise AssigneeError(_("The assignee is too long."))
    tokens: list[tuple[str, str]] = []
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if not match:
            raise AssigneeError(_("Unexpected sign at place %(place)d.") % {"place": position + 1})
        kind = "name" if match[1] else "code" if match[2] else match[3]
        tokens.append((kind, match[1] or match[2] or ""))
        position = match.end()
    call, rest = _read(tokens, 0)
    if rest:
        raise AssigneeError(_("Something follows the end of the assignee."))
    return call


def _read(tokens: list[tuple[str, str]], depth: int) -> tuple[Call, list[tuple[str, str]]]:
    if depth > MAX_DEPTH:
        raise AssigneeError(_("The assignee is nested too deeply."))
    if not tokens or tokens[0][0] not in {"name", "code"}:
        raise AssigneeError(_("A name is missing."))
    (kind, name), rest = tokens[0], tokens[1:]
    if kind == "code":
        return Call(name, literal=True), rest
    if not rest or rest[0][0] != "(":
        return Call(name), rest
    args: list[Call] = []
    rest = rest[1:]
    while True:
        arg, rest = _read(rest, depth + 1)
        args.append(arg)
        if not rest or rest[0][0] not in {",", ")"}:
            raise AssigneeError(_("A closing bracket is missing."))
        closing, rest = rest[0][0] == ")", rest[1:]
        if closing:
            return Call(name, tuple(args)), rest


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


def resolve(expression: str, context: Context, on: date) -> Assignment:
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
    return assignment if _held(assignment, on) else _step_in(assignment, on)


def _person(name: str, context: Context) -> Assignment:
    person = context.get(name)
    if isinstance(person, Person):
        return Assignment((Seat(person_id=person.pk),), label=person.full_name)
    return Assignment(label=describe(name), vacant=True)


def _seats(call: Call, context: Context, on: date) -> Assignment:
    if call.name == "can_bo":
        return _department(call, context, on)
    unit = unit_of(call.args[0], context, on) if call.args else _nearest(call.name, context, on)
    if unit is None:
        return Assignment(label=describe_call(call), vacant=True)
    roles = (MEMBER,) if call.name == "hop" else COMMITTEES.get(call.name, (call.name,))
    if call.name not in COMMITTEES and call.name != "hop" and call.name not in queries.role_names():
        raise AssigneeError(_("“%(name)s” is not a seat.") % {"name": call.name})
    if call.name == "hop" and not queries.members(unit, on).exists():
        roles = COMMITTEES["bch"]  # a unit without members of its own meets as its committee
    return Assignment(tuple(Seat(role, unit.pk) for role in roles), f"{seat_name(call.name)}, {unit.name}", unit)


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
    """A bare seat: in the handling unit, else below it, else further up; that unit itself when nobody sits anywhere."""
    unit = _handler(context)
    return unit and (queries.nearest_with(role, unit, on) or unit)


def _held(assignment: Assignment, on: date) -> bool:
    return queries.is_held(assignment.seats, on)


def _step_in(assignment: Assignment, on: date) -> Assignment:
    """Nobody sits there: try the seat's fallbacks, breadth first. The wanted seats stay, for who takes them later."""
    if assignment.unit is None:
        return replace(assignment, vacant=True)
    roles = list(dict.fromkeys(seat.role or "" for seat in assignment.seats)) or [""]
    waiting = [(role, assignment.unit) for role in roles]
    seen = set(waiting)
    names = queries.role_names()
    while waiting and len(seen) < 40:
        role, unit = waiting.pop(0)
        for text in _fallbacks(names.get(role)):
            other = _seats(parse(text), {"don_vi": unit, HANDLER: unit}, on)
            if _held(other, on):
                return replace(assignment, seats=(*assignment.seats, *other.seats), fallback=other.label)
            step = (other.seats[0].role or "", other.unit) if other.seats and other.unit else None
            if step and step not in seen:
                seen.add(step)
                waiting.append(step)
    return replace(assignment, vacant=True)


def _fallbacks(role: Role | None) -> list[str]:
    return [*(role.fallback if role else ["bi_thu(don_vi)"]), "quan_tri_don_vi(cap_tren_truc_tiep(don_vi))"]


def seat_name(name: str) -> str:
    fixed = {
        "hop": _("Meeting of the members"),
        "bch": _("Executive committee"),
        "btv": _("Standing committee"),
        "can_bo": _("Staff"),
    }
    if name in fixed:
        return fixed[name]
    role = queries.role_names().get(name)
    if role is None:
        return name
    return role.name_en if (get_language() or "vi").startswith("en") else role.name


def describe(expression: str) -> str:
    """The expression in words, for guides and posters, where no applicant is known yet."""
    return describe_call(parse(expression))


def describe_call(call: Call) -> str:
    words = {
        "don_vi": _("the unit"),
        "don_vi_nop": _("the applicant's unit"),
        "chi_doan_nop": _("the applicant's branch"),
        "chi_doan_di": _("the branch left"),
        "chi_doan_den": _("the branch joined"),
        "doan_co_so_di": _("the base unit left"),
        "doan_co_so_den": _("the base unit joined"),
        "doan_co_so": _("the applicant's base unit"),
        "don_vi_quyet_dinh": _("the deciding unit"),
        HANDLER: _("the handling unit"),
        "nguoi_nop": _("The applicant"),
        "nguoi_gioi_thieu": _("The recommending member"),
        SYSTEM: _("The system"),
        "ban_to_chuc": _("the organisation department"),
    }
    if call.literal or not call.args:
        return call.name if call.literal else words.get(call.name) or seat_name(call.name)
    if call.name == "doan_co_so_cua":
        return _("the base unit of %(unit)s") % {"unit": describe_call(call.args[0])}
    if call.name == "cap_tren_truc_tiep":
        return _("the direct superior of %(unit)s") % {"unit": describe_call(call.args[0])}
    return _("%(seat)s of %(unit)s") % {"seat": seat_name(call.name), "unit": ", ".join(map(describe_call, call.args))}


def check(expression: str) -> str:
    """Nothing when the expression is right, else what is wrong with it: for the step table and for imports."""
    try:
        _check_call(parse(expression), seat=True)
    except AssigneeError as error:
        return str(error)
    return ""


def _check_call(call: Call, *, seat: bool) -> None:
    seats = {"hop", "can_bo", *COMMITTEES, *queries.role_names()}
    if seat and call.name in {SYSTEM, *PERSON_VARIABLES} and not call.args:
        return
    known = seats if seat else {"doan_co_so_cua", "cap_tren_truc_tiep", *UNIT_VARIABLES}
    if call.name not in known and not call.literal:
        raise AssigneeError(_("“%(name)s” is not known.") % {"name": call.name})
    for arg in call.args[1:] if call.name == "can_bo" and len(call.args) == 2 else call.args:
        _check_call(arg, seat=False)
