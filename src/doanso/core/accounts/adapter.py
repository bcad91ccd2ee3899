"""How the sign-in library behaves here."""

import base64
import hashlib
from datetime import date
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as library
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from doanso.core.accounts import services
from doanso.core.accounts.models import User
from doanso.core.accounts.services import identities
from doanso.lib.errors import Refused
from doanso.lib.identity import clean_cccd, clean_phone
from doanso.ui.limits import client_address

WRONG = _("The e-mail or phone number and the password do not belong together.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators or by the OIDC provider: nobody signs up alone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "phone_password_mismatch": WRONG,
        "invalid_login": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        try:
            return super().is_safe_url(url)
        except ValueError:  # no address at all, such as one with half of a bracket
            return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request) or "0.0.0.0"  # noqa: S104 an unknown address, to count by; nothing is bound

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The worker talks to the mail server: nobody waits for it, or learns from the wait who has an account."""
        ctx = {"request": library.request, "email": email, **context}
        message = self.render_mail(template_prefix, email, ctx)
        told = {"to": message.to, "subject": message.subject, "body": message.body}
        app.configure_task("accounts.post").defer(**told)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """The link is made by the worker, too, so that no table ever holds it."""
        services.write_to(user, "password_reset")

    def format_email_subject(self, subject: str) -> str:
        return f"[{settings.SITE_NAME}] {subject}"


class SocialAdapter(DefaultSocialAccountAdapter):
    """Links a first sign-in to the person with the same citizen number, and to nobody by e-mail."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        try:
            identity = identity_from_claims(sociallogin)
            user = identities.user_for_identity(identity, now=timezone.now())
        except Refused as refusal:
            messages.error(request, refusal.message)
            raise ImmediateHttpResponse(redirect(settings.LOGIN_URL)) from None
        sociallogin.connect(request, user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> User:
        """Nothing of the provider's is copied into the account: the person's record is ours."""
        return sociallogin.user


class MFAAdapter(DefaultMFAAdapter):
    """Second factors lie encrypted in the database, with a key that is made from the installation's secret."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Empty when the secret has changed: then no code fits, and an administrator resets the second factor."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""


def _cipher() -> Fernet:
    key = hashlib.sha256(b"doanso second factors" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def identity_from_claims(sociallogin: SocialLogin) -> identities.Identity:
    """The claims of a VNeID gateway, or of any provider with standard ones. Refused when there is no name."""
    data = sociallogin.account.extra_data
    claims = {**data.get("id_token", {}), **data.get("userinfo", {})}
    name = claims.get("full_name") or claims.get("name") or ""
    if not isinstance(name, str) or not name.strip():
        raise Refused(_("The sign-in service did not tell your name, so we cannot sign you in."))
    return identities.Identity(
        provider=sociallogin.account.provider,
        subject=sociallogin.account.uid,
        full_name=name[:120],
        cccd=_clean(clean_cccd, claims.get("citizen_pid")),
        date_of_birth=_day(claims.get("date_of_birth") or claims.get("birthdate")),
        phone=_clean(clean_phone, claims.get("phone_number")),
    )


def _clean(clean: Any, value: object) -> str:
    try:
        return clean(value) if isinstance(value, str) else ""
    except ValueError:
        return ""


def _day(value: object) -> date | None:
    """As 2001-12-31 or as 31/12/2001."""
    text = value if isinstance(value, str) else ""
    try:
        return date.fromisoformat("-".join(reversed(text.split("/"))) if "/" in text else text)
    except ValueError:
        return None
