"""Somebody says that another joined with their phone number; and what is decided about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from doanso.features.contests.services.judging import LONGEST, SHORTEST
from doanso.lib import text
from doanso.lib.identity import clean_phone

BOX = forms.Textarea(attrs={"rows": 3})


class ClaimForm(forms.Form):
    """With an account neither name nor address are asked."""

    phone = forms.CharField(
        label=_("Your phone number"),
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), help_text=_("We send you a code of six digits, and the answer."))
    words = forms.CharField(
        label=_("How the organiser sees that it is yours"), min_length=SHORTEST, max_length=1000, widget=BOX,
        help_text=_("For example: your class and teacher, who can be asked; that you can be called on this number."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, has_account: bool) -> None:
        super().__init__(data)
        if has_account:
            del self.fields["full_name"], self.fields["email"]

    def clean_phone(self) -> str:
        try:
            return clean_phone(self.cleaned_data["phone"])
        except ValueError:
            raise forms.ValidationError(_("A phone number has ten digits and begins with 0.")) from None

    def clean_full_name(self) -> str:
        return text.clean_name(self.cleaned_data["full_name"])

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class DecideClaimForm(forms.Form):
    granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("1", _("The number is theirs: it becomes free")), ("0", _("The entrant keeps the number"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Reason"), help_text=_("Both sides read it."), min_length=SHORTEST, max_length=LONGEST, widget=BOX
    )
