"""An administrator's programs: which may use the API, for which unit, and where changes are told."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.core.accounts.models import Person
from doanso.features.procedures.forms import ClientForm, WebhookForm
from doanso.features.procedures.models import Client
from doanso.features.procedures.queries import clients as queries
from doanso.features.procedures.services import clients as services
from doanso.lib.errors import Forbidden

PER_PAGE = 50


def _administrator(request: HttpRequest) -> Person | None:
    by = request.user.person
    if not queries.units_to_choose(by, timezone.localdate()).exists():
        raise Forbidden(_("You may not let programs in for any unit."))
    return by


def _subject(request: HttpRequest, pk: int) -> Client:
    """404 for a program of somebody else's unit, as for one that does not exist."""
    return get_object_or_404(queries.administered(_administrator(request), timezone.localdate()), pk=pk)


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    found = queries.administered(_administrator(request), timezone.localdate())
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "procedures/clients/index.html", {"page": page})


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """The answer to the form shows the token: it is never shown again, so it follows no redirect."""
    by = _administrator(request)
    form = ClientForm(request.POST or None, by=by, today=timezone.localdate())
    if form.is_valid():
        made, token = services.register(**form.cleaned_data, by=by, now=timezone.now())
        return render(request, "procedures/clients/once.html", {"client": made, "token": token})
    return render(request, "procedures/clients/add.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@login_required
def client(request: HttpRequest, pk: int) -> HttpResponse:
    found = _subject(request, pk)
    return _page(request, found, WebhookForm(initial={"url": found.webhook_url}))


@never_cache
@require_POST
@login_required
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _subject(request, pk), WebhookForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    url, by = form.cleaned_data["url"], request.user.person
    changed = services.change_webhook(client_id=pk, url=url, by=by, now=timezone.now())
    if url:
        return render(request, "procedures/clients/once.html", {"client": changed, "token": ""})
    messages.success(request, _("%(client)s is told nothing any more.") % {"client": changed})
    return redirect("procedures:client", pk)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    found = _subject(request, pk)
    if request.method == "POST":
        made, token = services.renew_token(client_id=pk, by=request.user.person, now=timezone.now())
        return render(request, "procedures/clients/once.html", {"client": made, "token": token, "renewed": True})
    return _ask(
        request,
        found,
        question=_("Make a new token for %(client)s?") % {"client": found},
        explanation=_("The old one ends at once. Until the program has the new one, it is refused."),
        button=_("Make a new token"),
    )


@require_http_methods(["GET", "POST"])
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = _subject(request, pk)
    if request.method == "POST":
        services.revoke(client_id=pk, by=request.user.person, now=timezone.now())
        messages.success(request, _("The access of %(client)s has ended.") % {"client": found})
        return redirect("procedures:clients")
    return _ask(
        request,
        found,
        question=_("End the access of %(client)s?") % {"client": found},
        explanation=_("The program is refused from now on, and told nothing more. This cannot be undone."),
        button=_("End the access"),
    )


def _ask(request: HttpRequest, found: Client, **words: Any) -> HttpResponse:
    return render(request, "procedures/clients/confirm.html", words | {"client": found, "danger": True})


def _page(request: HttpRequest, found: Client, form: WebhookForm) -> HttpResponse:
    scopes = [label for value, label in Client.Scope.choices if value in found.scopes]
    context = {"client": found, "form": form, "scopes": scopes, "deliveries": queries.last_deliveries(found)}
    return render(request, "procedures/clients/client.html", context, status=422 if form.is_bound else 200)
