"""The second person: accepts a question, or gives it back with a note."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.blocks.questions import rules
from doanso.blocks.questions.models import Question, State
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.lib import locks
from doanso.lib.errors import AlreadyDone, Forbidden, Refused


@transaction.atomic
def accept(*, question: Question, seen: int, by: Person | None, now: datetime) -> Question:
    """`seen`: the version that was read. From now on the question may be asked."""
    question = _waiting(question, seen, by=by, now=now)
    question.state, question.reviewer, question.note = State.ACCEPTED, by, ""
    question.save(update_fields=["state", "reviewer", "note"])
    audit.record("questions.accepted", question, by=by, now=now, data={"version": question.version})
    return question


@transaction.atomic
def accept_all(*, seen: Iterable[tuple[Question, int]], by: Person | None, now: datetime) -> list[Question]:
    """All or none of them, each in the version that was read."""
    return [accept(question=one, seen=version, by=by, now=now) for one, version in seen]


@transaction.atomic
def give_back(*, question: Question, seen: int, note: str, by: Person | None, now: datetime) -> Question:
    if not note.strip():
        raise Refused(_("Say what should be changed."), field="note")
    question = _waiting(question, seen, by=by, now=now)
    question.state, question.reviewer, question.note = State.DRAFT, by, note.strip()
    question.save(update_fields=["state", "reviewer", "note"])
    audit.record("questions.given_back", question, by=by, now=now, data={"version": question.version, "note": note})
    return question


def _waiting(question: Question, seen: int, *, by: Person | None, now: datetime) -> Question:
    question = locks.row(Question.objects.select_related("bank__unit", "reviewer", "changed_by"), question.pk)
    if reason := rules.why_not_review(by, question, timezone.localdate(now)):
        raise Forbidden(reason) if question.state == State.REVIEW else Refused(reason)
    if question.version != seen:
        who = question.changed_by.full_name if question.changed_by else ""
        message = _("%(who)s changed this question meanwhile. Read it again.") % {"who": who}
        raise AlreadyDone(message, who=who, when=question.changed_at)
    return question
