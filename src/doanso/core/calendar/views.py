"""Public: the year, and what a deadline is made of. For who may: days, hours, announcements."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.core.accounts.models import Person
from doanso.core.calendar import months, queries, rules, services
from doanso.core.calendar.forms import CalculatorForm, DayForm, HoursForm, ImportForm, initial_week
from doanso.core.calendar.worktime import CLOSED_WEEK, FIRST_DAY, LAST_DAY
from doanso.core.units.models import Unit
from doanso.lib.errors import Forbidden


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The year; with `don-vi` an office's own."""
    unit, today = _unit(request), timezone.localdate()
    year = _year(request, today)
    first, last = date(year, 1, 1), date(year, 12, 31)
    calendar = queries.calendar_for(unit.pk if unit else None)
    rows = queries.days_in_force(unit, first, last)
    week, hours_of = queries.hours_in_force(unit, min(max(today, first), last))
    person = _person(request)
    context = _about(unit) | {
        "year": year,
        "previous": year - 1 if year > FIRST_DAY.year else None,
        "next": year + 1 if year < LAST_DAY.year else None,
        "months": months.year_of(calendar, rows, year, today),
        "weekdays": months.weekdays(),
        "unsure": calendar.unsure_from.year <= year,
        "week": months.week_table(week),
        "hours_of": hours_of,
        "may_edit": rules.may_edit(person, unit, today),
        "units": rules.units_to_edit(person, today),
    }
    return render(request, "calendar/index.html", context)


@require_GET
def calculator(request: HttpRequest) -> HttpResponse:
    """Why a result is promised for that moment, day by day."""
    unit = _unit(request)
    calendar = queries.calendar_for(unit.pk if unit else None)
    initial = {"nhan": timezone.localtime(), "so": 3, "kieu": "ngay", "sau15": True}
    form = CalculatorForm(request.GET if "nhan" in request.GET else None, initial=initial, calendar=calendar)
    context = _about(unit) | {"form": form}
    if form.is_bound and form.is_valid():
        rows = queries.days_in_force(unit, form.start.date(), form.due.date())
        context |= {
            "way": months.way(calendar, rows, form.start, form.due),
            "unsure": form.due.date() >= calendar.unsure_from,
        }
    return render(request, "calendar/calculator.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest) -> HttpResponse:
    """One day of the table: add or change."""
    person, unit = _editor(request)
    asked = _day(request)
    row = queries.rows_of(unit).filter(date=asked).first() if asked else None
    standing = {"day": asked, "seen": 0, "confirmed": True}
    if row:
        standing |= {"kind": row.kind, "name": row.name, "source": row.source}
        standing |= {"confirmed": row.confirmed, "seen": row.revision}
    form = DayForm(request.POST or None, initial=standing)
    if request.method == "POST" and form.is_valid():
        saved = services.set_day(**form.cleaned_data, unit=unit, by=person, now=timezone.now())
        messages.success(request, _("Saved. Running deadlines are being recounted."))
        return redirect(_address("calendar:index", unit, nam=saved.date.year))
    context = _about(unit) | {"form": form, "row": row, "year": asked.year if asked else ""}
    return render(request, "calendar/day.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def remove_day(request: HttpRequest) -> HttpResponse:
    person, unit = _editor(request)
    asked = _day(request)
    if asked is None:
        return redirect(_address("calendar:index", unit))
    services.remove_day(day=asked, unit=unit, seen=_seen(request), by=person, now=timezone.now())
    messages.success(request, _("Removed. Running deadlines are being recounted."))
    return redirect(_address("calendar:index", unit, nam=asked.year))


@login_required
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """An office's opening hours from a day on."""
    person, unit = _editor(request)
    today = timezone.localdate()
    since = _day(request)
    standing = dict(queries.schedules_of(unit))
    week = queries.week_of(standing[since]) if since in standing else queries.hours_in_force(unit, since or today)[0]
    seen = standing[since][0].revision if since in standing else 0
    form = HoursForm(request.POST or None, initial={"valid_from": since or today, "seen": seen} | initial_week(week))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        services.set_hours(
            unit=unit, valid_from=data["valid_from"], week=form.week, seen=data["seen"], by=person, now=timezone.now()
        )
        messages.success(request, _("Saved. Running deadlines are being recounted."))
        return redirect(_address("calendar:index", unit))
    context = _about(unit) | {"form": form, "schedules": queries.schedules_of(unit), "since": since}
    return render(request, "calendar/hours.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def remove_hours(request: HttpRequest) -> HttpResponse:
    """What holds above the unit, or held before, holds again."""
    person, unit = _editor(request)
    since = _day(request)
    if since is not None:
        services.set_hours(
            unit=unit, valid_from=since, week=CLOSED_WEEK, seen=_seen(request), by=person, now=timezone.now()
        )
        messages.success(request, _("Removed. Running deadlines are being recounted."))
    return redirect(_address("calendar:hours", unit))


@login_required
@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """Paste an announcement, look at what it changes, apply it."""
    person, unit = _editor(request)
    form = ImportForm(request.POST or None, initial={"year": timezone.localdate().year + 1})
    context = _about(unit) | {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "calendar/take_over.html", context, status=422 if form.is_bound else 200)
    data, entries = form.cleaned_data, form.announcement.entries
    if "apply" not in request.POST or data["previewed"] != form.fingerprint:
        preview = queries.preview(unit, entries, data["forecasts"])
        return render(request, "calendar/take_over.html", context | {"preview": preview})
    changes = services.import_days(
        entries=entries,
        unit=unit,
        forecasts=data["forecasts"],
        source=data["source"],
        seen=data["seen"],
        by=person,
        now=timezone.now(),
    )
    count = len(changes)
    done = ngettext("%(count)d day taken over.", "%(count)d days taken over.", count) % {"count": count}
    messages.success(request, done)
    return redirect(_address("calendar:index", unit, nam=data["year"]))


def _person(request: HttpRequest) -> Person | None:
    return request.user.person if request.user.is_authenticated else None


def _unit(request: HttpRequest) -> Unit | None:
    code = request.GET.get("don-vi", "")
    return get_object_or_404(Unit, code=code.replace("\x00", "")) if code else None


def _editor(request: HttpRequest) -> tuple[Person, Unit | None]:
    person, unit = _person(request), _unit(request)
    if person is None or not rules.may_edit(person, unit, timezone.localdate()):
        raise Forbidden(_("You may not change this calendar."))
    return person, unit


def _year(request: HttpRequest, today: date) -> int:
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else today.year
    return min(max(year, FIRST_DAY.year), LAST_DAY.year)


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return None


def _seen(request: HttpRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _address(name: str, unit: Unit | None, **query: int) -> str:
    words = ({"don-vi": unit.code} if unit else {}) | query
    return f"{reverse(name)}{'?' if words else ''}{urlencode(words)}"


def _about(unit: Unit | None) -> dict[str, object]:
    """What every page here needs: whose calendar, and the query that keeps it."""
    return {"unit": unit, "of_unit": urlencode({"don-vi": unit.code}) if unit else ""}
