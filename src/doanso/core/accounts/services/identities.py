"""Accounts of people whom a sign-in provider knows."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person, User
from doanso.core.accounts.services.announcing import announce
from doanso.lib.errors import Refused
from doanso.lib.text import fold


@dataclass(frozen=True)
class Identity:
    """Who somebody is according to a sign-in provider that checked it."""

    provider: str
    subject: str
    full_name: str
    cccd: str = ""
    date_of_birth: date | None = None
    phone: str = ""


@transaction.atomic
def user_for_identity(identity: Identity, *, now: datetime) -> User:
    """The account behind a first sign-in through a provider: of the person with this citizen number, else a new one
    without any right. An e-mail address never links anybody.

    Refused when our record of that number names somebody else: a mistyped number must not give away an account.
    """
    username = _username_of(identity)
    user = User.objects.select_related("person").filter(username=username).first()
    person = user.person if user else _person_of(identity)
    user, is_new = User.objects.get_or_create(
        person=person, defaults={"username": username, "password": make_password(None)}
    )
    if is_new:
        announce("created", user, by=None, now=now, provider=identity.provider)
    announce("linked", user, by=person, now=now, provider=identity.provider)
    return user


def _is_same(person: Person, identity: Identity) -> bool:
    born_apart = (
        person.date_of_birth is not None
        and identity.date_of_birth is not None
        and person.birth_precision == "day"
        and person.date_of_birth != identity.date_of_birth
    )
    return person.search_key == fold(identity.full_name) and not born_apart


def _person_of(identity: Identity) -> Person:
    known = {"full_name": identity.full_name, "date_of_birth": identity.date_of_birth, "phone": identity.phone}
    if not identity.cccd:
        return Person.objects.create(**known)
    person, is_new = Person.objects.get_or_create(cccd=identity.cccd, defaults=known)
    if not is_new and not _is_same(person, identity):
        raise Refused(_("Our record of this citizen number differs from yours. Please ask your unit to correct it."))
    return person


def _username_of(identity: Identity) -> str:
    """Not the phone number: it may be somebody's sign-in name already."""
    return f"{identity.provider}-{hashlib.sha256(identity.subject.encode()).hexdigest()[:20]}"
