"""Decided changes: who sees them, what is due, what would happen."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Membership, Position, Unit, UnitType
from doanso.features.organisation import plans
from doanso.features.organisation.models import Change
from doanso.features.organisation.plans import Pass, Plan
from doanso.lib import modules
from doanso.lib.moves import Handover, Line, Moving, looked_at


def seen_by(reader: Person | None, on: date) -> QuerySet[Change]:
    """Of units that the reader looks after, the latest first."""
    mine = units.units_administered(reader, on).values("pk")
    found = Change.objects.filter(units__in=mine).distinct().prefetch_related("units")
    return found.order_by("-effective", "-pk")


def routes(change: Change) -> list[tuple[str, str]]:
    """From which unit to which, by their names: (from, to), each once."""
    names = {unit.code: unit.name for unit in change.units.all()}
    names |= {one["code"]: one["name"] for one in change.plan["found"]}
    pairs = [(names[one["unit"]], names[one["into"]]) for one in change.plan["passes"]]
    return list(dict.fromkeys(pairs))


def waiting(unit: Unit) -> QuerySet[Change]:
    return Change.objects.filter(units=unit, state=Change.State.DECIDED).order_by("effective", "pk")


def due(on: date) -> list[int]:
    """In the order of their days, and of the decisions of one day."""
    found = Change.objects.filter(state=Change.State.DECIDED, effective__lte=on)
    return list(found.order_by("effective", "pk").values_list("pk", flat=True))


@dataclass(frozen=True)
class Preview:
    """What would happen if one unit handed over to another on that day."""

    unit: Unit
    into: Unit
    on: date
    seats: list[Position]
    movings: list[Moving]
    obstacles: list[str]

    @property
    def fingerprint(self) -> str:
        """Another one as soon as a seat or something that stands in the way comes or goes. Members and dossiers come
        and go every hour; whatever is there on the day goes along."""
        told = [self.on.isoformat(), self.unit.pk, self.into.pk, self.obstacles]
        told += [[row.pk, str(row.valid_to)] for row in self.seats]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def preview(unit: Unit, into: Unit, on: date, keep: frozenset[int], now: datetime) -> Preview:
    handover = Handover(unit, into, on, source="", now=now, keep=keep)
    movings = list(looked_at(modules.moves(), handover))
    obstacles = units.misfits(unit, into, on) + [line.words for line in stopping(movings)]
    return Preview(unit, into, on, list(units.seats_then(unit, on)), movings, obstacles)


def movings_of_some(unit: Unit, into: Unit, on: date, people: tuple[int, ...], now: datetime) -> list[Moving]:
    """What goes along when these members alone go to the other unit."""
    handover = Handover(unit, into, on, source="", now=now, people=frozenset(people))
    return list(looked_at(modules.moves(some=True), handover))


def passes(plan: Plan, on: date) -> tuple[Pass, ...]:
    """With whom nobody has named, where they go."""
    if plan.rest is None:
        return plan.passes
    unit, into = plan.rest
    named = {person for one in plan.passes for person in one.people or ()}
    left = belonging(unit, on).exclude(person__in=named).values_list("person_id", flat=True)
    return (*plan.passes, Pass(unit, into, tuple(sorted(left))))


def belonging(code: str, on: date) -> QuerySet[Membership]:
    """Main memberships of a unit on that day or later, by name."""
    found = Membership.objects.filter(units.not_over(on), unit__code=code, kind=Membership.Kind.MAIN)
    return found.select_related("person").order_by("person__sort_key", "pk")


def counting(code: str, on: date) -> int:
    """Members who count when a unit wants to grow: who is out of touch does not."""
    return belonging(code, on).filter(state__in=units.MEMBER_STATES).count()


def concerned(plan: Plan) -> list[Unit]:
    """Every unit that is named, and the superior that loses one."""
    named = list(Unit.objects.filter(code__in=plan.codes).select_related("parent"))
    losing = [unit.parent for unit in named if plan.move and unit.code == plan.move[0] and unit.parent]
    return [*named, *losing]


def alterations(change: Change) -> list[tuple[str, str]]:
    """What a unit gets under its own code: (what, the new one), in words."""
    kept = plans.read(change.plan)
    found = []
    if kept.retype:
        kind = UnitType.objects.filter(pk=kept.retype[1]).first()
        found.append((_("New kind"), kind.name if kind else kept.retype[1]))
    if kept.rename:
        found.append((_("New name"), kept.rename[1]))
    if kept.move:
        found.append((_("New superior"), units.by_code(kept.move[1]).name))
    return found


def misfits(plan: Plan, on: date) -> list[str]:
    """Why a unit cannot get that kind, name or superior."""
    codes = [*(plan.retype or ())[:1], *(plan.rename or ())[:1], *(plan.move or ())]
    named = {unit.code: unit for unit in Unit.objects.select_related("type").filter(code__in=codes)}
    standing = set(units.units(on).filter(code__in=codes).values_list("code", flat=True))
    absent = [unit for unit in named.values() if unit.code not in standing]
    found = [_("%(unit)s does not stand on that day.") % {"unit": unit} for unit in absent]
    if plan.retype and named[plan.retype[0]].type_id == plan.retype[1]:
        found.append(_("%(unit)s is of this kind already.") % {"unit": named[plan.retype[0]]})
    if plan.rename and named[plan.rename[0]].name == plan.rename[1]:
        found.append(_("This is the name already."))
    if plan.move:
        found += _cannot_stand_below(named[plan.move[0]], named[plan.move[1]])
    return found


def _cannot_stand_below(unit: Unit, above: Unit) -> list[str]:
    if above.path.startswith(unit.path):
        return [_("%(unit)s stands below the unit itself.") % {"unit": above}]
    if above.type.tree != unit.type.tree:
        return [_("%(unit)s stands in another tree.") % {"unit": above}]
    if unit.parent_id == above.pk:
        return [_("%(unit)s is its superior already.") % {"unit": above}]
    if above.type.rank >= unit.type.rank:
        return [_("%(unit)s is not of a level above it.") % {"unit": above}]
    return []


def stopping(movings: list[Moving]) -> list[Line]:
    return [line for moving in movings for line in moving.lines if line.stops]


def crossing(found: list[Unit]) -> Change | None:
    """A decided change that waits and names one of these units as one that ends."""
    for change in Change.objects.filter(state=Change.State.DECIDED, units__in=found).order_by("effective", "pk"):
        ending = {one["unit"] for one in change.plan["passes"] if one["people"] is None}
        if ending & {unit.code for unit in found}:
            return change
    return None
