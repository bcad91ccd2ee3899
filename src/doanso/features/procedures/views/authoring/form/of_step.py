"""The form of a step: made from its row in the table, named, and taken away."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doanso.blocks.workflow import editing
from doanso.features.procedures.forms.stepforms import NewForm, TitleForm
from doanso.features.procedures.models import ProcedureDraft
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.services.authoring import drafts, stepforms, table
from doanso.features.procedures.views.authoring import frame
from doanso.features.procedures.views.authoring.form import page
from doanso.features.procedures.views.authoring.form.sheet import sheet_of

Json = dict[str, Any]


@require_http_methods(["GET", "POST"])
@login_required
def ask(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A form for this step: empty, or as a copy of another one. The one that it has already is opened."""
    draft = frame.draft_of(request, pk)
    row = next((row for row in editing.steps(draft.content["flow"]) if row["key"] == key), None)
    if row is None:
        raise Http404
    if stepforms.code_of(row) in draft.content["step_forms"]:
        return redirect("procedures:draft_step_form", pk, stepforms.code_of(row))
    drafts.require_writing(draft)
    form = NewForm(request.POST or None, content=draft.content, row=row, published=catalogue.published())
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "step": table.names_of(draft.content["flow"])[key], "seen_by": stepforms.is_asked(row)}
        context["applicants"] = stepforms.is_applicants(row)
        template = "procedures/authoring/form/new_step_form.html"
        return frame.page(request, draft, template, tab="draft_steps", status=status, **context)
    code, title = stepforms.free_code(draft), form.cleaned_data["title"]
    make = partial(stepforms.give, key=key, code=code, title=title, questions=form.questions())
    label = _("New form of a step: %(title)s") % {"title": title}
    return _edited(request, draft, make, label, reverse("procedures:draft_step_form", args=[pk, code]))


@require_POST
@login_required
def name(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    sheet, form = sheet_of(request, pk, code), TitleForm(request.POST)
    if not form.is_valid():
        return page.show(request, sheet, {}, status=422, title_form=form)
    title = form.cleaned_data["title"]
    make = partial(stepforms.retitle, code=code, title=title)
    return _edited(request, sheet.draft, make, _("Form of a step: %(title)s") % {"title": title}, sheet.address)


@require_POST
@login_required
def remove(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    sheet = sheet_of(request, pk, code)
    label = _("Removed: %(name)s") % {"name": sheet.name[:120]}
    to = reverse("procedures:draft_steps", args=[pk])
    asking = stepforms.askers(sheet.draft.content, code)
    to += f"#buoc-{asking[0]['key']}" if asking else ""
    return _edited(request, sheet.draft, partial(stepforms.take_away, code=code), label, to)


def _edited(request: HttpRequest, draft: ProcedureDraft, make: Any, label: str, to: str) -> HttpResponse:
    edited = drafts.edit(
        draft_id=draft.pk,
        seen=frame.seen(request, draft),
        make=make,
        label=label,
        by=request.user.person,
        now=timezone.now(),
    )
    return frame.answer(request, edited, to)
