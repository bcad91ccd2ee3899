"""A draft as a whole: where it stands, its history, undo and redo, and its way through the review."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from doanso.features.procedures.forms.authoring import ApproveForm, SendBackForm, SendForm
from doanso.features.procedures.models import DraftState, ProcedureDraft
from doanso.features.procedures.queries import comparing
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import drafts, reviewing, translating
from doanso.features.procedures.views.authoring import frame

PER_PAGE = 50


@require_GET
@login_required
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    return _overview(request, frame.draft_of(request, pk))


def _overview(request: HttpRequest, draft: ProcedureDraft, *, status: int = 200, **forms: object) -> HttpResponse:
    on = timezone.localdate()
    context = {
        "send": SendForm(),
        "approve": ApproveForm(today=on),
        "back_form": SendBackForm(),
        "may_review": draft.state == DraftState.REVIEW and draft.sent_by_id != request.user.person.pk,
        "open": draft.state in (DraftState.REVIEW, DraftState.READY),
        "summary": queries.summary(draft),
        "outgrown": translating.outgrown(draft.content),
    }
    return frame.page(
        request, draft, "procedures/authoring/overview.html", tab="draft", status=status, **context | forms
    )


@require_GET
@login_required
def history(request: HttpRequest, pk: int) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    page = Paginator(queries.history(draft), PER_PAGE).get_page(request.GET.get("page"))
    return frame.page(request, draft, "procedures/authoring/history.html", tab="draft_history", page=page)


@require_GET
@login_required
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Against the version that it began from; a new procedure against an empty one."""
    draft = frame.draft_of(request, pk)
    parts = comparing.compare(contents.before(draft), draft.content)
    return frame.page(request, draft, "procedures/authoring/compare.html", tab="draft_compare", parts=parts)


@require_POST
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    frame.draft_of(request, pk)
    edited = drafts.undo(draft_id=pk, by=request.user.person, now=timezone.now())
    return frame.answer(request, edited, _back(request, pk))


@require_POST
@login_required
def redo(request: HttpRequest, pk: int) -> HttpResponse:
    frame.draft_of(request, pk)
    edited = drafts.redo(draft_id=pk, by=request.user.person, now=timezone.now())
    return frame.answer(request, edited, _back(request, pk))


def _back(request: HttpRequest, pk: int) -> str:
    """The page that asked, when it is one of ours."""
    wanted = request.POST.get("back", "")
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else reverse("procedures:draft", args=[pk])


@require_POST
@login_required
def send(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = frame.draft_of(request, pk), SendForm(request.POST)
    if not form.is_valid():
        return _overview(request, draft, status=422, send=form)
    reviewing.send(draft_id=pk, **form.cleaned_data, by=request.user.person, now=timezone.now())
    frame.say(request, _("The draft lies before your colleagues for review."))
    return redirect(draft)


@require_POST
@login_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    draft = frame.draft_of(request, pk)
    reviewing.take_back(draft_id=pk, by=request.user.person, now=timezone.now())
    frame.say(request, _("You can go on writing."))
    return redirect(draft)


@require_POST
@login_required
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = frame.draft_of(request, pk), ApproveForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _overview(request, draft, status=422, approve=form)
    done = reviewing.approve(draft_id=pk, **form.cleaned_data, by=request.user.person, now=timezone.now())
    if done.state == DraftState.READY:
        frame.say(request, _("Approved. It comes into force on its day by itself."))
    else:
        frame.say(request, _("Published. The poster shows the new version; its link is the same."))
    return redirect(draft)


@require_POST
@login_required
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    draft, form = frame.draft_of(request, pk), SendBackForm(request.POST)
    if not form.is_valid():
        return _overview(request, draft, status=422, back_form=form)
    reviewing.send_back(draft_id=pk, **form.cleaned_data, by=request.user.person, now=timezone.now())
    frame.say(request, _("The draft went back to its writer."))
    return redirect(draft)


@require_POST
@login_required
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    frame.draft_of(request, pk)
    drafts.drop(draft_id=pk, by=request.user.person, now=timezone.now())
    frame.say(request, _("The draft was given up."))
    return redirect("procedures:drafts")
