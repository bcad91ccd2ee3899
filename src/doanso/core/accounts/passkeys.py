"""What a browser sends of a passkey is JSON. What cannot be read as that is no passkey, refused as a wrong one is."""

from contextlib import suppress
from typing import Any

from allauth.mfa.webauthn import forms as library
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

UNREADABLE = (ValueError, RecursionError)
"""Nested thousands deep, or with a number of thousands of digits."""


class Credential(forms.JSONField):
    """The library's own field and readers break at some of it."""

    def to_python(self, value: Any) -> Any:
        with suppress(*UNREADABLE):
            found = super().to_python(value)
            if found is None or _is_one(found):
                return found
        raise ValidationError(self.error_messages["invalid"], code="invalid")

    def bound_data(self, data: Any, initial: Any) -> Any:
        with suppress(*UNREADABLE):
            return super().bound_data(data, initial)
        return InvalidJSONInput("")


def _is_one(found: Any) -> bool:
    """Of one that is made, or of one that signs in."""
    for parse in (auth.parse_authentication_response, auth.parse_registration_response):
        with suppress(TypeError, ValueError, LookupError, AttributeError, ValidationError):
            parse(found)
            return True
    return False


def guard() -> None:
    """Each of the library's forms that takes one; and what names one says so in our languages."""
    for naming in (library.AddWebAuthnForm, library.EditWebAuthnForm):
        naming.base_fields["name"].label = _("Name")
    for form in (
        library.AddWebAuthnForm,
        library.AuthenticateWebAuthnForm,
        library.LoginWebAuthnForm,
        library.ReauthenticateWebAuthnForm,
    ):
        form.base_fields["credential"] = Credential(widget=forms.HiddenInput)
