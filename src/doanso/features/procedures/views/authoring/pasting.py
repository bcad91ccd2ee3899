"""Steps from a table of Word or Excel: pasted, confirmed row by row, then in the draft."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from doanso.blocks.workflow import editing
from doanso.features.procedures.forms.pasting import INSTEAD, HowForm, PasteForm, rows_to_confirm
from doanso.features.procedures.models import ProcedureDraft
from doanso.features.procedures.services.authoring import drafts
from doanso.features.procedures.views.authoring import frame
from doanso.features.procedures.views.authoring.steps import taken

Json = dict[str, Any]


@require_http_methods(["GET", "POST"])
@login_required
def paste(request: HttpRequest, pk: int) -> HttpResponse:
    """First the table, then its rows; nothing is saved before they are confirmed."""
    draft = frame.draft_of(request, pk)
    if "dong-TOTAL_FORMS" in request.POST:
        return _confirmed(request, draft)
    form = PasteForm(request.POST or None)
    if not form.is_valid():
        return _page(request, draft, status=422 if form.is_bound else 200, form=form)
    return _page(request, draft, rows=rows_to_confirm(rows=form.cleaned_data["table"]), how=HowForm())


def _confirmed(request: HttpRequest, draft: ProcedureDraft) -> HttpResponse:
    rows, how = rows_to_confirm(request.POST), HowForm(request.POST)
    if not (rows.is_valid() and how.is_valid()):
        return _page(request, draft, status=422, rows=rows, how=how)
    edited = _add(request, draft, rows, instead=how.cleaned_data["how"] == INSTEAD)
    return frame.answer(request, edited, reverse("procedures:draft_steps", args=[draft.pk]))


def _add(request: HttpRequest, draft: ProcedureDraft, rows: BaseFormSet, *, instead: bool) -> drafts.Edited:
    wanted = [row.value() for row in rows.forms if row.cleaned_data.get("take")]
    used = taken(draft)

    def make(content: Json) -> Json:
        flow = content["flow"] | {"steps": [] if instead and wanted else editing.steps(content["flow"])}
        for values in wanted:
            last = [row["key"] for row in editing.steps(flow)][-1:]
            flow, _key = editing.add(flow, after=last[0] if last else None, values=values, taken=used)
        return content | {"flow": flow}

    return drafts.edit(
        draft_id=draft.pk, seen=frame.seen(request, draft), make=make, label=_("Steps from a table"),
        by=request.user.person, now=timezone.now(),
    )  # fmt: skip


def _page(request: HttpRequest, draft: ProcedureDraft, *, status: int = 200, **more: Any) -> HttpResponse:
    back = reverse("procedures:draft_steps", args=[draft.pk])
    return frame.page(
        request, draft, "procedures/authoring/paste.html", tab="draft_steps", status=status, back=back, **more
    )
