"""The archives: dossiers whose time is up, lists of them, and the decisions by which they are destroyed."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.core.units.models import Unit
from doanso.features.procedures import rules
from doanso.features.procedures.forms.archiving import DecisionForm, DueForm, KeepForm
from doanso.features.procedures.models import Destruction
from doanso.features.procedures.queries import archiving as queries
from doanso.features.procedures.queries import archiving_sheets as sheets
from doanso.features.procedures.queries import yearly
from doanso.features.procedures.services import archiving
from doanso.lib.errors import Forbidden
from doanso.lib.sheets import XLSX

PER_PAGE = 25


def _body(request: HttpRequest, data: Any) -> tuple[Unit, list[Unit]]:
    """Whose archives are shown: the one that was asked for, else the first of one's own."""
    bodies = queries.bodies(request.user.person, timezone.localdate())
    if not bodies:
        raise Forbidden(_("You keep no archives."))
    return next((one for one in bodies if one.code == data.get("co_quan")), bodies[0]), bodies


def _batch(request: HttpRequest, pk: int) -> Destruction:
    mine = queries.bodies(request.user.person, timezone.localdate())
    return get_object_or_404(queries.batches(mine), pk=pk)


@require_http_methods(["GET", "POST"])
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """What may be listed, by procedure and year; a post draws up a list of what was ticked, or of all that is found."""
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else request.GET
    body, bodies = _body(request, data)
    may_list = rules.may_keep_archives(request.user.person, body, today)
    if request.method == "POST" and not may_list:
        raise Forbidden(_("You do not keep the archives of this unit."))
    everything = queries.to_list(body, today)
    counted = queries.counted(everything)
    form = DueForm(data, bodies=bodies, counted=counted)
    found = queries.narrowed(everything, form.wanted)
    if request.method == "POST":
        return _propose(request, body, found)
    context = {
        "form": form,
        "body": body,
        "counted": counted,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "batches": queries.batches(bodies)[:20],
        "narrowing": any(form.wanted.__dict__.values()),
        "may_list": may_list,
        "most": archiving.MOST,
    }
    return render(request, "procedures/archives/index.html", context)


def _propose(request: HttpRequest, body: Unit, found: Any) -> HttpResponse:
    chosen = found if request.POST.get("all") else found.filter(code__in=request.POST.getlist("code"))
    ids = list(chosen.values_list("pk", flat=True)[: archiving.MOST + 1])
    if not ids:
        messages.info(request, _("Tick the dossiers first."))
        narrowed = {name: request.POST.get(name, "") for name in DueForm.base_fields}
        return redirect(f"{reverse('procedures:archives')}?{urlencode(narrowed)}")
    batch = archiving.propose(body=body, dossier_ids=ids, by=request.user.person, now=timezone.now())
    return redirect(batch)


@require_GET
@login_required
def export(request: HttpRequest) -> HttpResponse:
    body, bodies = _body(request, request.GET)
    everything = queries.to_list(body, timezone.localdate())
    form = DueForm(request.GET, bodies=bodies, counted=queries.counted(everything))
    found = queries.narrowed(everything, form.wanted)
    if rows := found.count():
        told = {"narrowed": request.GET.urlencode(), "by": request.user.person}
        archiving.note_export(rows=rows, **told, now=timezone.now())
    return _sheet(sheets.due(found), "het-han-luu")


@require_GET
@login_required
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Before the decision: the list, and the form for who decides. Then how far it is, and what became of each."""
    return _show(request, _batch(request, pk), DecisionForm())


def _show(request: HttpRequest, found: Destruction, form: DecisionForm) -> HttpResponse:
    today, person, counts = timezone.localdate(), request.user.person, queries.counts(found)
    open_still = found.state == Destruction.State.PROPOSED
    decides = open_still and rules.may_destroy(person, found.unit, today)
    context = {
        "batch": found,
        "form": form,
        "counts": counts,
        "total": sum(counts.values()),
        "done": counts["destroyed"] + counts["kept"],
        "page": Paginator(queries.items(found), PER_PAGE).get_page(request.GET.get("page")),
        "may_decide": decides and person.pk != found.created_by_id,
        "is_own": decides and person.pk == found.created_by_id,
        "may_drop": open_still,
    }
    part = "#state" if request.htmx and found.state == Destruction.State.RUNNING else ""
    answer = render(request, f"procedures/archives/batch.html{part}", context, status=422 if form.errors else 200)
    if request.htmx and found.state != Destruction.State.RUNNING:
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
@login_required
def batch_export(request: HttpRequest, pk: int) -> HttpResponse:
    found = _batch(request, pk)
    told = {"rows": found.size, "narrowed": f"batch={pk}", "by": request.user.person}
    archiving.note_export(**told, now=timezone.now())
    return _sheet(sheets.batch(found), f"danh-muc-huy-{pk}")


@require_POST
@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = _batch(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    decision = {name: form.cleaned_data[name] for name in ("number", "decided_on")}
    decision["digest"] = request.POST.get("digest", "")
    archiving.decide(batch_id=found.pk, **decision, by=request.user.person, now=timezone.now())
    return redirect(found)


@require_POST
@login_required
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    archiving.drop(batch_id=_batch(request, pk).pk, by=request.user.person, now=timezone.now())
    messages.info(request, _("Given up: no dossier was destroyed."))
    return redirect("procedures:archives")


@require_http_methods(["GET", "POST"])
@login_required
def keep_for(request: HttpRequest, code: str) -> HttpResponse:
    """How long dossiers of a procedure are kept."""
    mine = yearly.editable(request.user.person, timezone.localdate()).exclude(current=None)
    procedure = get_object_or_404(mine, code=code)
    form = KeepForm(request.POST or None, initial={"years": procedure.keep_years})
    if request.method == "POST" and form.is_valid():
        years = form.cleaned_data["years"]
        archiving.keep_for(procedure_id=procedure.pk, years=years, by=request.user.person, now=timezone.now())
        messages.success(request, _("Noted."))
        return redirect("procedures:own")
    context = {"form": form, "procedure": procedure}
    return render(request, "procedures/archives/keep.html", context, status=422 if form.errors else 200)


def _sheet(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y%m%d}.xlsx"'
    return answer
