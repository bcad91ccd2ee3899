"""One's own page: who looked at one's data."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from doanso.core.privacy import queries

PER_PAGE = 50


@require_GET
@login_required
def viewings(request: HttpRequest) -> HttpResponse:
    if request.user.person is None:
        raise Http404
    page = Paginator(queries.of_person(request.user.person), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/own_viewings.html", {"page": page, "lines": queries.lines(page)})
