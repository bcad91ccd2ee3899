"""Rows of a dossier's list as people and seats: whom and what they mean, or why they mean nobody."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import assignees
from doanso.core.units import queries as units
from doanso.core.units.models import Role, Unit
from doanso.lib.dates import local
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext
from doanso.lib.text import clean_name, fold

RELEASE = "Cho rút tên"
HALF, CENTS = Decimal(50), Decimal("0.01")
Row = dict[str, Any]


@dataclass(frozen=True)
class Named:
    """One row. `person` is None only for who was not elected and is not known here."""

    person: Person | None
    full_name: str
    role: Role | None
    votes: int | None
    share: Decimal | None
    reason: str = ""


def today(context: EffectContext) -> date:
    return local(context.now).date()


def unit_of(context: EffectContext, params: Row) -> Unit:
    """The unit of which the dossier speaks, followed along its lineage."""
    name = params.get("unit", "don_vi_nop")
    known = Unit.objects.select_related("type").in_bulk(context.unit_ids.values())
    rows = {key: known[pk] for key, pk in context.unit_ids.items()}
    found = rows.get(name) or assignees.unit_of(assignees.parse(name), rows, today(context))
    if found is None:
        raise Refused(_("The dossier does not say which unit is meant."))
    return next(iter(units.successors(found, today(context))), found)


def by_of(context: EffectContext) -> Person | None:
    return Person.objects.filter(pk=context.by_id).first() if context.by_id else None


def elected(context: EffectContext, params: Row, unit: Unit) -> list[Named]:
    """Who stood: elected is whom the list gives a seat, unless half of the votes or fewer are written beside it."""
    return _read(_table(context, params), unit, lambda row: row.get("viec") != RELEASE)


def released(context: EffectContext, params: Row, unit: Unit) -> list[Named]:
    return _read(_table(context, params), unit, lambda row: row.get("viec") == RELEASE)


def _table(context: EffectContext, params: Row) -> list[Row]:
    return context.answers.get(params.get("table", "nguoi")) or []


def _read(rows: list[Row], unit: Unit, wanted: Any) -> list[Named]:
    """Every row that is about this; all that name nobody are told together."""
    roles, found, wrong = list(Role.objects.all()), [], []
    for row in filter(wanted, rows):
        try:
            found.append(_named(row, unit, roles))
        except Refused as refused:
            wrong.append(refused.message)
    seats = [(one.person.pk, one.role.pk) for one in found if one.person and one.role]
    if len(seats) != len(set(seats)):
        wrong.append(_("The list names somebody twice for the same seat."))
    if wrong:
        raise Refused("\n".join(wrong))
    return found


def _named(row: Row, unit: Unit, roles: list[Role]) -> Named:
    share = _decimal(row.get("ty_le"))
    share = None if share is None else share.quantize(CENTS)
    votes = _decimal(row.get("so_phieu"))
    office = (row.get("chuc_vu") or "").strip()
    won = bool(office) and (share is None or share > HALF)
    name = clean_name(row.get("ho_ten") or "")
    person = person_named(name, row.get("ngay_sinh"), unit) if won else _known(name, row.get("ngay_sinh"), unit)
    role = _role(office, roles) if won else None
    return Named(person, name, role, None if votes is None else int(votes), share, str(row.get("ly_do") or "")[:300])


def _decimal(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def person_named(name: str, born: Any, unit: Unit) -> Person:
    """One person of this name (and day of birth, when it is given), of the unit or below first."""
    people = _alike(name, born, unit)
    if len(people) != 1:
        raise Refused(_("“%(name)s” does not name exactly one person; add the date of birth.") % {"name": name})
    return people[0]


def _known(name: str, born: Any, unit: Unit) -> Person | None:
    people = _alike(name, born, unit)
    return people[0] if len(people) == 1 else None


def _alike(name: str, born: Any, unit: Unit) -> list[Person]:
    found = Person.objects.filter(search_key=fold(name))
    if isinstance(born, str) and len(born) == len("2000-01-31"):
        found = found.filter(date_of_birth=date.fromisoformat(born))
    inside = found.filter(memberships__unit__path__startswith=unit.path).distinct()
    return list(inside[:2]) or list(found[:2])


def _role(office: str, roles: list[Role]) -> Role:
    wanted = fold(office)
    for role in roles:
        if wanted in {fold(role.name), role.code.replace("_", " ")}:
            return role
    raise Refused(_("“%(office)s” is not a seat that this system knows.") % {"office": office})
