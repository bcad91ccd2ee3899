"""Where writing begins: the drafts of one's units, and new ones from nothing or from another procedure."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.features.procedures.forms.authoring import BeginForm
from doanso.features.procedures.models import Version, WritingShare
from doanso.features.procedures.queries import calls as call_queries
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import calls, drafts
from doanso.lib.errors import Forbidden

PER_PAGE = 25


def require_editor(request: HttpRequest) -> None:
    if not queries.units_to_write_for(request.user.person, timezone.localdate()).exists():
        raise Forbidden(_("You may not write procedures for any unit."))


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    require_editor(request)
    found = queries.visible_to(request.user.person, timezone.localdate())
    context = {
        "open": (open_ones := list(queries.open_ones(found))),
        "writing": {draft.code for draft in open_ones},
        "finished": queries.finished(found)[:10],
        "published": queries.to_revise(request.user.person, timezone.localdate()),
    }
    return render(request, "procedures/authoring/index.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """`?mau=CODE` begins with a copy of that procedure; `?viec=N` answers that part of a call with it."""
    require_editor(request)
    share = _share(request)
    template = catalogue.published().filter(procedure__code=request.GET.get("mau", "")).first()
    form = BeginForm(request.POST or None, by=request.user.person, today=timezone.localdate(), template=template)
    if share:
        form.initial |= {"owner": share.unit.code}
    if form.is_valid():
        now, by = timezone.now(), request.user.person
        if share:
            return redirect(calls.begin(share_id=share.pk, **form.cleaned_data, by=by, now=now))
        return redirect(drafts.begin(**form.cleaned_data, by=by, now=now))
    context = {"form": form, "share": share, "template": template, "templates": catalogue.most_used(60)}
    return render(request, "procedures/authoring/new.html", context, status=422 if form.is_bound else 200)


def _share(request: HttpRequest) -> WritingShare | None:
    number = request.GET.get("viec", "")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    return call_queries.share_of(request.user.person, pk, timezone.localdate()).first()


@require_POST
@login_required
def revise(request: HttpRequest, code: str) -> HttpResponse:
    version: Version = get_object_or_404(catalogue.published(), procedure__code=code)
    return redirect(drafts.revise(version=version, by=request.user.person, now=timezone.now()))
