"""What everybody may ask: where is the dossier with this code, is this result genuine."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from doanso.features.procedures.queries import applicants
from doanso.features.procedures.services import opening
from doanso.features.procedures.views.texts import asked, sent
from doanso.features.procedures.views.tracking import access
from doanso.ui import limits

HOUR = 3600
DOSSIER_CODE = re.compile(r"\d{6}[-\s]\d{4,}\s*$")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """Procedure, step, status and due date, and nothing about the applicant. A post adds the phone number."""
    if request.method == "POST":
        return _open_with_phone(request)
    typed = asked(request, "ma", 40) or asked(request, "code", 40)
    return _answer(request, typed)


def _answer(request: HttpRequest, typed: str, *, phone_error: str = "") -> HttpResponse:
    visitor = limits.client_address(request)
    limits.check("procedures.track", visitor, limit=30, per_seconds=600)
    dossier = applicants.tracked(typed) if typed else None
    if typed and dossier is None:
        limits.hit("procedures.track", visitor, limit=30, per_seconds=600)
    facts = {
        "typed": dossier.tracking if dossier else typed,
        "dossier": dossier,
        "now": timezone.now(),
        "stages": applicants.stages_of(dossier) if dossier and dossier.destroyed_in is None else [],
        "error": _miss(typed) if typed and dossier is None else "",
        "phone_error": phone_error,
    }
    response = render(request, "procedures/track.html", facts)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _miss(typed: str) -> str:
    if DOSSIER_CODE.search(typed):
        return _("This is a dossier code. Please enter the tracking code from your receipt, such as 7K3M-9QXA-T.")
    return _("No dossier has this code. Please compare it with your receipt: a tracking code looks like 7K3M-9QXA-T.")


def _open_with_phone(request: HttpRequest) -> HttpResponse:
    """Tried five times an hour for one code, whoever asks, and twenty times an hour from one address."""
    typed, phone = sent(request, "ma", 40), sent(request, "phone", 30)
    limits.hit("procedures.phone", limits.client_address(request), limit=20, per_seconds=HOUR)
    limits.hit("procedures.phone.code", applicants.one_form(typed), limit=5, per_seconds=HOUR)
    dossier = applicants.with_phone(typed, phone)
    if dossier is None:
        return _answer(request, typed, phone_error=_("Code and phone number do not belong together."))
    opening.record(dossier=dossier, now=timezone.now())
    return redirect(access.remember(request, dossier, full=False))


@require_safe
@never_cache
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a result is genuine and in force; nothing of its content."""
    visitor = limits.client_address(request)
    limits.check("procedures.verify", visitor, limit=30, per_seconds=600)
    found = applicants.result_of(token)
    if found is None:
        limits.hit("procedures.verify", visitor, limit=30, per_seconds=600)
        raise Http404
    response = render(request, "procedures/verify.html", {"result": found})
    response.headers["X-Robots-Tag"] = "noindex"
    return response
