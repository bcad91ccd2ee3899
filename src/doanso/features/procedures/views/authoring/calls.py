"""Calls for procedures: those that one gives, and one's own part of them."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from doanso.features.procedures.forms.calls import AnswerForm, AskingUnitForm, CallForm
from doanso.features.procedures.models import WritingCall, WritingShare
from doanso.features.procedures.queries import calls as queries
from doanso.features.procedures.services.authoring import calls
from doanso.features.procedures.views.authoring import frame, listing

PER_PAGE = 50


@require_GET
@login_required
def index(request: HttpRequest) -> HttpResponse:
    listing.require_editor(request)
    person, on = request.user.person, timezone.localdate()
    page = Paginator(queries.given_by(person, on), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "mine": queries.given_to(person, on), "today": on}
    return render(request, "procedures/calls/index.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def give(request: HttpRequest) -> HttpResponse:
    """`?don_vi=CODE`: the unit that asks; first one chooses it."""
    listing.require_editor(request)
    by, today = request.user.person, timezone.localdate()
    asking = AskingUnitForm(request.GET if "don_vi" in request.GET else None, by=by, today=today)
    if not asking.is_valid():
        return render(request, "procedures/calls/unit.html", {"form": asking}, status=422 if asking.is_bound else 200)
    unit = asking.cleaned_data["don_vi"]
    form = CallForm(request.POST if request.method == "POST" else None, unit=unit, today=today)
    if form.is_valid():
        call = calls.give(**form.cleaned_data, unit=unit, by=by, now=timezone.now())
        frame.say(request, _("The units were asked."))
        return redirect(call)
    context = {"form": form, "unit": unit}
    return render(request, "procedures/calls/give.html", context, status=422 if form.is_bound else 200)


def _call(request: HttpRequest, pk: int) -> WritingCall:
    return get_object_or_404(queries.given_by(request.user.person, timezone.localdate()), pk=pk)


@require_GET
@login_required
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """How far everybody is; `?buoc=` narrows to one state."""
    found, state = _call(request, pk), request.GET.get("buoc", "")
    rows = queries.shares(found, state if state in queries.STATES else "")
    context = {
        "call": found,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "progress": (done := queries.progress(found)),
        "states": [(name, label, done.counts[name]) for name, label in queries.STATES.items()],
        "state": state,
        "labels": queries.STATES,
        "late": found.due < timezone.localdate() and found.closed_at is None,
    }
    return render(request, "procedures/calls/call.html", context)


@require_POST
@login_required
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    found = _call(request, pk)
    n = calls.remind(call_id=pk, by=request.user.person, now=timezone.now())
    frame.say(request, ngettext("%(n)d unit was reminded.", "%(n)d units were reminded.", n) % {"n": n})
    return redirect(found)


@require_POST
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _call(request, pk)
    calls.close(call_id=pk, by=request.user.person, now=timezone.now())
    frame.say(request, _("The call is closed."))
    return redirect(found)


def _share(request: HttpRequest, pk: int) -> WritingShare:
    return get_object_or_404(queries.share_of(request.user.person, pk, timezone.localdate()), pk=pk)


@require_GET
@login_required
def share(request: HttpRequest, pk: int) -> HttpResponse:
    found = _share(request, pk)
    return _show(request, found, AnswerForm(share=found))


@require_POST
@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """`with`: draft, procedure or none."""
    found = _share(request, pk)
    form = AnswerForm(request.POST, share=found)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    data, how = form.cleaned_data, request.POST.get("with", "")
    common = {"share_id": pk, "by": request.user.person, "now": timezone.now()}
    if how == "draft" and data["draft"]:
        calls.answer_with_draft(draft=data["draft"], **common)
    elif how == "procedure" and data["procedure"]:
        calls.answer_with_procedure(procedure=data["procedure"].procedure, **common)
    else:
        calls.answer_with_none(reason=data["reason"], **common)
    frame.say(request, _("Thank you: %(unit)s sees your answer.") % {"unit": found.call.unit})
    return redirect(found)


def _show(request: HttpRequest, found: WritingShare, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    context = {"share": found, "call": found.call, "form": form, "today": timezone.localdate()}
    return render(request, "procedures/calls/share.html", context, status=status)
