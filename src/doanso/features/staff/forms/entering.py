"""Entries of the register and quotas, as they stand in decisions."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from doanso.core.accounts.models import Person
from doanso.features.staff import history
from doanso.features.staff.forms.looking import UnitField
from doanso.features.staff.models import ENDS, Employee, Entry, Kind, Reduction, Spell, What
from doanso.features.staff.queries import reading
from doanso.features.staff.queries.reading import EDIT
from doanso.features.staff.services import Given
from doanso.features.staff.services.entering import check_place
from doanso.lib.dates import format_date, parse_partial_date
from doanso.lib.errors import Refused
from doanso.lib.identity import clean_cccd
from doanso.lib.text import clean_name
from doanso.ui.days import DayField

WHO = ("full_name", "sex", "date_of_birth", "ethnicity", "cccd")
LEARNED = ("education", "field", "state_training", "theory", "computing", "language")
# What each kind of entry asks for, beside its day and decision.
ASKED = {
    What.APPOINTED: (*WHO, "unit", "kind", "rank", "post", "title", *LEARNED, "party", "computer"),
    What.MOVED: ("unit", "post", "title"),
    What.PROMOTED: ("rank", "kind"),
    What.POST: ("post", "title"),
    What.TRAINED: LEARNED,
    What.CHANGED: (*WHO, "kind", "party", "computer"),
} | dict.fromkeys(ENDS, ())
FLAG = {"1": True, "0": False, "": None}
FLAGS = [("", gettext_lazy("No data yet")), ("1", gettext_lazy("Yes")), ("0", gettext_lazy("No"))]


def _fact(name: str) -> forms.Field:
    """As the table has it; nothing chosen means not known."""
    owner = Employee if name in WHO else Spell
    known = owner._meta.get_field(name)
    label = capfirst(known.verbose_name)
    if name in history.FLAGS:
        return forms.ChoiceField(label=label, choices=FLAGS, required=False)
    if known.choices:
        choices = [("", gettext_lazy("No data yet")), *known.choices]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    return forms.CharField(label=label, max_length=known.max_length or 12, required=name == "full_name")


class EntryForm(forms.Form):
    """`employee` is None for who is new; `wrong` is the entry that this one replaces."""

    day = DayField(label=gettext_lazy("With effect from"))
    decision = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=60)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        what: str,
        by: Person | None,
        today: date,
        employee: Employee | None = None,
        wrong: Entry | None = None,
    ) -> None:
        self.what, self.today, self.employee, self.wrong = what, today, employee, wrong
        self.before = self._before()
        super().__init__(data, initial=self.before)
        for name in ASKED[what]:
            self.fields[name] = self._unit(by, today) if name == "unit" else _fact(name)
        self.order_fields([*ASKED[what], "day", "decision", "note"])
        if wrong:
            self.fields["note"].required = True
            self.fields["note"].label = _("Why it is corrected")
        if "date_of_birth" in self.fields:
            self.fields["date_of_birth"].required = False
            self.fields["date_of_birth"].help_text = _("Day/month/year, or only what is known.")

    def _unit(self, by: Person | None, today: date) -> forms.Field:
        allowed = reading.agencies(by, EDIT, today)
        return UnitField(label=_("Agency"), queryset=allowed, to_field_name="code", empty_label=_("Choose an agency"))

    def _before(self) -> dict[str, Any]:
        """What stands there now; of a wrong entry what it said."""
        if self.wrong:
            told = {name: _shown(value) for name, value in self.wrong.values.items()}
            if born := self.wrong.values.get("date_of_birth"):
                precision = self.wrong.values.get("birth_precision", "day")
                told["date_of_birth"] = format_date(date.fromisoformat(born), precision)
            unit = self.wrong.unit.code if self.wrong.unit else ""
            return told | {"unit": unit, "day": self.wrong.day, "decision": self.wrong.decision}
        if self.employee is None:
            return {"day": self.today}
        own = {name: getattr(self.employee, name) or "" for name in WHO}
        latest = self.employee.spells.order_by("-valid_from").first()
        facts = {name: _shown(getattr(latest, name)) for name in history.FACTS} if latest else {}
        return own | facts | {"date_of_birth": self.employee.birth_words, "day": self.today}

    def clean_date_of_birth(self) -> str:
        text = self.cleaned_data["date_of_birth"].strip()
        try:
            born, precision = parse_partial_date(text) if text else (None, "day")
        except ValueError:
            raise forms.ValidationError(_("This is not a day: 05/03/1990, 03/1990 or 1990.")) from None
        if born and not date(1900, 1, 1) <= born <= self.today:
            raise forms.ValidationError(_("This day cannot be a date of birth."))
        self.born = (born.isoformat() if born else None, precision)
        return text

    def clean_cccd(self) -> str:
        text = self.cleaned_data["cccd"].strip()
        try:
            number = clean_cccd(text) if text else ""
        except ValueError:
            raise forms.ValidationError(_("A citizen number has twelve digits.")) from None
        if number and Employee.objects.filter(cccd=number).exclude(pk=getattr(self.employee, "pk", None)).exists():
            raise forms.ValidationError(_("Somebody in the register has this number already."))
        return number

    def clean_full_name(self) -> str:
        return clean_name(self.cleaned_data["full_name"])

    def clean(self) -> dict[str, Any]:
        """The service refuses this too; here the reason stands beside what was typed."""
        data = super().clean()
        if self.errors:
            return data
        try:
            check_place(self.given())
            history.tell(self._all_entries())
        except Refused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else "day", refusal.message)
        return data

    def _all_entries(self) -> list[Entry]:
        known = list(self.employee.entries.order_by("pk")) if self.employee else []
        kept = [one for one in known if not self.wrong or one.pk != self.wrong.pk]
        given = self.given()
        fresh = Entry(
            pk=max([one.pk for one in known], default=0) + 1, what=given.what, day=given.day, unit=given.unit,
            values=given.values,
        )  # fmt: skip
        return [*kept, fresh]

    def given(self) -> Given:
        data = self.cleaned_data
        return Given(
            self.what,
            data["day"],
            self.employee.code if self.employee else "",
            data.get("unit"),
            self._values(),
            data["decision"],
            data["note"],
        )

    def _values(self) -> dict[str, Any]:
        """Only what differs from what stands there: an entry says what it changes."""
        asked = [name for name in ASKED[self.what] if name != "unit"]
        keep = set(self.wrong.values) if self.wrong else set()
        changed = [n for n in asked if n in keep or self.cleaned_data[n] != _shown(self.before.get(n, ""))]
        values = {name: self.cleaned_data[name] for name in changed}
        for name in history.FLAGS:
            if name in values:
                values[name] = FLAG[values[name]]
        if "date_of_birth" in values:
            values["date_of_birth"], values["birth_precision"] = self.born
        if "cccd" in values:
            values["cccd"] = values["cccd"] or None
        return values


def _shown(value: Any) -> Any:
    """As a field of the form has it."""
    return {True: "1", False: "0", None: ""}.get(value, value) if not isinstance(value, str) else value


class UndoForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Why it does not hold"), max_length=300)


class JoinForm(forms.Form):
    """Which other record is of the same person; offered are those of the same name where the reader keeps them."""

    code = forms.CharField(label=gettext_lazy("Staff code of the other record"), max_length=20)
    taken_over = forms.TypedChoiceField(
        label=gettext_lazy("What the other record tells"),
        choices=[
            ("0", gettext_lazy("The same service, written twice: it no longer holds")),
            ("1", gettext_lazy("Another time of service: its entries go on here")),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial="0",
    )
    note = forms.CharField(label=gettext_lazy("How you know that it is one person"), max_length=200)

    def __init__(self, data: Any = None, *, kept: Employee, among: QuerySet[Employee]) -> None:
        super().__init__(data)
        self.kept, self.among = kept, among.exclude(pk=kept.pk)
        alike = self.among.filter(search_key=kept.search_key, spells__isnull=False).distinct()[:5]
        if alike:
            told = "; ".join(f"{one.code} ({one.unit}, {one.birth_words or '–'})" for one in alike)
            self.fields["code"].help_text = _("Of the same name: %(records)s.") % {"records": told}

    def clean_code(self) -> Employee:
        found = self.among.filter(code__iexact=self.cleaned_data["code"].strip()).first()
        if found is None:
            raise forms.ValidationError(_("There is no such record in the agencies whose register you keep."))
        return found


class QuotaForm(forms.Form):
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1990, max_value=2100)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of staff"), choices=Kind.choices)
    number = forms.IntegerField(label=gettext_lazy("How many"), min_value=0, max_value=1_000_000)
    decision = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=60)
    decided_on = DayField(label=gettext_lazy("Day of the decision"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"year": today.year, "decided_on": today})
        self.today = today

    def clean_decided_on(self) -> date:
        return _not_ahead(self.cleaned_data["decided_on"], self.today)


class ReductionForm(forms.Form):
    from_year = forms.IntegerField(label=gettext_lazy("From the end of"), min_value=1990, max_value=2100)
    from_number = forms.IntegerField(label=gettext_lazy("Number then"), min_value=1, max_value=1_000_000)
    to_year = forms.IntegerField(label=gettext_lazy("To the end of"), min_value=1990, max_value=2100)
    to_number = forms.IntegerField(label=gettext_lazy("Target"), min_value=0, max_value=1_000_000)
    decision = forms.CharField(label=gettext_lazy("Number of the decision"), max_length=60)
    decided_on = DayField(label=gettext_lazy("Day of the decision"))

    def __init__(self, data: Any = None, *, today: date, path: Reduction | None = None) -> None:
        names = ("from_year", "from_number", "to_year", "to_number")
        super().__init__(data, initial={name: getattr(path, name) for name in names} if path else {}, prefix="lo-trinh")
        self.today = today

    def clean_decided_on(self) -> date:
        return _not_ahead(self.cleaned_data["decided_on"], self.today)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        years, numbers = (data.get("from_year"), data.get("to_year")), (data.get("from_number"), data.get("to_number"))
        if None not in years and not years[0] < years[1] <= years[0] + 20:
            self.add_error("to_year", _("The target year comes after the first year, by twenty years at most."))
        if None not in numbers and numbers[1] > numbers[0]:
            self.add_error("to_number", _("Downsizing leads to fewer people, not to more."))
        return data


def _not_ahead(day: date, today: date) -> date:
    if day > today + timedelta(days=1):
        raise forms.ValidationError(_("This day lies ahead."))
    return day
