"""Rates of dues and the chart of accounts, for who keeps the books at the top."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from doanso.features.money import forms, rules
from doanso.features.money.models import Account
from doanso.features.money.queries import books
from doanso.features.money.services import configuring


def _must(request: HttpRequest) -> None:
    """404 tells others not even that there is such a page."""
    if not rules.may_configure(request.user.person, timezone.localdate()):
        raise Http404


@require_http_methods(["GET", "POST"])
@login_required
def configuration(request: HttpRequest) -> HttpResponse:
    _must(request)
    now_in_force = books.terms_on(timezone.localdate())
    form = forms.TermsForm(request.POST or None, initial=forms.TermsForm.held(books.terms().first()))
    if form.is_valid():
        configuring.set_terms(**form.cleaned_data, by=request.user.person, now=timezone.now())
        messages.success(request, _("The rates are written down."))
        return redirect("money:configuration")
    context = {"form": form, "terms": books.terms(), "in_force": now_in_force, "accounts": books.chart()}
    context["closed"] = books.all_closed_up_to()
    return render(request, "money/configuration.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def add_account(request: HttpRequest) -> HttpResponse:
    _must(request)
    form = forms.NewAccountForm(request.POST or None)
    if form.is_valid():
        made = configuring.add_account(**form.cleaned_data, by=request.user.person, now=timezone.now())
        messages.success(request, _("In the chart: %(account)s.") % {"account": made})
        return redirect("money:configuration")
    return render(request, "money/account.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@login_required
def account(request: HttpRequest, code: str) -> HttpResponse:
    _must(request)
    found = get_object_or_404(books.chart(), pk=code)
    form = forms.AccountForm(request.POST or None, initial={"name": found.name, "name_en": found.name_en})
    if form.is_valid():
        configuring.rename_account(account=found, **form.cleaned_data, by=request.user.person, now=timezone.now())
        messages.success(request, _("The name is changed."))
        return redirect("money:configuration")
    context = {"form": form, "account": found}
    return render(request, "money/account.html", context, status=422 if form.is_bound else 200)


ACTS = {
    "close": (configuring.close_account, gettext_lazy("The account is closed.")),
    "open": (configuring.open_account, gettext_lazy("The account is open again.")),
    "remove": (configuring.remove_account, gettext_lazy("The account is removed.")),
}


@require_POST
@login_required
def act_on_account(request: HttpRequest, code: str, act: str) -> HttpResponse:
    _must(request)
    found = get_object_or_404(Account, pk=code)
    service, words = ACTS[act]
    service(account=found, by=request.user.person, now=timezone.now())
    messages.success(request, words)
    return redirect("money:configuration")
