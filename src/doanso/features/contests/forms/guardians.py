"""What is asked more of somebody under 16: who agrees."""

from django import forms
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doanso.features.contests.models import Entrant
from doanso.features.contests.rules import children
from doanso.lib.identity import clean_phone

Kind = Entrant.Guardian
ASKED, CHOSEN = "guardian_name", {"guardian_kind": Kind.PARENT.value}
"""The field that a browser sends whenever it was shown; and what is chosen until somebody chooses."""


def guardian_fields(birth_year: int | None, *, asked: bool) -> dict[str, forms.Field]:
    """The first time they are only shown, and why is said beside them. `asked`: they came back."""
    small = children.is_small(birth_year, timezone.localdate())
    kinds = [choice for choice in Kind.choices if not (small and choice[0] == Kind.SCHOOL)]
    name = forms.TextInput(attrs={"autocomplete": "off"})
    fields: dict[str, forms.Field] = {
        "guardian_kind": forms.ChoiceField(
            label=_("Who agrees that you take part"), choices=kinds, widget=forms.RadioSelect, initial=Kind.PARENT
        ),
        "guardian_name": forms.CharField(label=_("Their full name"), max_length=120, widget=name),
        "guardian_contact": forms.CharField(
            label=_("Their phone or e-mail"), max_length=120, help_text=_("Only the organiser sees it, to make sure.")
        ),
        "guardian_agree": forms.BooleanField(
            label=_("They sit beside me, or have told me, and agree."),
            error_messages={"required": _("Without their consent you cannot take part.")},
        ),
    }
    if small:
        fields["guardian_agree"].label = _("I am this person and agree for the child.")
    if not asked:
        require(fields, required=False)
    return fields


def require(fields: dict[str, forms.Field], *, required: bool = True) -> None:
    for name, field in fields.items():
        if name.startswith("guardian_"):
            field.required = required


def clean_contact(typed: str) -> str:
    try:
        if "@" not in typed:
            return clean_phone(typed)
        validate_email(typed.strip())
    except (ValueError, forms.ValidationError):
        raise forms.ValidationError(_("Please give a phone number of ten digits or an e-mail address.")) from None
    return typed.strip().lower()
