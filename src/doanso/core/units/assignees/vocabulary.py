"""The names of the language beside the roles, which stand in a table, and whether an expression uses them rightly."""

from django.utils.translation import gettext as _

from doanso.core.units import queries
from doanso.core.units.assignees.parsing import AssigneeError, Call, parse

HANDLER = "don_vi_thu_ly"
SYSTEM = "he_thong"
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


def check(expression: str) -> str:
    """Nothing when the expression is right, else what is wrong with it: for the step table and for imports."""
    try:
        _check_call(parse(expression), seat=True)
    except AssigneeError as error:
        return str(error)
    return ""


def within_unit(call: Call) -> bool:
    """A seat, seen from one unit alone, or of a unit that is named: what a stand-in can be."""
    seated = len(call.args) == 1 and not call.literal and call.name not in {SYSTEM, *PERSON_VARIABLES, "hop"}
    return seated and _from_unit(call.args[0])


def _from_unit(call: Call) -> bool:
    return call.literal or call.name == "don_vi" or (len(call.args) == 1 and _from_unit(call.args[0]))


def _check_call(call: Call, *, seat: bool) -> None:
    seats = {"hop", "can_bo", *COMMITTEES, *queries.role_names()}
    if seat and call.name in {SYSTEM, *PERSON_VARIABLES} and not call.args:
        return
    known = seats if seat else {"doan_co_so_cua", "cap_tren_truc_tiep", *UNIT_VARIABLES}
    if call.name not in known and not call.literal:
        raise AssigneeError(_("“%(name)s” is not known.") % {"name": call.name})
    for arg in call.args[1:] if call.name == "can_bo" and len(call.args) == 2 else call.args:
        _check_call(arg, seat=False)
