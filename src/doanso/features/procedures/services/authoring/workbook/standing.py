"""What stands here of the procedures that somebody may write: what goes into a workbook and is compared with one."""

import hashlib
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from doanso.core.accounts.models import Person
from doanso.core.units.models import Unit
from doanso.features.procedures.models import DraftState, Procedure, ProcedureDraft, Version
from doanso.features.procedures.models.authoring import OPEN
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.queries import drafts as queries
from doanso.features.procedures.services.authoring import content as contents
from doanso.features.procedures.services.authoring.workbook.writing import Source

Json = dict[str, Any]
OF_VERSION = re.compile(r"v(\d{1,6})-([0-9a-f]{12})")
OF_DRAFT = re.compile(r"n(\d{1,9})\.(\d{1,9})-([0-9a-f]{12})")


@dataclass(frozen=True)
class Standing:
    """One procedure: its open draft, else its version in force. Without either only its code is taken."""

    owner: Unit
    version: Version | None = None
    draft: ProcedureDraft | None = None

    @property
    def content(self) -> Json:
        if self.draft:
            return self.draft.content
        return contents.of_version(self.version) if self.version else {}

    @property
    def writable(self) -> bool:
        return self.draft is None or self.draft.state == DraftState.WRITING

    @property
    def words(self) -> str:
        if self.draft:
            return _("Draft: %(state)s") % {"state": self.draft.get_state_display()}
        return _("In force, version %(number)d") % {"number": self.version.number} if self.version else ""


class Desk:
    """The procedures of these codes, or all that this person may write, read at once."""

    def __init__(self, by: Person | None, on: date, codes: Collection[str] | None = None) -> None:
        self.units = {unit.pk: unit for unit in queries.units_to_write_for(by, on).order_by("path")}
        here = {"code__in": codes} if codes is not None else {"owner__in": self.units}
        found = ProcedureDraft.objects.filter(state__in=OPEN, **here).select_related("owner", "created_by")
        self.drafts = {draft.code: draft for draft in found}
        self.procedures = {one.code: one for one in Procedure.objects.filter(**here).select_related("owner")}
        current = catalogue.published().filter(procedure__in=self.procedures.values()).select_related("form", "flow")
        self.versions = {version.procedure.code: version for version in current}

    def standing(self, code: str) -> Standing | None:
        """None for a code that nobody uses."""
        draft, procedure = self.drafts.get(code), self.procedures.get(code)
        present = draft or procedure
        return Standing(present.owner, self.versions.get(code), draft) if present else None

    def may_write(self, unit: Unit) -> bool:
        return unit.pk in self.units

    def unit(self, code: str) -> Unit | None:
        """By its code, of those that one may write for; the only one when none is named."""
        if not code and len(self.units) == 1:
            return next(iter(self.units.values()))
        return next((unit for unit in self.units.values() if unit.code == code), None)


def sources(by: Person | None, on: date) -> Iterator[Source]:
    """Every procedure that this person may write, by field and name."""
    desk = Desk(by, on)
    found = [desk.standing(code) for code in {**desk.drafts, **desk.versions}]
    mine = [(one, one.content) for one in found if one and desk.may_write(one.owner)]
    for one, content in sorted(mine, key=lambda pair: (pair[1]["guide"]["field"], pair[1]["guide"]["name"])):
        with override("vi"):
            state = str(one.words)
        yield Source(content, one.owner.code, mark_of(one, content), state)


def mark_of(one: Standing, content: Json) -> str:
    """From what a row was written, so that a change made here meanwhile is told from one made in the file."""
    if one.draft:
        return f"n{one.draft.pk}.{one.draft.revision}-{fingerprint(content)}"
    return f"v{one.version.number if one.version else 0}-{fingerprint(content)}"


def fingerprint(content: Json) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def marked(mark: str, code: str, now: Json) -> Json | None:
    """What the mark names; None when that was not here, or was something else."""
    if mark.endswith(fingerprint(now)):
        return now
    found: Json | None = None
    if named := OF_VERSION.fullmatch(mark):
        version = Version.objects.filter(procedure__code=code, number=int(named[1])).first()
        found = contents.of_version(version) if version else None
    elif named := OF_DRAFT.fullmatch(mark):
        draft = ProcedureDraft.objects.filter(pk=int(named[1]), code=code).first()
        found = queries.content_at(draft, int(named[2])) if draft else None
    return found if found is not None and mark.endswith(fingerprint(found)) else None
