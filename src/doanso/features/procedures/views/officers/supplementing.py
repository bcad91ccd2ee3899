"""A supplement that somebody brought to the desk, entered by the officer who took it.

Papers and notes are one page. When answers change too, the form comes first; its draft waits for that page.
"""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms import services as eforms_services
from doanso.features.procedures import rules
from doanso.features.procedures.forms import BroughtForm
from doanso.features.procedures.models import Dossier, Status
from doanso.features.procedures.queries import applicants, desk, stated
from doanso.features.procedures.services import counter
from doanso.features.procedures.views import filling
from doanso.features.procedures.views.filling import Filled, Sheet
from doanso.features.procedures.views.officers.acting import kept_files
from doanso.features.procedures.views.officers.page import visible
from doanso.features.procedures.views.texts import asked
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused


@dataclass(frozen=True)
class _Form:
    """The form given anew: as the service takes it, and what is new in it. `complete`: it may be handed in."""

    given: counter.Restated
    changes: list[desk.Change]
    complete: bool


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def supplement(request: HttpRequest, code: str) -> HttpResponse:
    found, now = _awaited(request, code), timezone.now()
    anew = _given_anew(request, found)
    if anew and not anew.complete:
        return redirect(_form_address(found, anew.given.draft))
    first = {"who": found.applicant_name, "at": local(now).replace(second=0, microsecond=0)}
    period = {"since": found.paused_since or now, "now": now, "restated": bool(anew and anew.changes)}
    form = BroughtForm(request.POST or None, request.FILES or None, initial=first, **period)
    tokens = anew.given.file_tokens if anew else ()
    kept = kept_files(request, found, form.cleaned_data["files"], form, tokens) if form.is_valid() else None
    if kept is None:
        return _page(request, found, form, anew)
    data, given = form.cleaned_data, anew.given if anew and anew.changes else None
    brought = counter.Brought(data["who"].strip(), data["at"], data["items"].strip(), kept, given)
    counter.supplement(dossier_id=found.pk, brought=brought, by=request.user.person, now=now)
    messages.success(
        request, _("The supplement is entered and the clock runs again. Its receipt lies with the papers.")
    )
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def restate(request: HttpRequest, code: str) -> HttpResponse:
    """The applicant's form with the answers so far; once it is right, on to the page above."""
    found = _awaited(request, code)
    sheet = Sheet(
        form_id=found.version.form_id,
        subject=_subject(found),
        address=_form_address(found),
        draft_address=partial(_form_address, found),
        template="procedures/officers/restate.html",
        submit_label=_("On to the receipt"),
        facts={"dossier": found, "asked_for": applicants.request_text(applicants.case(found))},
        begin_with=lambda definition: engine.raw_of(definition, stated.of_applicant(found)),
        dossier=found,
    )
    if request.method == "POST":
        return filling.posted(request, sheet, partial(_kept_whole, request, found))
    token = asked(request, "nhap", 64)
    return filling.resumed(request, sheet, token) if token else filling.blank(request, sheet)


def _awaited(request: HttpRequest, code: str) -> Dossier:
    found = visible(request, code)
    if not rules.may_take_in(request.user.person, found.unit, timezone.localdate()):
        raise Forbidden(_("You do not receive dossiers for this unit."))
    if found.status != Status.SUPPLEMENT:
        raise Refused(_("The office has not asked for a supplement."))
    return found


def _subject(found: Dossier) -> str:
    return f"quay-bo-sung:{found.pk}:{found.supplements}"


def _form_address(found: Dossier, token: str = "") -> str:
    address = reverse("procedures:brought_form", args=[found.code])
    return f"{address}?nhap={token}" if token else address


def _kept_whole(request: HttpRequest, found: Dossier, filled: Filled) -> HttpResponse:
    """Nothing is filed yet: the draft now holds every page, also the one that came last."""
    definition = eforms.definition(filled.form_id)
    eforms_services.save_draft(
        ticket=filling.ticket_of(request),
        raw=engine.raw_of(definition, filled.answers),
        page=0,
        by=request.user.person,
        now=timezone.now(),
    )
    return redirect(f"{reverse('procedures:brought', args=[found.code])}?nhap={filled.token}")


def _given_anew(request: HttpRequest, found: Dossier) -> _Form | None:
    """The form behind the address, judged again as of today; 404 for a draft that is not this officer's."""
    token = asked(request, "nhap", 64)
    if not token:
        return None
    draft = eforms.draft(token, now=timezone.now())
    if draft is None or draft.subject != _subject(found) or draft.person_id != request.user.person.pk:
        raise Http404(_("This draft has ended or was submitted."))
    definition = eforms.definition(draft.version_id)
    reading = engine.reread(definition, draft.raw, today=timezone.localdate())
    changes = desk.changes(draft.version_id, stated.of_applicant(found), reading.answers)
    files, labels = tuple(reading.file_tokens(definition)), tuple(change.label for change in changes)
    given = counter.Restated(draft.version_id, reading.answers, files, labels, token)
    return _Form(given, changes, reading.ok)


def _page(request: HttpRequest, found: Dossier, form: BroughtForm, anew: _Form | None) -> HttpResponse:
    facts = {
        "dossier": found,
        "form": form,
        "asked_for": applicants.request_text(applicants.case(found)),
        "anew": anew,
        "form_address": _form_address(found, anew.given.draft if anew else ""),
    }
    status = 422 if form.is_bound else 200
    return render(request, "procedures/officers/supplement.html", facts, status=status)
