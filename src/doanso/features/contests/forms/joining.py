"""What an entrant tells. Which fields there are, the contest says."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doanso.core.consent.models import Purpose
from doanso.core.units.models import Unit
from doanso.features.contests.forms.guardians import ASKED, CHOSEN, clean_contact, guardian_fields, require
from doanso.features.contests.models import Contest
from doanso.features.contests.queries import unit_search
from doanso.features.contests.rules.children import is_child
from doanso.features.contests.rules.joining import birth_years, wanted
from doanso.features.contests.services.guardians import Guardian
from doanso.features.contests.services.joining import Given
from doanso.lib import text
from doanso.lib.identity import clean_phone

AS_TYPED = "-"


class TellingForm(forms.Form):
    """The fields that both ways of joining share; with an account, of these only what the register does not know."""

    def __init__(
        self, contest: Contest, purpose: Purpose | None, *args: Any, known_birth: int | None = None, **more: Any
    ) -> None:
        """`known_birth`: the year that the register says."""
        super().__init__(*args, **more)
        self.contest = contest
        for name in ("birth", "job", "phone", "email"):
            if name in wanted(contest):
                self.fields[name] = self._field(name)
        year = known_birth or _year(self.data.get("birth", ""))
        self.is_child = (known_birth or "birth" in self.fields) and is_child(year, timezone.localdate())
        self.was_asked, self.guardian_note = ASKED in self.data, ""
        if self.is_child:
            self.fields |= guardian_fields(year, asked=self.was_asked)
            self.data = (
                {**dict(self.data.items()), **({} if self.was_asked else CHOSEN)} if self.is_bound else self.data
            )
        if purpose is not None:
            self.fields["agree"] = forms.BooleanField(
                label=_("I agree: %(title)s") % {"title": purpose.title.lower()},
                error_messages={"required": _("Without your consent you cannot take part.")},
            )

    def _field(self, name: str) -> forms.Field:
        jobs = self.contest.audience.get("jobs") or []
        if name == "job" and jobs:
            return forms.ChoiceField(label=_("Occupation"), choices=[("", "–"), *((job, job) for job in jobs)])
        return {"birth": _birth, "job": _job, "phone": _phone, "email": _email}[name]()

    def clean_birth(self) -> int:
        year = self.cleaned_data["birth"]
        if year not in birth_years(timezone.localdate()):
            raise forms.ValidationError(_("Please check the year of birth."))
        return year

    def clean_phone(self) -> str:
        try:
            return clean_phone(self.cleaned_data["phone"])
        except ValueError:
            raise forms.ValidationError(_("A phone number has ten digits and begins with 0.")) from None

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_guardian_contact(self) -> str:
        """A phone number or an e-mail address."""
        told = self.cleaned_data["guardian_contact"]
        return clean_contact(told) if told else ""

    def _guardian(self) -> Guardian | None:
        told = self.cleaned_data
        if not self.is_child or not told.get("guardian_agree"):
            return None
        return Guardian(told["guardian_kind"], text.clean_name(told["guardian_name"]), told["guardian_contact"])

    def refuse(self, field: str, words: str) -> None:
        """Beside the field that it is about, where the form has it. To be asked more, being under 16, is no error."""
        if field == ASKED and self.is_child and not self.was_asked:
            self.guardian_note = words
            require(self.fields)
            return
        self.add_error(field if field in self.fields else None, words)

    def given(self) -> Given:
        told = self.cleaned_data
        return Given(
            full_name=told.get("full_name", ""),
            unit=told.get("chosen"),
            unit_words="" if told.get("chosen") else told.get("unit", ""),
            birth_year=told.get("birth"),
            job=told.get("job", ""),
            phone=told.get("phone", ""),
            email=told.get("email", ""),
            guardian=self._guardian(),
        )


class JoinForm(TellingForm):
    """Unit by its name: one that fits is taken, several are offered, none stays as it was typed."""

    full_name = forms.CharField(
        label=_("Full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    unit = forms.CharField(
        label=_("Unit, school, class"),
        max_length=160,
        help_text=_("For example: Class 10A1, or the name of your branch."),
        widget=forms.TextInput(attrs={"list": "don-vi-goi-y", "autocomplete": "organization"}),
    )

    def clean_full_name(self) -> str:
        name = text.clean_name(self.cleaned_data["full_name"])
        if len(name.split()) < 2:
            raise forms.ValidationError(_("Please enter surname and name, with accents."))
        return name

    def clean_unit(self) -> str:
        return text.clean_name(self.cleaned_data["unit"])

    def clean(self) -> dict[str, Any]:
        words, picked = self.cleaned_data.get("unit", ""), self.data.get("unit_choice", "")
        found = unit_search.called(self.contest, words, timezone.localdate()) if words else []
        if len(found) == 1 and not picked:
            self.cleaned_data["chosen"] = found[0]
        elif found and picked != AS_TYPED:
            self.cleaned_data["chosen"] = next((unit for unit in found if unit.code == picked), None)
            if self.cleaned_data["chosen"] is None:
                self._offer(found, words)
        return self.cleaned_data

    def _offer(self, found: list[Unit], words: str) -> None:
        choices = [(unit.code, _label(unit)) for unit in found]
        choices.append((AS_TYPED, _("None of these: write “%(words)s”") % {"words": words}))
        fields = {}
        for name, field in self.fields.items():
            fields[name] = field
            if name == "unit":
                fields["unit_choice"] = forms.ChoiceField(
                    label=_("Which of these?"), choices=choices, widget=forms.RadioSelect
                )
        self.fields = fields
        self.add_error("unit_choice", _("Several units have such a name: please choose yours."))


class DigitsForm(forms.Form):
    digits = forms.CharField(
        label=_("The six digits from the e-mail"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-short input-code"}
        ),
    )


class MailForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your private code"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"class": "input-short input-code", "autocomplete": "off", "placeholder": "7K3M-9QXA-4BCD-T"}
        ),
    )


class WithdrawForm(forms.Form):
    sure = forms.BooleanField(
        label=_("I have read this and want to withdraw."),
        error_messages={"required": _("Please tick the box if you really want to withdraw.")},
    )


def _label(unit: Unit) -> str:
    return f"{unit.name} – {unit.parent.name}" if unit.parent else unit.name


def _birth() -> forms.Field:
    number = forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric", "autocomplete": "bday-year"})
    return forms.IntegerField(label=_("Year of birth"), widget=number)


def _job() -> forms.Field:
    return forms.CharField(label=_("Occupation"), max_length=120)


def _phone() -> forms.Field:
    box = forms.TextInput(attrs={"type": "tel", "class": "input-short", "autocomplete": "tel"})
    return forms.CharField(
        label=_("Phone"), max_length=20, widget=box, help_text=_("Only the organiser sees it, to reach the winners.")
    )


def _email() -> forms.Field:
    return forms.EmailField(label=_("E-mail"), help_text=_("We send you a code of six digits."))


def _year(typed: Any) -> int | None:
    """Before the form is read: whether there are fields more to read."""
    typed = str(typed).strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else None
