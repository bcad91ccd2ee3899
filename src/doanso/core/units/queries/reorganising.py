"""What ends with a unit and what stands in the way; what its seats and the units below it become in another one."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.core.units import signals
from doanso.core.units.models import Delegation, Former, Membership, Position, Unit
from doanso.core.units.queries.administration import not_over
from doanso.lib.dates import format_date
from doanso.lib.moves import Handover, Line


@dataclass(frozen=True)
class Plan:
    """From `effective` on the unit is no more. `seats` hold on that day or later."""

    unit: Unit
    effective: date
    seats: list[Position] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)


def ending(unit: Unit, effective: date) -> Plan:
    """Nothing goes on elsewhere: whatever still depends on the unit stands in the way."""
    plan = Plan(unit, effective, list(seats_then(unit, effective)))
    plan.obstacles.extend(why_not_then(unit, effective) or _dependents(plan))
    return plan


def seats_then(unit: Unit, on: date) -> QuerySet[Position]:
    """Held on that day or later."""
    held = Position.objects.filter(not_over(on), unit=unit).select_related("person", "role")
    return held.order_by("role__rank", "person__sort_key", "pk")


def why_not_then(unit: Unit, effective: date) -> list[str]:
    """Why this unit cannot end before that day, whatever becomes of what it has."""
    if unit.valid_to and unit.valid_to < effective:
        return [_("This unit has ended already, on %(day)s.") % {"day": format_date(unit.valid_to)}]
    if effective <= unit.valid_from:
        return [_("The unit exists only since %(day)s.") % {"day": format_date(unit.valid_from)}]
    return [
        _("%(person)s begins here only on %(day)s: choose a later day, or take it back first.")
        % {"person": row.person, "day": format_date(row.valid_from)}
        for row in seats_then(unit, effective).filter(valid_from__gte=effective)
    ]


def _dependents(plan: Plan) -> list[str]:
    found = []
    if number := units_below(plan.unit, plan.effective).count():
        words = ngettext(
            "%(number)d unit stands below this one: end or merge it first.",
            "%(number)d units stand below this one: end or merge them first.",
            number,
        )
        found.append(words % {"number": number})
    if number := Membership.objects.filter(not_over(plan.effective), unit=plan.unit).count():
        words = ngettext(
            "%(number)d member belongs here: merge the unit instead, or transfer them first.",
            "%(number)d members belong here: merge the unit instead, or transfer them first.",
            number,
        )
        found.append(words % {"number": number})
    told = signals.closing.send(sender=Unit, unit=plan.unit, on=plan.effective)
    return found + [reason for _receiver, reasons in told for reason in reasons]


def units_below(unit: Unit, on: date) -> QuerySet[Unit]:
    """Those that stand on that day or later, all the way down."""
    return Unit.objects.filter(not_over(on), path__startswith=unit.path).exclude(pk=unit.pk).order_by("path")


def misfits(unit: Unit, into: Unit, on: date) -> list[str]:
    """Why one unit cannot carry on what another had, by what they are."""
    if into.pk == unit.pk:
        return [_("A unit is merged into another one.")]
    found = why_not_then(unit, on)
    if into.type.tree != unit.type.tree:
        found.append(_("%(unit)s stands in another tree.") % {"unit": into})
    if into.valid_from > on or (into.valid_to and into.valid_to < on):
        found.append(_("%(unit)s does not stand on that day.") % {"unit": into})
    if into.path.startswith(unit.path):
        found.append(_("%(unit)s stands below the unit that ends: move it first.") % {"unit": into})
    return found


def seats_to_hand_over(handover: Handover) -> list[Line]:
    """Who keeps which seat; delegations go along."""
    seats = list(seats_then(handover.unit, handover.on))
    kept = [seat for seat in seats if seat.pk in handover.keep]
    lent = Delegation.objects.filter(position__in=kept, revoked_at=None, valid_to__gte=handover.on).count()
    lines = [Line(_("Seats that go on"), len(kept)), Line(_("Seats that end"), len(seats) - len(kept))]
    lines.append(Line(_("Delegations that go on"), lent))
    return [line for line in lines if line.number]


def below_to_hand_over(handover: Handover) -> list[Line]:
    """Of the units below only how many: each keeps its code, its people and its work."""
    number = units_below(handover.unit, handover.on).count()
    return [Line(_("Units below, with all that they have"), number)] if number else []


def as_of(unit: Unit, on: date) -> Former | Unit:
    """The unit's name, kind and superior as they were on that day."""
    return unit.formerly.filter(until__gte=on).select_related("type", "parent").order_by("until", "pk").first() or unit


def former(unit: Unit) -> QuerySet[Former]:
    """What it was, the latest first."""
    return unit.formerly.select_related("type", "parent").order_by("-until", "-pk")
