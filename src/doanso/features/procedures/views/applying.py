"""Applying for a procedure. A draft keeps every page, so this works without JavaScript."""

from functools import partial

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from doanso.blocks.eforms import engine
from doanso.blocks.eforms import queries as eforms
from doanso.blocks.eforms.definition import Definition
from doanso.blocks.eforms.prefill import prefill
from doanso.core.accounts.models import Person
from doanso.core.consent import evidence
from doanso.features.procedures.models import Version
from doanso.features.procedures.queries import applicants, catalogue
from doanso.features.procedures.services import online
from doanso.features.procedures.views import filling, offline
from doanso.features.procedures.views.filling import Filled, Sheet, person_of
from doanso.features.procedures.views.tracking import access


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """A blank or pre-filled form; a post is one page of it, or the whole."""
    version = filling.open_version(code)
    if request.method != "POST" and not request.user.is_authenticated and catalogue.needs_account(version):
        return redirect_to_login(request.path)
    sheet = _sheet(version, person_of(request))
    if request.method != "POST":
        return filling.blank(request, sheet)
    first = applicants.submitted_with(filling.ticket_of(request), code)
    if first is not None:  # sent twice: show the first one's receipt instead of a second dossier
        return redirect(access.remember(request, first))
    return filling.posted(request, sheet, partial(_hand_in, request, version))


@require_safe
def resume(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Go on with a draft by its link."""
    version = filling.open_version(code)
    return filling.resumed(request, _sheet(version, person_of(request)), token)


def _sheet(version: Version, person: Person | None) -> Sheet:
    code, limit = version.procedure.code, catalogue.limit_in_words(version)

    def known(definition: Definition) -> dict[str, object]:
        return engine.raw_of(definition, prefill(definition, person, today=timezone.localdate()))

    return Sheet(
        form_id=version.form_id,
        subject=code,
        address=reverse("procedures:apply", args=[code]),
        draft_address=lambda token: reverse("procedures:resume", args=[code, token]),
        template="procedures/apply.html",
        submit_label=_("Submit the dossier"),
        facts={"version": version, "limit": limit},
        begin_with=known,
        alike=(version.pk, version.name, version.procedure.owner.name, limit),
        print_address=lambda token: reverse("procedures:paper_filled", args=[code, token]),
        device=offline.attributes_of(version, eforms.definition(version.form_id)),
    )


def _hand_in(request: HttpRequest, version: Version, filled: Filled) -> HttpResponse:
    is_older = filled.form_id != version.form_id
    pinned = (is_older and catalogue.version_of_form(version.procedure_id, filled.form_id)) or version
    proof = evidence.of_request(request, form=f"P-{version.procedure.code} v{pinned.number}")
    handed = online.Handed(filled.answers, filled.file_tokens, filled.token, proof)
    made = online.apply(version=pinned, handed=handed, by=person_of(request), now=timezone.now())
    if not made.key:
        return redirect(access.remember(request, made.dossier))
    address = reverse("procedures:private", args=[made.dossier.tracking, made.key])
    return redirect(f"{address}?moi=1")
