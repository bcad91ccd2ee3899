"""A procedure that came as a file becomes a draft: a new one, or the next version of one that is here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.procedures.models import ProcedureDraft, Version
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring import drafts, translating

Json = dict[str, Any]


@dataclass(frozen=True)
class Meets:
    """What stands here already under the code of a file, as far as its reader may change it.

    `content` to compare with: of the open draft, else of the version in force. `foreign`: it is another unit's.
    """

    version: Version | None = None
    draft: ProcedureDraft | None = None
    content: Json | None = None
    foreign: bool = False

    @property
    def owner(self) -> str:
        """The unit's code; empty for none."""
        present = self.draft or (self.version and self.version.procedure)
        return present.owner.code if present else ""


def meets(code: str, by: Person | None, on: date) -> Meets:
    version = catalogue.published().filter(procedure__code=code).select_related("form", "flow").first()
    draft = queries.open_of(code)
    present = draft or (version and version.procedure)
    if present is None:
        return Meets()
    if not queries.units_to_write_for(by, on).filter(pk=present.owner_id).exists():
        return Meets(foreign=True)
    return Meets(version, draft, draft.content if draft else contents.of_version(version))


@transaction.atomic
def take(*, content: Json, owner: Unit, by: Person | None, now: datetime) -> drafts.Edited:
    """Into the open draft of its code, which can be taken back; else into a new one."""
    content = translating.remembered(content)
    draft = queries.open_of(content["code"])
    if draft is None:
        version = catalogue.published().filter(procedure__code=content["code"]).select_related("form", "flow").first()
        if version is None:
            return drafts.Edited(drafts.begin(content=content, owner=owner, by=by, now=now))
        draft = drafts.revise(version=version, by=by, now=now)
    return drafts.edit(
        draft_id=draft.pk, seen=draft.revision, make=lambda _before: content, label=_("From a file"), by=by, now=now
    )
