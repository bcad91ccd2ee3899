"""Which form a page of the editor is about: the procedure's own questions, or the form of one of its steps."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from doanso.blocks.eforms.editing.keys import words
from doanso.features.procedures.models import DraftState, ProcedureDraft
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import questions, stepforms, table
from doanso.features.procedures.views.authoring import frame
from doanso.features.procedures.views.authoring.form.board import element_id

Json = dict[str, Any]
ACTIONS = ("act", "move", "add", "change", "key", "logic", "table", "take", "preview", "several")


@dataclass(frozen=True)
class Sheet:
    """`code` names the form of a step. `seen` is the form as the reader's page showed it."""

    draft: ProcedureDraft
    code: str
    revision: int

    @cached_property
    def form(self) -> Json:
        return questions.form_of(self.draft.content, self.code)

    @cached_property
    def seen_content(self) -> Json:
        return queries.content_at(self.draft, self.revision)

    @property
    def seen(self) -> Json:
        return questions.form_of(self.seen_content, self.code)

    @cached_property
    def reserved(self) -> questions.Reserved:
        return questions.reserved_since(self.draft.content, self.seen_content, self.code)

    @property
    def tab(self) -> str:
        return "draft_steps" if self.code else "draft_form"

    @property
    def name(self) -> str:
        return words(self.form.get("title")) or self.code

    @property
    def writing(self) -> bool:
        return self.draft.state == DraftState.WRITING

    @cached_property
    def to(self) -> dict[str, str]:
        """Addresses, by the names of `ACTIONS`; `list` is the list of questions."""
        found = {name: reverse(f"procedures:draft_form_{name}", args=[self.draft.pk, self.code]) for name in ACTIONS}
        return found | {"list": self.address}

    @cached_property
    def address(self) -> str:
        if self.code:
            return reverse("procedures:draft_step_form", args=[self.draft.pk, self.code])
        return reverse("procedures:draft_form", args=[self.draft.pk])

    def at(self, spot: Any = "", anchor: str = "", **query: str) -> str:
        """The address of the list; at something, and with it opened when `mo` says so."""
        made = self.address + (f"?{urlencode(query)}" if query else "")
        return made + (f"#{anchor or element_id(spot)}" if spot or anchor else "")

    @property
    def askers(self) -> list[str]:
        """The steps that ask for it, as others speak of them."""
        names = table.names_of(self.draft.content["flow"])
        return [names[row["key"]] for row in stepforms.askers(self.draft.content, self.code)]

    def problems(self) -> questions.Doubts:
        return questions.problems(self.draft.content, self.code)


def sheet_of(request: HttpRequest, pk: int, code: str) -> Sheet:
    """404 for somebody else's draft, and for a form that it does not have."""
    draft = frame.draft_of(request, pk)
    if code and code not in draft.content["step_forms"]:
        raise Http404
    return Sheet(draft, code, frame.seen(request, draft))


def save(
    request: HttpRequest,
    sheet: Sheet,
    make: Callable[[Json, questions.Reserved], Json],
    label: str,
    to: str | Callable[[], str],
) -> HttpResponse:
    """`make` changes the form. `to` is asked for when it is known what was made."""

    def whole(content: Json, reserved: questions.Reserved) -> Json:
        form = make(questions.form_of(content, sheet.code), reserved)
        return questions.with_form(content, form, sheet.code)

    return save_content(request, sheet, whole, label, to)


def save_content(
    request: HttpRequest,
    sheet: Sheet,
    make: Callable[[Json, questions.Reserved], Json],
    label: str,
    to: str | Callable[[], str],
) -> HttpResponse:
    edited = questions.edit(
        draft_id=sheet.draft.pk,
        seen=sheet.revision,
        make=make,
        label=label,
        by=request.user.person,
        now=timezone.now(),
        code=sheet.code,
    )
    return frame.answer(request, edited, to if isinstance(to, str) else to())
