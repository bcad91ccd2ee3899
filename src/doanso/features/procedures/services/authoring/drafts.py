"""Writing a draft, alone or together: every change is kept and can be taken back."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.units.models import Unit
from doanso.core.units.rules import may
from doanso.features.procedures.models import DraftEdit, DraftState, Procedure, ProcedureDraft, Version
from doanso.features.procedures.permissions import EDIT
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import translating
from doanso.lib import changes, locks
from doanso.lib.dates import local
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

Json = dict[str, Any]
MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Overtaken:
    """The same place was changed by somebody else meanwhile: `now` stands there, `wanted` is what was sent."""

    at: list[str]
    now: Json
    wanted: Json
    edit: DraftEdit | None


@dataclass(frozen=True)
class Edited:
    draft: ProcedureDraft
    overtaken: Overtaken | None = None


@transaction.atomic
def begin(
    *, content: Json, owner: Unit, by: Person | None, now: datetime, base: Version | None = None
) -> ProcedureDraft:
    """A new draft. Refused while another one of the same code is open, or when the code is somebody else's."""
    code = content["code"]
    require_editor(by, owner, now)
    taken = Procedure.objects.filter(code=code).select_related("owner").first()
    if taken and (base is None or base.procedure_id != taken.pk):
        raise Refused(_("A procedure with the code %(code)s exists already.") % {"code": code}, field="code")
    if already := queries.open_of(code):
        who = already.created_by.full_name if already.created_by else ""
        raise AlreadyDone(
            _("A draft of %(code)s is open already: go on with it.") % {"code": code}, who=who, when=already.created_at
        )
    draft = ProcedureDraft.objects.create(
        code=code, kind=content["kind"], name=content["guide"]["name"], owner=owner, base=base,
        content=translating.remembered(content), created_by=by, created_at=now, updated_by=by, updated_at=now,
    )  # fmt: skip
    audit.record(
        "procedures.draft_begun", draft, by=by, now=now, data={"code": code, "base": base.number if base else None}
    )
    return draft


@transaction.atomic
def revise(*, version: Version, by: Person | None, now: datetime) -> ProcedureDraft:
    """A draft of the procedure's next version; the open one when there is one."""
    require_editor(by, version.procedure.owner, now)
    if already := queries.open_of(version.procedure.code):
        return already
    return begin(content=contents.of_version(version), owner=version.procedure.owner, base=version, by=by, now=now)


@transaction.atomic
def edit(
    *, draft_id: int, seen: int, make: Callable[[Json], Json], label: str, by: Person | None, now: datetime
) -> Edited:
    """Change what was `seen` at that revision, and put it together with what others did since.

    Nothing is saved when somebody else changed the same place: the answer tells what stands there now.
    """
    draft = writable(draft_id, by, now)
    before = queries.content_at(draft, seen)
    after = make(before)
    found = changes.diff(before, after)
    try:
        return Edited(_keep(draft, found, label, by, now))
    except changes.Conflict as conflict:
        return Edited(
            draft,
            Overtaken(conflict.at, conflict.now, _standing(after, conflict.at), queries.last_at(draft, conflict.at)),
        )


@transaction.atomic
def undo(*, draft_id: int, by: Person | None, now: datetime) -> Edited:
    """Take back the last change of one's own; others' stay."""
    draft = writable(draft_id, by, now)
    last = queries.to_undo(draft, by)
    if last is None:
        raise Refused(_("There is nothing of yours to take back."))
    return _again(draft, last, DraftEdit.Kind.UNDO, changes.invert(last.changes), by, now)


@transaction.atomic
def redo(*, draft_id: int, by: Person | None, now: datetime) -> Edited:
    """Make again what one took back last."""
    draft = writable(draft_id, by, now)
    last = queries.to_redo(draft, by)
    if last is None:
        raise Refused(_("There is nothing of yours to make again."))
    return _again(draft, last, DraftEdit.Kind.REDO, last.changes, by, now)


@transaction.atomic
def drop(*, draft_id: int, by: Person | None, now: datetime) -> ProcedureDraft:
    """Give it up; it stays readable."""
    draft = writable(draft_id, by, now)
    draft.state, draft.updated_by, draft.updated_at = DraftState.DROPPED, by, now
    draft.save(update_fields=["state", "updated_by", "updated_at"])
    audit.record("procedures.draft_dropped", draft, by=by, now=now, data={"code": draft.code})
    return draft


def require_editor(by: Person | None, owner: Unit, now: datetime) -> None:
    if not may(by, EDIT, owner, local(now).date()):
        raise Forbidden(_("You may not write procedures for %(unit)s.") % {"unit": owner})


def writable(draft_id: int, by: Person | None, now: datetime) -> ProcedureDraft:
    """Locked. Forbidden for others than its unit's editors, Refused when it is not being written any more."""
    draft = locks.row(ProcedureDraft.objects.select_related("owner"), draft_id)
    require_editor(by, draft.owner, now)
    require_writing(draft)
    return draft


def require_writing(draft: ProcedureDraft) -> None:
    if draft.state != DraftState.WRITING:
        raise Refused(_("This draft is not being written any more: %(state)s.") % {"state": draft.get_state_display()})


def _keep(
    draft: ProcedureDraft, found: list[changes.Change], label: str, by: Person | None, now: datetime, kind: str = "edit"
) -> ProcedureDraft:
    """Conflict when the content is not as these changes expect it."""
    made = changes.apply(draft.content, found)
    if changes.same(made, draft.content):
        return draft
    if len(json.dumps(made, ensure_ascii=False)) > MOST_BYTES:
        raise Refused(_("The draft has grown too large: please make texts shorter or leave fields out."))
    draft.content, draft.name, draft.kind = made, made["guide"]["name"][:600], made["kind"]
    draft.revision, draft.updated_by, draft.updated_at = draft.revision + 1, by, now
    draft.save(update_fields=["content", "name", "kind", "revision", "updated_by", "updated_at"])
    if kind == DraftEdit.Kind.EDIT:
        draft.edits.filter(by=by, undone__gt=0).update(undone=0)
    draft.edits.create(number=draft.revision, kind=kind, label=label[:300], changes=found, by=by, at=now)
    audit.record(
        f"procedures.draft_{kind}", draft, by=by, now=now, data={"revision": draft.revision, "label": label[:300]}
    )
    return draft


def _again(
    draft: ProcedureDraft, last: DraftEdit, kind: str, found: list[changes.Change], by: Person | None, now: datetime
) -> Edited:
    try:
        _keep(draft, found, last.label, by, now, kind)
    except changes.Conflict as conflict:
        return Edited(draft, Overtaken(conflict.at, conflict.now, None, queries.last_at(draft, conflict.at)))
    last.undone = draft.revision if kind == DraftEdit.Kind.UNDO else None
    last.save(update_fields=["undone"])
    return Edited(draft)


def _standing(document: Json, path: list[str]) -> Json:
    try:
        return changes.at(document, path)
    except changes.Conflict:
        return None
