"""Assignees and seats in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.units import queries
from doanso.core.units.assignees.parsing import Call, parse
from doanso.core.units.assignees.vocabulary import HANDLER, SYSTEM

FIXED = {
    "hop": gettext_lazy("Meeting of the members"),
    "bch": gettext_lazy("Executive committee"),
    "btv": gettext_lazy("Standing committee"),
    "can_bo": gettext_lazy("Staff"),
}


def seat_name(name: str) -> str:
    if name in FIXED:
        return str(FIXED[name])
    role = queries.role_names().get(name)
    if role is None:
        return name
    return role.label


def describe(expression: str) -> str:
    """The expression in words, for guides and posters, where no applicant is known yet."""
    return describe_call(parse(expression))


def describe_call(call: Call) -> str:
    words = _names()
    if call.literal or not call.args:
        return call.name if call.literal else words.get(call.name) or seat_name(call.name)
    if call.name == "doan_co_so_cua":
        return _("the base unit of %(unit)s") % {"unit": describe_call(call.args[0])}
    if call.name == "cap_tren_truc_tiep":
        return _("the direct superior of %(unit)s") % {"unit": describe_call(call.args[0])}
    seat, unit = seat_name(call.name), describe_call(call.args[-1])
    if len(call.args) == 2:
        told = {"seat": seat, "office": describe_call(call.args[0]), "unit": unit}
        return _("%(seat)s, %(office)s of %(unit)s") % told
    return _("%(seat)s of %(unit)s") % {"seat": _said_once(seat, unit), "unit": unit}


def _names() -> dict[str, str]:
    """What variables and offices are called."""
    return {
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
        "ban_tuyen_giao": _("the propaganda department"),
        "ban_phong_trao": _("the movements department"),
        "van_phong": _("the office"),
    }


def _said_once(seat: str, unit: str) -> str:
    """“Lãnh đạo đơn vị” of “đơn vị thụ lý” is “Lãnh đạo đơn vị thụ lý”."""
    ending = seat.split()[-2:]
    return " ".join(seat.split()[:-2]) if len(ending) == 2 and ending == unit.split()[:2] else seat
