"""Reads over the drafts of procedures. A draft is seen by those who may edit for its unit."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.core.units.queries import units, units_where
from doanso.features.procedures.models import DraftEdit, DraftState, Procedure, ProcedureDraft, Version
from doanso.features.procedures.models.authoring import OPEN
from doanso.features.procedures.permissions import EDIT
from doanso.lib import changes

Json = dict[str, Any]


def visible_to(person: Person | None, on: date) -> QuerySet[ProcedureDraft]:
    found = ProcedureDraft.objects.filter(owner__in=units_where(person, EDIT, on))
    return found.select_related("owner", "updated_by", "sent_by", "reviewed_by", "base", "version")


def units_to_write_for(person: Person | None, on: date) -> QuerySet[Unit]:
    return units(on).filter(pk__in=units_where(person, EDIT, on))


def open_ones(found: QuerySet[ProcedureDraft]) -> QuerySet[ProcedureDraft]:
    return found.filter(state__in=OPEN).order_by("-updated_at", "-pk")


def finished(found: QuerySet[ProcedureDraft]) -> QuerySet[ProcedureDraft]:
    return found.exclude(state__in=OPEN).order_by("-updated_at", "-pk")


def to_revise(person: Person | None, on: date) -> QuerySet[Version]:
    """Published procedures of this person's units, for a next version."""
    found = Version.objects.filter(pk__in=Procedure.objects.exclude(current=None).values("current_id"))
    mine = found.filter(procedure__owner__in=units_where(person, EDIT, on))
    return mine.select_related("procedure__owner").order_by("field", "name", "pk")


def history(draft: ProcedureDraft) -> QuerySet[DraftEdit]:
    return draft.edits.select_related("by").order_by("-number")


def open_of(code: str) -> ProcedureDraft | None:
    """The one draft of a procedure that is not finished."""
    return ProcedureDraft.objects.filter(code=code, state__in=OPEN).first()


def content_at(draft: ProcedureDraft, revision: int) -> Json:
    """What the draft said at a revision: what came after is taken back."""
    content = draft.content
    for edit in draft.edits.filter(number__gt=revision).order_by("-number"):
        content = changes.apply(content, changes.invert(edit.changes))
    return content


def to_undo(draft: ProcedureDraft, by: Person | None) -> DraftEdit | None:
    """The last change of this person that stands."""
    mine = draft.edits.filter(kind=DraftEdit.Kind.EDIT, by=by, undone=None)
    return mine.order_by("-number").first() if draft.state == DraftState.WRITING else None


def to_redo(draft: ProcedureDraft, by: Person | None) -> DraftEdit | None:
    """What this person took back last and did not write over since."""
    mine = draft.edits.filter(kind=DraftEdit.Kind.EDIT, by=by, undone__gt=0)
    return mine.order_by("-undone").first() if draft.state == DraftState.WRITING else None


def last_at(draft: ProcedureDraft, path: list[str]) -> DraftEdit | None:
    """Who last changed this place, or something around it."""
    for edit in draft.edits.select_related("by").order_by("-number")[:200]:
        if any(_touches(change, path) for change in edit.changes):
            return edit
    return None


def _touches(change: changes.Change, path: list[str]) -> bool:
    name = next(change[verb] for verb in ("set", "put", "drop", "move") if verb in change)
    place = [*change["at"], name]
    return place[: len(path)] == path[: len(place)]


def summary(draft: ProcedureDraft) -> dict[str, int]:
    """How much there is of everything."""
    content = draft.content
    sections = [section for page in content["form"]["pages"] for section in page["sections"]]
    return {
        "documents": len(content["guide"]["documents"]),
        "pages": len(content["form"]["pages"]),
        "fields": sum(len(section["fields"]) for section in sections),
        "steps": len(content["flow"]["steps"]),
    }
