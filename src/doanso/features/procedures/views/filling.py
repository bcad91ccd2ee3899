"""One form over several pages, without JavaScript: shown, kept as a draft, turned, corrected, and at last handed in.

What becomes of the answers is the caller's business: applying, supplementing and a step's own form all use this.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.blocks.eforms import engine, queries, services
from doanso.blocks.eforms.definition import Definition, Field
from doanso.blocks.eforms.queries import Draft
from doanso.blocks.eforms.render import form as draw
from doanso.blocks.eforms.tokens import Ticket
from doanso.core.accounts.models import Person
from doanso.core.files import budget
from doanso.core.units.models import Unit
from doanso.features.procedures.models import Dossier, Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services import weight
from doanso.features.procedures.views.texts import sent
from doanso.lib.errors import Forbidden, Refused
from doanso.ui import kept, limits

Raw = dict[str, Any]


@dataclass(frozen=True)
class Sheet:
    """What the form is for and where it lives. `begin_with` gives what to type into pages not yet seen.

    `alike`: visitors may be shown the same blank page, as long as this stays the same; None for a page of one's own.
    """

    form_id: int
    subject: str
    address: str
    draft_address: Callable[[str], str]
    template: str
    submit_label: str
    facts: dict[str, Any] = field(default_factory=dict)
    begin_with: Callable[[Definition], Raw] = lambda definition: {}
    alike: tuple[Any, ...] | None = None
    dossier: Dossier | None = None  # that it adds to
    device: dict[str, str] = field(default_factory=dict)  # for the script that keeps it for use without a network
    print_address: Callable[[str], str] | None = None  # of a draft on paper
    units_named: Callable[[str], Unit | None] = lambda name: None  # below which a question's units are


@dataclass(frozen=True)
class Filled:
    """A complete form: clean answers, and the draft's token, which is the submission's own id."""

    form_id: int
    answers: dict[str, Any]
    file_tokens: tuple[str, ...]
    token: str


@dataclass(frozen=True)
class _Shown:
    """One page of a sheet as it goes out."""

    form_id: int
    reading: engine.Reading
    ticket: Ticket
    page: int = 0
    errors: bool = False
    note: str = ""
    is_kept: bool = False  # as a draft


def open_version(code: str) -> Version:
    """What a form page is for; 404 for a procedure that takes no applications here."""
    found = catalogue.open_version(code)
    if found is None:
        raise Http404(_("There is no such procedure."))
    return found


def person_of(request: HttpRequest) -> Person | None:
    return getattr(request.user, "person", None)


def ticket_of(request: HttpRequest) -> Ticket:
    return Ticket(sent(request, "_draft", 64), sent(request, "_ticket", 1000))


def blank(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The first page; nothing is written. Without an account everybody gets the same, but for the ticket."""
    definition, ticket = queries.definition(sheet.form_id), Ticket.new(sheet.form_id, sheet.subject)
    return kept.page(
        request,
        key=None if sheet.alike is None else (sheet.form_id, sheet.alike, timezone.localdate()),
        own={"token": ticket.token, "signed": ticket.signed},
        draw=lambda own: _begun(request, sheet, definition, Ticket(own["token"], own["signed"])),
    )


def _begun(request: HttpRequest, sheet: Sheet, definition: Definition, ticket: Ticket) -> HttpResponse:
    reading = engine.start(definition, raw=sheet.begin_with(definition), today=timezone.localdate())
    return _page(request, sheet, _Shown(sheet.form_id, reading, ticket))


def resumed(request: HttpRequest, sheet: Sheet, token: str) -> HttpResponse:
    """A page of a draft, by the draft's link. 404 for somebody else's, and for one that has ended."""
    draft = draft_for(request, sheet.subject, token)
    definition = queries.definition(draft.version_id)
    page = queries.page_number(definition, request.GET.get("trang", str(draft.page)))
    raw = _with_unseen_page(definition, draft.raw, page, sheet)
    reading = engine.start(definition, raw=raw, today=timezone.localdate())
    ticket = Ticket.new(draft.version_id, sheet.subject, token=token)
    return _page(request, sheet, _Shown(draft.version_id, reading, ticket, page, is_kept=True))


def draft_for(request: HttpRequest, subject: str, token: str) -> Draft:
    """By its link; 404 for somebody else's, for another subject's, and for one that has ended."""
    draft = queries.draft(token, now=timezone.now())
    if draft is None or draft.subject != subject or not _may_use(draft, person_of(request)):
        raise Http404(_("This draft has ended or was submitted."))
    return draft


