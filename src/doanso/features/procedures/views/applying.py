"""Filling and submitting the form of a procedure. A draft keeps every page, so this works without JavaScript."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from doanso.blocks.eforms import engine, queries, services
from doanso.blocks.eforms.prefill import prefill
from doanso.blocks.eforms.render import form as draw
from doanso.blocks.eforms.tokens import Ticket
from doanso.core.accounts.models import Person
from doanso.features.procedures.models import Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services import dossiers
from doanso.lib.errors import AlreadyDone
from doanso.ui import limits


def person_of(request: HttpRequest) -> Person | None:
    return getattr(request.user, "person", None)


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """A blank or pre-filled form; a post is one page of it, or the whole."""
    version = get_object_or_404(catalogue.open_for_applications(), procedure__code=code)
    if request.method == "POST":
        return _posted(request, version)
    definition, today = queries.definition(version.form_id), timezone.localdate()
    reading = engine.start(definition, prefill(definition, person_of(request), today=today), today=today)
    return _page(request, version, reading, 0, Ticket.new(version.form_id, version.procedure.code), show_errors=False)


@require_GET
def resume(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Go on with a draft by its link."""
    version = get_object_or_404(catalogue.published(), procedure__code=code)
    draft = queries.draft(token, now=timezone.now())
    if draft is None or draft.subject != code or draft.person_id not in {None, getattr(person_of(request), "pk", None)}:
        raise Http404(_("This draft has ended or was submitted."))
    definition = queries.definition(draft.version_id)
    reading = engine.start(definition, today=timezone.localdate(), raw=draft.raw)
    ticket = Ticket.new(draft.version_id, code, token=token)
    page = queries.page_number(definition, request.GET.get("trang", str(draft.page)))
    return _page(request, version, reading, page, ticket, show_errors=False, form_id=draft.version_id)


def _posted(request: HttpRequest, version: Version) -> HttpResponse:
    limits.hit("procedures.apply", limits.client_address(request), limit=120, per_seconds=60)
    now, by = timezone.now(), person_of(request)
    ticket = Ticket(request.POST.get("_draft", ""), request.POST.get("_ticket", ""))
    form_id, stored = queries.draft_basis(ticket, now=now)
    definition = queries.definition(form_id)
    page = queries.page_number(definition, request.POST.get("_page", ""))
    reading = engine.read(
        definition,
        request.POST,
        request.FILES,
        today=timezone.localdate(now),
        stored=stored,
        page=page,
        store=partial(services.keep_file, by=by, now=now),
    )
    show = partial(_page, request, version, reading, ticket=ticket, form_id=form_id)
    action = reading.action.name
    if action == "submit" and reading.ok:
        return _submit(request, version, form_id, ticket, reading)
    if (action != "submit" and not reading.action.edits_table) or len(definition.pages) > 1:
        services.save_draft(ticket=ticket, raw=reading.raw, page=page, by=by, now=now)
    if action == "submit":
        return show(page=reading.first_bad_page(definition))
    if action == "next" and reading.errors_on(definition, page):
        return show(page=page)
    if action in {"next", "back"}:
        return _turn(version, definition, reading, page, ticket, forward=action == "next")
    return show(page=page, show_errors=False, saved=action == "save")


def _turn(
    version: Version, definition: Any, reading: engine.Reading, page: int, ticket: Ticket, *, forward: bool
) -> HttpResponse:
    """To the neighbouring page that asks something, by redirect, so that reloading sends nothing twice."""
    pages = reading.pages(definition)
    ahead = [number for number in pages if number > page] or pages[-1:]
    behind = [number for number in pages if number < page][-1:] or pages[:1]
    target = ahead[0] if forward else behind[0]
    address = reverse("procedures:resume", args=[version.procedure.code, ticket.token])
    return redirect(f"{address}?trang={target}")


def _submit(
    request: HttpRequest, version: Version, form_id: int, ticket: Ticket, reading: engine.Reading
) -> HttpResponse:
    now, by = timezone.now(), person_of(request)
    pinned = catalogue.version_of_form(version.procedure_id, form_id) or version
    try:
        made = dossiers.submit(
            version=pinned,
            answers=reading.answers,
            contact=contact_of(pinned, reading.answers, by),
            files=tuple(services.claim_files(reading.file_tokens(queries.definition(form_id)))),
            applicant=by,
            by=by,
            once=ticket.token,
            now=now,
        )
    except AlreadyDone:  # the same form sent twice: show the first one's receipt instead of an error
        return redirect(_private_address(request.session.get("dossiers", {}), ticket.token))
    services.discard_draft(token=ticket.token, by=by, now=now)
    return _remembered(request, made, ticket)


def _remembered(request: HttpRequest, made: dossiers.Submitted, ticket: Ticket) -> HttpResponse:
    """The private link stays in this browser's session, so that a repeated submission finds its receipt."""
    address = reverse("procedures:private", args=[made.dossier.tracking, made.key])
    request.session["dossiers"] = {**request.session.get("dossiers", {}), ticket.token: address}
    return redirect(f"{address}?moi=1")


def _private_address(known: dict[str, str], token: str) -> str:
    return known.get(token) or reverse("procedures:track")


def contact_of(version: Version, answers: dict[str, Any], person: Person | None) -> dossiers.Contact:
    """Name, phone and e-mail from the answers that the composed form names, else from the record."""
    keys = version.extra.get("applicant", {})

    def given(what: str, fallback: str) -> str:
        return str(answers.get(keys.get(what, "")) or fallback)

    return dossiers.Contact(
        name=given("name", person.full_name if person else ""),
        phone=given("phone", person.phone if person else ""),
        email=given("email", person.email if person else ""),
    )


def _page(
    request: HttpRequest,
    version: Version,
    reading: engine.Reading,
    page: int,
    ticket: Ticket,
    *,
    show_errors: bool = True,
    saved: bool = False,
    form_id: int | None = None,
) -> HttpResponse:
    definition = queries.definition(form_id or version.form_id)
    code = version.procedure.code
    html = draw(
        definition,
        reading,
        page=page,
        csrf_token=get_token(request),
        action=reverse("procedures:apply", args=[code]),
        ticket=ticket,
        submit_label=_("Submit the dossier"),
        show_errors=show_errors,
    )
    link = request.build_absolute_uri(reverse("procedures:resume", args=[code, ticket.token])) if saved else ""
    facts = {
        "version": version,
        "form": html,
        "definition": definition,
        "has_errors": show_errors and bool(reading.errors),
        "resume_link": link,
        "limit": catalogue.limit_in_words(version),
    }
    return render(request, "procedures/apply.html", facts)
