"""A pupil with a cheap phone and a bad network, from the poster to the certificate."""

import gzip
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest
from django.utils import timezone

from doanso.core.qr import services as qr
from doanso.features.contests.models import Attempt, Certificate, Event, What
from doanso.features.contests.services import announcing, folding, joining
from doanso.features.contests.tests import sample
from tests.support.browser import PHONE
from tests.support.org import build

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
LOST = "net::ERR"
LIGHT = 60_000  # bytes of a whole page as the server sends it, on the first visit
FETCHED = "performance.getEntriesByType('resource').map(one => one.name)"


@pytest.fixture
def running(live: Any) -> SimpleNamespace:
    org, now = build(), timezone.now()
    questions = sample.bank(org.province)
    contest = sample.contest(org.province, questions, fields=["birth", "phone"], guess=True)
    contest.rounds.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    round = sample.frozen(contest.rounds.get())
    joining.seed(now)
    link = qr.issue("contest", contest.get_absolute_url(), by=None, now=now, unit=org.province)
    return SimpleNamespace(
        contest=contest, round=round, judge=org.province_secretary, poster=f"{live.url}/q/{link.token}"
    )


def test_a_pupil_on_a_lossy_network_hands_in_every_answer(running, live, browse, axe, shot) -> None:
    page = browse(PHONE, has_touch=True, is_mobile=True)
    context, saves = page.context, []
    asked = []
    page.on("request", lambda request: asked.append(request.url) if request.is_navigation_request() else None)

    page.goto(running.poster)
    assert weight(page) <= LIGHT
    assert axe(page) == []
    page.get_by_role("link", name="Vào thi", exact=True).tap()
    page.fill("[name=full_name]", "Lê Thị Na")
    page.fill("[name=unit]", "Chi đoàn 10A1")
    page.fill("[name=birth]", "2010")
    page.fill("[name=phone]", "0912 345 678")
    page.check("[name=agree]")
    assert axe(page) == []
    page.get_by_role("button", name="Vào thi").tap()
    page.get_by_role("button", name="Tôi đã lưu mã").tap()
    page.get_by_role("link", name="Bắt đầu làm bài").tap()
    page.locator("[data-question] legend").wait_for()
    assert weight(page) <= LIGHT
    assert len(asked) <= 9  # redirects count: on a slow network each is a second
    assert axe(page) == []
    shot(page, "question")

    def lossy(route: Any) -> None:
        saves.append(route)
        route.abort() if len(saves) % 2 else route.continue_()

    page.route("**/truc/luu", lossy)
    answer(page, 4)
    context.set_offline(True)
    answer(page, 4)
    page.get_by_text("Đang mất mạng").wait_for()
    shot(page, "offline")
    context.set_offline(False)
    page.reload()
    page.get_by_text("Đã trả lời 8/12 câu").wait_for()
    answer(page, 3)

    page.locator("[data-last]").tap() if page.locator("[data-last]").is_visible() else page.locator(
        "[data-ready]"
    ).tap()
    page.get_by_text("Còn 1 câu chưa trả lời.").wait_for()
    page.fill("[data-guess]", "17")
    assert axe(page) == []
    refused = []
    page.route("**/truc/nop", lambda route: route.continue_() if refused else (refused.append(1), route.abort()))
    page.get_by_role("button", name="Nộp bài ngay").tap()
    page.get_by_role("heading", name="Đã nhận bài làm của bạn").wait_for()
    shot(page, "done")
    browse.complaints[:] = [text for text in browse.complaints if LOST not in text]

    handed_in = Event.objects.get(round_id=running.round.pk, what=What.SUBMIT)
    assert len(saves) > 1
    attempt = folded(running)
    assert (attempt.entrant_id, attempt.state, attempt.guess) == (handed_in.entrant_id, Attempt.State.SUBMITTED, 17)
    assert len(attempt.reply) == 11
    page.get_by_role("link", name="Về trang đợt thi của tôi").tap()
    page.get_by_text("điểm").first.wait_for()
    assert page.evaluate("localStorage.length") == 0

    announced(running)
    page.reload()
    page.get_by_role("heading", name="Kết quả của bạn").wait_for()
    assert axe(page) == []
    with page.expect_download() as paper:
        page.get_by_role("button", name="Nhận giấy chứng nhận").tap()
    assert Path(paper.value.path()).read_bytes()[:5] == b"%PDF-"
    page.goto(f"{live.url}/cuoc-thi/chung-nhan/{Certificate.objects.get().code}/")
    page.get_by_text("Giấy chứng nhận này là thật").wait_for()
    assert axe(page) == []


def announced(running: SimpleNamespace) -> None:
    """Five minutes after the end."""
    running.contest.rounds.update(closes_at=timezone.now() - timedelta(minutes=5))
    running.round.refresh_from_db()
    for _second in range(20):
        folding.fold(running.round, now=timezone.now())
        if folding.is_finished(running.round):
            break
        time.sleep(1)
    announcing.announce(round=running.round, by=running.judge, now=timezone.now())


def folded(running: SimpleNamespace) -> Attempt:
    """The fold waits for whatever else is still writing in this PostgreSQL."""
    for _second in range(20):
        folding.fold(running.round, now=timezone.now())
        if (attempt := Attempt.objects.get()).state != Attempt.State.RUNNING:
            break
        time.sleep(1)
    return attempt


def weight(page: Any) -> int:
    """The page and its files; what is asked by POST is a few kilobytes and left out."""
    files = [name for name in set(page.evaluate(FETCHED)) if "/static/" in name]
    contents = [page.content().encode(), *(urlopen(name).read() for name in files)]
    assert len(files) >= 4  # sheet, script, two fonts
    return sum(min(len(content), len(gzip.compress(content, 6))) for content in contents)


def answer(page: Any, count: int) -> None:
    """The next open questions, whatever their kind."""
    for _number in range(count):
        page.locator(".jump:not([data-done])").first.tap()
        box = page.locator("[data-question]")
        if box.locator("input[type=radio], input[type=checkbox]").count():
            box.locator("label").first.tap()
        elif box.locator("input[type=text]").count():
            box.locator("input").fill("7")
        else:
            box.locator(".ordering button:not([disabled])").first.tap()
