"""An organiser on a phone, from a spreadsheet of questions to the certificate of the winner."""

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import Workbook

from doanso.blocks.questions.formats import xlsx
from doanso.features.contests.models import Round
from doanso.features.contests.services import folding, joining
from doanso.features.members.services import register
from tests.e2e import steps
from tests.support.browser import DESKTOP, PHONE
from tests.support.live import environment
from tests.support.org import build, person, seat

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
STATEMENTS = [f"Năm {1930 + number} là năm sau năm {1929 + number}." for number in range(8)]


@pytest.fixture
def country(live: Any, settings: Any) -> SimpleNamespace:
    """A province whose secretary organises, and a deputy who reads what the secretary wrote."""
    settings.RATE_LIMITS = False
    org = build()
    joining.seed(timezone.now())
    register.open_register(now=timezone.now())
    org.deputy_secretary = person("Vũ Thị Hai")
    seat(org.deputy_secretary, org.province, "pho_bi_thu")
    return org


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Eight statements that are all true, and a question without its key."""
    book = Workbook()
    book.active.append(xlsx.HEADINGS)
    asked = [(xlsx.KINDS["dung_sai"], text, xlsx.TRUE) for text in STATEMENTS]
    for kind, text, right in [*asked, (xlsx.KINDS["so"], "Một tuần có mấy ngày?", "")]:
        row = {xlsx.KIND: kind, xlsx.TEXT: text, xlsx.RIGHT: right, xlsx.LEVEL: xlsx.LEVELS[1]}
        book.active.append([row.get(heading, "") for heading in xlsx.HEADINGS])
    book.save(tmp_path / "cau-hoi.xlsx")
    return tmp_path / "cau-hoi.xlsx"


def test_a_contest_from_the_spreadsheet_to_the_certificate(live, country, browse, axe, shot, sheet, tmp_path) -> None:
    page = browse(PHONE, has_touch=True, is_mobile=True)
    steps.sign_in_as(page, live.url, country.province_secretary)

    def look(name: str) -> None:
        assert axe(page) == [], name
        shot(page, name)

    bring_questions(page, live.url, sheet, look)
    review(browse(DESKTOP), live.url, country.deputy_secretary, page.url)
    prepare(page, live.url, look)
    press(page, "button", "Công bố cuộc thi")
    look("published")
    poster = steps.download(page, page.get_by_role("link", name="PNG").get_attribute("href"), tmp_path / "poster.png")
    link = steps.scan(poster)

    round = Round.objects.get()
    move(round, opens=-60, closes=60)
    best, last = (
        take_part(browse(PHONE, has_touch=True, is_mobile=True), link, name, phone, answer)
        for name, phone, answer in (("Lê Thị Na", "0912345678", "Đúng"), ("Hồ Văn Ba", "0987654321", "Sai"))
    )
    move(round, opens=-180, closes=-5)
    counted(round)

    judge(page, look)
    press(best, "link", "Về trang đợt thi của tôi")
    certificate = fetch_certificate(best, tmp_path)
    assert "LÊ THỊ NA" in (words := steps.text_of(certificate).upper())
    assert "GIẢI NHẤT" in words
    last.goto(steps.scan(certificate))
    last.get_by_text("Giấy chứng nhận này là thật").wait_for()
    shot(last, "certificate")
    done = subprocess.run(
        [sys.executable, "-m", "doanso", "reconcile"], env=environment(8000), capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def press(page: Any, role: str, name: str, *, exact: bool = False) -> None:
    go(page, page.get_by_role(role, name=name, exact=exact).first)


def go(page: Any, where: Any) -> None:
    """Until the next page stands."""
    with page.expect_navigation():
        where.click()


def bring_questions(page: Any, url: str, sheet: Path, look: Any) -> None:
    """A bank from the file; what is wrong in it is said, the rest becomes drafts, and waits for a reader."""
    page.goto(f"{url}/ngan-hang-cau-hoi/")
    press(page, "link", "Ngân hàng mới")
    page.fill("[name=name]", "Năm tháng")
    press(page, "button", "Lập ngân hàng")
    press(page, "link", "Nhập từ tệp")
    page.set_input_files("[name=file]", sheet)
    look("bring")
    press(page, "button", "Gửi và xem trước")
    assert page.locator("[name=cau]:checked").count() == len(STATEMENTS)
    assert "Một tuần có mấy ngày?" in page.locator("section[aria-labelledby=refused] tbody").inner_text()
    look("preview")
    press(page, "button", "Nhập các câu đã chọn")
    page.goto(page.url.split("/nhap/")[0] + "/")
    for box in page.locator("[name=cau]").all():
        box.check()
    look("bank")
    press(page, "button", "Gửi duyệt các bản nháp đã chọn")


def review(desk: Any, url: str, reader: Any, bank: str) -> None:
    """Somebody else reads each with its key."""
    steps.sign_in_as(desk, url, reader)
    desk.goto(bank.split("?")[0] + "cho-duyet/")
    for box in desk.locator("[name=cau]").all():
        box.check()
    press(desk, "button", "Duyệt các câu đã chọn")


def prepare(page: Any, url: str, look: Any) -> None:
    """From a template; the checklist names what is missing until nothing is."""
    page.goto(f"{url}/to-chuc-thi/moi/")
    page.check("[name=start][value='mau:ma-tuy']")
    page.fill("[name=name]", "Hiểu về năm tháng")
    look("new")
    press(page, "button", "Bắt đầu")
    look("checklist")
    go(page, page.locator(".todo a[href*='/de/']").first)
    page.select_option("[name='dong-0-source']", label="Năm tháng: mọi chủ đề")
    page.fill("[name='dong-0-count']", "5")
    page.fill("[name='dong-0-points']", "2")
    press(page, "button", "Lưu", exact=True)
    assert page.locator("td[data-label='Số câu đã duyệt']").first.inner_text() == str(len(STATEMENTS))
    look("blueprint")
    press(page, "link", "Quay lại")
    go(page, page.locator(".todo a[href*='/gioi-thieu/']").first)
    assert "Cuối bài có câu dự đoán" in page.input_value("[name=rules]")
    look("rules")
    press(page, "button", "Lưu", exact=True)


def move(round: Round, *, opens: int, closes: int) -> None:
    """Minutes from now: the contest's own clock is the server's, and nobody waits for it here."""
    now = timezone.now()
    window = {"opens_at": now + timedelta(minutes=opens), "closes_at": now + timedelta(minutes=closes)}
    Round.objects.filter(pk=round.pk).update(**window)
    round.refresh_from_db()


def counted(round: Round) -> None:
    """The fold waits for whatever else is still writing in this PostgreSQL."""
    for _second in range(20):
        folding.fold(round, now=timezone.now())
        if folding.is_finished(round):
            return
        time.sleep(1)


def take_part(page: Any, link: str, name: str, phone: str, answer: str) -> Any:
    """Every question is answered alike, and handed in."""
    page.goto(link)
    press(page, "link", "Vào thi", exact=True)
    for field, value in (("full_name", name), ("unit", "Chi đoàn 10A1"), ("phone", phone)):
        page.fill(f"[name={field}]", value)
    page.check("[name=agree]")
    press(page, "button", "Vào thi")
    press(page, "button", "Tôi đã lưu mã")
    press(page, "link", "Bắt đầu làm bài")
    page.locator("[data-question] legend").wait_for()
    while (jump := page.locator(".jump:not([data-done])")).count():
        jump.first.tap()
        page.locator("[data-question] label").filter(has_text=answer).tap()
    page.locator("[data-last]").tap() if page.locator("[data-last]").is_visible() else page.locator(
        "[data-ready]"
    ).tap()
    page.fill("[data-guess]", "1")
    page.get_by_role("button", name="Nộp bài ngay").tap()
    page.get_by_role("heading", name="Đã nhận bài làm của bạn").wait_for()
    return page


def judge(page: Any, look: Any) -> None:
    """A doubt is looked at, then everybody sees who won."""
    page.reload()
    press(page, "link", "Theo dõi, xét, công bố")
    look("board")
    press(page, "link", "Nghi vấn")
    press(page, "button", "Tìm nghi vấn ngay")
    look("doubts")
    go(page, page.locator("h2 a[href*='/nghi-van/']").first)
    look("doubt")
    page.go_back()
    while (doubts := page.locator("h2 a[href*='/nghi-van/']")).count():
        go(page, doubts.first)
        page.get_by_label("Không có vấn đề").check()
        page.fill("[name=note]", "Hai bạn ngồi cạnh nhau ở thư viện.")
        press(page, "button", "Lưu quyết định")
    press(page, "link", "Xếp hạng và công bố")
    look("before")
    press(page, "button", "Công bố kết quả")
    press(page, "link", "Xem trang công khai")
    rows = page.locator("table.ranking tbody tr").all_inner_texts()
    assert [("Lê Thị Na" in rows[0], "Giải Nhất" in rows[0]), "Hồ Văn Ba" in rows[1]] == [(True, True), True]
    look("ranking")


def fetch_certificate(page: Any, folder: Path) -> Path:
    """On the entrant's own phone."""
    page.get_by_text("Hạng 1").wait_for()
    with page.expect_download() as started:
        page.get_by_role("button", name="Nhận giấy chứng nhận").tap()
    started.value.save_as(folder / "certificate.pdf")
    return folder / "certificate.pdf"
