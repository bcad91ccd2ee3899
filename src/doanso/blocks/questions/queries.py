"""Reading the bank. What a key is stands in `Question.answer`; who shows it asks `rules` first."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from doanso.blocks.questions import likeness
from doanso.blocks.questions.models import Bank, Batch, Difficulty, Lock, Media, Question, State, Topic, Trial
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units.models import Unit
from doanso.lib.text import fold

WRITE, REVIEW, KEYS = "questions.write", "questions.review", "questions.keys"
BAD_DISCRIMINATION, TOO_HARD, TOO_EASY = 0.1, 0.1, 0.95
ENOUGH = 20  # answers, before a figure says anything
MOST_ALIKE = 5


def banks_for(person: Person | None, on: date) -> QuerySet[Bank]:
    """Banks whose questions this person writes, reviews or asks."""
    where = units.units_where(person, WRITE, on) | units.units_where(person, REVIEW, on)
    return Bank.objects.filter(unit__in=where).select_related("unit")


def units_to_found_in(person: Person | None, on: date) -> QuerySet[Unit]:
    standing = units.units(on).values("pk")
    return units.units_where(person, WRITE, on).filter(pk__in=standing).order_by("path")


def bank_of(code: str, person: Person | None, on: date) -> Bank | None:
    return banks_for(person, on).filter(code=code).first()


def with_counts(found: QuerySet[Bank]) -> QuerySet[Bank]:
    """`accepted`, `waiting` and `drafts` of each."""
    states = {"accepted": State.ACCEPTED, "waiting": State.REVIEW, "drafts": State.DRAFT}
    counted = {name: Count("questions", filter=Q(questions__state=state)) for name, state in states.items()}
    return found.annotate(**counted).order_by("name", "pk")


def pickable(bank_id: int, topic_id: int | None, difficulty: int | None) -> list[Question]:
    """Accepted questions that a line of a blueprint may draw from, always in the same order."""
    found = Question.objects.filter(bank=bank_id, state=State.ACCEPTED)
    if topic_id:
        found = found.filter(topic=topic_id)
    return list((found.filter(difficulty=difficulty) if difficulty else found).order_by("pk"))


def count_pickable(bank_id: int) -> dict[tuple[int | None, int], int]:
    """How many accepted questions there are by topic and difficulty."""
    found = Question.objects.filter(bank=bank_id, state=State.ACCEPTED).order_by()
    rows = found.values_list("topic", "difficulty").annotate(number=Count("pk"))
    return {(topic, difficulty): number for topic, difficulty, number in rows}


def topics(bank_id: int) -> QuerySet[Topic]:
    return Topic.objects.filter(bank=bank_id)


def with_questions(found: QuerySet[Topic]) -> QuerySet[Topic]:
    """`questions` of each, in whatever state."""
    asked = Question.objects.filter(topic=OuterRef("pk")).order_by().values("topic").annotate(number=Count("pk"))
    return found.annotate(questions=Coalesce(Subquery(asked.values("number")), 0))


def by_ids(ids: Iterable[int]) -> dict[int, Question]:
    return Question.objects.select_related("bank", "topic").in_bulk(list(ids))


def questions(bank: Bank) -> QuerySet[Question]:
    return Question.objects.filter(bank=bank).select_related("topic", "author", "reviewer")


def matching(found: QuerySet[Question], words: str) -> QuerySet[Question]:
    """Every word stands in the code or in the question, with or without diacritics."""
    for word in fold(words).split():
        found = found.filter(Q(code__icontains=word) | Q(fingerprint__contains=word))
    return found


def table(bank: Bank) -> list[tuple[Topic | None, list[int], int]]:
    """Accepted questions: each topic with its numbers by difficulty, and their sum."""
    counted = count_pickable(bank.pk)
    lines = []
    for topic in [*topics(bank.pk), None]:
        numbers = [counted.get((topic.pk if topic else None, level), 0) for level in Difficulty.values]
        if topic or sum(numbers):
            lines.append((topic, numbers, sum(numbers)))
    return lines


def locks(question: Question, now: datetime) -> QuerySet[Lock]:
    """Where it is being asked, the longest first."""
    return question.locks.filter(until__gt=now).order_by("-until")


def authors(ids: Collection[int]) -> set[int]:
    """People who wrote or reviewed one of these questions as it is now."""
    fields = ("author", "changed_by", "reviewer")
    return {pk for row in Question.objects.filter(pk__in=ids).values_list(*fields) for pk in row if pk}


def with_lock(found: QuerySet[Question], now: datetime) -> QuerySet[Question]:
    return found.annotate(is_locked=Exists(Lock.objects.filter(question=OuterRef("pk"), until__gt=now)))


def to_review(bank: Bank, person: Person) -> QuerySet[Question]:
    """What waits for this person: never what they wrote themselves."""
    found = questions(bank).filter(state=State.REVIEW).select_related("bank", "changed_by")
    return found.exclude(Q(author=person) | Q(changed_by=person)).order_by("changed_at", "pk")


def locked(ids: Collection[int], now: datetime) -> set[int]:
    return set(Lock.objects.filter(question__in=ids, until__gt=now).values_list("question", flat=True))


def unlocked(found: QuerySet[Question], now: datetime) -> QuerySet[Question]:
    return found.exclude(Exists(Lock.objects.filter(question=OuterRef("pk"), until__gt=now)))


def media(ids: Collection[int]) -> dict[tuple[int, str], Media]:
    """Pictures of these questions by question and key, for who shows them elsewhere."""
    found = Media.objects.filter(question__in=ids).select_related("file__blob")
    return {(one.question_id, one.key): one for one in found}


def alike(question: Question, person: Person | None, on: date) -> list[Question]:
    """Questions of the reader's banks that ask the same, or nearly. The database leaves few to be compared."""
    words = likeness.words_of(question.body)
    same = Q(fingerprint=question.fingerprint)
    shares_a_word = reduce(or_, (Q(fingerprint__contains=word) for word in likeness.telling(words)), same)
    known = Question.objects.filter(bank__in=banks_for(person, on)).exclude(pk=question.pk).filter(shares_a_word)
    finder = likeness.Finder((pk, likeness.words_of(body)) for pk, body in known.values_list("pk", "body"))
    found = known.filter(same | Q(pk__in=finder.near(words)[:MOST_ALIKE]))
    return list(found.select_related("bank").order_by("pk")[:MOST_ALIKE])


def finder_of(bank: Bank) -> likeness.Finder:
    known = Question.objects.filter(bank=bank).values_list("code", "body")
    return likeness.Finder((code, likeness.words_of(body)) for code, body in known)


def last_code(bank: Bank, prefix: str) -> int:
    """The highest number given under this prefix, 0 when there is none."""
    codes = Question.objects.filter(bank=bank, code__startswith=prefix).values_list("code", flat=True)
    return max((int(code[len(prefix) :]) for code in codes if code[len(prefix) :].isdecimal()), default=0)


def batches(bank: Bank, person: Person) -> QuerySet[Batch]:
    """Each sees their own: a file that was read shows keys."""
    return Batch.objects.filter(bank=bank, by=person)


def latest_trials(bank: Bank) -> QuerySet[Trial]:
    """How each question did when its present version was last asked of enough people."""
    newest = (
        Trial.objects.filter(question__bank=bank, asked__gte=ENOUGH)
        .values("question")
        .annotate(newest=Max("at"))
        .filter(question=OuterRef("question"), newest=OuterRef("at"))
    )
    found = Trial.objects.filter(Exists(newest), question__bank=bank, asked__gte=ENOUGH)
    return found.exclude(question__state=State.RETIRED).select_related("question__bank", "question__topic")
