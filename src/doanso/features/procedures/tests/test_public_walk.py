"""The public side in a real browser: phone and desktop, with and without scripts, light and dark, both languages."""

import gzip
from urllib.request import urlopen

import pytest
from tests.support.browser import PHONE as SMALL

from doanso.features.procedures.models import Dossier
from doanso.features.procedures.tests import publicly
from doanso.features.procedures.tests.publicly import PHONE, act, finish

pytestmark = pytest.mark.e2e
NARROW = {"width": 320, "height": 640}
LONG = "Thủ tục giải quyết chế độ trợ cấp một lần đối với quân nhân, người làm công tác cơ yếu hưởng lương: " * 3


@pytest.fixture
def org(live):
    return publicly.build()


def rich(org):
    row = {"name": LONG, "original": 1, "copy": 1, "form": None, "required": False, "case": None}
    return publicly.publish(
        org,
        "T-2",
        name=LONG,
        documents=(row, {**row, "case": LONG}, {**row, "later": True}),
        channels=({"mode": "truc_tiep", "time": "54 Ngày làm việc", "fee": "Phí : 0 Đồng", "note": LONG},),
        legal=({"number": "23/2012/NĐ-CP", "title": LONG},),
        conditions=(LONG,),
        extra={"about": {"Cơ quan phối hợp": LONG}, "sequence_steps": [LONG, LONG]},
    )


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def press(page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def fill_and_send(page, live) -> None:
    page.goto(f"{live.url}/thu-tuc/T-1/")
    page.get_by_role("link", name="Nộp trực tuyến").first.click()
    page.get_by_label("Họ tên").fill("Nguyễn Thị Thử")
    page.get_by_label("Số định danh").fill("001201000007")
    press(page, "Tiếp tục")
    page.get_by_label("Số điện thoại liên hệ").fill(PHONE)
    page.get_by_label("Tôi đồng ý").check()
    press(page, "Nộp hồ sơ")


def test_public_pages_with_long_texts_are_accessible_and_fit_a_small_phone(org, live, browse, axe, shot) -> None:
    rich(org)
    made = publicly.apply(publicly.Client())
    paths = ["/thu-tuc/", "/thu-tuc/?q=zzz", "/thu-tuc/T-2/", "/thu-tuc/T-2/nop/", "/tra-cuu/?ma=sai"]
    paths += [f"/tra-cuu/?ma={made.dossier.tracking}", made.address, f"{made.address}rut/"]
    page = browse(NARROW, color_scheme="dark")
    for number, path in enumerate(paths):
        page.goto(live.url + path)
        assert (path, axe(page)) == (path, [])
        assert (path, fits(page)) == (path, True)
        shot(page, str(number))


def test_visitor_applies_and_follows_on_a_phone(org, live, phone, axe) -> None:
    fill_and_send(phone, live)
    dossier = Dossier.objects.get()

    assert phone.locator(".receipt-code").inner_text() == dossier.tracking
    private = phone.url.partition("?")[0]
    act(dossier, org.desk_officer, "supplement", comment="Bổ sung lý do")
    phone.goto(private)
    phone.get_by_role("link", name="Bổ sung ngay").click()
    assert axe(phone) == []
    phone.get_by_label("Lý do").fill("Để đi học")
    press(phone, "Tiếp tục")
    press(phone, "Gửi bổ sung")
    assert phone.get_by_text("Đã nhận bổ sung").is_visible()

    finish(org, dossier)
    phone.goto(private)
    assert axe(phone) == []
    phone.get_by_label("5", exact=True).check()
    press(phone, "Gửi đánh giá")
    assert phone.get_by_text("5 trên 5").is_visible()


def test_visitor_applies_without_scripts(org, live, browse) -> None:
    page = browse(SMALL, java_script_enabled=False)
    fill_and_send(page, live)

    assert page.locator(".receipt-code").inner_text() == Dossier.objects.get().tracking


def test_first_error_summary_has_the_focus(org, live, page) -> None:
    page.goto(f"{live.url}/thu-tuc/T-1/nop/")
    press(page, "Tiếp tục")

    assert page.evaluate("document.activeElement.hasAttribute('data-summary')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "ho_ten"


def test_phone_number_opens_the_page_from_the_tracking_code(org, live, phone) -> None:
    made = publicly.apply(publicly.Client())
    phone.goto(f"{live.url}/tra-cuu/?ma={made.dossier.tracking.lower()}")
    phone.get_by_label("Số điện thoại đã khai").fill(PHONE)
    press(phone, "Mở hồ sơ của tôi")

    assert phone.url == f"{live.url}/cua-toi/{made.dossier.tracking}/mo/"
    assert phone.get_by_text("số định danh, giấy tờ và chữ ký không hiển thị").is_visible()


@pytest.mark.parametrize("path", ["/thu-tuc/", "/thu-tuc/T-2/", "/thu-tuc/T-2/nop/", "/tra-cuu/"])
def test_public_pages_weigh_little(org, live, page, path) -> None:
    """Everything that a first visitor's browser fetches, compressed as the server sends it."""
    rich(org)
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(live.url + path)
    page.wait_for_load_state("networkidle")

    assert sum(weight(url) for url in set(fetched) if url.startswith("http")) <= 60_000


def weight(url: str) -> int:
    with urlopen(url) as answer:
        content = answer.read()
    return min(len(content), len(gzip.compress(content, 6)))
