"""For who watches over personal data: who looked at whom. Their own looking is written down, too."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doanso.core.accounts.models import Person
from doanso.core.privacy import queries, rules, services
from doanso.core.privacy.forms import ViewingsForm
from doanso.lib.errors import Forbidden

PER_PAGE = 50
LOG = "privacy.viewings"


def overseer(request: HttpRequest) -> tuple[Person, date]:
    by, today = request.user.person, timezone.localdate()
    if by is None or not rules.may_oversee(by, today):
        raise Forbidden(_("This page is for who watches over personal data."))
    return by, today


@require_GET
@login_required
def viewings(request: HttpRequest) -> HttpResponse:
    by, today = overseer(request)
    form = ViewingsForm(request.GET)
    wanted = form.wanted()
    page = Paginator(queries.narrowed(queries.overseen(by, today), wanted), PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"form": form, "page": page, "lines": queries.lines(page)}
    services.viewed(reader=by, subject=LOG, place=LOG, now=timezone.now())
    return render(request, "privacy/viewings.html", context | {"narrowing": wanted != queries.Filter()})


@require_GET
@login_required
def retention(request: HttpRequest) -> HttpResponse:
    """What is removed when, and what the last night removed."""
    overseer(request)
    return render(request, "privacy/retention.html", {"rules": queries.clearings()})
