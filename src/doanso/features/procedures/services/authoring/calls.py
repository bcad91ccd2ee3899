"""A superior unit asks units below to write procedures, and follows how far they are."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.core.inbox import services as inbox
from doanso.core.notify import services as notify
from doanso.core.units.models import Unit
from doanso.core.units.queries import people_of, seats_granting
from doanso.features.procedures.models import DraftState, Procedure, ProcedureDraft, WritingCall, WritingShare
from doanso.features.procedures.permissions import EDIT
from doanso.features.procedures.queries import calls as queries
from doanso.features.procedures.services.authoring import drafts
from doanso.features.procedures.services.authoring.drafts import require_editor
from doanso.lib import locks
from doanso.lib.dates import VN, local
from doanso.lib.errors import Refused, TooMany

INBOX = "procedures.call"
ASKED, REMINDED = "procedures.call_given", "procedures.call_reminded"
BETWEEN_REMINDERS = timedelta(hours=20)
MOST_UNITS = 2000


@transaction.atomic
def give(
    *, title: str, field: str, text: str, unit: Unit, due: date, to: list[Unit], by: Person | None, now: datetime
) -> WritingCall:
    """Into the inbox of every unit's editors, and a message to each of them."""
    require_editor(by, unit, now)
    on = local(now).date()
    allowed = set(queries.units_to_ask(unit, on).values_list("pk", flat=True))
    if not to or len(to) > MOST_UNITS or not {one.pk for one in to} <= allowed:
        raise Refused(_("Please choose units below %(unit)s.") % {"unit": unit}, field="to")
    if due < on:
        raise Refused(_("The day must not be over."), field="due")
    call = WritingCall.objects.create(
        title=title, field=field, text=text, unit=unit, due=due, created_by=by, created_at=now
    )
    for share in WritingShare.objects.bulk_create(WritingShare(call=call, unit=one) for one in to):
        _ask(share, call, now)
    audit.record("procedures.call_given", call, by=by, now=now, data={"field": field, "due": due, "units": len(to)})
    return call


@transaction.atomic
def answer_with_draft(*, share_id: int, draft: ProcedureDraft, by: Person | None, now: datetime) -> WritingShare:
    """The unit writes; its part is done when the draft is published."""
    share = _locked(share_id, by, now)
    if draft.owner_id != share.unit_id or draft.state == DraftState.DROPPED:
        raise Refused(_("This draft is not one of %(unit)s.") % {"unit": share.unit})
    return _answer(share, by, now, draft=draft)


@transaction.atomic
def begin(*, share_id: int, content: dict[str, Any], owner: Unit, by: Person | None, now: datetime) -> ProcedureDraft:
    """A new draft that answers at once."""
    draft = drafts.begin(content=content, owner=owner, by=by, now=now)
    answer_with_draft(share_id=share_id, draft=draft, by=by, now=now)
    return draft


@transaction.atomic
def answer_with_procedure(*, share_id: int, procedure: Procedure, by: Person | None, now: datetime) -> WritingShare:
    """The unit has one in force already."""
    share = _locked(share_id, by, now)
    if procedure.owner_id != share.unit_id or procedure.current_id is None:
        raise Refused(_("This procedure is not one of %(unit)s.") % {"unit": share.unit})
    return _answer(share, by, now, procedure=procedure)


@transaction.atomic
def answer_with_none(*, share_id: int, reason: str, by: Person | None, now: datetime) -> WritingShare:
    share = _locked(share_id, by, now)
    if not reason.strip():
        raise Refused(_("Please say why there is none."), field="reason")
    return _answer(share, by, now, reason=reason.strip())


@transaction.atomic
def remind(*, call_id: int, by: Person | None, now: datetime) -> int:
    """Everybody who has not begun or not finished; how many units. Not twice within a day."""
    call = locks.row(WritingCall.objects.select_related("unit"), call_id)
    require_editor(by, call.unit, now)
    waiting = [share for share in queries.shares(call) if share.progress in {queries.WAITING, queries.WRITING}]
    if any(share.reminded_at and now - share.reminded_at < BETWEEN_REMINDERS for share in waiting):
        wait = int(BETWEEN_REMINDERS.total_seconds())
        raise TooMany(_("They were reminded today already."), retry_after=wait)
    for share in waiting:
        _tell(REMINDED, share, call, now, once=f"call-{share.pk}-{now:%Y%m%d%H%M}")
    call.shares.filter(pk__in=[share.pk for share in waiting]).update(reminded_at=now)
    audit.record("procedures.call_reminded", call, by=by, now=now, data={"units": len(waiting)})
    return len(waiting)


@transaction.atomic
def close(*, call_id: int, by: Person | None, now: datetime) -> WritingCall:
    """No more is awaited; what units write they may go on writing."""
    call = locks.row(WritingCall.objects.select_related("unit"), call_id)
    require_editor(by, call.unit, now)
    if call.closed_at is None:
        call.closed_at = now
        call.save(update_fields=["closed_at"])
        for pk in call.shares.values_list("pk", flat=True):
            inbox.close(INBOX, str(pk), now=now)
        audit.record("procedures.call_closed", call, by=by, now=now, data={})
    return call


def fulfil(draft: ProcedureDraft, now: datetime) -> None:
    """A draft was published: the parts that it answers leave the list of work. Inside the caller's transaction."""
    for pk in draft.shares.values_list("pk", flat=True):
        inbox.close(INBOX, str(pk), now=now)


def _locked(share_id: int, by: Person | None, now: datetime) -> WritingShare:
    share = locks.row(WritingShare.objects.select_related("call", "unit", "draft"), share_id)
    require_editor(by, share.unit, now)
    if share.call.closed_at:
        raise Refused(_("This call is closed."))
    if share.draft and share.draft.state == DraftState.PUBLISHED:
        raise Refused(_("It is answered already: the procedure is published."))
    return share


def _answer(
    share: WritingShare,
    by: Person | None,
    now: datetime,
    *,
    draft: ProcedureDraft | None = None,
    procedure: Procedure | None = None,
    reason: str = "",
) -> WritingShare:
    share.draft, share.procedure, share.reason = draft, procedure, reason
    share.answered_by, share.answered_at = by, now
    share.save()
    if draft is None or draft.state == DraftState.PUBLISHED:
        inbox.close(INBOX, str(share.pk), now=now)
    else:
        _ask(share, share.call, now, tell=False)
    data = {"draft": draft and draft.code, "procedure": procedure and procedure.code, "reason": reason}
    audit.record("procedures.call_answered", share, by=by, now=now, data=data)
    return share


def _ask(share: WritingShare, call: WritingCall, now: datetime, *, tell: bool = True) -> None:
    inbox.put(
        INBOX,
        str(share.pk),
        title=_("Write procedures: %(title)s") % {"title": call.title},
        detail=call.field,
        url=share.get_absolute_url(),
        seats=seats_granting(EDIT, share.unit, local(now).date()),
        unit_id=share.unit_id,
        due_at=datetime.combine(call.due, time(17), VN),
        now=now,
    )
    if tell:
        _tell(ASKED, share, call, now, once=f"call-{share.pk}")


def _tell(kind: str, share: WritingShare, call: WritingCall, now: datetime, *, once: str) -> None:
    on = local(now).date()
    context = {"title": call.title, "field": call.field, "text": call.text, "due": call.due, "unit": call.unit.name}
    for person in people_of(list(seats_granting(EDIT, share.unit, on)), on):
        notify.send(kind, to=person, context=context, once=once, now=now, url=share.get_absolute_url())
