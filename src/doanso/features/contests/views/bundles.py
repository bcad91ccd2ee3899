"""Certificates by the thousand: asked for here, made by the worker, fetched file by file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from doanso.core.files import responses
from doanso.features.contests.queries import bundles
from doanso.features.contests.services import bundling, exports
from doanso.features.contests.views.judges import judged_part


@require_POST
@login_required
def give(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Everybody who took part gets theirs."""
    done = bundling.give_all(round=judged_part(request, code, number), by=request.user.person, now=timezone.now())
    said = _("Everybody has their certificate.") if done else _("The certificates are being made out.")
    messages.success(request, said)
    return redirect("contests:certificates", code, number)


@require_POST
@login_required
def make(request: HttpRequest, code: str, number: int) -> HttpResponse:
    bundling.print_all(round=judged_part(request, code, number), by=request.user.person, now=timezone.now())
    messages.success(request, _("The files are being made."))
    return redirect("contests:certificates", code, number)


@require_GET
@never_cache
@login_required
def part(request: HttpRequest, code: str, number: int, file: str) -> HttpResponseBase:
    """One of the files; that names leave the system is written down."""
    round = judged_part(request, code, number)
    found = get_object_or_404(bundles.files(round), token=file)
    exports.note(round=round, what="certificates", rows=bundles.PART, by=request.user.person, now=timezone.now())
    return responses.send(request, found)


@require_GET
@never_cache
@login_required
def archive(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """All files in one."""
    round, now = judged_part(request, code, number), timezone.now()
    found = bundles.printing_of(round, now)
    if found is None or not found.whole:
        raise Http404(_("There are no files to print."))
    exports.note(round=round, what="certificates", rows=found.done, by=request.user.person, now=now)
    return FileResponse(bundling.archived(found.files), as_attachment=True, filename=f"{bundles.name(round)}.zip")
