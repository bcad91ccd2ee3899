"""A supplement that somebody brought to the desk, entered by the officer who took it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doanso.features.procedures import rules
from doanso.features.procedures.forms import BroughtForm
from doanso.features.procedures.models import Dossier, Status
from doanso.features.procedures.queries import applicants
from doanso.features.procedures.services import counter
from doanso.features.procedures.views.officers.acting import kept_files
from doanso.features.procedures.views.officers.page import visible
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused


@require_http_methods(["GET", "POST"])
@login_required
def supplement(request: HttpRequest, code: str) -> HttpResponse:
    found, now = visible(request, code), timezone.now()
    _check(request, found)
    first = {"who": found.applicant_name, "at": local(now).replace(second=0, microsecond=0)}
    form = BroughtForm(
        request.POST or None, request.FILES or None, since=found.paused_since or now, now=now, initial=first
    )
    kept = kept_files(request, found, form.cleaned_data["files"], form) if form.is_valid() else None
    if kept is None:
        return _page(request, found, form)
    data = form.cleaned_data
    brought = counter.Brought(data["who"].strip(), data["at"], data["items"].strip(), kept)
    counter.supplement(dossier_id=found.pk, brought=brought, by=request.user.person, now=now)
    messages.success(
        request, _("The supplement is entered and the clock runs again. Its receipt lies with the papers.")
    )
    return redirect(found)


def _check(request: HttpRequest, found: Dossier) -> None:
    if not rules.may_take_in(request.user.person, found.unit, timezone.localdate()):
        raise Forbidden(_("You do not receive dossiers for this unit."))
    if found.status != Status.SUPPLEMENT:
        raise Refused(_("The office has not asked for a supplement."))


def _page(request: HttpRequest, found: Dossier, form: BroughtForm) -> HttpResponse:
    facts = {"dossier": found, "form": form, "asked_for": applicants.request_text(applicants.case(found))}
    status = 422 if form.is_bound else 200
    return render(request, "procedures/officers/supplement.html", facts, status=status)
