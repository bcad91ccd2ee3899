"""Plans from plain values, the same for a dossier and for an administrator's page; refused in words."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from doanso.core.units import queries as units
from doanso.core.units.models import Unit, UnitType
from doanso.features.organisation.plans import NewUnit, Pass, Plan, merger
from doanso.lib.errors import Refused
from doanso.lib.text import clean_name, fold


def new_units(names: Sequence[str], parent: Unit, type_code: str) -> list[NewUnit]:
    """With the next free codes below the parent."""
    clean = [clean_name(name) for name in names]
    if not all(clean):
        raise Refused(_("Each new unit needs a name."))
    if len({fold(name) for name in clean}) < len(clean):
        raise Refused(_("Two of the new units have the same name."))
    kind_of(type_code)
    taken, number, found = set(Unit.objects.values_list("code", flat=True)), 1, []
    for name in clean:
        while (code := f"{parent.code}-{number:02d}") in taken:
            number += 1
        if len(code) > 30:  # as long as Unit.code may be
            raise Refused(_("The codes below %(unit)s are too long.") % {"unit": parent})
        taken.add(code)
        found.append(NewUnit(code, name, type_code, parent.code))
    return found


def above(unit: Unit, on: date) -> Unit:
    found = units.superior(unit, on)
    if found is None:
        raise Refused(_("Nothing stands above %(unit)s.") % {"unit": unit})
    return found


def kind_of(code: str) -> UnitType:
    found = UnitType.objects.filter(pk=code).first()
    if found is None:
        raise Refused(_("There is no kind of unit with the code %(code)s.") % {"code": code})
    return found


def needed(names: Sequence[str], least: int) -> None:
    if len(names) < least:
        raise Refused(_("At least %(number)d new branches are needed.") % {"number": least})


def enough_members(unit: Unit, number: int, least: int) -> None:
    if number < least:
        raise Refused(
            _("%(unit)s has %(number)d members, at least %(least)d are needed.")
            % {"unit": unit, "number": number, "least": least}
        )


def shared(unit: Unit, found: Sequence[NewUnit], chosen: Mapping[int, int]) -> tuple[Pass, ...]:
    """`chosen`: person → place of a new unit, from 0."""
    shares = [
        tuple(sorted(person for person, where in chosen.items() if where == place)) for place in range(len(found))
    ]
    return tuple(Pass(unit.code, new.code, people) for new, people in zip(found, shares, strict=True) if people)


def unite(unit: Unit, other: Unit, name: str, on: date, *, keep: tuple[int, ...] = ()) -> Plan:
    """Both end, and a new one of the same kind below the same superior has all that they had."""
    new = new_units([name], above(unit, on), unit.type_id)[0]
    return merger([unit.code, other.code], new.code, new=new, keep=keep)


def upgrade(unit: Unit, found: Sequence[NewUnit], shares: tuple[Pass, ...], kind: str, name: str = "") -> Plan:
    """The unit keeps its code and becomes one of another kind; who is named nowhere goes to its first new branch.

    `name`: what it is called from then on; empty, as before.
    """
    called = clean_name(name) or unit.name
    return Plan(
        found=tuple(found),
        passes=shares,
        rest=(unit.code, found[0].code) if found else None,
        retype=(unit.code, kind_of(kind).code),
        rename=(unit.code, called, "") if called != unit.name else None,
        sources=(unit.code,),
        targets=(unit.code,),
    )


def split(
    unit: Unit, found: Sequence[NewUnit], shares: tuple[Pass, ...], *, goes_on: bool, keep: tuple[int, ...] = ()
) -> Plan:
    """The members named go to new units; the rest stays, or the unit ends and the first new one has what is left."""
    whole = () if goes_on else (Pass(unit.code, found[0].code),)
    return Plan(
        found=tuple(found),
        passes=(*shares, *whole),
        keep=() if goes_on else keep,
        sources=(unit.code,),
        targets=(*([unit.code] if goes_on else []), *(one.code for one in found)),
    )


def enough_parts(names: Sequence[str], *, goes_on: bool) -> None:
    if len(names) < (1 if goes_on else 2):
        raise Refused(_("Name one new unit, or at least two when the unit itself ends."))


def rename(unit: Unit, name: str, short_name: str) -> Plan:
    return Plan(
        rename=(unit.code, clean_name(name), clean_name(short_name)), sources=(unit.code,), targets=(unit.code,)
    )


def move(unit: Unit, above: Unit) -> Plan:
    return Plan(move=(unit.code, above.code))
