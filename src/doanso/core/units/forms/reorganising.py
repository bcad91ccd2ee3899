"""What an administrator corrects in a record or a unit, and how a unit ends."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units import services
from doanso.core.units.forms.administration import PermissionsForm
from doanso.core.units.models import Role
from doanso.lib.identity import clean_phone
from doanso.ui.days import DayField

LEGAL = {
    "label": gettext_lazy("Decision that it follows from"),
    "max_length": 200,
    "required": False,
}


class CorrectionForm(forms.Form):
    """A person's record. `seen_…` carry what stood there, so that two editors do not undo one another."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=120)
    date_of_birth = DayField(label=gettext_lazy("Date of birth"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=20, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    seen_full_name = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    seen_date_of_birth = DayField(widget=forms.HiddenInput, required=False)
    seen_phone = forms.CharField(widget=forms.HiddenInput, required=False)
    seen_email = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        standing = vars(services.Facts.of(person))
        super().__init__(
            *args, initial=standing | {f"seen_{name}": value for name, value in standing.items()}, **kwargs
        )
        self.person = person

    def clean_full_name(self) -> str:
        name = " ".join(self.cleaned_data["full_name"].split())
        if not any(letter.isalpha() for letter in name):
            raise forms.ValidationError(_("A name has letters."))
        return name

    def clean_date_of_birth(self) -> date | None:
        day = self.cleaned_data["date_of_birth"]
        if day and not date(1900, 1, 1) <= day <= timezone.localdate():
            raise forms.ValidationError(_("Nobody here was born on that day."))
        return day

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        try:
            phone = clean_phone(typed) if typed else ""
        except ValueError:
            raise forms.ValidationError(_("This is not a Vietnamese phone number.")) from None
        if phone and Person.objects.filter(phone=phone).exclude(pk=self.person.pk).exists():
            raise forms.ValidationError(_("Somebody with this phone number is here already."))
        return phone

    def facts(self, before: str = "") -> services.Facts:
        data = self.cleaned_data
        return services.Facts(*(data[f"{before}{name}"] for name in ("full_name", "date_of_birth", "phone", "email")))


class RenameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    short_name = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("For narrow places. Empty: the whole name."),
    )
    legal = forms.CharField(
        **LEGAL,
        help_text=gettext_lazy("With it, the unit's history keeps the old name. Empty: only a mistake is corrected."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)


class EndForm(forms.Form):
    last_day = DayField(label=gettext_lazy("Last day"))
    legal = forms.CharField(**LEGAL)


class NewRoleForm(PermissionsForm):
    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{1,29}$",
        label=gettext_lazy("Code"),
        help_text=gettext_lazy(
            "2 to 30 small letters without diacritics, digits or underscores: steps of procedures name the role by it. "
            "It cannot be changed."
        ),
        error_messages={"invalid": gettext_lazy("Only small letters without diacritics, digits and underscores.")},
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    field_order = ("code", "name", "name_en", "permissions", "covers_below")

    def clean_code(self) -> str:
        if Role.objects.filter(code__iexact=self.cleaned_data["code"]).exists():
            raise forms.ValidationError(_("There is a role with this code already."))
        return self.cleaned_data["code"]
