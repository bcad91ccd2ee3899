"""A second person looks at a draft; then it comes into force, at once or on its day."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.blocks.eforms import services as eforms
from doanso.blocks.eforms.definition import BadDefinition
from doanso.blocks.workflow.definition import DefinitionError
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.inbox import services as inbox
from doanso.core.notify import services as notify
from doanso.core.units.queries import seats_granting
from doanso.features.procedures.models import DraftState, Procedure, ProcedureDraft, Version
from doanso.features.procedures.permissions import EDIT
from doanso.features.procedures.services import catalogue
from doanso.features.procedures.services.authoring import calls, drafts, facts, stepforms
from doanso.features.procedures.services.authoring.content import to_publish
from doanso.lib import locks
from doanso.lib.dates import local
from doanso.lib.errors import Forbidden, Refused

INBOX = "procedures.review"
REVIEWED = "procedures.draft_reviewed"


@transaction.atomic
def send(*, draft_id: int, message: str = "", by: Person | None, now: datetime) -> ProcedureDraft:
    """Put it before the other editors of the unit. Refused when it could not be published as it is."""
    draft = drafts.writable(draft_id, by, now)
    facts.refuse_errors(draft, local(now).date())
    try_publishing(draft, by, now)
    draft.sent_by, draft.sent_at, draft.message = by, now, message
    draft.state, draft.opinion, draft.reviewed_by, draft.reviewed_at = DraftState.REVIEW, "", None, None
    _save(draft, by, now, "sent", message=message)
    inbox.put(
        INBOX,
        str(draft.pk),
        title=_("Review the draft: %(name)s") % {"name": draft.name},
        detail=draft.code,
        url=draft.get_absolute_url(),
        seats=seats_granting(EDIT, draft.owner, local(now).date(), but=by),
        unit_id=draft.owner_id,
        due_at=None,
        now=now,
    )
    return draft


@transaction.atomic
def take_back(*, draft_id: int, by: Person | None, now: datetime) -> ProcedureDraft:
    """Go on writing: before anybody approved it, or while it waits for its day."""
    draft = _locked(draft_id, by, now, DraftState.REVIEW, DraftState.READY)
    draft.state, draft.publish_on = DraftState.WRITING, None
    _save(draft, by, now, "taken_back")
    inbox.close(INBOX, str(draft.pk), now=now)
    return draft


@transaction.atomic
def approve(
    *, draft_id: int, publish_on: date | None = None, opinion: str = "", by: Person | None, now: datetime
) -> ProcedureDraft:
    """By somebody else than who sent it. In force at once, or on a day to come."""
    draft = _under_review(draft_id, by, now)
    draft.opinion, draft.publish_on = opinion, publish_on or local(now).date()
    if draft.publish_on > local(now).date():
        draft.state = DraftState.READY
        _save(draft, by, now, "approved", publish_on=draft.publish_on.isoformat(), opinion=opinion)
    else:
        _publish(draft, by, now)
    _close(draft, now, approved=True)
    return draft


@transaction.atomic
def send_back(*, draft_id: int, opinion: str, by: Person | None, now: datetime) -> ProcedureDraft:
    """To its writers, with what has to be changed."""
    draft = _under_review(draft_id, by, now)
    if not opinion.strip():
        raise Refused(_("Please say what has to be changed."), field="opinion")
    draft.state, draft.opinion = DraftState.WRITING, opinion
    _save(draft, by, now, "sent_back", opinion=opinion)
    _close(draft, now, approved=False)
    return draft


def publish_due(*, now: datetime) -> int:
    """Every approved draft whose day has come; how many were published. One that fails stops no other."""
    due = ProcedureDraft.objects.filter(state=DraftState.READY, publish_on__lte=local(now).date())
    return sum(_publish_waiting(pk, now) for pk in due.order_by("publish_on", "pk").values_list("pk", flat=True))


def try_publishing(draft: ProcedureDraft, by: Person | None, now: datetime) -> None:
    """Publish and take it back: whatever publishing would refuse is refused now."""
    try:
        with transaction.atomic():
            _version_of(draft, by, now)
            raise _TriedError
    except _TriedError:
        pass


class _TriedError(Exception):
    """Rolls a trial back."""


@transaction.atomic
def _publish_waiting(draft_id: int, now: datetime) -> bool:
    """One that cannot be published any more goes back to its writers with the reason."""
    draft = locks.row(ProcedureDraft.objects.select_related("owner"), draft_id)
    if draft.state != DraftState.READY:
        return False
    try:
        with transaction.atomic():
            _publish(draft, draft.reviewed_by, now)
    except Refused as refused:
        draft.state, draft.opinion = DraftState.WRITING, refused.message
        _save(draft, None, now, "sent_back", opinion=refused.message)
        _tell(draft, now, approved=False)
        return False
    return True


def _publish(draft: ProcedureDraft, by: Person | None, now: datetime) -> None:
    draft.version, draft.state = _version_of(draft, by, now), DraftState.PUBLISHED
    _save(draft, by, now, "published", version=draft.version.number)
    calls.fulfil(draft, now)


def _version_of(draft: ProcedureDraft, by: Person | None, now: datetime) -> Version:
    content = draft.content
    _refuse_overtaken(draft)
    try:
        for code, definition in sorted(stepforms.asked(content).items()):
            eforms.define(code=code, name=_title(definition), definition=definition, by=by, now=now)
        return catalogue.publish(
            code=draft.code,
            kind=draft.kind,
            owner=draft.owner,
            content=to_publish(content),
            guide_only=content["guide_only"],
            by=by,
            now=now,
            source="here",
        )
    except (BadDefinition, DefinitionError) as wrong:
        raise Refused(_("This draft cannot be published yet: %(problems)s") % {"problems": _told(wrong)}) from wrong


def _refuse_overtaken(draft: ProcedureDraft) -> None:
    """Somebody published another version beside this draft: an import, for one."""
    procedure = Procedure.objects.select_for_update().filter(code=draft.code).first()
    if procedure and procedure.current_id != draft.base_id:
        raise Refused(_("Another version was published since this draft was begun. Begin a new draft from it."))


def _told(wrong: BadDefinition | DefinitionError) -> str:
    return " ".join(str(problem) for problem in wrong.problems[:5])


def _title(definition: dict) -> str:
    title = definition["title"]
    return title["vi"] if isinstance(title, dict) else title


def _locked(draft_id: int, by: Person | None, now: datetime, *states: str) -> ProcedureDraft:
    draft = locks.row(ProcedureDraft.objects.select_related("owner"), draft_id)
    drafts.require_editor(by, draft.owner, now)
    if draft.state not in states:
        raise Refused(_("This draft is in another state by now: %(state)s.") % {"state": draft.get_state_display()})
    return draft


def _under_review(draft_id: int, by: Person | None, now: datetime) -> ProcedureDraft:
    draft = _locked(draft_id, by, now, DraftState.REVIEW)
    if by is None or by.pk == draft.sent_by_id:
        raise Forbidden(_("You sent this draft yourself: a second person has to look at it."))
    draft.reviewed_by, draft.reviewed_at = by, now
    return draft


def _save(draft: ProcedureDraft, by: Person | None, now: datetime, verb: str, **data: object) -> None:
    draft.save()
    data = {"code": draft.code, "revision": draft.revision, **data}
    audit.record(f"procedures.draft_{verb}", draft, by=by, now=now, label="system", data=data)


def _close(draft: ProcedureDraft, now: datetime, *, approved: bool) -> None:
    inbox.close(INBOX, str(draft.pk), now=now)
    _tell(draft, now, approved=approved)


def _tell(draft: ProcedureDraft, now: datetime, *, approved: bool) -> None:
    if draft.sent_by is None:
        return
    context = {"name": draft.name, "approved": approved, "opinion": draft.opinion, "day": draft.publish_on}
    once = f"draft-{draft.pk}-{now.isoformat()}"
    notify.send(REVIEWED, to=draft.sent_by, context=context, once=once, now=now, url=draft.get_absolute_url())
