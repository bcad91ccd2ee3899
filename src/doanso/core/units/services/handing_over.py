"""Seats, delegations and the units below, when a unit hands over to another; for a decided change alone."""

from datetime import date, timedelta
from typing import Any

from doanso.core.units import queries
from doanso.core.units.models import Delegation, Position, Unit
from doanso.core.units.services.announcing import announce
from doanso.core.units.services.reorganising import move_unit
from doanso.lib.moves import Handover


def hand_over_seats(handover: Handover) -> dict[str, Any]:
    """Seats in `keep` go on in the other unit, the others end the day before. Row by row: the search follows each."""
    ended, made = [], {}
    for seat in queries.seats_then(handover.unit, handover.on):
        until, seat.valid_to = seat.valid_to, handover.on - timedelta(days=1)
        seat.save(update_fields=["valid_to"])
        ended.append(seat.pk)
        if seat.pk in handover.keep:
            fresh = _sits(seat, handover) or _seat_in(seat, handover, until)
            made[seat.pk] = fresh.pk
            _lend_on(seat, fresh, handover.on)
    if ended:
        told = {"seats": ended, "made": made, "into": handover.into.code, "source": handover.source}
        announce("units.seats_handed_over", handover.unit, handover.by, handover.now, **told)
    return {"ended": ended, "made": made}


def hand_over_units_below(handover: Handover) -> dict[str, Any]:
    """What stands directly below comes under the other unit and brings all below itself; where others are named as
    working at the unit or lying in it, the other one is named."""
    moved = []
    below = queries.units_below(handover.unit, handover.on).filter(parent=handover.unit)
    for one in list(below.select_related("parent")):
        move_unit(
            unit=one,
            parent=handover.into,
            since=handover.on,
            source=handover.source,
            decision=handover.decision,
            by=handover.by,
            now=handover.now,
        )
        moved.append(one.code)
    standing = Unit.objects.filter(queries.not_over(handover.on))
    standing.filter(works_at=handover.unit).update(works_at=handover.into)
    standing.filter(area=handover.unit).update(area=handover.into)
    return {"units": moved}


def _sits(seat: Position, handover: Handover) -> Position | None:
    held = Position.objects.filter(queries.not_over(handover.on), unit=handover.into, role=seat.role_id)
    return held.filter(person=seat.person_id).first()


def _seat_in(seat: Position, handover: Handover, until: date | None) -> Position:
    return Position.objects.create(
        person_id=seat.person_id,
        unit=handover.into,
        role_id=seat.role_id,
        title=seat.title,
        acting=seat.acting,
        valid_from=handover.on,
        valid_to=until,
        source=handover.source,
    )


def _lend_on(old: Position, new: Position, on: date) -> None:
    """A delegation that still runs goes on from the new seat; the part before stays with the old one."""
    for lent in Delegation.objects.filter(position=old, revoked_at=None, valid_to__gte=on):
        rest = Delegation(position=new, delegate_id=lent.delegate_id, kind=lent.kind, note=lent.note)
        rest.valid_from, rest.valid_to = max(on, lent.valid_from), lent.valid_to
        if lent.valid_from < on:
            rest.save()
            lent.valid_to = on - timedelta(days=1)
            lent.save(update_fields=["valid_to"])
        else:
            lent.position = new
            lent.save(update_fields=["position"])
