"""A lesson in a room: the code, names, all at once, the board; who may do what, and which questions are asked."""

import asyncio
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from tests.support.org import NOON, build

from doanso.blocks.questions import queries as bank
from doanso.blocks.questions import services as questions
from doanso.features.contests import personal
from doanso.features.contests.models import Attempt, Contest, Event, Item, Room, Round, What
from doanso.features.contests.queries import classes, entrants, hall, organising, published
from doanso.features.contests.queries.classes import Stage, Step
from doanso.features.contests.queries.pools import keys_of
from doanso.features.contests.queries.reviewing import right_words
from doanso.features.contests.queries.statistics import body_of
from doanso.features.contests.services import answering, comparing, folding, freezing
from doanso.features.contests.services import classes as services
from doanso.features.contests.services.joining import Browser
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.hot import during, send, ticket
from doanso.features.contests.tests.test_judging_pages import browser
from doanso.lib.errors import Forbidden, Refused

MINUTE = timedelta(minutes=1)


def a_room(*, now=NOON, count=4, org=None) -> SimpleNamespace:
    org = org or build()
    questions = sample.bank(org.province)
    drawn = services.Drawn(questions.pk, None, None, count)
    room = services.open_room(
        unit=org.province, title="Lớp 10A1", drawn=drawn, minutes=10, by=org.province_secretary, now=now
    )
    return SimpleNamespace(org=org, bank=questions, drawn=drawn, room=room, teacher=org.province_secretary)


def joined(room, name, now=NOON):
    return services.join(room, full_name=name, browser=Browser(), now=now)


def started(room, pupil, now):
    return answering.start(room.round, entrant=pupil, number=1, device="", now=now)


def right_answers(attempt):
    """What hands in the right answer to the first question that is one out of several, by the browser's language."""
    paper, keys = answering.paper_of(attempt), keys_of(attempt.round)
    return {
        str(place): order.index([option["key"] for option in item.options].index(keys[item.position]["right"]))
        for place, (item, order) in enumerate(zip(paper.items, paper.orders, strict=True))
        if item.kind == "mot"
    }


def test_lesson_from_code_to_ranking(db):
    s = a_room(count=12)
    an, binh, chi = (joined(s.room, name) for name in ("Nguyễn An", "Lê Bình", "Vũ Chi"))
    with pytest.raises(Refused, match="đã có bạn mang tên này"):
        joined(s.room, "nguyễn AN")
    assert [one.name for one in classes.board(s.room, NOON).pupils] == ["Nguyễn An", "Lê Bình", "Vũ Chi"]

    room = services.start(s.room, by=s.teacher, now=NOON + MINUTE)
    first, second = started(room, an, NOON + MINUTE), started(room, binh, NOON + MINUTE)
    answers = right_answers(first)
    assert len(answers) == 2
    answering.submit(first, answers=answers, guess=None, device="", now=NOON + 2 * MINUTE)
    saved = dict(list(right_answers(second).items())[:1])
    answering.save(second, answers=saved, device="", now=NOON + 2 * MINUTE)
    seen = classes.board(room, NOON + 3 * MINUTE)
    assert [one.step for one in seen.pupils] == [Step.FINISHED, Step.STARTED, Step.JOINED]
    assert (seen.stage, seen.started, seen.finished) == (Stage.RUNNING, 2, 1)
    assert sorted(one.answered for one in seen.questions) == [0] * 10 + [1, 2]
    assert {(one.right, one.key) for one in seen.questions} == {(None, "")}
    assert seen.ranking == []

    room = services.end(room, by=s.teacher, now=NOON + 4 * MINUTE)
    assert classes.board(room, NOON + 4 * MINUTE).open is False  # the fold has not graded it yet
    answering.submit(second, answers=right_answers(second), guess=None, device="", now=NOON + 5 * MINUTE)
    folding.fold_until(room.round, before=folding.ALL, now=NOON + 5 * MINUTE)
    seen = classes.board(room, NOON + 5 * MINUTE)
    assert [(one.rank, one.name, one.score) for one in seen.ranking] == [(1, "Nguyễn An", 2), (2, "Lê Bình", 1)]
    assert sorted(one.right for one in seen.questions) == [0] * 10 + [50, 100]
    item = Item.objects.get(round=room.round, position=0)
    assert seen.questions[0].key == right_words(item.kind, body_of(item), keys_of(room.round)[0])
    assert bank.locked([item.question_id], NOON + 5 * MINUTE) == set()
    assert Attempt.objects.filter(entrant=chi).count() == 0


