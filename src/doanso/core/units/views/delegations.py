"""Lending one's seat to somebody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doanso.core.units import queries, services
from doanso.core.units.forms.browsing import DelegationForm
from doanso.lib.dates import format_date
from doanso.lib.errors import Forbidden
from doanso.ui import limits

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """My seats, whom I let act on them, and whose seats I act on."""
    person, today = request.user.person, timezone.localdate()
    if person is None:
        raise Forbidden(_("This account belongs to no person, so it holds no seat."))
    form = DelegationForm(request.POST or None, person=person, today=today)
    if request.method == "POST":
        limits.hit("units.delegate", str(person.pk), limit=20, per_seconds=3600)  # nor a way to look people up
        if form.is_valid():
            return _delegate(request, form)
    given = Paginator(queries.delegations_given(person), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "seats": form.fields["position"].queryset.exists(),
        "given": given,
        "held": queries.delegations_held(person, today),
        "today": today,
    }
    return render(request, "units/delegations.html", context, status=422 if form.is_bound else 200)


def _delegate(request: HttpRequest, form: DelegationForm) -> HttpResponse:
    data = form.cleaned_data
    made = services.delegate(
        position=data["position"],
        to=data["delegate"],
        kind=data["kind"],
        first_day=data["first_day"],
        last_day=data["last_day"],
        note=data["note"],
        by=request.user.person,
        now=timezone.now(),
    )
    messages.success(
        request,
        _("%(person)s may act for you from %(first)s to %(last)s.")
        % {"person": made.delegate, "first": format_date(made.valid_from), "last": format_date(made.valid_to)},
    )
    return redirect("units:delegations")


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    lent = get_object_or_404(queries.delegations_given(request.user.person), pk=pk)
    services.revoke_delegation(delegation=lent, by=request.user.person, now=timezone.now())
    messages.success(request, _("Taken back. %(person)s can no longer act for you.") % {"person": lent.delegate})
    return redirect("units:delegations")
