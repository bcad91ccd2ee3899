"""Questions are written, changed and sent to the second person; see `reviewing` for what that one does."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from doanso.blocks.questions import likeness, queries, rules
from doanso.blocks.questions.content import Content
from doanso.blocks.questions.faults import faults
from doanso.blocks.questions.models import Bank, Question, State
from doanso.core.accounts.models import Person
from doanso.core.audit import services as audit
from doanso.lib import locks
from doanso.lib.errors import AlreadyDone, Refused

PREFIX = "C"


@transaction.atomic
def write(*, bank: Bank, content: Content, by: Person | None, now: datetime, code: str = "") -> Question:
    """A new question, a draft. `code`: its author's own; else the next number of the bank."""
    rules.check_writer(by, bank, timezone.localdate(now))
    return create(bank=bank, content=content, by=by, now=now, code=code)


@transaction.atomic
def create(*, bank: Bank, content: Content, by: Person | None, now: datetime, code: str = "") -> Question:
    """As `write`, for whoever has asked already whether they may."""
    _check(content)
    Bank.objects.select_for_update().get(pk=bank.pk)
    if code and Question.objects.filter(bank=bank, code=code).exists():
        raise Refused(_("There is a question %(code)s in this bank already.") % {"code": code}, field="code")
    code = code or f"{PREFIX}{queries.last_code(bank, PREFIX) + 1:03d}"
    question = Question(bank=bank, code=code, author=by, changed_by=by, changed_at=now)
    _fill(question, content)
    question.save(force_insert=True)
    data = {"code": code, "kind": content.kind}
    audit.record("questions.written", question, by=by, now=now, data=data)
    return question


@transaction.atomic
def change(*, question: Question, seen: int, content: Content, by: Person | None, now: datetime) -> Question:
    """What an entrant would read or what is right has changed: a draft again, to be reviewed anew. Topic and difficulty
    alone leave the state. `seen`: the version that the author had before them."""
    question = _own(question, by=by, now=now)
    if question.version != seen:
        who = question.changed_by.full_name if question.changed_by else ""
        message = _("%(who)s changed this question meanwhile. Look at it again, then enter your change.") % {"who": who}
        raise AlreadyDone(message, who=who, when=question.changed_at)
    _check(content)
    same = content.says_the_same(content_of(question))
    _fill(question, content)
    if not same:
        question.version += 1
        question.state, question.reviewer, question.note = State.DRAFT, None, ""
        question.changed_by, question.changed_at = by, now
    question.save()
    data = {"version": question.version, "state": question.state, "difficulty": question.difficulty}
    audit.record("questions.changed", question, by=by, now=now, data=data)
    return question


@transaction.atomic
def send(*, question: Question, by: Person | None, now: datetime) -> Question:
    """To the second person."""
    question = _own(question, by=by, now=now)
    if question.state != State.DRAFT:
        raise Refused(_("Only a draft is sent to be reviewed."))
    question.state = State.REVIEW
    question.save(update_fields=["state"])
    audit.record("questions.sent", question, by=by, now=now, data={"version": question.version})
    return question


@transaction.atomic
def send_all(*, questions: Iterable[Question], by: Person | None, now: datetime) -> int:
    """All or none of them."""
    return len([send(question=one, by=by, now=now) for one in questions])


@transaction.atomic
def retire(*, question: Question, by: Person | None, now: datetime) -> Question:
    """Nobody is asked it any more; what it did stays known."""
    question = _own(question, by=by, now=now)
    question.state = State.RETIRED
    question.save(update_fields=["state"])
    audit.record("questions.retired", question, by=by, now=now)
    return question


@transaction.atomic
def take_up(*, question: Question, by: Person | None, now: datetime) -> Question:
    """A retired one is a draft again."""
    question = _own(question, by=by, now=now)
    if question.state != State.RETIRED:
        raise Refused(_("This question is in use already."))
    question.state, question.reviewer = State.DRAFT, None
    question.save(update_fields=["state", "reviewer"])
    audit.record("questions.taken_up", question, by=by, now=now)
    return question


def content_of(question: Question) -> Content:
    return Content(
        question.kind,
        question.body,
        question.answer,
        question.explanation,
        question.source,
        question.difficulty,
        question.topic,
    )


def _own(question: Question, *, by: Person | None, now: datetime) -> Question:
    """The row as it is now, held until the transaction ends, when this person may change it."""
    question = locks.row(Question.objects.select_related("bank__unit", "topic", "changed_by"), question.pk)
    rules.check_writer(by, question.bank, timezone.localdate(now))
    rules.check_unlocked(question, now)
    return question


def _fill(question: Question, content: Content) -> None:
    question.kind, question.body, question.answer = content.kind, content.body, content.answer
    question.explanation, question.source = content.explanation, content.source
    question.difficulty, question.topic = content.difficulty, content.topic
    question.fingerprint = likeness.fingerprint(content.body)


def _check(content: Content) -> None:
    if wrong := faults(content.kind, content.body, content.answer):
        raise Refused(" ".join(wrong))
