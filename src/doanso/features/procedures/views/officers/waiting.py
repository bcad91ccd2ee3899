"""A fee asked for and paid, and a dossier whose applicant does not come back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doanso.features.procedures import rules
from doanso.features.procedures.forms import PaymentForm, ReasonForm
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.services import waiting
from doanso.features.procedures.views.officers.page import visible
from doanso.lib.errors import Forbidden


def _served(request: HttpRequest, code: str) -> Dossier:
    """403 for who reads the dossier but does not answer for it."""
    found = visible(request, code)
    if not rules.serves(request.user.person, found.unit, timezone.now()):
        raise Forbidden(_("This dossier is for the officers of its unit."))
    return found


def _page(request: HttpRequest, found: Dossier, form: PaymentForm | ReasonForm, name: str) -> HttpResponse:
    """Only while it can be done: a page that leads to a refusal would waste what is typed."""
    waiting.check(found, name, request.user.person, timezone.now())
    status = 422 if form.is_bound else 200
    return render(request, f"procedures/officers/{name}.html", {"dossier": found, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def ask_payment(request: HttpRequest, code: str) -> HttpResponse:
    found, form = _served(request, code), PaymentForm(request.POST or None)
    if form.is_valid():
        waiting.ask_payment(dossier_id=found.pk, by=request.user.person, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The applicant has been told what to pay; the clock stands still."))
        return redirect(found)
    return _page(request, found, form, "ask_payment")


@require_POST
@login_required
def paid(request: HttpRequest, code: str) -> HttpResponse:
    found = _served(request, code)
    waiting.paid(dossier_id=found.pk, by=request.user.person, now=timezone.now())
    messages.success(request, _("Noted as paid. The clock runs again."))
    return redirect(found)


@require_http_methods(["GET", "POST"])
@login_required
def give_up(request: HttpRequest, code: str) -> HttpResponse:
    found, form = _served(request, code), ReasonForm(request.POST or None)
    if form.is_valid():
        waiting.give_up(dossier_id=found.pk, by=request.user.person, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Stopped. The applicant is told the reason."))
        return redirect(found)
    return _page(request, found, form, "give_up")
