from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.base import File
from django.db import connection
from tests.support.org import NOON, build

from doanso.blocks.questions.models import Lock, Question, Topic
from doanso.blocks.questions.services import banks, pictures
from doanso.core.audit import queries as audit
from doanso.features.contests.models import Attempt, Item, Line
from doanso.features.contests.papers import compose
from doanso.features.contests.queries.pools import keys_of, pool_of
from doanso.features.contests.services.freezing import freeze, lacking, unfreeze
from doanso.features.contests.tests import sample
from doanso.lib.errors import Refused


@pytest.fixture
def s(db) -> SimpleNamespace:
    return sample.running()


def test_frozen_questions_are_those_of_the_blueprint_sealed_and_locked(s):
    found = list(Item.objects.filter(round=s.round))
    questions = list(Question.objects.order_by("pk"))
    assert [(i.position, i.question_id, i.version) for i in found] == [(n, q.pk, 1) for n, q in enumerate(questions)]
    assert keys_of(s.round) == {n: question.answer for n, question in enumerate(questions)}
    assert not any('"right"' in item.answer or "Hà Nội" in item.answer for item in found)
    until = s.round.closes_at + timedelta(seconds=10)  # as long as a paper is taken
    assert set(Lock.objects.values_list("question", "until")) == {(q.pk, until) for q in questions}
    assert [event.kind for event in audit.of(s.round)] == ["contests.round_frozen"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = %s::regclass",
                       [f"contests_event_r{s.round.pk}"])  # fmt: skip
        assert cursor.fetchall() == [("contests_event",)]


def test_papers_of_a_round_stay_when_the_bank_changes(s):
    pool = pool_of(s.round)
    before = compose(pool, secret=bytes(s.round.secret), entrant_id=s.entrant.pk, number=1)
    Question.objects.update(body={"text": "Khác"}, answer={"right": True}, version=2)
    freeze(s.round, by=None, now=NOON + timedelta(hours=1))  # a second time: nothing happens
    assert compose(pool_of(s.round), secret=bytes(s.round.secret), entrant_id=s.entrant.pk, number=1) == before
    assert (len(before.items), before.max_points, pool.size) == (12, 12, 12)
    assert s.round.frozen_at == NOON


def test_each_question_serves_one_line_the_exact_ones_first(db):
    org = build()
    bank = sample.bank(org.province)
    round = sample.contest(org.province, bank).rounds.get()
    topic = Topic.objects.create(bank=bank, code="rieng", name="Riêng")
    own = list(Question.objects.order_by("pk")[:3])
    Question.objects.filter(pk__in=[question.pk for question in own]).update(topic=topic)
    Line.objects.filter(round=round).update(count=9)
    exact = Line.objects.create(round=round, order=2, bank=bank, topic=topic, count=2, points=3)
    freeze(round, by=None, now=NOON)
    assert list(Item.objects.filter(line=exact).values_list("question", flat=True)) == [q.pk for q in own]
    assert Item.objects.filter(round=round).values("question").distinct().count() == 12
    assert pool_of(round).size == 11


def test_too_few_questions_are_named_and_nothing_is_frozen(db):
    org = build()
    bank = sample.bank(org.province)
    round = sample.contest(org.province, bank).rounds.get()
    Line.objects.filter(round=round).update(count=13)
    said = "Dòng 1 của ma trận đề: cần 13 câu, chỉ còn 12 câu đã duyệt cho dòng này."
    assert lacking(round) == [said]
    with pytest.raises(Refused, match=said):
        freeze(round, by=None, now=NOON)
    assert (Item.objects.count(), Lock.objects.count(), round.frozen_at) == (0, 0, None)


def test_blueprint_follows_a_topic_that_is_joined_and_a_sound_stays_one(db):
    org = build()
    bank = sample.bank(org.province)
    round = sample.contest(org.province, bank).rounds.get()
    before = bank.topics.get()
    after = banks.add_topic(bank=bank, name="Lịch sử", by=org.province_secretary, now=NOON)
    Line.objects.filter(round=round).update(topic=before)
    banks.join_topics(topic=before, into=after, by=org.province_secretary, now=NOON)
    question = Question.objects.filter(topic=after).first()
    sound = {"place": "", "upload": File(BytesIO(b"ID3\x04"), name="hat.mp3"), "words": "Một bài hát"}
    pictures.add(question=question, **sound, by=org.province_secretary, now=NOON)
    Question.objects.update(state="da_duyet")
    freeze(round, by=None, now=NOON)
    assert (Line.objects.get(round=round).topic, Item.objects.filter(round=round).count()) == (after, 12)
    shown = compose(pool_of(round), secret=bytes(round.secret), entrant_id=1, number=1).shown()["questions"]
    (heard,) = [one["media"] for one in shown if "media" in one]
    assert heard == {"key": "h1", "words": "Một bài hát", "sound": True, "at": 0}


def test_unfreezing_frees_the_questions_until_somebody_has_started(s):
    unfreeze(s.round, by=None, now=NOON)
    assert (Item.objects.count(), Lock.objects.count(), s.round.frozen_at) == (0, 0, None)
    freeze(s.round, by=None, now=NOON)
    Attempt.objects.create(round=s.round, entrant=s.entrant, number=1, started_at=NOON, last_at=NOON)
    with pytest.raises(Refused):
        unfreeze(s.round, by=None, now=NOON)
    assert Item.objects.count() == 12
