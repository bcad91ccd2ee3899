"""Accounts: made, locked, given a password. Each change is announced (`signals.account_event`), for the audit trail."""

from datetime import datetime

from allauth.account import app_settings as allauth_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from doanso.core.accounts.models import Person, User
from doanso.core.accounts.services.announcing import announce
from doanso.lib.errors import Refused
from doanso.lib.identity import is_demo_phone


@transaction.atomic
def create_user(
    *,
    person: Person,
    email: str = "",
    username: str = "",
    password: str | None = None,
    by: Person | None,
    now: datetime,
) -> User:
    """An account for somebody who has none yet. Without a password they set one through "forgotten password"."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    email, username = email.strip().lower(), username or locked.phone
    if User.objects.filter(person=locked).exists():
        raise Refused(_("This person already has an account."))
    if not username:
        raise Refused(_("An account needs a phone number."), field="username")
    if User.objects.filter(username=username).exists():
        raise Refused(_("Another account already signs in with this phone number."), field="username")
    if email and User.objects.filter(email__iexact=email).exists():
        raise Refused(_("Another account already uses this e-mail address."), field="email")
    user = User(person=locked, username=username, email=email or None)
    _give_password(user, password)
    user.save()
    announce("created", user, by=by, now=now)
    return user


@transaction.atomic
def create_owner(*, email: str, password: str, now: datetime) -> User:
    """The account that everything in this installation is open to. It belongs to nobody until `introduce`."""
    email = email.strip().lower()
    if User.objects.filter(Q(username=email) | Q(email__iexact=email)).exists():
        raise Refused(_("Another account already uses this e-mail address."), field="email")
    user = User(username=email, email=email, is_superuser=True)
    _give_password(user, password)
    user.save()
    announce("created", user, by=None, now=now, owner=True)
    return user


@transaction.atomic
def set_password(user_id: int, *, password: str, by: Person | None, now: datetime) -> None:
    """Also ends every session of the account."""
    user = User.objects.select_for_update().get(pk=user_id)
    _give_password(user, password)
    user.save(update_fields=["password"])
    _end_sessions(user)
    announce("password_set", user, by=by, now=now)


@transaction.atomic
def deactivate(user_id: int, *, by: Person | None, now: datetime) -> None:
    """The account no longer signs in, and what is signed in is signed out. The person and their past stay."""
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.is_active:
        raise Refused(_("This account is already locked."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    announce("deactivated", user, by=by, now=now)


@transaction.atomic
def reactivate(user_id: int, *, by: Person | None, now: datetime) -> None:
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_active:
        raise Refused(_("This account is not locked."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    announce("reactivated", user, by=by, now=now)


@transaction.atomic
def sign_out_everywhere(user_id: int, *, by: Person | None, now: datetime) -> int:
    """End every session, also the one that asks; returns how many there were."""
    user = User.objects.select_for_update().get(pk=user_id)
    count = _end_sessions(user)
    announce("signed_out_everywhere", user, by=by, now=now, sessions=count)
    return count


@transaction.atomic
def reset_second_factor(user_id: int, *, by: Person | None, now: datetime) -> None:
    """Forget every second factor and recovery code of somebody who lost theirs. Signs them out, and tells them."""
    user = User.objects.select_for_update().get(pk=user_id)
    gone = Authenticator.objects.filter(user=user)
    types = sorted({str(one.type) for one in gone})
    if not types:
        raise Refused(_("This account has no second factor."))
    gone.delete()
    _end_sessions(user)
    announce("second_factor_reset", user, by=by, now=now, types=types)
    write_to(user, "second_factor_reset")


@transaction.atomic
def send_invitation(user_id: int, *, by: Person | None, now: datetime) -> None:
    """A job e-mails a link with which they choose a password; the link itself is kept nowhere."""
    user = _open_account(user_id)
    if not user.email:
        raise Refused(_("This account has no e-mail address. Please make a link and hand it over."))
    announce("invited", user, by=by, now=now)
    write_to(user, "invitation")


@transaction.atomic
def make_link(user_id: int, *, by: Person | None, now: datetime) -> str:
    """The address at which the holder chooses a password, once, for some days. They are told that it was made."""
    user = _open_account(user_id)
    announce("link_made", user, by=by, now=now)
    if user.has_usable_password():
        write_to(user, "link_made")
    return password_link(user)


def password_link(user: User) -> str:
    """Void as soon as a password is chosen or somebody signs in, and after settings.PASSWORD_RESET_TIMEOUT."""
    token = allauth_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    key = {"uidb36": user_pk_to_url_str(user), "key": token}
    return settings.ADDRESS + reverse("account_reset_password_from_key", kwargs=key)


@transaction.atomic
def introduce(user_id: int, *, full_name: str, now: datetime) -> Person:
    """The first account of an installation belongs to no person yet: its holder gives a name, so that the audit trail
    can tell who did what."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.person_id or not user.is_superuser:
        raise Refused(_("This account belongs to a person already."))
    user.person = Person.objects.create(full_name=full_name, email=user.email or "")
    user.save(update_fields=["person"])
    announce("introduced", user, by=user.person, now=now)
    return user.person


