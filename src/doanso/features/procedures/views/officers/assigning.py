"""A step is given to a colleague by name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from doanso.features.procedures.services import assigning
from doanso.features.procedures.views.officers.page import assign_form, open_step, show, visible
from doanso.lib.errors import Forbidden


@require_POST
@login_required
def assign(request: HttpRequest, code: str, step: int) -> HttpResponse:
    found, now, person = visible(request, code), timezone.now(), request.user.person
    opened = open_step(request, found, step)
    form = assign_form(found, opened, person, now, request.POST) if opened else None
    if form is None:
        raise Forbidden(_("This step is not yours to give away."))
    if not form.is_valid():
        return show(request, found, given={step: form}, status=422)
    data = form.cleaned_data
    assigning.assign(dossier=found, activation_id=step, to=data["to"], words=data["words"], by=person, now=now)
    messages.success(request, _("%(who)s has been told.") % {"who": data["to"]})
    return redirect(found)
