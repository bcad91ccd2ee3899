"""The parts of a contest, as its organiser fills them in."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.features.contests.models import Contest, Show, Together
from doanso.features.contests.presets import PRESETS
from doanso.features.contests.queries import organising
from doanso.features.contests.rules import TIE_BREAKS, preparing
from doanso.features.contests.rules.preparing import ENTRY_FIELDS
from doanso.ui.days import DayField

LONGEST_RULES, MOST_JOBS = 20_000, 20
EMPTY, PRESET, COPY = "trong", "mau", "sao"


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Unit) -> str:
        return obj.short_name or obj.name


class NewForm(forms.Form):
    start = forms.ChoiceField(label=gettext_lazy("Begin with"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=gettext_lazy("Name of the contest"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Left empty: as in the template or the earlier contest."),
    )
    unit = UnitField(label=gettext_lazy("Organiser"), queryset=Unit.objects.none(), to_field_name="code")
    first_day = DayField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("The rounds of the template, or of the earlier contest, are placed from this day on."),
    )

    def __init__(self, data: Any = None, *, by: Person | None, today: date, **more: Any) -> None:
        super().__init__(data, **more)
        self.today = today
        self.initial.setdefault("first_day", today + timedelta(days=7 - today.weekday()))
        self.earlier = {one.code: one for one in organising.organised_by(by, today)[:30]}
        self.fields["unit"].queryset = organising.places(by, today)
        presets = [(f"{PRESET}:{key}", preset.name) for key, preset in PRESETS.items()]
        copies = [
            (f"{COPY}:{code}", _("As the earlier contest “%(name)s”") % {"name": one.name})
            for code, one in self.earlier.items()
        ]
        self.fields["start"].choices = [*presets, (EMPTY, _("An empty contest")), *copies]

    def clean_first_day(self) -> date:
        day = self.cleaned_data["first_day"]
        if not -366 <= (day - self.today).days <= 732:
            raise forms.ValidationError(_("Choose a day within two years."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("name") and "start" in given:
            kind, _colon, key = given["start"].partition(":")
            names = {PRESET: PRESETS, COPY: self.earlier}.get(kind)
            if names is None:
                self.add_error("name", _("Please give the contest a name."))
            else:
                given["name"] = names[key].name
        return given


class PartForm(forms.Form):
    """One part of a contest. `seen` is the mark of what the page showed: what others wrote meanwhile is never lost."""

    part = ""
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, contest: Contest) -> None:
        self.contest = contest
        state = organising.STATES[self.part](contest)
        self.mark = organising.seen(state)
        super().__init__(data, initial={**self.held(state), "seen": self.mark})

    def held(self, state: dict[str, Any]) -> dict[str, Any]:
        return state

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "seen" in given and given["seen"] != self.mark:
            self.add_error(None, told_otherwise())
        return given


def told_otherwise() -> str:
    return _(
        "Somebody has changed this part meanwhile. What you typed still stands here: open the page again in another "
        "tab, compare, and save there."
    )


class IntroForm(PartForm):
    part = "intro"
    name = forms.CharField(label=gettext_lazy("Name of the contest"), max_length=160)
    summary = forms.CharField(
        label=gettext_lazy("Introduction in short"),
        max_length=1000,
        help_text=gettext_lazy("One or two sentences for the list of contests and the poster."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    rules = forms.CharField(
        label=gettext_lazy("Rules of the contest"),
        max_length=LONGEST_RULES,
        required=False,
        help_text=gettext_lazy(
            "Plain text: an empty line begins a new paragraph, “- ” a line of a list, “1. ” a heading."
        ),
        widget=forms.Textarea(attrs={"rows": 18}),
    )


class AudienceForm(PartForm):
    part = "audience"
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Units"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each with all units below it. None chosen: everybody may take part."),
    )
    from_age = forms.IntegerField(label=gettext_lazy("From the age of"), min_value=5, max_value=110, required=False)
    to_age = forms.IntegerField(label=gettext_lazy("Up to the age of"), min_value=5, max_value=110, required=False)
    jobs = forms.CharField(
        label=gettext_lazy("Occupations"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("One a line, such as “pupil”; entrants choose among them. Empty: all."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, contest: Contest, today: date) -> None:
        super().__init__(data, contest=contest)
        chosen = Unit.objects.filter(code__in=contest.audience.get("units", []))
        offered = {unit.code: unit for unit in [contest.unit, *_below(contest, today), *chosen]}
        self.fields["units"].choices = [(code, unit.short_name or unit.name) for code, unit in offered.items()]

    def held(self, state: dict[str, Any]) -> dict[str, Any]:
        wanted = state["audience"]
        return wanted | {"jobs": "\n".join(wanted.get("jobs", []))}

    def clean_jobs(self) -> list[str]:
        found = list(dict.fromkeys(" ".join(line.split()) for line in self.cleaned_data["jobs"].splitlines()))
        jobs = [job for job in found if job]
        if len(jobs) > MOST_JOBS or any(len(job) > 120 for job in jobs):
            raise forms.ValidationError(_("20 occupations at most, each 120 letters at most."))
        return jobs

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if (given.get("from_age") or 0) > (given.get("to_age") or 999):
            self.add_error("to_age", _("The upper age lies below the lower one."))
        return given

    def given(self) -> dict[str, Any]:
        return {"audience": {name: value for name, value in super().given().items() if value}}


def _below(contest: Contest, today: date) -> Iterable[Unit]:
    """Offices have no members of their own."""
    return units.children([contest.unit], today).filter(type__office=False)


class EntryForm(PartForm):
    part = "entry"
    without_account = forms.TypedChoiceField(
        label=gettext_lazy("How to take part"),
        choices=[
            ("1", gettext_lazy("With an account, or by name and unit without an account: for contests for everybody")),
            ("0", gettext_lazy("Only with an account: for members whose names are in the register")),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    fields_asked = forms.MultipleChoiceField(
        label=gettext_lazy("What somebody without an account tells beside name and unit"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Ask only what you need. Phone or e-mail makes it harder to take part twice; a code by e-mail proves it. "
            "Where pupils under 16 take part, ask the year of birth: then a parent or guardian agrees in the same step."
        ),
        choices=[
            ("phone", gettext_lazy("Phone number")),
            ("email", gettext_lazy("E-mail, proved by a code")),
            ("birth", gettext_lazy("Year of birth")),
            ("job", gettext_lazy("Occupation")),
        ],
    )

    def held(self, state: dict[str, Any]) -> dict[str, Any]:
        return {"without_account": "1" if state["without_account"] else "0", "fields_asked": state["fields"]}

    def given(self) -> dict[str, Any]:
        asked = self.cleaned_data["fields_asked"]
        fields = [name for name in ENTRY_FIELDS if name in asked]
        return {"without_account": self.cleaned_data["without_account"], "fields": fields}


class DecidingForm(PartForm):
    """A place for each tie-break, in order; what is left empty does not decide."""

    part = "deciding"
    guess = forms.BooleanField(
        label=gettext_lazy("Ask at the end: how many entrants will answer everything right?"), required=False
    )

    def __init__(self, data: Any = None, *, contest: Contest) -> None:
        super().__init__(data, contest=contest)
        choices = [("", _("nothing more decides")), *TIE_BREAKS.items()]
        for place in range(len(TIE_BREAKS)):
            label = _("When points are equal: %(place)s") % {"place": place + 1}
            field = forms.ChoiceField(label=label, choices=choices, required=False)
            field.initial = contest.tie_breaks[place] if place < len(contest.tie_breaks) else ""
            self.fields[f"tie_{place}"] = field

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        chosen = [given.get(f"tie_{place}") for place in range(len(TIE_BREAKS))]
        names = [name for name in chosen if name]
        if len(set(names)) < len(names):
            self.add_error(None, _("Each of these decides once."))
        elif "guess" in names and not given.get("guess"):
            self.add_error("guess", _("The guess can decide only when it is asked."))
        given["names"] = names
        return given

    def given(self) -> dict[str, Any]:
        return {"guess": self.cleaned_data["guess"], "tie_breaks": self.cleaned_data["names"]}


class TogetherForm(PartForm):
    part = "together"
    together = forms.ChoiceField(
        label=gettext_lazy("What counts for the whole contest"), choices=Together, widget=forms.RadioSelect
    )
    best_rounds = forms.IntegerField(
        label=gettext_lazy("How many of the best rounds"),
        min_value=1,
        max_value=preparing.MOST_ROUNDS,
        help_text=gettext_lazy("Only where the best rounds are added up."),
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "best_rounds" in given and "together" in given:
            fault = preparing.together_fault(given["together"], given["best_rounds"], organising.kinds(self.contest))
            if fault:
                self.add_error(*fault)
        return given


class AfterwardsForm(PartForm):
    part = "afterwards"
    score_at_once = forms.BooleanField(
        label=gettext_lazy("Entrants see their points right after handing in"),
        help_text=gettext_lazy(
            "With several attempts, points tell which answers were right. "
            "Otherwise they are seen when the round is over."
        ),
        required=False,
    )
    show = forms.ChoiceField(
        label=gettext_lazy("Entrants see the right answers"), choices=Show, widget=forms.RadioSelect
    )
    practice = forms.BooleanField(label=gettext_lazy("Everybody may practise with other questions"), required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason, which everybody can read"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
