"""Who sits where and belongs where. A membership changes only here, called by an effect or an import."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import signals
from doanso.core.units.models import Membership, Position, Unit
from doanso.core.units.services.announcing import announce
from doanso.lib import rows
from doanso.lib.dates import format_date, local
from doanso.lib.errors import Refused


@transaction.atomic
def appoint(
    *,
    person: Person,
    unit: Unit,
    role: str,
    since: date,
    by: Person | None,
    now: datetime,
    source: str = "",
    **more: Any,
) -> Position:
    """Seat a person; refused when they sit there already."""
    _in_line(person)
    _still_there(unit, since)
    held = Position.objects.filter(_not_over(since), person=person, unit=unit, role_id=role, annulled_by="")
    if held.exists():
        raise Refused(_("%(person)s already holds this seat.") % {"person": person})
    position = Position.objects.create(person=person, unit=unit, role_id=role, valid_from=since, source=source, **more)
    announce("units.appointed", position, by, now, person=person.pk, unit=unit.code, role=role, source=source)
    return position


@transaction.atomic
def end_position(*, position: Position, last_day: date, by: Person | None, now: datetime) -> Position:
    """Refused when the seat ends before or on that day anyway."""
    position = Position.objects.select_for_update().get(pk=position.pk)
    if last_day < position.valid_from:
        raise Refused(_("The last day lies before the first."), field="last_day")
    if position.valid_to and position.valid_to <= last_day:
        raise Refused(_("This seat already ends on %(day)s.") % {"day": format_date(position.valid_to)})
    position.valid_to = last_day
    position.save(update_fields=["valid_to"])
    announce("units.position_ended", position, by, now, last_day=last_day)
    return position


@transaction.atomic
def annul_position(*, position: Position, source: str, by: Person | None, now: datetime) -> Position:
    """What gave the seat does not hold: it was never theirs, on any day. What was done on it stands where it stands."""
    position = Position.objects.select_for_update().get(pk=position.pk)
    if position.annulled_by:
        return position
    told = {"first_day": position.valid_from, "last_day": position.valid_to, "source": source}
    position.annulled_by, position.valid_to = source, min(position.valid_from, local(now).date()) - timedelta(days=1)
    position.save(update_fields=["annulled_by", "valid_to"])
    announce("units.position_annulled", position, by, now, **told)
    return position


@transaction.atomic
def admit(
    *,
    person: Person,
    unit: Unit,
    since: date,
    by: Person | None,
    now: datetime,
    kind: str = Membership.Kind.MAIN,
    card_number: str | None = None,
    source: str = "",
) -> Membership:
    """Make this person a member; refused for who is one already, and for a card that somebody else has."""
    _in_line(person)
    _still_there(unit, since)
    held = Membership.objects.filter(_not_over(since), person=person, kind=kind)
    if (held if kind == Membership.Kind.MAIN else held.filter(unit=unit)).exists():
        raise Refused(_("%(person)s is a member already.") % {"person": person})
    if card_number and Membership.objects.filter(card_number=card_number).exists():
        raise Refused(_("Card number %(number)s is taken.") % {"number": card_number}, field="card_number")
    membership = Membership.objects.create(
        person=person,
        unit=unit,
        kind=kind,
        valid_from=since,
        admitted_on=since,
        card_number=card_number,
        source=source,
    )
    announce("units.admitted", membership, by, now, person=person.pk, unit=unit.code, source=source)
    return membership


def keep_membership(*, row: Membership, **values: Any) -> None:
    """A row as the register has it: changed where it differs, or left alone. For the register alone."""
    different = [name for name, value in values.items() if getattr(row, name) != value]
    if different:
        for name in different:
            setattr(row, name, values[name])
        row.save(update_fields=different)


def add_memberships(rows: list[Membership]) -> None:
    """New rows as the register has them, one or thousands with one statement. For the register alone."""
    if rows:
        Membership.objects.bulk_create(rows)
        signals.joined.send(sender=Membership, people={row.person_id for row in rows})


def _in_line(person: Person) -> None:
    """Two changes of one person's record at once: the second waits, and then sees the first."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _still_there(unit: Unit, since: date) -> None:
    """Who is just ending the unit is waited for, and waits for us."""
    found = rows.one(Unit, "id = %s FOR KEY SHARE", unit.pk)
    if found.valid_to and found.valid_to < since:
        raise Refused(_("%(unit)s has ended.") % {"unit": unit})


def _not_over(since: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gte=since)
