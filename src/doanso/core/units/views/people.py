"""An administrator's people: who they are, their account, their roles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.core.accounts import queries as accounts
from doanso.core.accounts.models import Person, User
from doanso.core.units import queries, rules, services, signals
from doanso.core.units.forms.administration import AccountForm, GiveRoleForm, LastDayForm, PeopleForm, PersonForm
from doanso.core.units.forms.reorganising import CorrectionForm
from doanso.lib.dates import format_date
from doanso.lib.errors import Forbidden
from doanso.ui import limits

PER_PAGE = 50


@dataclass(frozen=True)
class Action:
    """Something done to an account: asked first, then done."""

    do: Callable[..., None]
    question: Any
    explanation: Any
    button: Any
    done: Any
    danger: bool = True


ACTIONS = {
    "khoa": Action(
        services.lock,
        gettext_lazy("Lock the account of %(person)s?"),
        gettext_lazy("They are signed out at once and can no longer sign in. Their past work stays."),
        gettext_lazy("Lock the account"),
        gettext_lazy("The account of %(person)s is locked."),
    ),
    "mo-khoa": Action(
        services.unlock,
        gettext_lazy("Unlock the account of %(person)s?"),
        gettext_lazy("They can sign in again with the password that they had."),
        gettext_lazy("Unlock the account"),
        gettext_lazy("The account of %(person)s is open again."),
        danger=False,
    ),
    "xac-thuc": Action(
        services.reset_second_factor,
        gettext_lazy("Reset the second factor of %(person)s?"),
        gettext_lazy("Only for somebody whom you know and who lost theirs. They are signed out, and told by e-mail."),
        gettext_lazy("Reset the second factor"),
        gettext_lazy("The second factor of %(person)s is reset."),
    ),
    "dang-xuat": Action(
        services.sign_out,
        gettext_lazy("Sign %(person)s out on every device?"),
        gettext_lazy("They can sign in again with their password."),
        gettext_lazy("Sign out everywhere"),
        gettext_lazy("%(person)s is signed out everywhere."),
    ),
    "thu-moi": Action(
        services.invite,
        gettext_lazy("Send %(person)s an invitation by e-mail?"),
        gettext_lazy("The e-mail has a link with which they choose a password themselves. It works once."),
        gettext_lazy("Send the invitation"),
        gettext_lazy("The invitation to %(person)s is on its way."),
        danger=False,
    ),
}


def _administrator(request: HttpRequest) -> Person | None:
    """Who asks, when they look after any unit; Forbidden for everybody else."""
    by = request.user.person
    if not queries.units_administered(by, timezone.localdate()).exists() and not rules.owns_installation(by):
        raise Forbidden(_("This page is for administrators."))
    return by


def _subject(request: HttpRequest, pk: int) -> Person:
    """The person of the page, or 404: whoever is not theirs is as unknown as whoever does not exist."""
    by = _administrator(request)
    found = queries.people_administered(by, timezone.localdate()).select_related("user")
    return get_object_or_404(found, pk=pk)


def _looked(request: HttpRequest, found: Person) -> None:
    """The page shows where somebody can be reached: that it was opened is written down."""
    told = {"reader": request.user.person, "person": found, "place": "units.person", "now": timezone.now()}
    signals.looked_at.send(sender=Person, **told)


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    by, today = _administrator(request), timezone.localdate()
    form = PeopleForm(request.GET, by=by, today=today)
    wanted = form.wanted()
    found = queries.narrowed(queries.people_administered(by, today), wanted, today)
    page = Paginator(queries.with_places(found, today), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "narrowing": wanted != queries.Wanted()}
    return render(request, "units/admin/people.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    by = _administrator(request)
    form = PersonForm(request.POST or None, by=by, today=timezone.localdate())
    if form.is_valid():
        made = services.add_person(**form.cleaned_data, by=by, now=timezone.now())
        messages.success(request, _("%(person)s is added. Now make an account.") % {"person": made})
        return redirect("units:person", made.pk)
    return render(request, "units/admin/add.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = _subject(request, pk)
    _looked(request, found)
    return _page(request, found, AccountForm(initial={"email": found.email}), _role_form(request))


@require_http_methods(["GET", "POST"])
@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _subject(request, pk), request.user.person
    if reason := rules.why_not_correct(by, found, timezone.localdate()):
        raise Forbidden(reason)
    _looked(request, found)
    form = CorrectionForm(request.POST or None, person=found)
    if form.is_valid():
        told = {"facts": form.facts(), "seen": form.facts("seen_")}
        services.correct_person(person=found, **told, by=by, now=timezone.now())
        messages.success(request, _("The record is corrected."))
        return redirect("units:person", pk)
    context = {"form": form, "person": found, "account": getattr(found, "user", None)}
    return render(request, "units/admin/correct.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def create_account(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _subject(request, pk), AccountForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, _role_form(request))
    email = form.cleaned_data["email"]
    services.create_account(person=found, email=email, by=request.user.person, now=timezone.now())
    messages.success(request, _("The account is made. Now send the invitation, or make a link and hand it over."))
    return redirect("units:person", pk)


@never_cache
@require_POST
@login_required
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Shown on this page alone and kept nowhere."""
    found = _subject(request, pk)
    limits.hit("units.link", str(request.user.pk), limit=60, per_seconds=3600)
    address = services.make_link(person=found, by=request.user.person, now=timezone.now())
    return render(request, "units/admin/link.html", {"person": found, "link": address})


