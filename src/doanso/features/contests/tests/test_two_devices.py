"""One attempt on two devices: nothing that either answered is lost, and each is told of the other."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from doanso.features.contests.hot.app import Hot
from doanso.features.contests.merging import together
from doanso.features.contests.models import Attempt, Event, What
from doanso.features.contests.services import folding
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.hot import during, send, ticket
from doanso.features.contests.tests.test_folding import LATER, MINUTE, NOON, answers, fold, happened, rows, started
from doanso.features.contests.tests.test_hot import s as running  # noqa: F401 a round that runs now
from doanso.features.contests.tests.test_plain_paper import browser

TOLD = "Bài này đang mở ở cả máy khác."


@pytest.fixture
def s(db) -> SimpleNamespace:
    return sample.running()


def test_answers_of_two_are_put_together():
    base = {"0": 1, "1": [0, 2], "2": "a", "3": True}
    mine = {"0": 2, "1": [0, 2], "3": True, "4": "mine", "6": 1}  # changed 0, took 2 back, answered 4 and 6
    theirs = {"0": 3, "1": [2], "2": "a", "3": True, "5": "theirs", "6": 2}  # changed 0 and 1, answered 5 and 6
    assert together(base, mine, theirs) == {"0": 2, "1": [2], "3": True, "4": "mine", "5": "theirs", "6": 1}
    assert together({}, {"0": 1}, {}) == together({}, {}, {"0": 1}) == {"0": 1}
    assert together({"0": 1}, {}, {"0": 2}) == {"0": 2}  # taken back here, changed there


def test_who_saves_behind_another_is_told_and_hands_in_nothing_stale(running, settings):  # noqa: F811
    """The hint stays in this process: another one takes the same, and the log has all."""
    settings.RATE_LIMITS = False

    def sheet(begun: dict[str, Any], seq: int) -> dict[str, Any]:
        return {"pass": begun["pass"], "seq": seq, "answers": {str(seq): 1}}

    async def go(hot):
        other = Hot()
        try:
            _status, begun = await send(hot, "bat-dau", ticket(running.round, running.entrant))
            told = [(await send(hot, "luu", sheet(begun, seq)))[1] for seq in (7, 7, 500, 8)]
            elsewhere = (await send(other, "luu", sheet(begun, 9)))[1]
            stale = await send(hot, "nop", sheet(begun, 9))
            again = (await send(other, "bat-dau", ticket(running.round, running.entrant)))[1]
            known = (await send(other, "luu", sheet(begun, 10)))[1]  # what the start read
            done = [(await send(hot, "nop", sheet(begun, seq)))[0] for seq in (501, 501, 9)]
            after = (await send(hot, "luu", sheet(begun, 502)))[1]
            over = await send(hot, "bat-dau", ticket(running.round, running.entrant))
            return told, elsewhere, stale, again, known, done, after, over
        finally:
            await other.finish()

    told, elsewhere, stale, again, known, done, after, over = during(go)
    assert [one.get("newer") for one in (*told, elsewhere, known, after)] == [None, None, None, True, None, True, True]
    assert (stale[0], stale[1]["error"]) == (409, "newer")
    assert (again["seq"], again["answers"]) == (500, {"500": 1})
    assert (done, over[0], over[1]["error"]) == ([200, 200, 200], 410, "over")
    kept = Event.objects.filter(round_id=running.round.pk, what=What.SAVE).values_list("seq", flat=True)
    assert sorted(kept) == [7, 7, 8, 9, 10, 500, 502]


def test_a_stale_hand_in_takes_along_what_the_other_device_had_saved(s):
    """When time is over both hand in. What was saved after the first of them counts for nothing."""
    started(s.round, s.entrant, NOON)
    right = answers(s.round, s.entrant, right=12)
    newer = {place: right[place] for place in list(right)[:5]}
    mine = {"0": None, "6": right["6"]}
    happened(s.round, s.entrant, What.SAVE, NOON + MINUTE, {"answers": newer}, seq=900)
    happened(s.round, s.entrant, What.SUBMIT, NOON + 2 * MINUTE, {"answers": mine, "guess": 4}, seq=30)
    happened(s.round, s.entrant, What.SAVE, NOON + 3 * MINUTE, {"answers": right}, seq=1000)
    happened(s.round, s.entrant, What.SUBMIT, NOON + 4 * MINUTE, {"answers": right, "guess": 9}, seq=1001)
    fold(s, now=LATER)
    made = rows(s.round)
    assert [(row[2], row[4], row[6], row[7]) for row in made] == [(Attempt.State.SUBMITTED, 6, NOON + 2 * MINUTE, 4)]
    folding.rebuild(s.round, now=LATER)
    assert rows(s.round) == made


@pytest.fixture
def opened(s) -> SimpleNamespace:
    now = timezone.now()
    s.contest.rounds.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    s.page = f"/cuoc-thi/{s.contest.code}/dot-1/lam-bai/mot-trang/"
    s.one, s.two = browser(s.entrant), browser(s.entrant)
    s.one.post(s.page, {"do": "start", "number": "1"})
    return s


def form(client: Any, page: str) -> dict[str, str]:
    """As it is shown: what was answered, and how far the page knows the attempt."""
    context = client.get(page).context
    typed = {one.name: one.answer for one in context["questions"] if one.kind in ("ngan", "so") and one.answer}
    return {"number": "1", "seen": str(context["seen"])} | typed


def test_two_pages_without_scripts_lose_nothing_of_each_other(opened):
    shown = opened.one.get(opened.page).context["questions"]
    first, second, third = [one.name for one in shown if one.kind in ("ngan", "so")][:3]
    here, there = form(opened.one, opened.page), form(opened.two, opened.page)
    opened.one.post(opened.page, {**here, first: "một", second: "hai", "do": "save"})
    answer = opened.two.post(opened.page, {**there, second: "2", third: "ba", "do": "save"})
    assert any(TOLD in str(said) for said in get_messages(answer.wsgi_request))
    whole = {first: "một", second: "2", third: "ba"}
    assert form(opened.two, opened.page) == {"number": "1", "seen": "2"} | whole

    stale = opened.one.post(opened.page, {**here, first: "một", second: "hai", "do": "submit"})
    assert stale["Location"] == opened.page  # looked at once more before it is handed in
    assert not Event.objects.filter(what=What.SUBMIT).exists()
    whole[second] = "hai"
    assert form(opened.one, opened.page) == {"number": "1", "seen": "3"} | whole
    opened.one.post(opened.page, {**form(opened.one, opened.page), "do": "submit"})
    assert Event.objects.get(what=What.SUBMIT).seq == 4
