"""Forms of those who write procedures."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Kind, Procedure, Version
from doanso.features.procedures.queries import drafts
from doanso.features.procedures.services.authoring import content as contents
from doanso.ui.days import DayField

CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{1,38}[A-Z0-9]")
FARTHEST = timedelta(days=366)


class BeginForm(forms.Form):
    """A new procedure: its name and code, who handles it, and what it begins with."""

    name = forms.CharField(label=_("Name of the procedure"), max_length=600, widget=forms.Textarea(attrs={"rows": 2}))
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Stands in its address for ever: capital letters, digits, points and hyphens, such as D-KN."),
    )
    kind = forms.ChoiceField(label=_("Kind of procedure"), choices=Kind.choices, widget=forms.RadioSelect)
    owner = forms.ModelChoiceField(label=_("Unit that handles it"), queryset=Unit.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, by: Person, today: date, template: Version | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        self.fields["owner"].queryset = drafts.units_to_write_for(by, today).order_by("path")
        if template:
            self.initial |= {"name": template.name, "kind": template.procedure.kind}
            del self.fields["kind"]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip().upper()
        if not CODE.fullmatch(code):
            raise forms.ValidationError(gettext("Please use capital letters, digits, points and hyphens only."))
        if Procedure.objects.filter(code=code).exists() or drafts.open_of(code):
            raise forms.ValidationError(gettext("This code is taken already. Please choose another one."))
        return code

    def clean(self) -> dict[str, Any]:
        """As `services.authoring.drafts.begin` takes it."""
        data = super().clean()
        if self.errors:
            return data
        code, name = data["code"], " ".join(data["name"].split())
        if self.template:
            made = contents.copied(contents.of_version(self.template), code=code, name=name)
        else:
            made = contents.blank(code=code, kind=data["kind"], name=name)
        return {"content": made, "owner": data["owner"]}


class SendForm(forms.Form):
    message = forms.CharField(
        label=_("What is new, and why"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ApproveForm(forms.Form):
    publish_on = DayField(
        label=_("In force from"),
        required=False,
        help_text=_("Leave it empty to publish at once."),
    )
    opinion = forms.CharField(
        label=_("Opinion"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_publish_on(self) -> date | None:
        day = self.cleaned_data["publish_on"]
        if day and not self.today <= day <= self.today + FARTHEST:
            raise forms.ValidationError(gettext("Please choose a day between today and one year from now."))
        return day


class SendBackForm(forms.Form):
    opinion = forms.CharField(
        label=_("What has to be changed"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
