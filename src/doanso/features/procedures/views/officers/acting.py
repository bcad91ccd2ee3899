"""What officers do with a dossier. Each view checks the form, calls one service, and says what happened."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow import services as workflow_services
from doanso.core.files import services as files
from doanso.core.files.models import File
from doanso.features.procedures import rules
from doanso.features.procedures.forms import ApologyForm, CommentForm, just_forward
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import desk
from doanso.features.procedures.services import dossiers, weight
from doanso.features.procedures.views.officers.page import form_of, open_step, show, visible
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

KINDS = frozenset({"pdf", "image", "office"})
SAID = {
    "forward": gettext_lazy("Done. The dossier has moved on."),
    "supplement": gettext_lazy("The applicant has been asked; the clock stands still."),
    "return": gettext_lazy("Returned."),
    "refuse": gettext_lazy("Refused. The applicant is told the reason."),
    "stop": gettext_lazy("Stopped. The applicant is told the reason."),
}


def kept_files(
    request: HttpRequest, found: Dossier, uploads: list[Any], form: Any, others: tuple[str, ...] = ()
) -> tuple[File, ...] | None:
    """The uploads stored; None after writing at the form what is wrong with one of them. `others` come with them."""
    kept = []
    for upload in uploads:
        try:
            kept.append(
                files.store(upload, kinds=KINDS, by=request.user.person, now=timezone.now(), purpose="procedures.entry")
            )
        except Refused as refusal:  # one bad file must not lose the opinion that was typed
            form.add_error("files", refusal.message)
            return None
    if weight.is_too_much([*others, *(file.token for file in kept)], found):
        form.add_error("files", weight.words())
        return None
    return tuple(kept)


def _finished(request: HttpRequest, code: str, pk: int) -> Dossier | None:
    """The usual: somebody finishes a step that is theirs. None: look closer, for files, other actions and refusals."""
    comment = just_forward(request.POST)
    if request.user.person is None or request.FILES or comment is None:
        return None
    return dossiers.finish(code=code, activation_id=pk, comment=comment, by=request.user.person, now=timezone.now())


def _moved_on(request: HttpRequest, found: Dossier, action: str) -> HttpResponse:
    messages.success(request, SAID[action])
    return redirect("inbox:index") if "next" in request.POST else redirect(found)


def _looked_up(request: HttpRequest, code: str, pk: int) -> tuple[Dossier, desk.OpenStep | None]:
    found = visible(request, code)
    opened = open_step(request, found, _own(found, pk))
    if opened is not None and not (opened.actions or opened.fill):
        raise _why_not(opened)
    return found, opened


def _why_not(opened: desk.OpenStep) -> Refused:
    """A colleague may have asked the applicant a moment ago, on another screen."""
    case = opened.row.case
    asked = workflow.last_move(case) if opened.mine and case.state == case.State.WAITING else None
    if asked is None:
        return Forbidden(_("This step is not yours."))
    words = {"who": asked.by_label, "when": f"{local(asked.at):%H:%M %d/%m/%Y}"}
    sentence = _("%(who)s has asked the applicant at %(when)s; the dossier waits for the answer.") % words
    return AlreadyDone(sentence, who=asked.by_label, when=asked.at)


@require_POST
@login_required
def act(request: HttpRequest, code: str, step: int) -> HttpResponse:
    if done := _finished(request, code, step):
        return _moved_on(request, done, "forward")
    found, opened = _looked_up(request, code, step)
    form = form_of(opened, request.POST, request.FILES) if opened else None
    if form is not None:
        kept = kept_files(request, found, form.cleaned_data["files"], form) if form.is_valid() else None
        if kept is None:
            return show(request, found, bound={step: form}, status=422)
        data = form.cleaned_data
    else:
        kept, data = (), {"action": request.POST.get("action", ""), "comment": "", "to": ""}
    dossiers.advance(
        dossier_id=found.pk,
        activation_id=step,
        action=data["action"],
        to=data.get("to") or "",
        comment=data["comment"].strip(),
        files=kept,
        by=request.user.person,
        now=timezone.now(),
    )
    return _moved_on(request, found, data["action"])


def _own(found: Dossier, step: int) -> int:
    """404 for a step of another dossier."""
    if not workflow.steps_taken(workflow.case_of(found)).filter(pk=step).exists():
        raise Http404
    return step


@require_POST
@login_required
def claim(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """Take the work, or give it back."""
    found, now, person = visible(request, code), timezone.now(), request.user.person
    case = workflow.case_of(found)
    known = {"case_id": case.pk, "activation_id": _own(found, step), "by": person, "now": now}
    if "release" in request.POST:
        workflow_services.release(**known, overseer=rules.of_dossier(found, person, now)["oversee"])
    else:
        workflow_services.claim(**known)
    return redirect(found)


@require_POST
@login_required
def vote(request: HttpRequest, code: str, step: int) -> HttpResponse:
    found = visible(request, code)
    workflow_services.vote(
        activation_id=_own(found, step),
        by=request.user.person,
        choice=request.POST.get("choice", ""),
        now=timezone.now(),
    )
    messages.success(request, _("Your vote has been counted."))
    return redirect(found)


@require_POST
@login_required
def close_vote(request: HttpRequest, code: str, step: int) -> HttpResponse:
    found = visible(request, code)
    opened = open_step(request, found, step)
    form = form_of(opened, request.POST, request.FILES) if opened else None
    if opened is not None and form is None:
        raise Forbidden(_("Only the chair of the meeting closes the vote."))
    kept: tuple[File, ...] | None = ()
    if form is not None:
        kept = kept_files(request, found, form.cleaned_data["files"], form) if form.is_valid() else None
        if kept is None:
            return show(request, found, bound={step: form}, status=422)
    dossiers.close_vote(
        dossier_id=found.pk,
        activation_id=_own(found, step),
        by=request.user.person,
        now=timezone.now(),
        counted=form.counted() if form else None,
        comment=form.cleaned_data["comment"].strip() if form else "",
        files=kept or (),
    )
    messages.success(request, _("The vote is closed; its minutes lie with the papers."))
    return redirect(found)


@require_POST
@login_required
def comment(request: HttpRequest, code: str) -> HttpResponse:
    found = visible(request, code)
    form = CommentForm(request.POST, request.FILES)
    kept = kept_files(request, found, form.cleaned_data["files"], form) if form.is_valid() else None
    if kept is None:
        return show(request, found, remark=form, status=422)
    case = workflow.case_of(found)
    workflow_services.comment(
        case_id=case.pk, by=request.user.person, now=timezone.now(), text=form.cleaned_data["text"], files=kept
    )
    messages.success(request, _("Your remark stands on the timeline."))
    return redirect(found)


@require_http_methods(["GET", "POST"])
@login_required
def apologise(request: HttpRequest, code: str) -> HttpResponse:
    """A new date for a late dossier, with the apology slip."""
    found = visible(request, code)
    if not rules.of_dossier(found, request.user.person, timezone.now())["apologise"]:
        raise Forbidden(_("This dossier is not overdue, or it is not yours to answer for."))
    form = ApologyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        dossiers.promise_anew(dossier_id=found.pk, by=request.user.person, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The apology is issued and the applicant is told the new date."))
        return redirect(found)
    return _apology_page(request, found, form)


def _apology_page(request: HttpRequest, found: Dossier, form: ApologyForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "procedures/officers/apologise.html", {"dossier": found, "form": form}, status=status)
