"""Seats that a decision gives and takes: positions with the dossier as their source."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import services as seats
from doanso.core.units.models import Position, Role, Tree, Unit
from doanso.features.members.models import Entry
from doanso.features.members.services.effects import subjects
from doanso.features.members.services.effects.making import person_of, tried
from doanso.lib.errors import Refused
from doanso.lib.modules import EffectContext
from doanso.lib.text import fold

RELEASE = "Cho rút tên"
Row = dict[str, Any]


@transaction.atomic
def appoint_elected(context: EffectContext, params: Row) -> Row:
    """Seat everybody in the list of elected people in the applying unit, by the office written beside each name."""
    unit, by, since = _unit(context, params), person_of(context.by_id), subjects.today(context)
    seated = []
    for person, role in _wanted(context, params, unit, released=False):
        if person.positions.filter(unit=unit, role=role, valid_to=None).exists():
            continue
        seats.appoint(
            person=person, unit=unit, role=role.code, since=since, by=by, now=context.now, source=context.dossier_code
        )
        seated.append({"person": person.pk, "role": role.code})
    return {"unit": unit.code, "seated": seated}


def appointing(context: EffectContext, params: Row) -> list[str]:
    return tried(lambda: _wanted(context, params, _unit(context, params), released=False))


@transaction.atomic
def release(context: EffectContext, params: Row) -> Row:
    """The seats that rows of the list say are given up end the day before."""
    unit, ended = _unit(context, params), []
    for person, role in _wanted(context, params, unit, released=True):
        for position in person.positions.filter(unit=unit, role=role, valid_to=None):
            end(position, context)
            ended.append({"person": person.pk, "role": role.code})
    return {"unit": unit.code, "released": ended}


def releasing(context: EffectContext, params: Row) -> list[str]:
    return tried(lambda: _refuse_unseated(context, params))


def held_by(person: Person, on: date) -> list[int]:
    """The seats of the Union that somebody loses who is demoted, or is no member any more."""
    held = units.positions_of(person, on).filter(unit__type__tree=Tree.UNION, valid_to=None)
    return list(held.values_list("pk", flat=True))


def held_in(person: Person, branch: Unit, on: date) -> list[int]:
    """Those that somebody loses who goes to another branch: of committees above these themselves decide."""
    return list(units.positions_of(person, on).filter(unit=branch, valid_to=None).values_list("pk", flat=True))


def losing(seats_lost: list[int]) -> dict[str, list[int]]:
    """As an entry keeps it, so that undoing gives them back."""
    return {"seats": seats_lost} if seats_lost else {}


def unseat(context: EffectContext, entries: list[Entry]) -> Row:
    lost = [pk for entry in entries for pk in entry.data.get("seats", [])]
    for position in Position.objects.filter(pk__in=lost, valid_to=None):
        end(position, context)
    return {"unseated": lost}


def reseat(entry: Entry, context: EffectContext) -> None:
    """What an entry took that is undone: the same seat again, from the day of the decision, where its unit stands."""
    by, since = person_of(context.by_id), subjects.today(context)
    seats_lost = Position.objects.filter(pk__in=entry.data.get("seats", []), unit__in=units.units(since))
    for lost in seats_lost.select_related("unit", "person"):
        if not lost.person.positions.filter(unit=lost.unit, role=lost.role_id, valid_to=None).exists():
            seats.appoint(
                person=lost.person,
                unit=lost.unit,
                role=lost.role_id,
                since=max(since, lost.valid_to + timedelta(days=1)) if lost.valid_to else since,
                by=by,
                now=context.now,
                source=context.dossier_code,
                title=lost.title,
            )


def end(position: Position, context: EffectContext) -> None:
    last = max(position.valid_from, subjects.today(context) - timedelta(days=1))
    seats.end_position(position=position, last_day=last, by=person_of(context.by_id), now=context.now)


def take_back(position: Position, context: EffectContext) -> None:
    by = person_of(context.by_id)
    seats.annul_position(position=position, source=context.dossier_code, by=by, now=context.now)


def _unit(context: EffectContext, params: Row) -> Unit:
    return subjects.unit(context, params.get("unit", "don_vi_nop"))


def _wanted(context: EffectContext, params: Row, unit: Unit, *, released: bool) -> list[tuple[Person, Role]]:
    """Each row of the list that is about this; every one that names nobody is told."""
    found, wrong = [], []
    for row in context.answers.get(params.get("table", "nguoi")) or []:
        if (row.get("viec") == RELEASE) != released:
            continue
        try:
            found.append((_named(row, unit), _role(row)))
        except Refused as refused:
            wrong.append(refused.message)
    if wrong:
        raise Refused("\n".join(wrong))
    return found


def _refuse_unseated(context: EffectContext, params: Row) -> None:
    unit = _unit(context, params)
    for person, role in _wanted(context, params, unit, released=True):
        if not person.positions.filter(unit=unit, role=role, valid_to=None).exists():
            told = {"person": person, "role": role.label, "unit": unit}
            raise Refused(_("%(person)s does not sit as %(role)s in %(unit)s.") % told)


def _named(row: Row, unit: Unit) -> Person:
    """One person of this name (and date of birth, when it is given), members of the unit or below first."""
    name = row.get("ho_ten") or ""
    found = Person.objects.filter(search_key=fold(name), merged_into=None)
    born, precision = subjects.born(row.get("ngay_sinh"))
    if born and precision == "day":
        found = found.filter(date_of_birth=born)
    inside = found.filter(memberships__unit__path__startswith=unit.path).distinct()
    people = list(inside[:2]) or list(found[:2])
    if len(people) != 1:
        raise Refused(_("“%(name)s” does not name exactly one person; add the date of birth.") % {"name": name})
    return people[0]


def _role(row: Row) -> Role:
    wanted = fold(row.get("chuc_vu") or "")
    for role in Role.objects.all():
        if wanted and wanted in {fold(role.name), role.code.replace("_", " ")}:
            return role
    raise Refused(_("“%(office)s” is not a seat that this system knows.") % {"office": row.get("chuc_vu", "")})
