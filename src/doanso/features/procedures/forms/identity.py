"""What an officer types from the paper of somebody who stands at the desk."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.features.procedures.models import IdentityCheck
from doanso.lib.errors import Refused
from doanso.lib.identity import clean_cccd
from doanso.lib.text import clean_name
from doanso.ui.days import DayField

_PLAIN = {"autocomplete": "off"}


class _Compared(forms.Form):
    """`compare` refuses what does not agree with the record; that is said beside what was typed."""

    seen = forms.ChoiceField(label=_("Paper shown"), choices=IdentityCheck.Seen)
    number = forms.CharField(
        label=_("Citizen number"),
        max_length=20,
        widget=forms.TextInput(attrs={**_PLAIN, "inputmode": "numeric"}),
        help_text=_("12 digits, all of them. The number is not kept, only what tells the same number again."),
    )

    def __init__(self, *args: Any, compare: Callable[..., Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compare = compare

    def clean_number(self) -> str:
        try:
            return clean_cccd(self.cleaned_data["number"])
        except ValueError:
            raise forms.ValidationError(gettext("A citizen number has 12 digits.")) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            try:
                self.compare(**data)
            except Refused as refused:
                self.add_error(refused.field if refused.field in self.fields else None, refused.message)
        return data


class IdentityForm(_Compared):
    """Whose paper it is, and when the request was handed in."""

    full_name = forms.CharField(label=_("Full name"), max_length=120, widget=forms.TextInput(attrs=_PLAIN))
    born = DayField(label=_("Date of birth"))
    handed_at = forms.DateTimeField(
        label=_("Handed in at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("The deadline runs from this moment, also when you enter the paper later."),
    )

    def clean_full_name(self) -> str:
        return clean_name(self.cleaned_data["full_name"])


class HandOverForm(_Compared):
    """The same paper again, before a copy of everything leaves."""
