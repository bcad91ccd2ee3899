"""What the assignee language knows about one dossier: the units and people that its answers name."""

from datetime import date
from typing import Any

from doanso.blocks.eforms import queries as eforms
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Version

Known = dict[str, Unit | Person | None]
DEFAULTS = {"don_vi_nop": "don_vi_nop", "chi_doan_nop": "chi_doan", "nguoi_gioi_thieu": "nguoi_gioi_thieu"}


def of(version: Version, unit: Unit, answers: dict[str, Any], applicant: Person | None, on: date) -> Known:
    """`version.extra["context"]` maps variables to answers; a member's own branch stands in for a missing unit."""
    fields = DEFAULTS | version.extra.get("context", {})
    found: Known = {"don_vi_thu_ly": unit, "nguoi_nop": applicant}
    for variable, key in fields.items():
        found[variable] = _named(variable, answers.get(key))
    if found.get("don_vi_nop") is None:
        found["don_vi_nop"] = found.get("chi_doan_nop") or _own_unit(applicant, on)
    return found


def renewed(version: Version, form_id: int | None, answers: dict[str, Any] | None, *, applicant: bool) -> Known:
    """What an officer's form says anew: later steps go to those whom it names. Applicants name nobody on the way."""
    if form_id is None or answers is None or applicant:
        return {}
    definition = eforms.definition(form_id)
    fields = DEFAULTS | version.extra.get("context", {})
    told = {variable: answers.get(key) for variable, key in fields.items() if key in definition.fields}
    return {variable: found for variable, value in told.items() if (found := _named(variable, value)) is not None}


def _named(variable: str, value: Any) -> Unit | Person | None:
    if isinstance(value, dict):
        value = value.get("code") or value.get("id")
    if not value:
        return None
    if variable == "nguoi_gioi_thieu":
        return Person.objects.filter(pk=value).first() if isinstance(value, int) else None
    return Unit.objects.select_related("type").filter(code=str(value)).first()


def _own_unit(person: Person | None, on: date) -> Unit | None:
    if person is None:
        return None
    seat = units.positions_of(person, on).first()
    if seat is not None:
        return seat.unit
    membership = units.main_membership(person, on)
    return membership.unit if membership else None
