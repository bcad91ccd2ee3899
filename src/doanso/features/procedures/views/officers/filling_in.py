"""The form of an officer's step: filling it in is what finishes the step."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition import Definition
from doanso.blocks.workflow import queries as workflow
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import desk, stated, stepforms
from doanso.features.procedures.services import online
from doanso.features.procedures.views import filling
from doanso.features.procedures.views.filling import Filled, Sheet
from doanso.features.procedures.views.officers.page import visible
from doanso.features.procedures.views.texts import asked
from doanso.lib.errors import Forbidden


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def fill(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """A step that somebody else finished meanwhile: the service tells who was first."""
    found = visible(request, code)
    row = get_object_or_404(workflow.steps_taken(workflow.case_of(found)), pk=step)
    form = None if row.applicant else stepforms.of_row(found, row)
    if form is None:
        raise Http404
    opened = next(
        (one for one in desk.open_steps(found, request.user.person, timezone.now()) if one.row.pk == step), None
    )
    if opened is not None and opened.fill is None:
        raise Forbidden(_("This step is not yours, or the dossier waits for the applicant."))
    if request.method == "POST":
        return filling.posted(
            request, _sheet(request, found, row, form, opened), partial(_hand_in, request, found, step)
        )
    if opened is None:
        return redirect(found)
    sheet, token = _sheet(request, found, row, form, opened), asked(request, "nhap", 64)
    return filling.resumed(request, sheet, token) if token else filling.blank(request, sheet)


def _sheet(
    request: HttpRequest, found: Dossier, row: Any, form: stepforms.Asked, opened: desk.OpenStep | None
) -> Sheet:
    subject, address = f"can-bo:{row.pk}", reverse("procedures:fill", args=[found.code, row.pk])

    def known(definition: Definition) -> dict[str, Any]:
        """What was stated under the same keys, and on top what this officer had begun to type."""
        begun = eforms.drafts_of(request.user.person.pk, now=timezone.now()).filter(subject=subject).first()
        return engine.raw_of(definition, stated.answers(found)) | (begun.raw if begun else {})

    return Sheet(
        form_id=form.form_id,
        subject=subject,
        address=address,
        draft_address=lambda token: f"{address}?nhap={token}",
        template="procedures/officers/fill.html",
        submit_label=opened.forward if opened else _("Send"),
        facts={
            "dossier": found,
            "title": form.title,
            "step_name": row.name,
            "lender": opened.on_behalf_of if opened else "",
            "statements": desk.statements(found),
        },
        begin_with=known,
        units_named=partial(stepforms.unit_named, found, on=timezone.localdate()),
        dossier=found,
    )


def _hand_in(request: HttpRequest, found: Dossier, step: int, filled: Filled) -> HttpResponse:
    online.take_step(
        dossier=found,
        activation_id=step,
        form_id=filled.form_id,
        handed=online.Handed(filled.answers, filled.file_tokens, filled.token, {}),
        by=request.user.person,
        now=timezone.now(),
    )
    messages.success(request, _("Done. The dossier has moved on."))
    return redirect(found)
