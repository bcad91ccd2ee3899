"""What is kept about somebody as a person and as the holder of an account; and how it goes, when they ask for it."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person, User
from doanso.core.accounts.signals import account_event
from doanso.lib.personal import Holding

FORGOTTEN = ("phone", "email", "ethnicity", "job")


def _profile(person: Person) -> list[dict[str, Any]]:
    plain = {
        name: getattr(person, name) for name in ("code", "full_name", "ethnicity", "cccd", "phone", "email", "job")
    }
    told = plain | {"sex": person.get_sex_display(), "born": person.birth_words}
    return [{name: str(value or "") for name, value in told.items()}]


@transaction.atomic
def _forget_profile(person: Person, now: datetime) -> int:
    """Contact and everything else but the name and the birth, by which the register knows people apart."""
    found = Person.objects.select_for_update().get(pk=person.pk)
    gone = [name for name in (*FORGOTTEN, "cccd", "address") if getattr(found, name)]
    for name in FORGOTTEN:
        setattr(found, name, "")
    found.cccd, found.address = None, {}
    found.save()
    return len(gone)


def _account(person: Person) -> list[dict[str, Any]]:
    user = User.objects.filter(person=person).first()
    if user is None:
        return []
    return [
        {"login": user.username, "email": user.email or "", "since": user.date_joined, "last": user.last_login or ""}
    ]


@transaction.atomic
def _close_account(person: Person, now: datetime) -> int:
    """Nobody signs in with it any more, and it no longer says how its holder can be reached."""
    user = User.objects.select_for_update().filter(person=person).first()
    if user is None:
        return 0
    for session in UserSession.objects.filter(user=user):
        session.end()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.username, user.email, user.is_active = f"closed-{user.pk}", None, False
    user.set_unusable_password()
    user.save()
    account_event.send(sender=User, kind="accounts.closed", target=user, by=person, now=now, data={})
    return 1


def _sign_ins(person: Person) -> list[dict[str, Any]]:
    found = UserSession.objects.filter(user__person=person).order_by("-created_at")
    return [{"since": one.created_at, "address": one.ip, "device": one.user_agent} for one in found]


HOLDINGS = (
    Holding(
        "accounts.profile",
        _("Profile"),
        {
            "code": _("Code"), "full_name": _("Full name"), "sex": _("Sex"), "born": _("Date of birth"),
            "ethnicity": _("Ethnic group"), "cccd": _("Citizen number"), "phone": _("Phone"), "email": _("E-mail"),
            "job": _("Occupation"),
        },
        _profile,
        _forget_profile,
        _("Name and date of birth stay: without them nobody could tell whose entries of the register these are."),
        order=10,
    ),
    Holding(
        "accounts.account",
        _("Account"),
        {"login": _("Signs in with"), "email": _("E-mail"), "since": _("From"), "last": _("Last sign-in")},
        _account,
        _close_account,
        order=900,
    ),
    Holding(
        "accounts.sign_ins",
        _("Devices signed in"),
        {"since": _("From"), "address": _("Network address"), "device": _("Device")},
        _sign_ins,
        order=910,
        ground=_("They go with the sign-in: twelve hours at most, and at once when the account is closed."),
    ),
)  # fmt: skip
