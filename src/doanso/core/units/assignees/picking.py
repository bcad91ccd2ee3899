"""An assignee as two choices, who and of which unit, and back: what most steps need."""

from dataclasses import dataclass

from doanso.core.units.assignees.parsing import AssigneeError, Call, parse
from doanso.core.units.assignees.vocabulary import PERSON_VARIABLES, SYSTEM, check

NEAREST, NAMED = "", "="
OFFICE = "can_bo:"
ALONE = (*PERSON_VARIABLES, SYSTEM)
# The units that steps usually speak of, in the order of the list; any other one is shown where it stands already.
USUAL_UNITS = (
    "don_vi_nop", "chi_doan_nop", "doan_co_so", "cap_tren_truc_tiep(don_vi_nop)", "cap_tren_truc_tiep(chi_doan_nop)",
    "cap_tren_truc_tiep(doan_co_so)", "don_vi_quyet_dinh", "don_vi_thu_ly", "cap_tren_truc_tiep(don_vi_thu_ly)",
    "chi_doan_di", "doan_co_so_di", "chi_doan_den", "doan_co_so_den",
)  # fmt: skip


@dataclass(frozen=True)
class Picked:
    """`who`: a seat, a body, a person, or can_bo:function. `whose`: an expression, NEAREST, or NAMED with its code."""

    who: str
    whose: str = NEAREST
    unit: str = ""


def pick(expression: str) -> Picked | None:
    """None for what two choices cannot say."""
    if check(expression):
        return None
    call = parse(expression)
    if call.literal or len(call.args) > 1 + (call.name == "can_bo"):
        return None
    if not call.args:
        return Picked(call.name)
    who, unit = call.name, call.args[-1]
    if len(call.args) == 2:
        if call.args[0].args or call.args[0].literal:
            return None
        who = OFFICE + call.args[0].name
    return Picked(who, NAMED, unit.name) if unit.literal else Picked(who, written(unit))


def expression_of(picked: Picked) -> str:
    who, _, office = picked.who.partition(":")
    if who in ALONE:
        return who
    unit = f"'{picked.unit}'" if picked.whose == NAMED else picked.whose
    if not unit:
        return who
    return f"{who}({office}, {unit})" if office else f"{who}({unit})"


def written(call: Call) -> str:
    if call.literal:
        return f"'{call.name}'"
    args = ", ".join(map(written, call.args))
    return f"{call.name}({args})" if args else call.name


def alike(one: str, other: str) -> bool:
    """The same but for spaces."""
    try:
        return parse(one) == parse(other)
    except AssigneeError:
        return one == other
