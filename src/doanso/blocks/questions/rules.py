from datetime import date, datetime

from django.utils.translation import gettext as _

from doanso.blocks.questions import queries
from doanso.blocks.questions.models import Bank, Question, State
from doanso.core.accounts.models import Person
from doanso.core.units import rules as units
from doanso.lib.errors import Forbidden, Refused
from doanso.ui.formats import vn_datetime

WRITE, REVIEW, KEYS = queries.WRITE, queries.REVIEW, queries.KEYS


def may_write(person: Person | None, bank: Bank, on: date) -> bool:
    return units.may(person, WRITE, bank.unit, on)


def may_write_anywhere(person: Person | None, on: date) -> bool:
    return units.may(person, WRITE, None, on)


def may_review(person: Person | None, bank: Bank, on: date) -> bool:
    return units.may(person, REVIEW, bank.unit, on)


def check_writer(person: Person | None, bank: Bank, on: date) -> None:
    if not may_write(person, bank, on):
        raise Forbidden(_("You do not write the questions of this bank."))


def why_not_review(person: Person | None, question: Question, on: date) -> str:
    """Empty when this person may accept the question or give it back. Two people stand behind each question."""
    if person is None or not units.may(person, REVIEW, question.bank.unit, on):
        return _("You do not review the questions of this bank.")
    if person.pk in {question.author_id, question.changed_by_id}:
        return _("You wrote this question yourself. Somebody else reviews it.")
    if question.state != State.REVIEW:
        return _("This question does not wait for a review.")
    return ""


def check_unlocked(question: Question, now: datetime) -> None:
    """What is being asked stays as it is."""
    if lock := queries.locks(question, now).first():
        raise Refused(
            _("This question is being asked in “%(place)s” until %(until)s. It can be changed after that.")
            % {"place": lock.label, "until": vn_datetime(lock.until)}
        )


def may_ask_for_key(person: Person | None, bank: Bank, on: date) -> bool:
    return units.may(person, KEYS, bank.unit, on)
