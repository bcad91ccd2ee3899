"""Procedures as files: out of a draft, and into a new or an open one."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.blocks.workflow import bpmn
from doanso.features.procedures.forms.exchange import FileForm, TakeForm
from doanso.features.procedures.models import ProcedureDraft
from doanso.features.procedures.queries import comparing
from doanso.features.procedures.services.authoring import drafts, exchange, receiving
from doanso.features.procedures.views.authoring import frame, listing

Json = dict[str, Any]
TAB = "draft_file"


@require_GET
@login_required
def files(request: HttpRequest, pk: int) -> HttpResponse:
    return _files(request, frame.draft_of(request, pk))


def _files(request: HttpRequest, draft: ProcedureDraft, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"json_form": FileForm(prefix="json"), "bpmn_form": FileForm(prefix="bpmn")}
    return frame.page(request, draft, "procedures/authoring/files.html", tab=TAB, status=status, **context | more)


@require_GET
@login_required
def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    return _download(exchange.write(draft.content), "application/json", f"{draft.code}.json")


@require_GET
@login_required
def as_bpmn(request: HttpRequest, pk: int) -> HttpResponse:
    """Refused while the steps cannot run yet."""
    draft = frame.draft_of(request, pk)
    drawn = bpmn.write(draft.content["flow"], code=draft.code, name=draft.name)
    return _download(drawn, "application/xml", f"{draft.code}.bpmn")


def _download(body: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_POST
@login_required
def take_bpmn(request: HttpRequest, pk: int) -> HttpResponse:
    """The steps of a BPMN file in place of the draft's own; what was left out or guessed is told."""
    draft, form = frame.draft_of(request, pk), FileForm(request.POST, request.FILES, prefix="bpmn")
    if not form.is_valid():
        return _files(request, draft, status=422, bpmn_form=form)
    read = bpmn.read(form.cleaned_data["file"].read())
    edited = drafts.edit(
        draft_id=pk,
        seen=frame.seen(request, draft),
        make=lambda content: content | {"flow": read.flow},
        label=_("Steps from a BPMN file"),
        by=request.user.person,
        now=timezone.now(),
    )
    if edited.overtaken or not (read.lost or read.doubts):
        return frame.answer(request, edited, reverse("procedures:draft_file", args=[pk]))
    return _files(request, edited.draft, taken=read)


@require_http_methods(["GET", "POST"])
@login_required
def receive(request: HttpRequest) -> HttpResponse:
    """A file is read and looked at first; nothing is kept until its reader confirms."""
    listing.require_editor(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if not form.is_valid():
        return render(
            request, "procedures/authoring/receive.html", {"form": form}, status=422 if form.is_bound else 200
        )
    content, doubts = exchange.read_any(form.cleaned_data["file"].read())
    return _preview(request, content, doubts)


def _preview(
    request: HttpRequest, content: Json, doubts: list[str], *, form: TakeForm | None = None, status: int = 200
) -> HttpResponse:
    by, on = request.user.person, timezone.localdate()
    meets = receiving.meets(content["code"], by, on)
    if form is None:
        first = {"content": exchange.write(content).decode(), "code": content["code"], "owner": meets.owner}
        form = TakeForm(initial=first, by=by, today=on)
    context = {
        "form": form,
        "content": content,
        "doubts": doubts,
        "meets": meets,
        "parts": comparing.compare(meets.content, content) if meets.content else [],
    }
    return render(request, "procedures/authoring/receive_preview.html", context, status=status)


@require_POST
@login_required
def take(request: HttpRequest) -> HttpResponse:
    listing.require_editor(request)
    form = TakeForm(request.POST, by=request.user.person, today=timezone.localdate())
    content = exchange.read(request.POST.get("content", "").encode())
    if not form.is_valid():
        return _preview(request, content, [], form=form, status=422)
    code, owner = form.cleaned_data["code"], form.cleaned_data["owner"]
    edited = receiving.take(content=content | {"code": code}, owner=owner, by=request.user.person, now=timezone.now())
    return frame.answer(request, edited, reverse("procedures:draft_compare", args=[edited.draft.pk]))
