"""What an administrator does with people, accounts and roles. Each checks who asks: accounts know no units."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts import services as accounts
from doanso.core.accounts.models import Person, User
from doanso.core.units import queries, rules
from doanso.core.units.models import Position, Role, Unit
from doanso.core.units.services import seats
from doanso.core.units.services.announcing import announce
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused
from doanso.lib.text import clean_name


@transaction.atomic
def add_person(
    *,
    full_name: str,
    phone: str,
    email: str,
    date_of_birth: date | None,
    unit: Unit,
    role: Role,
    since: date,
    by: Person | None,
    now: datetime,
) -> Person:
    """Somebody new, with their first role: without one nobody would look after them."""
    _may_give(by, None, role, unit, now)
    if phone and Person.objects.filter(phone=phone).exists():
        raise Refused(_("Somebody with this phone number is here already."), field="phone")
    person = Person.objects.create(
        full_name=clean_name(full_name), phone=phone, email=email, date_of_birth=date_of_birth
    )
    announce("units.person_added", person, by, now, unit=unit.code)
    seats.appoint(person=person, unit=unit, role=role.code, since=since, by=by, now=now)
    return person


@transaction.atomic
def create_account(*, person: Person, email: str, by: Person | None, now: datetime) -> User:
    """Without a password: the holder chooses one through the invitation or a link."""
    _may_look_after(by, person, now)
    return accounts.create_user(person=person, email=email, by=by, now=now)


@transaction.atomic
def invite(*, person: Person, by: Person | None, now: datetime) -> None:
    accounts.send_invitation(_account(person, by, now).pk, by=by, now=now)


@transaction.atomic
def make_link(*, person: Person, by: Person | None, now: datetime) -> str:
    return accounts.make_link(_account(person, by, now).pk, by=by, now=now)


@transaction.atomic
def lock(*, person: Person, by: Person | None, now: datetime) -> None:
    """Refused for the last administrator of a unit."""
    user = _account(person, by, now)
    _someone_stays(person, now)
    accounts.deactivate(user.pk, by=by, now=now)


@transaction.atomic
def unlock(*, person: Person, by: Person | None, now: datetime) -> None:
    accounts.reactivate(_account(person, by, now).pk, by=by, now=now)


@transaction.atomic
def reset_second_factor(*, person: Person, by: Person | None, now: datetime) -> None:
    accounts.reset_second_factor(_account(person, by, now).pk, by=by, now=now)


@transaction.atomic
def sign_out(*, person: Person, by: Person | None, now: datetime) -> None:
    accounts.sign_out_everywhere(_account(person, by, now).pk, by=by, now=now)


@transaction.atomic
def give_role(
    *,
    person: Person,
    unit: Unit,
    role: Role,
    since: date,
    until: date | None,
    title: str,
    by: Person | None,
    now: datetime,
) -> Position:
    """In one's own units only, and no role that may do more there than the giver."""
    _may_give(by, person, role, unit, now)
    if until and until < since:
        raise Refused(_("The last day lies before the first."), field="until")
    return seats.appoint(
        person=person, unit=unit, role=role.code, since=since, valid_to=until, title=title, by=by, now=now
    )


@transaction.atomic
def take_role(*, position: Position, last_day: date, by: Person | None, now: datetime) -> Position:
    """The seat ends after that day; refused while nobody else would look after the unit."""
    _may_give(by, position.person, position.role, position.unit, now)
    if queries.ADMIN in position.role.permissions:
        _someone_stays(position.person, now)
    return seats.end_position(position=position, last_day=last_day, by=by, now=now)


def _account(person: Person, by: Person | None, now: datetime) -> User:
    _may_look_after(by, person, now)
    user = User.objects.filter(person=person).first()
    if user is None:
        raise Refused(_("This person has no account yet."))
    return user


def _may_look_after(by: Person | None, person: Person, now: datetime) -> None:
    if reason := rules.why_not_look_after(by, person, local(now).date()):
        raise Forbidden(reason)


def _may_give(by: Person | None, person: Person | None, role: Role, unit: Unit, now: datetime) -> None:
    if reason := rules.why_not_give(by, person, role, unit, local(now).date()):
        raise Forbidden(reason)


def _someone_stays(person: Person, now: datetime) -> None:
    """Two administrators who remove each other at the same moment wait for one another here."""
    list(Role.objects.select_for_update(no_key=True).filter(permissions__contains=[queries.ADMIN]).order_by("pk"))
    if rules.is_last_administrator(person, local(now).date()):
        raise Refused(_("This is the last administrator of a unit. Appoint another one first."))