def posted(request: HttpRequest, sheet: Sheet, hand_in: Callable[[Filled], HttpResponse]) -> HttpResponse:
    """One page as it came back: shown again, turned, or, when everything is right, handed in."""
    limits.hit("procedures.form", limits.client_address(request), limit=120, per_seconds=60)
    now, by = timezone.now(), person_of(request)
    budget.count(request, by=by)
    form_id, stored, ticket, is_stale = _basis(request, sheet, by, now)
    definition = queries.definition(form_id)
    page = queries.page_number(definition, request.POST.get("_page", ""))
    lookups = {"store": partial(services.keep_file, by=by, now=now), "units": partial(_find_units, sheet)}
    today = timezone.localdate(now)
    reading = engine.read(definition, request.POST, request.FILES, today=today, stored=stored, page=page, **lookups)
    shown = _Shown(form_id, reading, ticket, page)
    if is_stale:
        return _page(request, sheet, replace(shown, note="stale"))
    if reading.action.name == "submit" and reading.ok:
        tokens = tuple(reading.file_tokens(definition))
        if weight.is_too_much(tokens, sheet.dossier):
            return _page(request, sheet, replace(shown, note="heavy"))
        return hand_in(Filled(form_id, reading.answers, tokens, ticket.token))
    if len(definition.pages) > 1 or reading.action.name not in {"submit", "add", "del"}:
        services.save_draft(ticket=ticket, raw=reading.raw, page=page, by=by, now=now)
    return _answered(request, sheet, definition, shown)


def _find_units(sheet: Sheet, f: Field, text: str, on: date) -> list[tuple[str, str]]:
    return queries.find_units(f, text, on, sheet.units_named(f.within) if f.within else None)


def _offered(definition: Definition, page: int, sheet: Sheet) -> dict[str, list[tuple[str, str]]]:
    """Of the questions that take only units below one which this dossier names."""
    today, found = timezone.localdate(), {}
    for f in definition.pages[page].fields:
        if f.within and (above := sheet.units_named(f.within)):
            found[f.key] = queries.offered(f, today, above)
    return found


def _answered(request: HttpRequest, sheet: Sheet, definition: Definition, shown: _Shown) -> HttpResponse:
    reading, action = shown.reading, shown.reading.action.name
    if action == "submit":
        return _page(request, sheet, replace(shown, page=reading.first_bad_page(definition), errors=True))
    if action == "next" and reading.errors_on(definition, shown.page):
        return _page(request, sheet, replace(shown, errors=True))
    if action in {"next", "back"}:
        target = _neighbour(reading.pages(definition), shown.page, forward=action == "next")
        return redirect(_with_page(sheet.draft_address(shown.ticket.token), target))
    return _page(request, sheet, replace(shown, note="saved" if action == "save" else ""))


def _neighbour(pages: list[int], page: int, *, forward: bool) -> int:
    """The next page, or the one before, on which something is asked; the nearest there is."""
    ahead = [number for number in pages if number > page]
    behind = [number for number in pages if number < page]
    return min(ahead, default=page) if forward else max(behind, default=page)


def _with_page(address: str, page: int) -> str:
    return f"{address}{'&' if '?' in address else '?'}trang={page}"


def _basis(request: HttpRequest, sheet: Sheet, by: Person | None, now: datetime) -> tuple[int, Raw, Ticket, bool]:
    """Form version, what was kept so far, the ticket, and whether the page lay open for too long."""
    ticket = ticket_of(request)
    draft = queries.draft(ticket.token, now=now)
    if draft is not None:
        if not _may_use(draft, by):
            raise Forbidden(_("This draft belongs to somebody else. Sign in as its owner to go on."))
        _same(draft.subject, sheet)
        return draft.version_id, draft.raw, ticket, False
    content = ticket.content()
    if content is None:
        return sheet.form_id, {}, Ticket.new(sheet.form_id, sheet.subject), True
    _same(content[1], sheet)
    return content[0], {}, ticket, False


def _same(subject: str, sheet: Sheet) -> None:
    if subject != sheet.subject:
        raise Refused(_("This form belongs to another procedure. Please open the right one again."))


def _may_use(draft: Any, by: Person | None) -> bool:
    """A draft that nobody signed in for belongs to whoever has its link."""
    return draft.person_id is None or (by is not None and draft.person_id == by.pk)


def _with_unseen_page(definition: Definition, raw: Raw, page: int, sheet: Sheet) -> Raw:
    """A page that was never sent has left no trace in the draft: it begins with what is known."""
    keys = [f.key for f in definition.pages[page].fields]
    if any(_is_of(name, key) for name in raw for key in keys):
        return raw
    known = sheet.begin_with(definition)
    return {**raw, **{name: value for name, value in known.items() if any(_is_of(name, key) for key in keys)}}


def _is_of(name: str, key: str) -> bool:
    return name == key or name.startswith(f"{key}.")


def _page(request: HttpRequest, sheet: Sheet, shown: _Shown) -> HttpResponse:
    definition = queries.definition(shown.form_id)
    html = draw(
        definition,
        shown.reading,
        page=shown.page,
        csrf_token=get_token(request),
        action=sheet.address,
        ticket=shown.ticket,
        submit_label=sheet.submit_label,
        show_errors=shown.errors,
        device=sheet.device,
        offered=_offered(definition, shown.page, sheet),
    )
    link = request.build_absolute_uri(sheet.draft_address(shown.ticket.token)) if shown.note == "saved" else ""
    kept_one = sheet.print_address and (shown.is_kept or shown.note == "saved")
    own = {
        "form": html,
        "print_link": sheet.print_address(shown.ticket.token) if kept_one else "",
        "definition": definition,
        "has_errors": shown.errors and bool(shown.reading.errors),
        "resume_link": link,
        "is_stale": shown.note == "stale",
        "too_heavy": weight.words() if shown.note == "heavy" else "",
    }
    return render(request, sheet.template, {**sheet.facts, **own})
