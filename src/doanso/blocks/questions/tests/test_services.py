from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.org import NOON

from doanso.blocks.questions import queries, services
from doanso.blocks.questions.models import Lock, Question, State, Trial
from doanso.blocks.questions.services import banks, reviewing, writing
from doanso.blocks.questions.services.trials import Told
from doanso.blocks.questions.tests.support import accepted, content, small
from doanso.core.audit.models import Event
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db


def test_a_question_is_asked_only_after_a_second_person_read_it():
    o = small()
    question = writing.write(bank=o.bank, content=content(), by=o.author, now=NOON)
    assert (question.code, question.state, question.version) == ("C001", State.DRAFT, 1)
    assert queries.pickable(o.bank.pk, None, None) == []
    question = writing.send(question=question, by=o.author, now=NOON)
    with pytest.raises(Forbidden, match="do bạn soạn"):
        reviewing.accept(question=question, seen=1, by=o.author, now=NOON)
    reviewing.accept(question=question, seen=1, by=o.reviewer, now=NOON)
    assert queries.pickable(o.bank.pk, None, None) == [question]
    kinds_written = list(
        Event.objects.filter(target_type="questions.question").order_by("pk").values_list("kind", flat=True)
    )
    assert kinds_written == ["questions.written", "questions.sent", "questions.accepted"]
    with pytest.raises(Refused, match="không ở trạng thái chờ duyệt"):
        reviewing.accept(question=question, seen=1, by=o.reviewer, now=NOON)


def test_who_changed_a_question_does_not_accept_it_either():
    o = small()
    question = writing.write(bank=o.bank, content=content(), by=o.author, now=NOON)
    writing.change(question=question, seen=1, content=content("Đoàn ra đời năm nào?"), by=o.reviewer, now=NOON)
    question = writing.send(question=question, by=o.author, now=NOON)
    for person in (o.author, o.reviewer):
        with pytest.raises(Forbidden):
            reviewing.accept(question=question, seen=2, by=person, now=NOON)
    reviewing.accept(question=question, seen=2, by=o.secretary, now=NOON)


def test_a_change_of_the_wording_is_reviewed_anew_a_change_of_the_topic_is_not():
    o = small()
    question = accepted(o)
    question = writing.change(
        question=question, seen=1, content=content(topic=o.topic, difficulty=3), by=o.author, now=NOON
    )
    assert (question.state, question.version, question.difficulty) == (State.ACCEPTED, 1, 3)
    question = writing.change(
        question=question, seen=1, content=content(explanation="Ngày 26/3."), by=o.author, now=NOON
    )
    assert (question.state, question.version, question.reviewer) == (State.DRAFT, 2, None)
    with pytest.raises(AlreadyDone, match="Mai Lan Chi vừa sửa"):
        writing.change(question=question, seen=1, content=content("Khác?"), by=o.author, now=NOON)


def test_a_question_with_a_fault_is_refused_in_words():
    o = small()
    wrong = replace(content(), answer={"right": "D"})
    with pytest.raises(Refused, match="Hãy đánh dấu đáp án đúng"):
        writing.write(bank=o.bank, content=wrong, by=o.author, now=NOON)


def test_giving_back_takes_a_note_and_leads_to_a_draft():
    o = small()
    question = writing.write(bank=o.bank, content=content(), by=o.author, now=NOON)
    question = writing.send(question=question, by=o.author, now=NOON)
    with pytest.raises(Refused, match="cần sửa gì"):
        reviewing.give_back(question=question, seen=1, note=" ", by=o.reviewer, now=NOON)
    question = reviewing.give_back(question=question, seen=1, note="Thiếu nguồn", by=o.reviewer, now=NOON)
    assert (question.state, question.note) == (State.DRAFT, "Thiếu nguồn")


