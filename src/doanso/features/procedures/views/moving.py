"""Moving running dossiers to the version in force: choose, look at what would happen, move, take back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.blocks.workflow import moves as workflow
from doanso.features.procedures.forms.moving import ChooseForm
from doanso.features.procedures.models import MoveBatch, MoveItem, Version
from doanso.features.procedures.queries import moving as queries
from doanso.features.procedures.queries import yearly
from doanso.features.procedures.services import moving

PER_PAGE = 25


def _target(request: HttpRequest, code: str) -> Version:
    """The version in force; 404 for a procedure of somebody else's unit, as for one that does not exist."""
    mine = yearly.editable(request.user.person, timezone.localdate()).exclude(current=None)
    procedure = get_object_or_404(mine.select_related("current__flow"), code=code)
    procedure.current.procedure = procedure
    return procedure.current


def _batch(request: HttpRequest, code: str, pk: int) -> MoveBatch:
    mine = yearly.editable(request.user.person, timezone.localdate())
    found = MoveBatch.objects.filter(procedure__in=mine, procedure__code=code)
    related = ("procedure__owner", "target__flow", "created_by", "moved_by", "undone_by")
    return get_object_or_404(found.select_related(*related), pk=pk)


@require_http_methods(["GET", "POST"])
@login_required
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """What would become of each; ticked ones are kept as a batch, to be looked at as a whole."""
    target = _target(request, code)
    form = _form(request.POST if request.method == "POST" else request.GET, target)
    found = queries.elsewhere(target.procedure, target, form.wanted)
    if request.method == "POST":
        return _keep(request, target, form, found)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "target": target,
        "procedure": target.procedure,
        "form": form,
        "page": page,
        "fates": queries.fates(page.object_list, target, form.mapping, timezone.now()),
        "versions": {target.number: 0} | queries.by_version(target.procedure),
        "batches": queries.batches(target.procedure)[:10],
        "narrowing": any(form.cleaned_data.values()),
        "most": moving.MOST,
    }
    return render(request, "procedures/moving/choose.html", context)


def _form(data: Any, target: Version) -> ChooseForm:
    procedure = target.procedure
    return ChooseForm(
        data,
        versions={n: count for n, count in queries.by_version(procedure).items() if n != target.number},
        steps=queries.steps_of(procedure, target),
        missing=queries.missing_steps(procedure, target),
        targets=workflow.usual_steps(target.flow),
    )


def _keep(request: HttpRequest, target: Version, form: ChooseForm, found: Any) -> HttpResponseRedirect:
    chosen = found if request.POST.get("all") else found.filter(code__in=request.POST.getlist("code"))
    dossiers = list(chosen[: moving.MOST + 1])
    if not dossiers:
        messages.info(request, _("Tick the dossiers first."))
        return redirect("procedures:move", target.procedure.code)
    batch = moving.plan(
        target=target, dossiers=dossiers, mapping=form.mapping, by=request.user.person, now=timezone.now()
    )
    return redirect("procedures:move_batch", target.procedure.code, batch.pk)


@require_GET
@login_required
def batch(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Before: the preview of all. During: how far it is. Afterwards: what became of each, and the way back."""
    found = _batch(request, code, pk)
    counts = queries.counts(found)
    page = Paginator(queries.items(found), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": found,
        "procedure": found.procedure,
        "page": page,
        "rows": _rows(found, list(page.object_list)),
        "counts": counts,
        "total": sum(counts.values()),
        "done": sum(counts.values()) - counts[MoveItem.State.WAITING] - counts[MoveItem.State.RETURNING],
    }
    part = "#state" if request.htmx and found.working else ""
    answer = render(request, f"procedures/moving/batch.html{part}", context)
    if request.htmx and not found.working:
        answer["HX-Refresh"] = "true"
    return answer


def _rows(found: MoveBatch, items: list[MoveItem]) -> list[tuple[MoveItem, Any]]:
    """Each with what would become of it, as long as nothing has."""
    if found.state != MoveBatch.State.PLANNED:
        return [(item, None) for item in items]
    dossiers = [item.dossier for item in items]
    fates = queries.fates(dossiers, found.target, found.mapping, timezone.now())
    return list(zip(items, fates, strict=True))


@require_POST
@login_required
def start(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    moving.start(batch_id=_batch(request, code, pk).pk, by=request.user.person, now=timezone.now())
    return redirect("procedures:move_batch", code, pk)


@require_POST
@login_required
def undo(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    moving.undo(batch_id=_batch(request, code, pk).pk, by=request.user.person, now=timezone.now())
    return redirect("procedures:move_batch", code, pk)


@require_POST
@login_required
def drop(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    moving.drop(batch_id=_batch(request, code, pk).pk, by=request.user.person, now=timezone.now())
    messages.info(request, _("Given up: no dossier was moved."))
    return redirect("procedures:move", code)
