"""One dossier on an officer's screen, and its files and papers."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person
from doanso.core.files import queries as files
from doanso.core.files import responses
from doanso.core.privacy import services as privacy
from doanso.features.procedures import rules
from doanso.features.procedures.forms import ActForm, AssignForm, CommentForm, CountForm
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.queries import desk
from doanso.features.procedures.queries import dossiers as queries
from doanso.features.procedures.queries import identity as identity_queries
from doanso.features.procedures.services import drawing, effects, identity, papers, results
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLACE = "procedures.dossier"
MAKE = {"phieu-hen": papers.receipt, "phieu-kiem-soat": papers.control_slip, "bia-ho-so": papers.cover_sheet}


def visible(request: HttpRequest, code: str) -> Dossier:
    """The dossier, when this person may read it; 404 tells others nothing about it."""
    return get_object_or_404(_readable(request).filter(destroyed_in=None), code=code)


def _readable(request: HttpRequest) -> QuerySet[Dossier]:
    found = queries.visible_to(request.user.person, timezone.localdate())
    return found.select_related("version__flow", "applicant", "taken_by", "destroyed_in__unit")


def opened(request: HttpRequest, code: str) -> Dossier:
    """The same, and whose dossier it is can read who it was that looked."""
    found, reader = visible(request, code), request.user.person
    privacy.viewed(reader=reader, person=found.applicant, subject=found.code, place=PLACE, now=timezone.now())
    return found


@require_GET
@login_required
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    destroyed = _readable(request).filter(code=code).exclude(destroyed_in=None).first()
    if destroyed is None:
        return show(request, opened(request, code))
    facts = {"dossier": destroyed, "result": getattr(destroyed, "result", None)}
    return render(request, "procedures/officers/destroyed.html", facts)


def open_step(request: HttpRequest, found: Dossier, pk: int) -> desk.OpenStep | None:
    """None when the step is no longer open: the service then tells who was first."""
    steps = desk.open_steps(found, request.user.person, timezone.now())
    return next((step for step in steps if step.row.pk == pk), None)


def show(
    request: HttpRequest,
    found: Dossier,
    *,
    bound: dict[int, Any] | None = None,
    given: dict[int, AssignForm] | None = None,
    remark: CommentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `bound` and `given` are forms by step that come back with what was typed."""
    now, person = timezone.now(), request.user.person
    case = workflow.case_of(found)
    steps, forms = desk.open_steps(found, person, now), bound or {}
    assigns = {step.row.pk: assign_form(found, step, person, now) for step in steps} | (given or {})
    issued = getattr(found, "result", None)
    facts = {
        "dossier": found,
        "now": now,
        "steps": [(step, forms.get(step.row.pk) or form_of(step), assigns[step.row.pk]) for step in steps],
        "statements": desk.statements(found),
        "entries": workflow.timeline(case),
        "taken": workflow.steps_taken(case),
        "papers": found.papers.select_related("issued_by").order_by("issued_at"),
        "result": issued,
        "in_word": issued is not None and drawing.word_template(issued) is not None,
        "remark": remark or CommentForm(),
        "obstacles": effects.obstacles(found, now=now),
        "may": rules.of_dossier(found, person, now),
        "check": identity_queries.check_behind(found),
        "may_hand_over": identity.may_hand_over(found, person, now),
        "is_applicant": rules.is_applicant(person, found),
        "case": case,
    }
    return render(request, "procedures/officers/dossier.html", facts, status=status)


def assign_form(
    found: Dossier, step: desk.OpenStep, person: Person | None, now: datetime, data: Any = None
) -> AssignForm | None:
    """None where there is no colleague, for whom it is not to decide, and while the applicant is awaited."""
    case = step.row.case
    if case.state != case.State.RUNNING:
        return None
    may = bool(step.actions) or rules.may_oversee(person, found.unit, local(now).date())
    people = [one for one in workflow.colleagues(step.row, now) if one != person] if may else []
    return AssignForm(data, people=people, auto_id=f"assign{step.row.pk}_%s") if people else None


def form_of(step: desk.OpenStep, data: Any = None, files: Any = None) -> ActForm | CountForm | None:
    if step.is_vote:
        return CountForm(data, files) if step.may_close else None
    if not step.actions:
        return None
    return ActForm(data, files, actions=tuple(name for name, _label in step.actions), earlier=step.earlier)


@require_GET
@login_required
def file(request: HttpRequest, code: str, token: str) -> HttpResponse:
    found = opened(request, code)
    if token not in desk.file_tokens(found):
        raise Http404
    return responses.send(request, files.by_token(token), inline=True)


@require_GET
@login_required
def paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = opened(request, code)
    row = get_object_or_404(found.papers, pk=pk)
    return responses.send(request, papers.draw(paper_id=row.pk, now=timezone.now()).file, inline=True)


@require_POST
@login_required
def make_paper(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Print the receipt, the control slip or the cover sheet."""
    found, now = visible(request, code), timezone.now()
    if kind not in MAKE:
        raise Http404
    if not rules.of_dossier(found, request.user.person, now)["print"]:
        raise Forbidden("")
    made = MAKE[kind](dossier=found, by=request.user.person, now=now)
    return redirect("procedures:paper", code=code, pk=made.pk)


@require_GET
@login_required
def result(request: HttpRequest, code: str) -> HttpResponse:
    found = opened(request, code)
    row = getattr(found, "result", None)
    if row is None:
        raise Http404
    return responses.send(request, results.draw(result_id=row.pk, now=timezone.now()).file, inline=True)


@require_GET
@login_required
def word(request: HttpRequest, code: str) -> HttpResponse:
    """The result in the issuing office's own Word template, when it has one."""
    found = opened(request, code)
    row = getattr(found, "result", None)
    template = drawing.word_template(row) if row else None
    if row is None or template is None:
        raise Http404
    answer = HttpResponse(drawing.result_in_word(row, template), content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.docx"'
    return answer