def test_nobody_else_writes_or_reviews():
    o = small()
    question, told = accepted(o), {"question": accepted(o, "Khác?"), "now": NOON}
    Question.objects.filter(pk=question.pk).update(state=State.REVIEW)
    for by in (o.neighbour_writer, o.stranger, o.member, None):
        attempts = [
            lambda by: writing.write(bank=o.bank, content=content(), by=by, now=NOON),
            lambda by: writing.change(seen=1, content=content("Nào?"), by=by, **told),
            lambda by: writing.send(by=by, **told),
            lambda by: writing.retire(by=by, **told),
            lambda by: writing.take_up(by=by, **told),
            lambda by: banks.change(bank=o.bank, name="Khác", about="", by=by, now=NOON),
            lambda by: banks.add_topic(bank=o.bank, name="Khác", by=by, now=NOON),
            lambda by: banks.found(unit=o.province, name="Khác", by=by, now=NOON),
            lambda by: services.reveal(question, reason="Tôi muốn biết đáp án", by=by, now=NOON),
            lambda by: reviewing.accept(question=question, seen=1, by=by, now=NOON),
            lambda by: reviewing.give_back(question=question, seen=1, note="Sai", by=by, now=NOON),
        ]
        for attempt in attempts:
            with pytest.raises(Forbidden):
                attempt(by)
        assert o.bank not in queries.banks_for(by, NOON.date())


def test_what_is_being_asked_stays_as_it_is():
    o = small()
    question, until = accepted(o), NOON + timedelta(hours=2)
    services.lock([question.pk], place="thi:1", label="Đợt 1", until=NOON, now=NOON)
    services.lock([question.pk], place="thi:1", label="Đợt 1", until=until, now=NOON)
    assert list(Lock.objects.values_list("place", "until")) == [("thi:1", until)]
    for attempt in (
        lambda: writing.change(question=question, seen=1, content=content("Khác?"), by=o.author, now=NOON),
        lambda: writing.retire(question=question, by=o.author, now=NOON),
    ):
        with pytest.raises(Refused, match="“Đợt 1” đến 12:00 18/11/2026"):
            attempt()
    writing.retire(question=question, by=o.author, now=until)
    services.unlock("thi:1", now=NOON)
    services.unlock("thi:1", now=NOON)
    assert not Lock.objects.exists()
    assert Event.objects.filter(kind__in=["questions.locked", "questions.unlocked"]).count() == 3


def test_the_key_of_what_is_being_asked_is_read_with_a_reason_and_written_down():
    o = small()
    question = accepted(o)
    services.lock([question.pk], place="thi:1", label="Đợt 1", until=NOON + timedelta(hours=2), now=NOON)
    with pytest.raises(Forbidden):
        services.reveal(question, reason="Có người báo câu sai", by=o.author, now=NOON)
    with pytest.raises(Refused):
        services.reveal(question, reason="xem", by=o.secretary, now=NOON)
    told = services.reveal(question, reason="Có người báo câu sai", by=o.secretary, now=NOON)
    assert told == {"right": "B"}
    event = Event.objects.get(kind="questions.key_read")
    assert event.data == {"reason": "Có người báo câu sai", "version": 1, "places": ["thi:1"]}
    assert event.actor == o.secretary


def test_no_key_stands_in_the_trail():
    o = small()
    accepted(o, explanation="Hội nghị Trung ương lần hai")
    told = "".join(str(data) for data in Event.objects.values_list("data", flat=True))
    assert "right" not in told
    assert "Hội nghị" not in told


def test_what_is_told_twice_of_a_question_is_kept_once():
    o = small()
    question = accepted(o)
    for facility in (0.5, 0.05):
        told = Told(question.pk, 1, 100, 90, facility, 0.0, {"A": 60, "B": 30})
        assert services.record_trials([told], place="thi:1", label="Đợt 1", now=NOON) == 1
    assert list(Trial.objects.values_list("facility", "asked", "answered")) == [(0.05, 100, 90)]
    assert [trial.question for trial in queries.latest_trials(o.bank)] == [question]


def test_numbers_of_new_questions_follow_the_highest():
    o = small()
    writing.write(bank=o.bank, content=content(), by=o.author, now=NOON, code="C041")
    assert writing.write(bank=o.bank, content=content(), by=o.author, now=NOON).code == "C042"
    with pytest.raises(Refused, match="đã có câu hỏi mã C041"):
        writing.write(bank=o.bank, content=content(), by=o.author, now=NOON, code="C041")


def test_alike_questions_are_found_across_the_reader_s_banks():
    o = small()
    first = accepted(o)
    second = writing.write(bank=o.bank, content=content("Đoàn được thành lập vào năm nào"), by=o.author, now=NOON)
    assert queries.alike(second, o.author, NOON.date()) == [first]
    assert queries.alike(second, o.neighbour_writer, NOON.date()) == []
