"""The members of the branches that the reader oversees, and one member's record."""

from io import BytesIO

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from doanso.core.accounts.models import Person
from doanso.core.units.models import Membership
from doanso.features.members import queries, services
from doanso.features.members.forms import FilterForm
from doanso.lib import sheets
from doanso.lib.errors import Forbidden

PER_PAGE = 50


def _narrowed(request: HttpRequest) -> tuple[FilterForm, queries.Filter, QuerySet[Membership]]:
    reader, today = request.user.person, timezone.localdate()
    form = FilterForm(request.GET, reader=reader, on=today)
    wanted = form.wanted(request.GET.get("sort", "name"))
    return form, wanted, queries.narrowed(queries.seen_by(reader, today), wanted)


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form, wanted, found = _narrowed(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    narrowing = wanted != queries.Filter(order=wanted.order)
    return render(request, "members/index.html", {"form": form, "page": page, "narrowing": narrowing})


@require_GET
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The list under its filters, all pages; that it left the system is written down."""
    if not queries.oversees(request.user.person, timezone.localdate()):
        raise Forbidden(_("You do not oversee any branch."))
    _form, wanted, found = _narrowed(request)
    now = timezone.now()
    file = BytesIO()
    sheets.write(_("Members"), services.columns(), map(services.row, found.iterator(chunk_size=2000)), file)
    services.note_export(rows=found.count(), wanted=wanted, by=request.user.person, now=now)
    file.seek(0)
    name = f"doan-vien-{timezone.localdate(now):%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.XLSX)


@require_GET
@login_required
def own(request: HttpRequest) -> HttpResponse:
    if request.user.person is None:
        raise Http404
    return redirect("members:member", pk=request.user.person.pk)


@require_GET
@login_required
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One record; 404 tells others not even that it exists."""
    person, today = get_object_or_404(Person, pk=pk), timezone.localdate()
    if not queries.may_see(request.user.person, person, today):
        raise Http404
    context = {
        "member": person,
        "today": today,
        "own": request.user.person == person,
        "memberships": queries.memberships_of(person),
        "positions": queries.positions_of(person),
    }
    return render(request, "members/member.html", context)
