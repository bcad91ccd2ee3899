"""Lending a seat for some days."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units import queries
from doanso.core.units.models import Delegation, Position
from doanso.core.units.services.announcing import announce
from doanso.lib import locks
from doanso.lib.dates import format_date, local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused


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
    if queries.DELEGATE not in position.role.permissions:
        raise Forbidden(_("This seat cannot be lent: its role does not allow it."))
    _check_delegation(position, to, first_day, last_day, by, local(now).date())
    made = Delegation.objects.create(
        position=position, delegate=to, kind=kind, valid_from=first_day, valid_to=last_day, note=note[:200]
    )
    announce("units.delegated", made, by, now, to=to.pk, role=position.role_id, unit=position.unit_id)
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
    delegation = locks.row(Delegation.objects.select_related("position"), delegation.pk)
    if delegation.position.person_id != by.pk:
        raise Forbidden(_("Only the holder of a seat can take it back."))
    if delegation.revoked_at:
        raise AlreadyDone(_("You have taken this back already."), who=by.full_name, when=delegation.revoked_at)
    delegation.revoked_at = now
    delegation.save(update_fields=["revoked_at"])
    announce("units.delegation_revoked", delegation, by, now)
    return delegation
