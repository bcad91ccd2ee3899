"""Who does a step, in words that survive vacancies and mergers: the assignee language.

    expression  = name | name "(" expression {"," expression} ")" | quoted unit code
    bi_thu(chi_doan_nop)                      the secretary of the applicant's branch
    bch(doan_co_so_cua(chi_doan_nop))         the executive committee of its base unit
    can_bo(ban_to_chuc, cap_tren_truc_tiep(don_vi_nop))
    bo_phan_mot_cua                           that seat in the unit that handles the dossier, or the nearest one

`resolve` gives seats, not people: a seat keeps its work when its holder changes. docs/assignees.md lists all names.
"""

from doanso.core.units.assignees.parsing import AssigneeError, Call, parse
from doanso.core.units.assignees.picking import Picked, alike, expression_of, pick, written
from doanso.core.units.assignees.resolving import Assignment, Context, leading_to, resolve, unit_of
from doanso.core.units.assignees.vocabulary import (
    COMMITTEES,
    DERIVED,
    HANDLER,
    PERSON_VARIABLES,
    STAND_INS,
    SYSTEM,
    UNIT_VARIABLES,
    check,
    within_unit,
)
from doanso.core.units.assignees.words import describe, seat_name

__all__ = [
    "COMMITTEES",
    "DERIVED",
    "HANDLER",
    "PERSON_VARIABLES",
    "STAND_INS",
    "SYSTEM",
    "UNIT_VARIABLES",
    "AssigneeError",
    "Assignment",
    "Call",
    "Context",
    "Picked",
    "alike",
    "check",
    "describe",
    "expression_of",
    "leading_to",
    "parse",
    "pick",
    "resolve",
    "seat_name",
    "unit_of",
    "within_unit",
    "written",
]
