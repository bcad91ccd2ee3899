"""A lesson: the teacher opens a room, two pupils join by its code, one of them without scripts, and it ends early."""

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from doanso.blocks.questions.models import Question
from doanso.features.contests.models import Attempt, Room
from doanso.features.contests.services import folding
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.test_judging_pages import browser
from tests.support.browser import PHONE
from tests.support.org import build

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
RIGHT = {"năm nào": "1931", "tháng mấy": "3", "26 tháng 3": "Đúng", "Mật khẩu": "Sai"}


@pytest.fixture
def school(live: Any) -> SimpleNamespace:
    """A bank of four questions, and a teacher who is signed in."""
    org = build()
    bank = sample.bank(org.province)
    Question.objects.exclude(kind__in=("mot", "dung_sai")).delete()
    session = browser(org.province_secretary).cookies["sessionid"].value
    return SimpleNamespace(bank=bank, url=live.url, cookie={"name": "sessionid", "value": session, "url": live.url})


def test_a_class_does_a_paper_together_and_the_teacher_ends_it(school, browse, axe, shot) -> None:
    board, an = browse(), browse(PHONE, has_touch=True, is_mobile=True)
    binh = browse(PHONE, java_script_enabled=False)
    code = opened(board, school)
    assert axe(board) == []
    for page, name in ((an, "Nguyễn An"), (binh, "Lê Bình")):
        page.goto(f"{school.url}/lop/")
        page.fill("#ma", code.lower())
        page.get_by_role("button").last.click()
        page.fill("[name=name]", name)
        page.locator(".btn-enter").click()
        page.get_by_role("heading", name="Bạn đã vào phòng").wait_for()
    board.locator(".class-pupils", has_text="Lê Bình").wait_for()
    shot(board, "waiting")

    board.locator("#bat-dau").click()
    an.locator("[data-question] legend").wait_for()  # led there by itself
    for _question in range(3):
        chosen(an.locator("[data-question]")).tap()
        an.locator("[data-next]").tap()
    an.locator("[data-saved]", has_text="Đã lưu").wait_for()
    binh.get_by_role("link", name="Mở đề thi trên một trang").click()  # the page comes again by itself
    binh.locator("button[value=start]").click()
    questions = binh.locator(".plain-question")
    for number in range(2):
        chosen(questions.nth(number)).click()
    binh.locator("button[value=save]").click()
    chosen(questions.nth(2)).click()
    board.locator(".class-share", has_text="2/2").first.wait_for()
    shot(board, "running")

    board.locator("#ket-thuc").click()
    an.get_by_role("heading", name="Đã hết giờ").wait_for()  # by itself, some seconds later
    an.get_by_text("Mọi câu trả lời của bạn đã được lưu kịp.").wait_for()
    assert axe(an) == []
    shot(an, "over")
    binh.locator("button[value=submit]").click()
    binh.get_by_text("Đã hết giờ. Những câu bạn đã lưu trước đó được tính").wait_for()

    folded()
    an.get_by_role("link", name="Về phòng").tap()
    an.get_by_text("Đúng 3 trên 4 câu").wait_for()
    assert axe(an) == []
    binh.reload()
    binh.get_by_text("Đúng 2 trên 4 câu").wait_for()
    board.reload()
    keys = zip(*(board.locator(f".class-{part}").all_inner_texts() for part in ("text", "key")), strict=True)
    told = {text: key.split("\n")[-1] for text, key in keys}
    assert (len(told), told) == (4, {text: right(text) for text in told})
    ranked = board.locator(".class-ranking tbody tr").all_inner_texts()
    assert [row.split("\t")[:3] for row in ranked] == [["1", "Nguyễn An", "3"], ["2", "Lê Bình", "2"]]
    assert axe(board) == []
    shot(board, "result")


def opened(board: Any, school: SimpleNamespace) -> str:
    """The code on the projector."""
    board.context.add_cookies([school.cookie])
    board.goto(f"{school.url}/lop/moi/")
    board.fill("[name=title]", "Lớp 10A1: truyền thống Đoàn")
    board.select_option("[name=source]", value=str(school.bank.pk))
    board.fill("[name=count]", "4")
    board.get_by_role("button", name="Mở phòng").click()
    return board.locator(".class-code").inner_text()


def right(text: str) -> str:
    return next(answer for words, answer in RIGHT.items() if words in text)


def chosen(question: Any) -> Any:
    """The right answer to it."""
    answer = right(question.locator(".question-text").inner_text())
    return question.locator("label", has_text=re.compile(rf"^\s*{answer}\s*$"))


def folded() -> None:
    """The fold waits for whatever else is still writing in this PostgreSQL."""
    round = Room.objects.get().round
    for _second in range(20):
        folding.fold(round, now=timezone.now())
        if not Attempt.objects.filter(state=Attempt.State.RUNNING).exists():
            break
        time.sleep(1)
