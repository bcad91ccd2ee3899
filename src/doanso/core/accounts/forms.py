from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from doanso.lib.identity import clean_phone


class LoginForm(allauth_forms.LoginForm):
    """By e-mail or by phone, however the phone number is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("E-mail or phone number")
        login.max_length = 254
        login.widget.attrs = {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}

    def clean_login(self) -> str:
        login = super().clean_login()
        try:
            return clean_phone(login)
        except ValueError:
            return login

    def user_credentials(self) -> dict[str, str]:
        """One way to look the account up, so that a wrong password costs the same time whoever was named."""
        login = self.cleaned_data["login"]
        return {"email" if "@" in login else "username": login, "password": self.cleaned_data["password"]}


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = [(code, name[0].upper() + name[1:]) for code, name in names]