@transaction.atomic
def follow_person(person: Person, *, phone_was: str, email_was: str, by: Person | None, now: datetime) -> None:
    """Who signed in with what was corrected signs in with what is right from now on, and is told where they were."""
    user = User.objects.select_for_update().filter(person=person).first()
    if user is None:
        return
    before = {"username": user.username, "email": user.email}
    if phone_was and user.username == phone_was:
        user.username = _free_username(user, person.phone)
    if email_was and user.email == email_was.lower():
        user.email = _free_email(user, person.email)
    after = {"username": user.username, "email": user.email}
    if after == before:
        return
    user.save(update_fields=["username", "email"])
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email or "").delete()
    announce("login_changed", user, by=by, now=now, before=before, after=after)
    if before["email"]:
        app.configure_task("accounts.write").defer(user_id=user.pk, about="login_changed", to=before["email"])


def _free_username(user: User, phone: str) -> str:
    if not phone:
        raise Refused(_("The account signs in with this phone number."), field="phone")
    if User.objects.filter(username=phone).exclude(pk=user.pk).exists():
        raise Refused(_("Another account already signs in with this phone number."), field="phone")
    return phone


def _free_email(user: User, email: str) -> str | None:
    email = email.strip().lower()
    if email and User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise Refused(_("Another account already uses this e-mail address."), field="email")
    return email or None


@transaction.atomic
def choose_language(user_id: int, *, language: str, by: Person | None, now: datetime) -> None:
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("This language is not available."), field="language")
    user = User.objects.select_for_update().get(pk=user_id)
    user.language = language
    user.save(update_fields=["language"])
    announce("language_chosen", user, by=by, now=now, language=language)


def create_demo_accounts(now: datetime) -> None:
    """An account for every invented person who has a phone: signs in by e-mail or phone, all with one password.

    A second call changes nothing.
    """
    password = make_password(settings.DEMO_PASSWORD)
    for person in Person.objects.filter(user=None).exclude(phone="").order_by("pk"):
        if is_demo_phone(person.phone) and not User.objects.filter(username=person.phone).exists():
            user = create_user(person=person, email=person.email, by=None, now=now)
            User.objects.filter(pk=user.pk).update(password=password)


def _give_password(user: User, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Refused(" ".join(error.messages), field="password") from None
    user.set_password(password)


def _open_account(user_id: int) -> User:
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.is_active:
        raise Refused(_("This account is locked. Unlock it first."))
    return user


def write_to(user: User, about: str) -> None:
    """Queued in this transaction; who has no address cannot be written to."""
    if user.email:
        app.configure_task("accounts.write").defer(user_id=user.pk, about=about)


def _end_sessions(user: User) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)
