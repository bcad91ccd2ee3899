"""A paper without scripts: the same paper, the same rules and the same log as the hot path."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.support.org import NOON, build

from doanso.features.contests.models import Attempt, Event, What
from doanso.features.contests.queries import entrants
from doanso.features.contests.services import answering
from doanso.features.contests.tests import sample
from doanso.lib.errors import Refused

RIGHT = {
    "Đoàn được thành lập năm nào?": "1931",
    "Tháng Thanh niên là tháng mấy?": "3",
    "Những việc nào là của Đoàn?": ["Tình nguyện", "Trồng cây"],
    "Chọn các số chẵn.": ["2", "4"],
    "Ngày 26 tháng 3 là ngày thành lập Đoàn.": True,
    "Mật khẩu nên cho bạn bè biết.": False,
    "Xếp theo thời gian.": ["1931", "1945", "1975"],
    "Xếp từ nhỏ đến lớn.": ["Chi đoàn", "Đoàn cơ sở", "Tỉnh đoàn", "Trung ương Đoàn"],
    "Thủ đô của Việt Nam?": "Hà Nội",
    "Bài hát của Đoàn là “… ta đi lên”?": "cùng nhau",
    "Một tuần có mấy ngày?": "7",
    "Số pi gần bằng bao nhiêu?": "3,14",
}


@pytest.fixture
def running(db):
    """As the clock stands now, so that the pages may be asked."""
    org, now = build(), timezone.now()
    contest = sample.contest(org.province, sample.bank(org.province))
    contest.rounds.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    return sample.frozen(contest.rounds.get())


def browser(entrant):
    client = Client()
    client.cookies[entrants.cookie_name(entrant.contest)] = entrants.cookie_value(entrant)
    return client


def filled(client, page):
    """The form with the right answer to each question, found by its words."""
    form = {"number": "1", "do": "submit", "guess": "3"}
    for question in client.get(page).context["questions"]:
        right = RIGHT[question.text]
        by_text = {choice.text: str(choice.value) for choice in question.choices}
        if question.kind == "sap_xep":
            form |= {f"{question.name}-{by_text[text]}": str(place) for place, text in enumerate(right, 1)}
        elif question.kind == "dung_sai":
            form[question.name] = "1" if right else "0"
        else:
            form[question.name] = [by_text[text] for text in right] if isinstance(right, list) else by_text.get(
                right, right
            )  # fmt: skip
    return form


def test_a_paper_is_started_saved_found_again_and_handed_in_without_scripts(running):
    entrant = sample.entrant(running.contest)
    client, page = browser(entrant), f"/cuoc-thi/{running.contest.code}/dot-1/lam-bai/mot-trang/"
    assert client.get(page).context["next"] == 1
    assert client.post(page, {"do": "start", "number": "1"})["Location"] == page
    form = filled(client, page)
    client.post(page, {**form, "do": "save"})
    assert filled(client, page) == form
    shown = [question.answer for question in client.get(page).context["questions"]]
    assert None not in shown
    assert client.post(page, form)["Location"] == f"/cuoc-thi/{running.contest.code}/dot-1/"
    client.post(page, {**form, "guess": "99"})  # twice is once
    events = Event.objects.filter(round_id=running.pk).order_by("id")
    assert list(events.values_list("what", "seq")) == [(What.START, 0), (What.SAVE, 1), (What.SUBMIT, 2)]
    attempt = Attempt.objects.get()
    assert json.loads(events[2].data)["guess"] == 3
    assert json.loads(events[0].data) == {"ends": int(attempt.last_at.timestamp() * 1000)}
    assert len(answering.paper_of(attempt).replies(entrants.answers_of(attempt))) == 12
    assert client.get(page).context["next"] is None


def test_the_servers_clock_decides(running):
    entrant = sample.entrant(running.contest)
    start = {"entrant": entrant, "number": 1, "device": "may"}
    with pytest.raises(Refused, match="chưa mở"):
        answering.start(running, now=running.opens_at - timedelta(seconds=1), **start)
    first = answering.start(running, now=running.opens_at, **start)
    again = answering.start(running, now=running.opens_at + timedelta(minutes=5), **start)
    assert (again, again.started_at) == (first, running.opens_at)
    given = {"answers": {"0": 1}, "device": "may"}
    with pytest.raises(Refused, match="kết thúc"):
        answering.save(first, now=first.last_at + timedelta(seconds=1), **given)
    answering.submit(first, guess=None, now=first.last_at + timedelta(seconds=9), **given)
    with pytest.raises(Refused):
        answering.submit(first, guess=None, now=first.last_at + timedelta(seconds=11), **given)
    with pytest.raises(Refused):
        answering.start(running, now=running.opens_at + timedelta(minutes=20), **start)  # one attempt only
    assert Attempt.objects.count() == 1


def test_practice_asks_only_what_no_round_asks_and_explains_at_once(running):
    contest = running.contest
    client, page = Client(), f"/cuoc-thi/{contest.code}/on-tap/"
    assert client.get(page).status_code == 404
    type(contest).objects.update(practice=True)
    assert client.get(page).context["count"] == 0  # frozen in a round that runs
    free = sample.bank(contest.unit, code="T-TU-DO")
    sample.round_of(contest, free, number=2, opens_at=NOON + timedelta(days=900), closes_at=NOON + timedelta(days=901))
    shown = client.get(page).context
    assert (shown["count"], free.questions.filter(pk=shown["pk"]).count()) == (12, 1)
    capital = free.questions.get(code="C009").pk
    judged = client.post(page, {"question": capital, "order": 0, "c0": "hà nội"}).context["judged"]
    assert (judged.share, judged.right, judged.explanation) == (1, "Hà Nội", "Giải thích của câu 9.")
    asked = running.items.values_list("question", flat=True)[0]
    assert client.post(page, {"question": asked, "order": 0}).context["judged"] is None


def test_nobody_reaches_a_neighbours_paper_and_strangers_are_led_to_join(running):
    mine, theirs = sample.entrant(running.contest), sample.entrant(running.contest, "Trần Văn Hai")
    answering.start(running, entrant=theirs, number=1, device="", now=timezone.now())
    home = f"/cuoc-thi/{running.contest.code}/"
    client = browser(mine)
    assert client.post(f"{home}dot-1/lam-bai/mot-trang/", {"do": "submit", "number": "1"}).status_code == 404
    assert Client().get(f"{home}dot-1/lam-bai/")["Location"] == f"{home}tham-gia/"
    assert Client().post(f"{home}dot-1/lam-bai/mot-trang/", {"do": "start"})["Location"] == f"{home}tham-gia/"
    page = client.get(f"{home}dot-1/lam-bai/").content.decode()
    assert "1931" not in page  # the paper page itself holds no question and no key


def test_the_right_answers_are_open_when_the_contest_says_so(running):
    entrant = sample.entrant(running.contest)
    attempt = answering.start(running, entrant=entrant, number=1, device="", now=timezone.now())
    Attempt.objects.filter(pk=attempt.pk).update(state=Attempt.State.SUBMITTED, score=0, reply={"0": None})
    client, page = browser(entrant), f"/cuoc-thi/{running.contest.code}/dot-1/xem-lai/1/"
    assert client.get(page).status_code == 404
    running.contest.rounds.update(opens_at=NOON - timedelta(days=2), closes_at=NOON - timedelta(days=1))
    questions = client.get(page).context["questions"]
    found = {question.text: question.right for question in questions}
    assert found["Những việc nào là của Đoàn?"] == "Tình nguyện; Trồng cây"
    assert found["Xếp theo thời gian."] == "1931 → 1945 → 1975"
    assert (found["Thủ đô của Việt Nam?"], found["Số pi gần bằng bao nhiêu?"]) == ("Hà Nội", "3,14")
    assert {question.reply for question in questions} == {"không trả lời"}
    assert Client().get(page).status_code == 404
