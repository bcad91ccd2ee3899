"""Changes of units and seats, all audited. A membership changes only here, called by an effect or an import."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import signals
from doanso.core.units.models import Delegation, Membership, Position, Role, Unit, UnitType
from doanso.core.units.seed import ROLES
from doanso.lib.dates import format_date, local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused
from doanso.lib.text import clean_name, fold


def _announce(kind: str, target: Any, by: Person | None, now: datetime, **data: Any) -> None:
    """Audit lies above units in the stack, so it listens (see audit.receivers)."""
    signals.changed.send(sender=type(target), kind=kind, target=target, by=by, now=now, data=data)


@transaction.atomic
def seed_roles() -> None:
    """Add the standard seats that are missing; what an administrator changed stays."""
    for code, name, name_en, rank, covers_below, permissions, fallback in ROLES:
        Role.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "name_en": name_en,
                "rank": rank,
                "covers_below": covers_below,
                "permissions": permissions,
                "fallback": fallback,
            },
        )


@transaction.atomic
def create_unit(
    *,
    code: str,
    name: str,
    type: UnitType,
    parent: Unit | None,
    valid_from: date,
    by: Person | None,
    now: datetime,
    **more: Any,
) -> Unit:
    clean = clean_name(name)
    path = f"{parent.path if parent else '/'}{code}/"
    unit = Unit(code=code, name=clean, type=type, parent=parent, path=path, valid_from=valid_from, **more)
    unit.search_key = fold(clean)
    unit.save()
    _announce("units.created", unit, by, now, code=code, name=clean)
    return unit


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
    held = Position.objects.filter(_not_over(since), person=person, unit=unit, role_id=role)
    if held.exists():
        raise Refused(_("%(person)s already holds this seat.") % {"person": person})
    position = Position.objects.create(person=person, unit=unit, role_id=role, valid_from=since, source=source, **more)
    _announce("units.appointed", position, by, now, person=person.pk, unit=unit.code, role=role, source=source)
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
    _announce("units.position_ended", position, by, now, last_day=last_day)
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
    _announce("units.admitted", membership, by, now, person=person.pk, unit=unit.code, source=source)
    return membership


def _in_line(person: Person) -> None:
    """Two changes of one person's record at once: the second waits, and then sees the first."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _not_over(since: date) -> Q:
    return Q(valid_to=None) | Q(valid_to__gte=since)


@transaction.atomic
def delegate(
    *,
    position: Position,
    to: Person,
    kind: str,
    first_day: date,
    last_day: date,
    by: Person,
    now: datetime,
    note: str = "",
) -> Delegation:
    """Lend a seat for some days: only its holder may, and only to somebody else."""
    position = Position.objects.select_for_update().get(pk=position.pk)
    if position.person_id != by.pk:
        raise Forbidden(_("Only the holder of a seat can delegate it."))
    _check_delegation(position, to, first_day, last_day, by, local(now).date())
    made = Delegation.objects.create(
        position=position, delegate=to, kind=kind, valid_from=first_day, valid_to=last_day, note=note[:200]
    )
    _announce("units.delegated", made, by, now, to=to.pk, role=position.role_id, unit=position.unit_id)
    return made


def _check_delegation(position: Position, to: Person, first_day: date, last_day: date, by: Person, today: date) -> None:
    if to.pk == by.pk:
        raise Refused(_("You cannot delegate to yourself."), field="to")
    if last_day < first_day:
        raise Refused(_("The last day lies before the first."), field="last_day")
    if last_day < today:
        raise Refused(_("The last day is over."), field="last_day")
    if last_day - first_day > timedelta(days=366):
        raise Refused(_("A delegation lasts a year at most."), field="last_day")
    if position.valid_to and position.valid_to < last_day:
        raise Refused(_("You hold this seat until %(day)s only.") % {"day": format_date(position.valid_to)})
    same = Delegation.objects.filter(position=position, delegate=to, revoked_at=None)
    if same.filter(valid_from__lte=last_day, valid_to__gte=first_day).exists():
        raise Refused(_("%(person)s already acts for you on some of these days.") % {"person": to})


@transaction.atomic
def revoke_delegation(*, delegation: Delegation, by: Person, now: datetime) -> Delegation:
    """It ends at once, for what is done from now on."""
    delegation = Delegation.objects.select_for_update(of=("self",)).select_related("position").get(pk=delegation.pk)
    if delegation.position.person_id != by.pk:
        raise Forbidden(_("Only the holder of a seat can take it back."))
    if delegation.revoked_at:
        raise AlreadyDone(_("You have taken this back already."), who=by.full_name, when=delegation.revoked_at)
    delegation.revoked_at = now
    delegation.save(update_fields=["revoked_at"])
    _announce("units.delegation_revoked", delegation, by, now)
    return delegation
