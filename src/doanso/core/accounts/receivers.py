"""Turns what the sign-in library tells into our own announcement."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_login_failed
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone

from doanso.core.accounts.models import User
from doanso.core.accounts.signals import account_event


def _announce(what: str, user: User, **data: Any) -> None:
    account_event.send(sender=User, kind=f"accounts.{what}", target=user, by=user.person, now=timezone.now(), data=data)


@receiver(account.user_logged_in)
def signed_in(request: Any, user: User, **kwargs: Any) -> None:
    used = [record["method"] for record in request.session.get("account_authentication_methods", [])]
    _announce("signed_in", user, methods=used)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Only for an account that exists: what else was typed may be a password in the wrong field, so it goes nowhere."""
    name = str(credentials.get("email") or credentials.get("username") or "")
    user = User.objects.filter(Q(username=name) | Q(email__iexact=name)).first() if name else None
    if user:
        account_event.send(
            sender=User, kind="accounts.sign_in_failed", target=user, by=None, now=timezone.now(), data={}
        )


@receiver([account.password_changed, account.password_set, account.password_reset])
def password_set(user: User, **kwargs: Any) -> None:
    _announce("password_set", user)


@receiver(mfa.authenticator_added)
def second_factor_added(user: User, authenticator: Any, **kwargs: Any) -> None:
    made = "recovery_codes_made" if authenticator.type == "recovery_codes" else "second_factor_added"
    _announce(made, user, type=str(authenticator.type))


@receiver(mfa.authenticator_removed)
def second_factor_removed(user: User, authenticator: Any, **kwargs: Any) -> None:
    _announce("second_factor_removed", user, type=str(authenticator.type))


@receiver(mfa.authenticator_reset)
def recovery_codes_made(user: User, **kwargs: Any) -> None:
    _announce("recovery_codes_made", user)
