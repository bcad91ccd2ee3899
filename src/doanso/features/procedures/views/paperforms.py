"""Forms to print, and where their QR codes lead: officers to the intake, others to a page that tells nothing."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from doanso.features.procedures import rules
from doanso.features.procedures.queries import offline as dossiers
from doanso.features.procedures.services import paperforms
from doanso.features.procedures.views import filling
from doanso.lib.errors import Forbidden
from doanso.ui import limits

MOST_A_MINUTE = 20


@require_safe
def blank(request: HttpRequest, code: str) -> HttpResponse:
    version = filling.open_version(code)
    limits.hit("procedures.paper", limits.client_address(request), limit=MOST_A_MINUTE, per_seconds=60)
    return _pdf(paperforms.blank(version=version, now=timezone.now()), f"to-khai-{code}.pdf")


@require_safe
@never_cache
def filled(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Of a draft, for who may go on with it."""
    version = filling.open_version(code)
    limits.hit("procedures.paper", limits.client_address(request), limit=MOST_A_MINUTE, per_seconds=60)
    draft = filling.draft_for(request, code, token)
    return _pdf(paperforms.filled(version=version, draft=draft, now=timezone.now()), f"to-khai-{code}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@require_safe
@never_cache
def scanned(request: HttpRequest, code: str, ref: str = "") -> HttpResponse:
    """`ref` names the draft that was printed; nothing of it is shown here."""
    version = filling.open_version(code)
    source = paperforms.source_of(ref, code) if ref else None
    if ref and source is None:
        raise Http404
    person, today = filling.person_of(request), timezone.localdate()
    if "can-bo" in request.GET and person is None:
        return redirect_to_login(request.path)
    if person is None or not rules.units_of_intake(person, today).exists():
        return render(request, "procedures/scanned.html", {"version": version, "filled": bool(ref)})
    if not rules.may_take_in(person, version.procedure.owner, today):
        raise Forbidden(_("You do not receive dossiers for this unit."))
    intake = reverse("procedures:receive", args=[code])
    if source is None:
        return redirect(intake)
    received = dossiers.arrived(source.once, code)
    if received is not None:
        return redirect(received)
    if paperforms.draft_of(source, now=timezone.now()) is None:
        return render(request, "procedures/scanned.html", {"version": version, "ended": True}, status=410)
    return redirect(f"{intake}?{urlencode({'cach': 'quay', 'tu': ref})}")
