"""Forms of the calendar's pages."""

import re
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from doanso.core.calendar.announcements import NAME_LENGTH, Announcement, read
from doanso.core.calendar.models import Kind
from doanso.core.calendar.months import WEEKDAYS
from doanso.core.calendar.plan import Forecasts
from doanso.core.calendar.worktime import CUTOFF, FIRST_DAY, LAST_DAY, OutOfRange, Week, Window, WorkCalendar, clock

_WINDOW = re.compile(r"(\d{1,2})(?:[:hg.](\d{2})?)?\s*(?:-|–|—|đến)\s*(\d{1,2})(?:[:hg.](\d{2})?)?")


class DayField(forms.DateField):
    """A day inside the calendar, from a date picker."""

    def __init__(self, **kwargs: Any) -> None:
        limits = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs=limits), **kwargs)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and not FIRST_DAY <= day <= LAST_DAY:
            years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
            raise ValidationError(_("Choose a day from %(first)s to %(last)s.") % years)
        return day


class DayForm(forms.Form):
    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name of the day"),
        max_length=NAME_LENGTH,
        help_text=format_lazy(_("As people should read it: “{example}”."), example="Nghỉ hoán đổi, làm bù 10/01"),
    )
    confirmed = forms.BooleanField(label=_("Officially announced"), required=False, initial=True)
    source = forms.CharField(
        label=_("Source"), max_length=200, required=False, help_text=_("Number of the announcement.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class WindowsField(forms.CharField):
    """Opening hours of one weekday: "07:00-11:30, 13:30-17:00"; empty is closed."""

    def clean(self, value: Any) -> tuple[Window, ...]:
        text = super().clean(value)
        windows = [self._window(part) for part in re.split(r"[,;]", text) if part.strip()]
        if any(before[1] > after[0] for before, after in pairwise(windows)):
            raise ValidationError(_("Write the hours in order, without overlap."))
        return tuple(windows)

    def _window(self, part: str) -> Window:
        match = _WINDOW.fullmatch(part.strip().lower())
        if not match:
            raise ValidationError(_("“%(text)s” is no opening. Write 07:00-11:30.") % {"text": part.strip()[:40]})
        opens, closes = (int(match[i]) * 60 + int(match[i + 1] or 0) for i in (1, 3))
        if int(match[2] or 0) > 59 or int(match[4] or 0) > 59 or not opens < closes < 24 * 60:
            raise ValidationError(
                _("“%(text)s” does not end after it begins, on the same day.") % {"text": part.strip()[:40]}
            )
        return opens, closes


class HoursForm(forms.Form):
    valid_from = DayField(label=_("Holds from"), help_text=_("Earlier days keep the hours that they had."))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, label in enumerate(WEEKDAYS):
            self.fields[f"day_{number}"] = WindowsField(label=label, required=False, max_length=80)

    @property
    def week(self) -> Week:
        return tuple(self.cleaned_data[f"day_{number}"] for number in range(7))

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.week):
            raise ValidationError(_("An office opens at least once a week."))
        return self.cleaned_data


def initial_week(week: Week) -> dict[str, str]:
    """What HoursForm shows for these hours."""
    return {
        f"day_{number}": ", ".join(f"{clock(opens):%H:%M}-{clock(closes):%H:%M}" for opens, closes in windows)
        for number, windows in enumerate(week)
    }


class ImportForm(forms.Form):
    text = forms.CharField(
        label=_("The announcement"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=format_lazy(
            _("One line for each day, range or swap. For example: “{example}”."),
            example="02/01/2027 nghỉ hoán đổi; 10/01 làm bù",
        ),
    )
    year = forms.IntegerField(
        label=_("Year of dates without a year"), min_value=FIRST_DAY.year, max_value=LAST_DAY.year
    )
    forecasts = forms.ChoiceField(
        label=_("Days of that year that were only forecast and are not named here"),
        choices=Forecasts,
        initial=Forecasts.KEEP,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=_("Source"), max_length=200, required=False, help_text=_("Number of the announcement.")
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    announcement: Announcement

    @property
    def fingerprint(self) -> str:
        """Of what the preview shows: who then types something else gets a new preview, not a surprise."""
        shown = "\n".join(str(self.cleaned_data[name]) for name in ("year", "forecasts", "text"))
        return sha256(shown.encode()).hexdigest()[:16]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "text" in data and "year" in data:
            self.announcement = read(data["text"], year=data["year"])
            for line, problem in self.announcement.problems:
                where = _("Line %(line)d: ") % {"line": line} if line else ""
                self.add_error("text", f"{where}{problem}")
        return data


class CalculatorForm(forms.Form):
    """GET: when something was received and how long it may take."""

    nhan = forms.DateTimeField(
        label=_("Received at"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    so = forms.DecimalField(
        label=_("Time limit"), min_value=Decimal("0.1"), max_value=2000, max_digits=6, decimal_places=2
    )
    kieu = forms.ChoiceField(
        label=_("Unit of time"), choices=[("ngay", _("working days")), ("gio", _("working hours"))]
    )
    sau15 = forms.BooleanField(
        label=_("Received after 15:00 counts from the next working day"), required=False, initial=True
    )

    def __init__(self, *args: Any, calendar: WorkCalendar, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar

    start: datetime
    due: datetime

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors:
            try:
                self._count(data["nhan"], data["so"], data["kieu"], data["sau15"])
            except OutOfRange as refusal:
                self.add_error("nhan", refusal.message)
        return data

    def _count(self, received: datetime, amount: Decimal, unit: str, after_cutoff: bool) -> None:
        cutoff = CUTOFF if after_cutoff else None
        self.start = self.calendar.start_of_count(received, cutoff)
        if unit == "gio":
            self.due = self.calendar.add_hours(self.start, amount)
        else:
            self.due = self.calendar.add_days(received, amount, cutoff=cutoff)
