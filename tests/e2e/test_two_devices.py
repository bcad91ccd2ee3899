"""Two phones with the same attempt: each learns of the other, nothing is lost, and it is handed in once."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from doanso.features.contests.models import Attempt
from doanso.features.contests.queries import entrants
from doanso.features.contests.services import folding
from doanso.features.contests.tests import sample
from tests.support.browser import PHONE
from tests.support.org import build

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_two_phones_put_their_answers_together_and_hand_in_once(live, browse, axe, shot) -> None:
    org, now = build(), timezone.now()
    contest = sample.contest(org.province, sample.bank(org.province))
    contest.rounds.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    round, entrant = sample.frozen(contest.rounds.get()), sample.entrant(contest)
    cookie = {"name": entrants.cookie_name(contest), "value": entrants.cookie_value(entrant), "url": live.url}
    one, two = browse(PHONE), browse(PHONE)
    for page in (one, two):
        page.context.add_cookies([cookie])
        page.goto(f"{live.url}/cuoc-thi/{contest.code}/dot-1/lam-bai/")
        page.locator("[data-question] legend").wait_for()

    answer(one, 0)
    answer(two, 2)
    answer(one, 4)  # behind, whichever of them counts from higher up
    one.get_by_text("Bài này đang mở ở cả máy khác.").wait_for()
    one.get_by_text("Đã trả lời 3/12 câu").wait_for()
    answer(two, 5)
    two.get_by_text("Đã trả lời 4/12 câu").wait_for()
    two.get_by_text("Bài này đang mở ở cả máy khác.").wait_for()
    assert axe(two) == []
    shot(two, "elsewhere")

    one.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # the phone is taken up again
    one.get_by_text("Đã trả lời 4/12 câu").wait_for()
    one.locator("[data-ready]").click()
    one.get_by_role("button", name="Nộp bài ngay").click()
    one.get_by_role("heading", name="Đã nhận bài làm của bạn").wait_for()
    two.locator(".jump").nth(7).click()
    choose(two)
    two.get_by_role("heading", name="Bài đã được nộp từ máy khác").wait_for()
    shot(two, "handed in elsewhere")
    assert [page.evaluate("localStorage.length") for page in (one, two)] == [0, 0]
    browse.complaints[:] = [text for text in browse.complaints if "410" not in text]  # the second phone's last start

    for _second in range(20):
        folding.fold(round, now=timezone.now())
        if (attempt := Attempt.objects.get()).state == Attempt.State.SUBMITTED:
            break
        time.sleep(1)
    assert sorted(attempt.reply) == ["0", "2", "4", "5"]


def answer(page: Any, place: int) -> None:
    """And wait until it is saved."""
    page.locator(".jump").nth(place).click()
    with page.expect_response("**/truc/luu") as saved:
        choose(page)
    assert saved.value.ok


def choose(page: Any) -> None:
    box = page.locator("[data-question]")
    if box.locator("input[type=radio], input[type=checkbox]").count():
        box.locator("label").first.click()
    elif box.locator("input[type=text]").count():
        box.locator("input").fill("7")
    else:
        box.locator(".ordering button:not([disabled])").first.click()
