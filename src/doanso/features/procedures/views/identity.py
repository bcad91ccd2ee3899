"""Who stands at the desk and asks about their own data, without an account: seen once at the beginning, and again when
a copy is handed over."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from doanso.features.procedures import rules
from doanso.features.procedures.forms import HandOverForm, IdentityForm
from doanso.features.procedures.models import Version
from doanso.features.procedures.queries import identity as queries
from doanso.features.procedures.services import identity
from doanso.features.procedures.views import filling
from doanso.features.procedures.views.officers.page import visible
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden
from doanso.ui import limits


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note(request: HttpRequest, code: str) -> HttpResponse:
    """Before the form itself; `?tu=` names the draft that was brought along, as there."""
    version, now, by = filling.open_version(code), timezone.now(), request.user.person
    if not rules.may_take_in(by, version.procedure.owner, timezone.localdate()):
        raise Forbidden(_("You do not receive dossiers for this unit."))
    _count(request)
    first = {"handed_at": local(now).replace(second=0, microsecond=0)}
    form = IdentityForm(request.POST or None, initial=first, compare=partial(_whom, version, now))
    if not form.is_valid():
        facts = {"form": form, "version": version}
        return render(request, "procedures/officers/identity.html", facts, status=422 if form.is_bound else 200)
    made = identity.note(version=version, shown=identity.Shown(**form.cleaned_data), by=by, now=now)
    kept = {"tu": request.GET["tu"]} if "tu" in request.GET else {}
    return redirect(f"{reverse('procedures:receive', args=[code])}?{urlencode({'nguoi': made.pk, **kept})}")


def _whom(version: Version, now: datetime, **typed: Any) -> None:
    identity.whom(version=version, shown=identity.Shown(**typed), now=now)


def _count(request: HttpRequest) -> None:
    """Nobody finds out by trying who is on record, or whose number it is."""
    if request.method == "POST":
        limits.hit("procedures.identity", str(request.user.pk), limit=30, per_seconds=3600)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_over(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to the button is the copy itself, to print."""
    found, now, by = visible(request, code), timezone.now(), request.user.person
    if not identity.may_hand_over(found, by, now):
        raise Forbidden(_("There is no copy to hand over for this dossier."))
    _count(request)
    if request.method == "POST":
        limits.hit("procedures.hand_over", str(found.pk), limit=10, per_seconds=86400)
    form = HandOverForm(
        request.POST or None, compare=lambda seen, **typed: identity.copy_for(dossier=found, now=now, **typed)
    )
    if not form.is_valid():
        facts = {"form": form, "dossier": found, "check": queries.check_behind(found)}
        return render(request, "procedures/officers/hand_over.html", facts, status=422 if form.is_bound else 200)
    content = identity.hand_over_copy(dossier=found, by=by, now=now, **form.cleaned_data)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="du-lieu-ca-nhan-{found.code}.pdf"'
    return answer