@require_http_methods(["GET", "POST"])
@login_required
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    found, wanted = _subject(request, pk), ACTIONS.get(action)
    if wanted is None:
        return redirect("units:person", pk)
    names = {"person": found}
    if request.method == "POST":
        wanted.do(person=found, by=request.user.person, now=timezone.now())
        messages.success(request, wanted.done % names)
        return redirect("units:person", pk)
    context = {"question": wanted.question % names, "explanation": wanted.explanation, "button": wanted.button}
    return render(request, "units/admin/confirm.html", context | {"danger": wanted.danger, "person": found})


@require_POST
@login_required
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _subject(request, pk), _role_form(request, request.POST)
    if not form.is_valid():
        return _page(request, found, AccountForm(initial={"email": found.email}), form)
    made = services.give_role(person=found, **form.cleaned_data, by=request.user.person, now=timezone.now())
    messages.success(
        request, _("%(person)s is now %(role)s.") % {"person": found, "role": made.title or made.role.label}
    )
    return redirect("units:person", pk)


@require_http_methods(["GET", "POST"])
@login_required
def take_role(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    found, today = _subject(request, pk), timezone.localdate()
    held = get_object_or_404(queries.seats_open(found, today), pk=seat)
    form = LastDayForm(request.POST or None, initial={"last_day": today})
    if form.is_valid():
        last_day = form.cleaned_data["last_day"]
        services.take_role(position=held, last_day=last_day, by=request.user.person, now=timezone.now())
        messages.success(request, _("The role ends on %(day)s.") % {"day": format_date(last_day)})
        return redirect("units:person", pk)
    context = {"form": form, "person": found, "seat": held}
    return render(request, "units/admin/take_role.html", context, status=422 if form.is_bound else 200)


def _role_form(request: HttpRequest, data: Any = None) -> GiveRoleForm:
    return GiveRoleForm(data, by=request.user.person, today=timezone.localdate())


def _page(request: HttpRequest, found: Person, account: AccountForm, role: GiveRoleForm) -> HttpResponse:
    by, today = request.user.person, timezone.localdate()
    user: User | None = getattr(found, "user", None)
    reason = rules.why_not_look_after(by, found, today)
    seats = [
        (held, not rules.why_not_give(by, found, held.role, held.unit, today))
        for held in queries.seats_open(found, today)
    ]
    context = {
        "person": found,
        "account": user,
        "factors": accounts.second_factors(user) if user else [],
        "devices": accounts.devices_of(user) if user else 0,
        "reason": reason,
        "may_correct": not rules.why_not_correct(by, found, today),
        "seats": seats,
        "past": [held for held in queries.history(found) if held.valid_to and held.valid_to < today],
        "home": queries.main_membership(found, today),
        "account_form": account,
        "role_form": role if by is None or by.pk != found.pk else None,
        "today": today,
    }
    bad = account.is_bound or role.is_bound
    return render(request, "units/admin/person.html", context, status=422 if bad else 200)
