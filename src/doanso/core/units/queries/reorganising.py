"""What ends with a unit, what goes on elsewhere, and what stands in the way: shown before anything happens."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doanso.core.units import signals
from doanso.core.units.models import Membership, Position, Unit
from doanso.core.units.queries.administration import not_over
from doanso.lib.dates import format_date


@dataclass(frozen=True)
class Plan:
    """From `effective` on the unit is no more. `seats` and `members` hold on that day or later."""

    unit: Unit
    effective: date
    seats: list[Position] = field(default_factory=list)
    members: list[Membership] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)
    into: Unit | None = None

    @property
    def fingerprint(self) -> str:
        """Another one as soon as a seat or a membership comes or goes."""
        told = [self.effective.isoformat(), self.into.pk if self.into else 0]
        rows = [[row.pk, str(row.valid_to)] for row in [*self.seats, *self.members]]
        return hashlib.sha256(json.dumps([told, rows]).encode()).hexdigest()[:32]


def ending(unit: Unit, effective: date) -> Plan:
    """Without the members: see `members_without_a_home`."""
    seats = Position.objects.filter(not_over(effective), unit=unit).select_related("person", "role")
    members = Membership.objects.filter(not_over(effective), unit=unit).select_related("person")
    plan = Plan(
        unit,
        effective,
        list(seats.order_by("role__rank", "person__sort_key", "pk")),
        list(members.order_by("person__sort_key", "pk")),
    )
    plan.obstacles.extend(_obstacles(plan))
    return plan


def merging(unit: Unit, into: Unit, effective: date) -> Plan:
    found = ending(unit, effective)
    plan = Plan(unit, effective, found.seats, found.members, found.obstacles, into)
    plan.obstacles.extend(_misfits(plan, into))
    return plan


def members_without_a_home(plan: Plan) -> list[str]:
    """Members go somewhere before their unit ends."""
    number = len(plan.members)
    if not number:
        return []
    words = ngettext(
        "%(number)d member belongs here: merge the unit instead, or transfer them first.",
        "%(number)d members belong here: merge the unit instead, or transfer them first.",
        number,
    )
    return [words % {"number": number}]


def _obstacles(plan: Plan) -> list[str]:
    unit, found = plan.unit, []
    if unit.valid_to and unit.valid_to < plan.effective:
        return [_("This unit has ended already, on %(day)s.") % {"day": format_date(unit.valid_to)}]
    if plan.effective <= unit.valid_from:
        return [_("The unit exists only since %(day)s.") % {"day": format_date(unit.valid_from)}]
    below = Unit.objects.filter(not_over(plan.effective), path__startswith=unit.path).exclude(pk=unit.pk)
    if number := below.count():
        words = ngettext(
            "%(number)d unit stands below this one: end or merge it first.",
            "%(number)d units stand below this one: end or merge them first.",
            number,
        )
        found.append(words % {"number": number})
    found += [
        _("%(person)s begins here only on %(day)s: choose a later day, or take it back first.")
        % {"person": row.person, "day": format_date(row.valid_from)}
        for row in [*plan.seats, *plan.members]
        if row.valid_from >= plan.effective
    ]
    told = signals.closing.send(sender=Unit, unit=unit, on=plan.effective)
    return found + [reason for _receiver, reasons in told for reason in reasons]


def _misfits(plan: Plan, into: Unit) -> list[str]:
    found = []
    if into.pk == plan.unit.pk:
        return [_("A unit is merged into another one.")]
    if into.type.tree != plan.unit.type.tree:
        found.append(_("%(unit)s stands in another tree.") % {"unit": into})
    if into.valid_from > plan.effective or (into.valid_to and into.valid_to < plan.effective):
        found.append(_("%(unit)s does not stand on that day.") % {"unit": into})
    if plan.members and plan.unit.type.branch and not into.type.branch:
        found.append(_("Members belong to branches, and %(unit)s is none.") % {"unit": into})
    homes = Membership.objects.filter(not_over(plan.effective), unit=into)
    twice = homes.filter(person__in=[row.person_id for row in plan.members]).select_related("person")
    found += [_("%(person)s is a member in both units.") % {"person": row.person} for row in twice]
    return found
