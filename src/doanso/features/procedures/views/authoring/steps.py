"""The step table of a draft: each row opens where it stands; every change is a form that works without scripts."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.blocks.workflow import diagram, editing
from doanso.features.procedures.forms.steps import StepForm
from doanso.features.procedures.models import DraftState, ProcedureDraft
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import drafts, facts, stepforms, table
from doanso.features.procedures.services.authoring.asking import questions, words_of
from doanso.features.procedures.views.authoring import frame

Json = dict[str, Any]


@require_GET
@login_required
def steps(request: HttpRequest, pk: int) -> HttpResponse:
    return _table(request, frame.draft_of(request, pk))


@require_http_methods(["GET", "POST"])
@login_required
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One row, opened; saved where the reader saw it."""
    draft = frame.draft_of(request, pk)
    if request.method == "GET":
        return _table(request, draft, opened=_form(draft.content, key))
    seen = frame.seen(request, draft)
    form = _form(queries.content_at(draft, seen), key, request.POST)
    if not form.is_valid():
        return _table(request, draft, opened=form, status=422)
    values, extra = form.changes()
    label = _("Step “%s”") % values["name"]
    edited = _edit(request, draft, lambda flow: editing.change(flow, key, values, extra=extra), label)
    return frame.answer(request, edited, _opened(pk, key) if "stay" in request.POST else _row(pk, key))


@require_POST
@login_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Behind the row `after`, or at the top; the new row opens."""
    draft, after = frame.draft_of(request, pk), request.POST.get("after") or None
    used, made = taken(draft), {}

    def make(flow: Json) -> Json:
        flow, made["key"] = editing.add(flow, after=after, values=editing.NEW | {"name": _("New step")}, taken=used)
        return flow

    return frame.answer(request, _edit(request, draft, make, _("A new step")), _opened(pk, made["key"]))


@require_POST
@login_required
def duplicate(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    used, made = taken(draft), {}

    def make(flow: Json) -> Json:
        flow, made["key"] = editing.duplicate(flow, key, taken=used)
        return flow

    return frame.answer(request, _edit(request, draft, make, _("A copy of a step")), _opened(pk, made["key"]))


@require_POST
@login_required
def move(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One place up or down, or behind the row `after` where it was dropped."""
    draft = frame.draft_of(request, pk)
    places = {"up": -1, "down": 1}.get(request.POST.get("way", ""))

    def make(flow: Json) -> Json:
        if places is None:
            return editing.move(flow, key, after=request.POST.get("after") or None)
        return editing.move_by(flow, key, places)

    return frame.answer(request, _edit(request, draft, make, _("The order of the steps")), _row(pk, key))


@require_POST
@login_required
def remove(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    edited = _edit(request, draft, lambda flow: editing.remove(flow, key), _("A step was removed"))
    return frame.answer(request, edited, reverse("procedures:draft_steps", args=[pk]))


def _edit(request: HttpRequest, draft: ProcedureDraft, make: Any, label: str) -> drafts.Edited:
    return drafts.edit(
        draft_id=draft.pk,
        seen=frame.seen(request, draft),
        make=lambda content: content | {"flow": make(content["flow"])},
        label=label,
        by=request.user.person,
        now=timezone.now(),
    )


def _form(content: Json, key: str, data: Any = None) -> StepForm:
    """404 for a step that is not there."""
    flow = content["flow"]
    row = next((row for row in editing.steps(flow) if row["key"] == key), None)
    if row is None:
        raise Http404
    return StepForm(data, flow=flow, row=row, known=questions(content), step_forms=stepforms.titles(content))


def _table(
    request: HttpRequest, draft: ProcedureDraft, *, opened: StepForm | None = None, status: int = 200
) -> HttpResponse:
    flow, known = draft.content["flow"], questions(draft.content)
    found = facts.findings(draft, timezone.localdate())
    context = {
        "lines": table.lines(flow, known, found, stepforms.titles(draft.content)),
        "errors": [(f, table.names_of(flow).get(f.step, "")) for f in found if f.level == "error"],
        "warnings": [(f, table.names_of(flow).get(f.step, "")) for f in found if f.level == "warning"],
        "picture": diagram.svg(flow, findings=found, condition=lambda text: words_of(text, known)),
        "opened": opened if draft.state == DraftState.WRITING else None,
        "known": known.values(),
        "idle_forms": stepforms.idle(draft.content),
        "back": reverse("procedures:draft_steps", args=[draft.pk]),
    }
    template = "procedures/authoring/steps.html"
    return frame.page(request, draft, template, tab="draft_steps", status=status, **context)


def taken(draft: ProcedureDraft) -> set[str]:
    """Keys that mean a step already: now, and in the version that is in force."""
    rows = editing.steps(draft.content["flow"])
    if draft.base:
        rows += editing.steps(draft.base.flow.definition)
    return {row["key"] for row in rows}


def _row(pk: int, key: str) -> str:
    return f"{reverse('procedures:draft_steps', args=[pk])}#buoc-{key}"


def _opened(pk: int, key: str) -> str:
    return f"{reverse('procedures:draft_step', args=[pk, key])}#buoc-{key}"
