"""What every page of a draft shares: finding it, its tabs, and the answer to a change."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from doanso.features.procedures.models import DraftState, ProcedureDraft
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring.drafts import Edited

TABS = (
    "draft",
    "draft_guide",
    "draft_form",
    "draft_steps",
    "draft_simulation",
    "draft_languages",
    "draft_compare",
    "draft_file",
    "draft_history",
)


def draft_of(request: HttpRequest, pk: int) -> ProcedureDraft:
    """404 for a draft of somebody else's unit, as for one that does not exist."""
    return get_object_or_404(queries.visible_to(request.user.person, timezone.localdate()), pk=pk)


def page(
    request: HttpRequest, draft: ProcedureDraft, template: str, *, tab: str, status: int = 200, **more: Any
) -> HttpResponse:
    """`template` extends procedures/authoring/frame.html, which shows the tabs, undo and redo."""
    by = request.user.person
    context = {
        "draft": draft,
        "tabs": _tabs(draft, tab),
        "writing": draft.state == DraftState.WRITING,
        "undo": queries.to_undo(draft, by),
        "redo": queries.to_redo(draft, by),
        "back": request.path,
    }
    return render(request, template, context | more, status=status)


def answer(request: HttpRequest, edited: Edited, to: str) -> HttpResponse:
    """After a change: on to the address `to`; or both texts side by side when somebody else was first."""
    if edited.overtaken:
        context = {"overtaken": edited.overtaken, "back": to}
        return page(request, edited.draft, "procedures/authoring/overtaken.html", tab="", status=409, **context)
    return redirect(to)


def say(request: HttpRequest, words: str) -> None:
    messages.success(request, words)


def seen(request: HttpRequest, draft: ProcedureDraft) -> int:
    """The revision that the reader's page showed; the newest when the page does not say."""
    text = request.POST.get("seen", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else draft.revision
    return min(number, draft.revision)


def _tabs(draft: ProcedureDraft, tab: str) -> list[dict[str, Any]]:
    names = {
        "draft": pgettext("draft", "Overview"),
        "draft_guide": _("Information and documents"),
        "draft_languages": pgettext("draft", "Languages"),
        "draft_compare": _("What is new"),
        "draft_form": _("Questions"),
        "draft_steps": pgettext("draft", "Steps"),
        "draft_simulation": pgettext("draft", "Simulation"),
        "draft_file": pgettext("draft", "Files"),
        "draft_history": pgettext("draft", "History"),
    }
    return [
        {"label": names[name], "url": reverse(f"procedures:{name}", args=[draft.pk]), "current": name == tab}
        for name in TABS
        if name in names
    ]
