"""What an administrator decides on a page, beside mergers: first shown as it would be, then decided as it was shown."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import rules as unit_rules
from doanso.core.units.models import Position, Unit
from doanso.features.organisation import queries, rules
from doanso.features.organisation.models import Change
from doanso.features.organisation.plans import Plan
from doanso.features.organisation.services import carrying_out, deciding
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.moves import Moving


@dataclass(frozen=True)
class Route:
    """What goes from one unit to another."""

    unit: Unit
    into: Unit
    movings: list[Moving]


@dataclass
class Foreseen:
    """`seats` end with their unit, or go on: each with the reason why it may not."""

    plan: Plan
    on: date
    routes: list[Route] = field(default_factory=list)
    seats: list[tuple[Position, str]] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Another one as soon as a seat, a new unit or something that stands in the way comes or goes. Who goes where
        is chosen after looking; members and dossiers come and go every hour."""
        plain = self.plan.plain() | {"keep": [], "passes": []}
        told = [self.on.isoformat(), plain, [one.unit for one in self.plan.passes if one.people is None]]
        told += [self.obstacles, [[seat.pk, str(seat.valid_to)] for seat, _reason in self.seats]]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def foresee(*, plan: Plan, effective: date, by: Person | None, now: datetime) -> Foreseen:
    """The new units are founded for a moment, so that every module can be asked, and taken back again."""
    with transaction.atomic():
        carrying_out.found(plan, effective, by, now)
        shown = _looked_at(plan, effective, by, now)
        transaction.set_rollback(True)
    return shown


def _looked_at(plan: Plan, effective: date, by: Person | None, now: datetime) -> Foreseen:
    today, shown = local(now).date(), Foreseen(plan, effective, obstacles=queries.misfits(plan, effective))
    for one in queries.passes(plan, effective):
        unit, into = units.by_code(one.unit), units.by_code(one.into)
        if one.people is not None:
            shown.routes.append(Route(unit, into, queries.movings_of_some(unit, into, effective, one.people, now)))
            continue
        found = queries.preview(unit, into, effective, frozenset(plan.keep), now)
        movings = [moving for moving in found.movings if moving.move.name != "units.seats"]  # asked one by one
        shown.routes.append(Route(unit, into, movings))
        shown.seats += [
            (seat, unit_rules.why_not_give(by, seat.person, seat.role, into, today)) for seat in found.seats
        ]
        shown.obstacles += [*found.obstacles, *unit_rules.why_not_end(by, unit, found.seats, today)]
    return shown


@transaction.atomic
def reorganise(
    *, kind: str, plan: Plan, effective: date, decision: str, seen: str, by: Person | None, now: datetime
) -> Change:
    """By who looks after every unit that is named, and has seen what would happen: `seen` is of that preview."""
    today = local(now).date()
    if not rules.looks_after(by, queries.concerned(plan), today):
        raise Forbidden(_("You do not look after all of these units."))
    if effective < today:
        raise Refused(_("Choose today or a later day."), field="ngay")
    shown = foresee(plan=plan, effective=effective, by=by, now=now)
    if shown.obstacles:
        raise Refused(" ".join(shown.obstacles))
    if shown.fingerprint != seen:
        raise Refused(_("Seats or members have changed since the preview. Please look at it again."))
    if reasons := [reason for seat, reason in shown.seats if seat.pk in plan.keep and reason]:
        raise Forbidden(" ".join(reasons))
    return deciding.decide(kind=kind, plan=plan, effective=effective, decision=decision, by=by, now=now)
