"""Forms of officers. What they refuse is shown beside what was typed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Channel, Client, Status
from doanso.features.procedures.queries import clients, dossiers
from doanso.ui.days import DayField

LONGEST_OPINION = 5000
NEEDS_REASON = {"return", "supplement", "refuse", "stop"}


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class Uploads(forms.FileField):
    """Several files in one box; each is checked when it is stored."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(Uploads, self).clean(one, initial) for one in given if one][:20]


class ActForm(forms.Form):
    """One action on one open step."""

    action = forms.ChoiceField(widget=forms.HiddenInput)
    to = forms.ChoiceField(label=_("Return to"), required=False)
    comment = forms.CharField(
        label=_("Opinion or reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=LONGEST_OPINION,
        help_text=_("Needed when you return, refuse or ask for a supplement. The applicant reads it then."),
    )
    files = Uploads(label=_("Files"), required=False)

    def __init__(self, *args: Any, actions: tuple[str, ...], earlier: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [(name, name) for name in actions]
        self.fields["to"].choices = earlier[::-1]
        if "return" not in actions or not earlier:
            del self.fields["to"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("action") in NEEDS_REASON and not data.get("comment", "").strip():
            self.add_error("comment", _("Please write the reason."))
        return data


def just_forward(typed: Mapping[str, str]) -> str | None:
    """The opinion, when this form would find nothing to say: a step goes on. None: let the form look."""
    opinion = typed.get("comment", "").strip()
    is_fine = typed.get("action") == "forward" and len(opinion) <= LONGEST_OPINION and "\0" not in opinion
    return opinion if is_fine else None


class CountForm(forms.Form):
    """Closing a vote: by the ballots cast here, or by the figures of a meeting held on paper."""

    on_paper = forms.BooleanField(label=_("The members met and voted on paper: I enter the figures"), required=False)
    present = forms.IntegerField(label=_("Present"), min_value=0, max_value=100_000, required=False)
    votes_for = forms.IntegerField(label=_("For"), min_value=0, max_value=100_000, required=False)
    votes_against = forms.IntegerField(label=_("Against"), min_value=0, max_value=100_000, required=False)
    votes_blank = forms.IntegerField(label=_("Blank"), min_value=0, max_value=100_000, required=False)
    comment = forms.CharField(
        label=_("Conclusion in words"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=5000
    )
    files = Uploads(label=_("Signed minutes"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("on_paper"):
            for name in ("present", "votes_for"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Please enter this figure."))
        return data

    def counted(self) -> dict[str, int] | None:
        data = self.cleaned_data
        if not data.get("on_paper"):
            return None
        votes = {name: data.get(f"votes_{name}") or 0 for name in ("for", "against", "blank")}
        return votes | {"present": data.get("present") or 0}


class AssignForm(forms.Form):
    """Which colleague does an open step."""

    to = forms.ChoiceField(label=_("Colleague"))
    words = forms.CharField(
        label=_("A word to them"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2000
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["to"].choices = [(key, one.full_name) for key, one in self.people.items()]

    def clean_to(self) -> Person:
        return self.people[self.cleaned_data["to"]]


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Remark"), widget=forms.Textarea(attrs={"rows": 2}), max_length=5000)
    files = Uploads(label=_("Files"), required=False)


class ApologyForm(forms.Form):
    """A late dossier: the new date, and why."""

    new_date = forms.DateTimeField(
        label=_("New date"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class PaymentForm(forms.Form):
    """A fee to be paid before the office goes on."""

    amount = forms.IntegerField(label=_("Amount (VND)"), min_value=1, max_value=10**12)
    how = forms.CharField(
        label=_("What it is for, and how to pay"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("The applicant reads it: for example where the desk is, or the account and what to write."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class LostLinkForm(forms.Form):
    code = forms.CharField(
        label=_("Tracking code"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "input-code", "autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("It stands on your receipt and in our messages."),
    )
    email = forms.EmailField(
        label=_("E-mail address given in the form"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class BroughtForm(forms.Form):
    """What somebody brought to the desk after a request."""

    who = forms.CharField(label=_("Brought by"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    at = forms.DateTimeField(
        label=_("Brought at"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    items = forms.CharField(
        label=_("What was brought"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text=_("One paper or piece of information a line; it stands on the receipt."),
    )
    files = Uploads(label=_("Scanned papers"), required=False)

    def __init__(self, *args: Any, since: datetime, now: datetime, restated: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.since, self.now, self.restated = since, now, restated

    def clean_at(self) -> datetime:
        """Moments are typed by the minute."""
        at = self.cleaned_data["at"]
        if at > self.now:
            raise forms.ValidationError(_("This moment has not come yet."))
        if at < self.since.replace(second=0, microsecond=0):
            raise forms.ValidationError(_("The office asked for the supplement only later."))
        return at

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        given = self.restated or data.get("items", "").strip() or data.get("files")
        if not given and not self.errors:
            self.add_error("items", _("Please write what was brought, or attach the scans."))
        return data


class FilterForm(forms.Form):
    """The list of dossiers, narrowed down by its address."""

    q = forms.CharField(label=_("Code, name or phone"), required=False, max_length=100)
    status = forms.TypedChoiceField(label=_("Status"), required=False, coerce=int, empty_value=None)
    timing = forms.ChoiceField(label=_("Deadline"), required=False, choices=[("", _("Any")), *dossiers.TIMINGS.items()])
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    since = DayField(label=_("Submitted from"), required=False)
    until = DayField(label=_("to"), required=False)

    def __init__(self, *args: Any, procedures: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = ("", _("Any"))
        self.fields["status"].choices = [anything, *Status.choices]
        self.fields["procedure"].choices = [anything, *procedures]
        self.fields["channel"].choices = [anything, *Channel.choices]


class ClientForm(forms.Form):
    """A program that shall use the API."""

    name = forms.CharField(
        label=_("Name of the program"), max_length=120, help_text=_("For example: Website of the commune.")
    )
    unit = forms.ModelChoiceField(
        label=_("Unit"),
        queryset=Unit.objects.none(),
        to_field_name="code",
        empty_label=_("Choose a unit"),
        help_text=_("Whoever may read sees the dossiers of this unit and of all below it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("The program may"), choices=Client.Scope, widget=forms.CheckboxSelectMultiple
    )
    webhook_url = forms.URLField(
        label=_("Address that is told of changes (webhook)"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("Each change of a dossier that the program submitted is sent there, signed."),
    )

    def __init__(self, *args: Any, by: Person | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        field.queryset = clients.units_to_choose(by, today)
        field.label_from_instance = lambda unit: f"{'– ' * (unit.path.count('/') - 2)}{unit.name}"

    def clean_name(self) -> str:
        if Client.objects.filter(name=self.cleaned_data["name"]).exists():
            raise forms.ValidationError(gettext("Another program has this name already."))
        return self.cleaned_data["name"]


class WebhookForm(forms.Form):
    url = forms.URLField(
        label=_("Address that is told of changes (webhook)"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("Empty: nothing is sent. Each time you save, a new secret is made."),
    )
