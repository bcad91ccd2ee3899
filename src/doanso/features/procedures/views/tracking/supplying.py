"""What the office waits for: a supplement, or a step that is the applicant's own."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition import Definition
from doanso.core.consent import evidence
from doanso.features.procedures.models import Status
from doanso.features.procedures.queries import applicants, stated, stepforms, translated
from doanso.features.procedures.services import dossiers, online
from doanso.features.procedures.views import filling
from doanso.features.procedures.views.filling import Filled, Sheet, person_of
from doanso.features.procedures.views.texts import asked, sent
from doanso.features.procedures.views.tracking.access import Access, private_page
from doanso.lib.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def supplement(request: HttpRequest, access: Access) -> HttpResponse:
    """The same form with the earlier answers, below what the officer asks for."""
    dossier = access.dossier
    if dossier.status != Status.SUPPLEMENT:
        raise Refused(_("The office has not asked for a supplement."))
    asked_for = applicants.request_text(applicants.case(dossier))
    sheet = Sheet(
        form_id=dossier.version.form_id,
        subject=f"bo-sung:{dossier.pk}:{dossier.supplements}",
        address=access.address("supplement"),
        draft_address=lambda token: f"{access.address('supplement')}?nhap={token}",
        template="procedures/supply.html",
        submit_label=_("Send the supplement"),
        facts={"access": access, "dossier": dossier, "title": _("Supplement"), "asked_for": asked_for},
        begin_with=partial(_earlier, access),
        dossier=access.dossier,
    )
    return _fill(request, sheet, partial(_supplemented, request, access))


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def step(request: HttpRequest, access: Access, step: int) -> HttpResponse:
    """A step in mid-flow: with a form of its own, or just a word that it is done."""
    waiting = applicants.own_step(access.dossier, step)
    if waiting is None:
        raise Http404
    asked_here = stepforms.of_row(access.dossier, waiting)
    if asked_here is None:
        return _confirm(request, access, waiting)
    address = access.address("private_step", waiting.pk)
    sheet = Sheet(
        form_id=asked_here.form_id,
        subject=f"buoc:{waiting.pk}",
        address=address,
        draft_address=lambda token: f"{address}?nhap={token}",
        template="procedures/supply.html",
        submit_label=_("Send"),
        facts={"access": access, "dossier": access.dossier, "title": translated.step(access.dossier.version, waiting)},
        begin_with=partial(_earlier, access),
        dossier=access.dossier,
    )
    return _fill(request, sheet, partial(_taken, request, access, waiting.pk))


def _fill(request: HttpRequest, sheet: Sheet, hand_in: Any) -> HttpResponse:
    if request.method == "POST":
        return filling.posted(request, sheet, hand_in)
    token = asked(request, "nhap", 64)
    return filling.resumed(request, sheet, token) if token else filling.blank(request, sheet)


def _earlier(access: Access, definition: Definition) -> dict[str, Any]:
    known = stated.of_applicant(access.dossier)
    return engine.raw_of(definition, known if access.full else applicants.without_sensitive(definition, known))


def _handed(request: HttpRequest, access: Access, filled: Filled) -> online.Handed:
    proof = evidence.of_request(request, form=f"{access.dossier.code} form {filled.form_id}")
    answers = filled.answers
    if not access.full:
        definition, known = eforms.definition(filled.form_id), stated.of_applicant(access.dossier)
        answers = applicants.with_withheld(definition, known, answers, timezone.localdate())
    return online.Handed(answers, filled.file_tokens, filled.token, proof)


def _supplemented(request: HttpRequest, access: Access, filled: Filled) -> HttpResponse:
    online.supplement(
        dossier=access.dossier,
        form_id=filled.form_id,
        handed=_handed(request, access, filled),
        by=person_of(request),
        now=timezone.now(),
    )
    messages.success(request, _("Your supplement has arrived; the clock runs again."))
    return redirect(access.address("private"))


def _taken(request: HttpRequest, access: Access, activation_id: int, filled: Filled) -> HttpResponse:
    online.take_step(
        dossier=access.dossier,
        activation_id=activation_id,
        form_id=filled.form_id,
        handed=_handed(request, access, filled),
        by=person_of(request),
        now=timezone.now(),
        applicant=True,
    )
    return _done(request, access)


def _confirm(request: HttpRequest, access: Access, waiting: Any) -> HttpResponse:
    if request.method != "POST":
        facts = {"access": access, "dossier": access.dossier, "step": waiting}
        return render(request, "procedures/step.html", facts)
    dossiers.advance(
        dossier_id=access.dossier.pk,
        activation_id=waiting.pk,
        action="forward",
        comment=sent(request, "comment", 2000),
        by=person_of(request),
        now=timezone.now(),
        applicant=True,
    )
    return _done(request, access)


def _done(request: HttpRequest, access: Access) -> HttpResponse:
    messages.success(request, _("Done. The dossier goes on."))
    return redirect(access.address("private"))
