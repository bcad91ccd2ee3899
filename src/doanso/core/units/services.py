"""Changes of units and seats, all audited. A membership changes only here, called by an effect or an import."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries, signals
from doanso.core.units.models import Delegation, Membership, Position, Role, Unit, UnitType
from doanso.core.units.seed import ROLES
from doanso.lib.errors import Forbidden, Refused
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
    if Position.objects.filter(person=person, unit=unit, role_id=role, valid_to=None).exists():
        raise Refused(_("%(person)s already holds this seat.") % {"person": person})
    position = Position.objects.create(person=person, unit=unit, role_id=role, valid_from=since, source=source, **more)
    _announce("units.appointed", position, by, now, person=person.pk, unit=unit.code, role=role, source=source)
    return position


@transaction.atomic
def end_position(*, position: Position, last_day: date, by: Person | None, now: datetime) -> Position:
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
    """Make this person a member; refused for who is one already."""
    Person.objects.select_for_update().get(pk=person.pk)
    if kind == Membership.Kind.MAIN and queries.main_membership(person, since):
        raise Refused(_("%(person)s is a member already.") % {"person": person})
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
    if position.person_id != by.pk:
        raise Forbidden(_("Only the holder of a seat can delegate it."))
    if to.pk == by.pk:
        raise Refused(_("You cannot delegate to yourself."), field="to")
    if last_day < first_day or last_day < now.date():
        raise Refused(_("The last day lies before the first."), field="last_day")
    if last_day - first_day > timedelta(days=366):
        raise Refused(_("A delegation lasts a year at most."), field="last_day")
    made = Delegation.objects.create(
        position=position, delegate=to, kind=kind, valid_from=first_day, valid_to=last_day, note=note[:200]
    )
    _announce("units.delegated", made, by, now, to=to.pk, role=position.role_id, unit=position.unit_id)
    return made


@transaction.atomic
def revoke_delegation(*, delegation: Delegation, by: Person, now: datetime) -> Delegation:
    if delegation.position.person_id != by.pk:
        raise Forbidden(_("Only the holder of a seat can take it back."))
    delegation.revoked_at = now
    delegation.save(update_fields=["revoked_at"])
    _announce("units.delegation_revoked", delegation, by, now)
    return delegation
