"""A workbook that was looked at becomes drafts, each procedure by itself: one that cannot be taken stops no other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.features.procedures.models import ProcedureDraft
from doanso.features.procedures.services.authoring import drafts, exchange
from doanso.features.procedures.services.authoring.workbook import merging
from doanso.features.procedures.services.authoring.workbook.planning import (
    CLASH,
    NEW,
    REFUSED,
    SAME,
    Entry,
    Plan,
    plan,
)
from doanso.lib.dates import local
from doanso.lib.errors import Refused

Json = dict[str, Any]
TAKE, OURS, FILE = "take", "ours", "file"  # as planned; where both changed a place: what stands here, or the file's
CHOICES = (TAKE, OURS, FILE)


@dataclass(frozen=True)
class Outcome:
    """`draft` is None when nothing was written, `reason` tells why."""

    entry: Entry
    draft: ProcedureDraft | None = None
    reason: str = ""


def take(*, entries: list[Entry], choices: dict[str, str], by: Person | None, now: datetime) -> list[Outcome]:
    """Those that `choices` names by their codes; the others are left alone."""
    return [_tried(entry, choices[entry.code], by, now) for entry in entries if entry.code in choices]


def _tried(entry: Entry, choice: str, by: Person | None, now: datetime) -> Outcome:
    try:
        return Outcome(entry, take_one(entry=entry, choice=choice, by=by, now=now))
    except Refused as refused:
        return Outcome(entry, None, refused.message)


@transaction.atomic
def take_one(*, entry: Entry, choice: str, by: Person | None, now: datetime) -> ProcedureDraft:
    """Into the open draft, which can be taken back, or into a new one; judged anew, by what stands here now."""
    (told,) = plan([entry], by, local(now).date())
    if told.kind == REFUSED:
        raise Refused(" ".join(f"{problem.column}: {problem.text}".strip(": ") for problem in told.problems))
    if told.kind == SAME:
        raise Refused(_("Nothing is left to change."))
    if told.kind == CLASH and choice not in (OURS, FILE):
        raise Refused(_met())
    content = _wanted(told, choice)
    if told.kind == NEW:
        return drafts.begin(content=content, owner=told.owner, by=by, now=now)
    draft = told.standing.draft or drafts.revise(version=told.standing.version, by=by, now=now)
    edited = drafts.edit(
        draft_id=draft.pk,
        seen=draft.revision,
        make=lambda _before: content,
        label=_("From a workbook"),
        by=by,
        now=now,
    )
    if edited.overtaken:
        raise Refused(_met())
    return edited.draft


def _wanted(told: Plan, choice: str) -> Json:
    if told.kind != CLASH or choice == OURS:
        return told.content
    content, _clashes = merging.merged(told.standing.content, told.base, told.entry.content, file_wins=True)
    return exchange.checked(content)


def _met() -> str:
    return _("A colleague changed the same place meanwhile. Load the workbook again to decide.")
