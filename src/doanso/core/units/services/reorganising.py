"""What becomes of units: another name, an end, a merger. Names are not dated; everything else is."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries, rules
from doanso.core.units.models import Lineage, Membership, Position, Unit
from doanso.core.units.services.announcing import announce
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.text import clean_name, fold


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, short_name: str, seen: str, legal: str, by: Person | None, now: datetime
) -> Unit:
    """With `legal`, the decision, the unit's history keeps the old name; without, a mistake is corrected."""
    found = _own(by, [unit], now)[0]
    clean, was = clean_name(name), found.name
    if was != seen:
        raise Refused(_("The unit is called %(name)s by now. Please open the page again.") % {"name": was})
    short = clean if short_name == was else clean_name(short_name)  # a short name that was the whole one follows
    if clean == was and short == found.short_name:
        return found
    found.name, found.short_name, found.search_key = clean, short, fold(clean)
    found.save(update_fields=["name", "short_name", "search_key"])
    if legal and clean != was:
        note = _("Until then: %(name)s.") % {"name": was}
        _keep_lineage(Lineage.Kind.RENAME, found, found, local(now).date(), legal, note)
    announce("units.renamed", found, by, now, before=was, after=clean, short_name=found.short_name, legal=legal)
    return found


@transaction.atomic
def end_unit(*, unit: Unit, last_day: date, legal: str, by: Person | None, now: datetime) -> Unit:
    """With its seats. Refused while anything else depends on it, members first of all."""
    found = _own(by, [unit], now)[0]
    effective = last_day + timedelta(days=1)
    plan = queries.ending(found, effective)
    obstacles = [
        *plan.obstacles,
        *queries.members_without_a_home(plan),
        *rules.why_not_end(by, plan, local(now).date()),
    ]
    if obstacles:
        raise Refused(" ".join(obstacles))
    _close(plan, moving=frozenset(), into=None)
    _end(found, last_day)
    _keep_lineage(Lineage.Kind.DISSOLVE, found, None, effective, legal)
    told = {"last_day": last_day, "legal": legal, "seats": [seat.pk for seat in plan.seats]}
    announce("units.ended", found, by, now, **told)
    return found


@transaction.atomic
def merge_unit(
    *,
    unit: Unit,
    into: Unit,
    effective: date,
    legal: str,
    keep: frozenset[int],
    seen: str,
    by: Person | None,
    now: datetime,
) -> Unit:
    """All members, and the seats in `keep`, go on in the other unit; the other seats end. `seen`: of the preview."""
    found, target = _own(by, [unit, into], now)
    plan = queries.merging(found, target, effective)
    if plan.obstacles:
        raise Refused(" ".join(plan.obstacles))
    if plan.fingerprint != seen:
        raise Refused(_("Seats or members have changed since the preview. Please look at it again."))
    on = local(now).date()
    reasons = [*rules.why_not_end(by, plan, on), *rules.why_not_move(by, plan, keep, target, on)]
    if reasons:
        raise Forbidden(" ".join(reasons))
    moved = _close(plan, moving=keep, into=target)
    _end(found, effective - timedelta(days=1))
    _keep_lineage(Lineage.Kind.MERGE, found, target, effective, legal)
    told = {"into": target.code, "effective": effective, "legal": legal}
    told |= {"seats": [seat.pk for seat in plan.seats], "kept": sorted(keep), "members": len(plan.members)}
    announce("units.merged", found, by, now, **told, made=moved)
    return target


def _own(by: Person | None, units: list[Unit], now: datetime) -> list[Unit]:
    """The units locked, in the order given; two mergers crosswise wait for one another in the order of the keys."""
    keys = [unit.pk for unit in units]
    locked = {unit.pk: unit for unit in Unit.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}
    within = set(queries.units_administered(by, local(now).date()).filter(pk__in=keys).values_list("pk", flat=True))
    if not within.issuperset(keys):
        raise Forbidden(_("You do not look after this unit."))
    return [locked[key] for key in keys]


def _end(unit: Unit, last_day: date) -> None:
    unit.valid_to = last_day
    unit.save(update_fields=["valid_to"])


def _close(plan: queries.Plan, *, moving: frozenset[int], into: Unit | None) -> dict[str, list[int]]:
    """End what the unit holds the day before, and begin what goes on. Row by row: the search follows each."""
    last_day = plan.effective - timedelta(days=1)
    seats, members = [], []
    for seat in plan.seats:
        until, seat.valid_to = seat.valid_to, last_day
        seat.save(update_fields=["valid_to"])
        if into is not None and seat.pk in moving and not _sits(seat, into, plan.effective):
            seats.append(_seat_in(seat, into, plan.effective, until).pk)
    for membership in plan.members if into is not None else []:
        members.append(_member_in(membership, into, plan.effective).pk)
    return {"seats": seats, "members": members}


def _sits(seat: Position, into: Unit, on: date) -> bool:
    held = Position.objects.filter(queries.not_over(on), person=seat.person_id, unit=into, role=seat.role_id)
    return held.exists()


def _seat_in(seat: Position, into: Unit, since: date, until: date | None) -> Position:
    return Position.objects.create(
        person_id=seat.person_id,
        unit=into,
        role_id=seat.role_id,
        title=seat.title,
        acting=seat.acting,
        valid_from=since,
        valid_to=until,
        source=seat.source,
    )


def _member_in(old: Membership, into: Unit, since: date) -> Membership:
    """The card goes along: its number stands on one row alone."""
    until, card = old.valid_to, old.card_number
    old.valid_to, old.card_number = since - timedelta(days=1), None
    old.save(update_fields=["valid_to", "card_number"])
    return Membership.objects.create(
        person_id=old.person_id,
        unit=into,
        kind=old.kind,
        state=old.state,
        card_number=card,
        admitted_on=old.admitted_on,
        valid_from=since,
        valid_to=until,
        source=old.source,
    )


def _keep_lineage(kind: str, source: Unit, target: Unit | None, effective: date, legal: str, note: str = "") -> Lineage:
    locks.hold("units.lineage")
    last = Lineage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    line = Lineage.objects.create(code=f"QT-{last + 1}", kind=kind, effective=effective, legal=legal, note=note)
    line.sources.set([source])
    line.targets.set([target] if target else [])
    return line