def test_rooms_share_a_part_of_the_log_that_nobody_can_change(db):
    s = a_room()
    other = services.open_room(unit=s.org.province, title="10A2", drawn=s.drawn, minutes=10, by=s.teacher, now=NOON)
    for room in (s.room, other):
        room = services.start(room, by=s.teacher, now=NOON)
        begun = started(room, joined(room, "Nguyễn An"), NOON)
        answering.save(begun, answers=right_answers(begun), device="", now=NOON + MINUTE)
        room = services.end(room, by=s.teacher, now=NOON + 2 * MINUTE)
        folding.fold_until(room.round, before=folding.ALL, now=NOON + 2 * MINUTE)
    first, _end = freezing.part_of_log(s.room.round_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT round_id, count(*), min(tableoid::regclass::text) FROM contests_event GROUP BY 1 ORDER BY 1"
        )
        assert cursor.fetchall() == [(one.round_id, 3, f"contests_event_r{first}") for one in (s.room, other)]
        for change in ("TRUNCATE {}", "DELETE FROM {}", "UPDATE {} SET seq = 9"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(change.format(f"contests_event_r{first}"))
    assert comparing.differences(s.room.round, NOON + 60 * MINUTE) == []
    folding.rebuild(other.round, now=NOON + 60 * MINUTE)
    Attempt.objects.filter(round=other.round_id).update(score=7)
    assert [number for _pupil, number in comparing.differences(other.round, NOON + 60 * MINUTE)] == [1]


def test_part_of_a_thousand_rooms_or_of_one_round():
    assert freezing.part_of_log(12) == (12, 13)
    assert freezing.part_of_log(10**12) == freezing.part_of_log(10**12 + 999) == (10**12, 10**12 + 1000)
    assert freezing.part_of_log(10**12 + 1000) == (10**12 + 1000, 10**12 + 2000)


def test_paper_learns_on_the_hot_path_that_the_teacher_ended_it(transactional_db):
    s = a_room(now=timezone.now())
    pupil = joined(s.room, "Nguyễn An", timezone.now())
    room = services.start(s.room, by=s.teacher, now=timezone.now())

    def end():
        services.end(room, by=s.teacher, now=timezone.now())
        connection.close()

    async def go(hot):
        _status, begun = await send(hot, "bat-dau", ticket(room.round, pupil))
        look = {"pass": begun["pass"], "seq": 0, "answers": {}}
        said = [await send(hot, "luu", look), await send(hot, "luu", look | {"seq": 1, "answers": {"0": True}})]
        await asyncio.to_thread(end)
        hot.rounds.read_at.clear()  # as if some seconds had gone by
        said.append(await send(hot, "luu", look))  # nobody waits for what is being read anew
        await asyncio.gather(*hot.rounds.reading.values())
        late = [await send(hot, name, look | {"seq": 2}) for name in ("luu", "nop")]
        return said, late

    said, late = during(go)
    assert [(status, told["seq"]) for status, told in said] == [(200, 0), (200, 1), (200, 0)]
    assert [(status, told["error"]) for status, told in late] == [(410, "over")] * 2
    log = Event.objects.filter(round_id=room.round_id).exclude(what=What.START).order_by("id")
    assert list(log.values_list("what", "seq", "data")) == [
        (What.SAVE, 1, '{"answers":{"0":true}}'),
        (What.SUBMIT, 2, '{"answers":{"0":true}}'),
    ]


def test_page_without_scripts_says_that_time_is_over(db, client):
    now = timezone.now()
    s = a_room(now=now)
    path = f"/lop/{s.room.code}/"
    client.post(path, {"name": "Nguyễn An"})
    room = services.start(s.room, by=s.teacher, now=now)
    client.post(path + "lam-bai/mot-trang/", {"do": "start", "number": "1"})
    attempt = room.round.attempts_made.get()
    Attempt.objects.update(last_at=now - timedelta(seconds=1))
    Round.objects.filter(pk=room.round_id).update(opens_at=now - MINUTE, closes_at=now - timedelta(seconds=1))
    handed_in = client.post(path + "lam-bai/mot-trang/", {"do": "submit", "number": "1"}, follow=True)
    assert "Đã nhận bài làm của bạn" in handed_in.content.decode()  # as many seconds late as any paper may be
    assert entrants.is_handed_in(attempt)
    Room.objects.update(ended_at=now)
    for do in ("save", "submit"):
        sent = client.post(path + "lam-bai/mot-trang/", {"do": do, "number": "1"}, follow=True)
        assert "Đã hết giờ. Những câu bạn đã lưu trước đó được tính" in sent.content.decode()
    assert Event.objects.filter(round_id=room.round_id, what=What.SUBMIT).count() == 1


def test_room_asks_nothing_that_a_contest_asks(db):
    org = build()
    questions_of = sample.bank(org.province)
    free = [one.pk for one in bank.pickable(questions_of.pk, None, None)][:3]
    others = [one.pk for one in bank.pickable(questions_of.pk, None, None)][3:]
    questions.lock(others, place="contests.round:7", label="Cuộc thi", until=NOON + timedelta(days=1), now=NOON)
    opened = {"unit": org.province, "title": "Lớp", "minutes": 5, "by": org.province_secretary, "now": NOON}
    with pytest.raises(Refused, match="chỉ còn 3 câu hỏi"):
        services.open_room(drawn=services.Drawn(questions_of.pk, None, None, 4), **opened)
    room = services.open_room(drawn=services.Drawn(questions_of.pk, None, None, 3), **opened)
    assert sorted(room.round.items.values_list("question", flat=True)) == free
    questions.lock(free[:1], place="contests.round:8", label="Cuộc thi", until=NOON + timedelta(days=1), now=NOON)
    with pytest.raises(Refused, match="vừa lấy một trong các câu hỏi này"):
        services.start(room, by=org.province_secretary, now=NOON + MINUTE)
    with pytest.raises(Forbidden):
        services.open_room(drawn=services.Drawn(questions_of.pk, None, None, 1), **opened | {"by": org.stranger})


def test_pages_keep_strangers_and_other_rooms_out(db, client):
    now = timezone.now()
    s = a_room(now=now)
    other = services.open_room(unit=s.org.province, title="Lớp 10A2", drawn=s.drawn, minutes=10, by=s.teacher, now=now)
    path = f"/lop/{s.room.code.lower()}/"
    assert client.post(path, {"name": "Nguyễn An"}).headers["Location"] == f"/lop/{s.room.code}/"
    pupil = s.room.round.contest.entrants.get()
    assert Client().post(path, {"name": "NGUYỄN an"}).status_code == 422
    assert "Bạn đã vào phòng" in client.get(path).content.decode()
    elsewhere = f"/lop/{other.code}/"
    assert client.get(elsewhere).templates[0].name == "contests/classes/join.html"
    assert client.get(path + "lam-bai/").headers["Location"] == f"/lop/{s.room.code}/"
    assert client.get(f"/cuoc-thi/{s.room.round.contest.code}/").status_code == 404

    stranger, teacher = browser(s.org.secretary), browser(s.teacher)
    assert [stranger.post(path + do).status_code for do in ("bat-dau/", "ket-thuc/")] == [404, 404]
    assert stranger.get(path + "bang/").status_code == 404
    assert teacher.get(path + "bang/").status_code == 200
    assert teacher.post(path + "bat-dau/").status_code == 302
    assert client.get(path).headers["Location"] == f"/lop/{s.room.code}/lam-bai/"
    assert client.get(path, headers={"HX-Request": "true"}).headers["HX-Redirect"] == f"/lop/{s.room.code}/lam-bai/"
    assert client.get(path + "lam-bai/").context["links"].own == f"/lop/{s.room.code}/"
    assert client.get(elsewhere + "lam-bai/").headers["Location"] == elsewhere
    client.post(path + "lam-bai/mot-trang/", {"do": "start", "number": "1"})
    assert len(client.get(path + "lam-bai/mot-trang/").context["questions"]) == 4
    shown = teacher.get(path + "bang/")
    assert (shown.context["board"].open, {one.key for one in shown.context["board"].questions}) == (False, {""})

    assert teacher.post(path + "ket-thuc/").status_code == 302
    room = classes.room_of(s.room.code)
    folding.fold_until(room.round, before=folding.ALL, now=timezone.now())
    assert len(client.get(path).context["questions"]) == 4
    assert teacher.get(path + "bang/").context["board"].open is True
    submitted = Event.objects.filter(round_id=room.round_id, what=What.SUBMIT)
    assert list(submitted.values_list("entrant_id", flat=True)) == [pupil.pk]


def test_no_list_shows_rooms(db):
    s = a_room()
    listed = sample.contest(s.org.province, s.bank)
    assert Contest.objects.count() == 2
    assert [one.pk for one in organising.organised_by(s.teacher, NOON.date())] == [listed.pk]
    assert [one.pk for one in hall.public()] == [listed.pk]
    assert [one["key"] for one in published.documents()] == [listed.code]
    assert published.visible(None, [listed.code, s.room.round.contest.code]) == {listed.code}


def test_names_go_after_thirty_days(db):
    s = a_room()
    joined(s.room, "Nguyễn An")
    services.start(s.room, by=s.teacher, now=NOON)
    over = NOON + timedelta(minutes=10)
    assert personal.forget_pupils(over + timedelta(days=30)) == 0
    assert personal.forget_pupils(over + timedelta(days=30, seconds=1)) == 1
    pupil = s.room.round.contest.entrants.get()
    assert (pupil.full_name, pupil.search_key, pupil.identity) == ("", "", f"former:{pupil.pk}")
    assert entrants.of_person(s.room.round.contest, None) is None
