"""The members of the branches that the reader oversees, and one member's record."""

from datetime import date
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doanso.core.accounts import queries as accounts
from doanso.core.accounts.models import Person
from doanso.core.privacy import queries as privacy_queries
from doanso.core.privacy import rules as facts_shown
from doanso.core.privacy import services as privacy
from doanso.core.units.models import Membership
from doanso.features.members import cards, queries, rules, services, timeline
from doanso.features.members.forms import FilterForm, NoteForm
from doanso.features.members.services import noting
from doanso.features.members.services.book import print_book
from doanso.lib import sheets
from doanso.lib.errors import Forbidden

PER_PAGE = 50


def _narrowed(request: HttpRequest) -> tuple[FilterForm, queries.Filter, date, QuerySet[Membership]]:
    """The list as of the day that is asked for; who may look is a question of today."""
    reader, today = request.user.person, timezone.localdate()
    form = FilterForm(request.GET, reader=reader, on=today)
    wanted, on = form.wanted(request.GET.get("sort", "name")), form.day(today)
    return form, wanted, on, queries.narrowed(queries.seen_by(reader, today, on), wanted, on, today)


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    form, wanted, on, found = _narrowed(request)
    reader, today = request.user.person, timezone.localdate()
    tally, paginator = queries.tally(found, wanted, reader, today=today, on=on), Paginator(found, PER_PAGE)
    paginator.count = tally.total  # else it would count all of them
    page = paginator.get_page(request.GET.get("page"))
    rows = queries.page_of(page.object_list, reader, today)
    page.object_list = list(cards.as_of(rows, on)) if on != today else rows
    narrowing = wanted != queries.Filter(order=wanted.order) or on != today
    facts = {"form": form, "page": page, "narrowing": narrowing, "on": on, "past": on != today, "tally": tally}
    listed = [held.person_id for held in page]  # who has gone elsewhere since is another unit's matter
    facts["opened"] = queries.opened(reader, listed, today) if facts["past"] else listed
    facts["may_merge"] = rules.keeps_some(reader, today)
    return render(request, "members/index.html", facts)


@require_GET
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The list under its filters, all pages; that it left the system is written down."""
    if not queries.oversees(request.user.person, timezone.localdate()):
        raise Forbidden(_("You do not oversee any branch."))
    _form, wanted, on, found = _narrowed(request)
    file = BytesIO()
    today = timezone.localdate()
    told = privacy_queries.with_birth(found, request.user.person, today).iterator(chunk_size=cards.AT_ONCE)
    sheets.write(
        _("Members"), services.columns(), map(services.row, cards.as_of(told, on) if on != today else told), file
    )
    services.note_export(rows=found.count(), wanted=wanted, on=on, by=request.user.person, now=timezone.now())
    file.seek(0)
    name = f"doan-vien-{on:%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=sheets.XLSX)


@require_GET
@login_required
def own(request: HttpRequest) -> HttpResponse:
    if request.user.person is None:
        raise Http404
    return redirect("members:member", pk=request.user.person.pk)


def _seen(request: HttpRequest, pk: int) -> Person:
    """404 tells others not even that the record exists. Links to a merged record lead to the one that stays."""
    person = get_object_or_404(Person, pk=accounts.goes_on_as().get(pk, pk))
    if not queries.may_see(request.user.person, person, timezone.localdate()):
        raise Http404
    return person


@require_GET
@login_required
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: what was decided, where it led to, and what is noted. Who looked is written down."""
    person = _seen(request, pk)
    privacy.viewed(reader=request.user.person, person=person, place="members.member", now=timezone.now())
    return _show(request, person, NoteForm())


def _show(request: HttpRequest, person: Person, form: NoteForm, status: int = 200) -> HttpResponse:
    today, reader = timezone.localdate(), request.user.person
    memberships = list(queries.memberships_of(person))
    context = {
        "member": person,
        "today": today,
        "own": reader == person,
        "present": next(
            (held for held in memberships if held.kind == Membership.Kind.MAIN and not held.valid_to), None
        ),
        "memberships": memberships,
        "positions": queries.positions_of(person),
        "lines": timeline.lines(person, request.user),
        "standing": timeline.standing(person),
        "note_form": form,
        "shown": facts_shown.facts(reader, person, today),
        "may_note": noting.may_note(reader, person, today),
    }
    return render(request, "members/member.html", context, status=status)


@require_POST
@login_required
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A fact with its evidence, from who keeps the branch's list."""
    person, form = _seen(request, pk), NoteForm(request.POST)
    if not noting.may_note(request.user.person, person, timezone.localdate()):
        raise Forbidden(_("Only who keeps the list of members of this branch notes this."))
    if not form.is_valid():
        return _show(request, person, form, status=422)
    noting.note(person=person, by=request.user.person, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Noted in the record."))
    return redirect("members:member", pk=pk)


@require_GET
@login_required
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The member's book, as it stands now."""
    person = _seen(request, pk)
    reader, now = request.user.person, timezone.now()
    privacy.viewed(reader=reader, person=person, place="members.book", now=now)
    pdf = BytesIO(print_book(person=person, by=reader, now=now))
    name = f"so-doan-vien-{person.pk}.pdf"
    return FileResponse(pdf, filename=name, content_type="application/pdf")
