"""A new private link for an applicant who has lost theirs, from the officer at the desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.core.qr import images
from doanso.features.procedures import rules
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.services import dossiers, links
from doanso.features.procedures.views.officers.page import visible
from doanso.lib.errors import Forbidden


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def link(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to the button shows the link: it is never shown again, so it follows no redirect."""
    found, now, by = visible(request, code), timezone.now(), request.user.person
    if not rules.of_dossier(found, by, now)["link"]:
        raise Forbidden(_("You do not receive dossiers for this unit."))
    if request.method != "POST":
        return render(request, "procedures/officers/link.html", {"dossier": found})
    if "mail" in request.POST:
        links.mail(dossier_id=found.pk, by=by, now=now)
        return _mailed(request, found)
    return _once(request, links.issue(dossier_id=found.pk, by=by, now=now))


def _mailed(request: HttpRequest, found: Dossier) -> HttpResponse:
    told = {"email": found.applicant_email}
    messages.success(request, _("The way to a new link went to %(email)s. It works once, within one day.") % told)
    return redirect(found)


def _once(request: HttpRequest, made: dossiers.Submitted) -> HttpResponse:
    address = request.build_absolute_uri(reverse("procedures:private", args=[made.dossier.tracking, made.key]))
    facts = {"dossier": made.dossier, "link": address, "qr": images.svg(address, level="M"), "now": timezone.now()}
    return render(request, "procedures/officers/link_once.html", facts)
