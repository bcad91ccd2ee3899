"""What the guide tells: the information, the ways to apply, the documents."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doanso.features.procedures.forms.guide import ChannelsForm, DocumentForm, GuideForm
from doanso.features.procedures.models import ProcedureDraft
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import documents, drafts
from doanso.features.procedures.views.authoring import frame

Json = dict[str, Any]
TAB = "draft_guide"


def _show(request: HttpRequest, draft: ProcedureDraft, *, status: int = 200, **bound: forms.Form) -> HttpResponse:
    context = {
        "form": GuideForm(content=draft.content),
        "channels": ChannelsForm(content=draft.content),
        "documents": draft.content["guide"]["documents"],
        "document_form": DocumentForm(initial={"original": 1, "required": True}),
    }
    return frame.page(request, draft, "procedures/authoring/guide.html", tab=TAB, status=status, **context | bound)


@require_http_methods(["GET", "POST"])
@login_required
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    if request.method == "GET":
        return _show(request, draft)
    form = GuideForm(request.POST, content=_as_seen(request, draft))
    if not form.is_valid():
        return _show(request, draft, status=422, form=form)
    return _save(request, draft, form.apply, _("Information"), "#thong-tin")


@require_POST
@login_required
def channels(request: HttpRequest, pk: int) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    form = ChannelsForm(request.POST, content=_as_seen(request, draft))
    if not form.is_valid():
        return _show(request, draft, status=422, channels=form)
    return _save(request, draft, form.apply, _("Ways to apply"), "#cach-nop")


@require_POST
@login_required
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = frame.draft_of(request, pk), DocumentForm(request.POST)
    if not form.is_valid():
        return _show(request, draft, status=422, document_form=form)
    key = documents.free_key(draft.content)
    label = _("New document: %(name)s") % {"name": form.cleaned_data["name"][:80]}
    return _save(request, draft, lambda content: documents.put(content, form.document({"key": key})), label, f"#{key}")


@require_http_methods(["GET", "POST"])
@login_required
def document(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    row = documents.find(draft.content, key)
    if row is None:
        raise Http404
    form = DocumentForm(request.POST if request.method == "POST" else None, initial=row)
    if form.is_valid():
        before = documents.find(_as_seen(request, draft), key) or row
        label = _("Document: %(name)s") % {"name": form.cleaned_data["name"][:80]}
        return _save(request, draft, lambda content: documents.put(content, form.document(before)), label, f"#{key}")
    status = 422 if form.is_bound else 200
    context = {"form": form, "document": row}
    return frame.page(request, draft, "procedures/authoring/document.html", tab=TAB, status=status, **context)


@require_POST
@login_required
def move_document(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """`how`: up, down or remove."""
    draft, how = frame.draft_of(request, pk), request.POST.get("how", "")
    if how not in {"up", "down", "remove"}:
        raise Http404
    row = documents.find(draft.content, key)
    words = {"up": _("Moved: %(name)s"), "down": _("Moved: %(name)s"), "remove": _("Removed: %(name)s")}
    label = words[how] % {"name": row["name"][:80] if row else key}
    anchor = "#giay-to" if how == "remove" else f"#{key}"
    return _save(request, draft, lambda content: documents.rearrange(content, key, how), label, anchor)


def _as_seen(request: HttpRequest, draft: ProcedureDraft) -> Json:
    return queries.content_at(draft, frame.seen(request, draft))


def _save(request: HttpRequest, draft: ProcedureDraft, make: Any, label: str, anchor: str) -> HttpResponse:
    edited = drafts.edit(
        draft_id=draft.pk,
        seen=frame.seen(request, draft),
        make=make,
        label=label,
        by=request.user.person,
        now=timezone.now(),
    )
    return frame.answer(request, edited, reverse("procedures:draft_guide", args=[draft.pk]) + anchor)
