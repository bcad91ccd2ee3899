"""The calendar in a real browser: nothing that axe finds, nothing that overflows, the whole walk by hand."""

import pytest
from tests.support.browser import PHONE

from doanso.core.calendar.models import Day

pytestmark = pytest.mark.e2e
NARROW = {"width": 320, "height": 640}
ADDRESSES = [
    "?nam=2026",
    "?nam=2027&don-vi=T1",
    "tinh-han/?nhan=2026-11-20T15:30&so=3&kieu=ngay&sau15=on",
    "ngay/?ngay=2026-04-30",
    "gio/?don-vi=T1",
    "nhap/",
]


@pytest.fixture
def chief(live, now):
    """The address, and the cookie of an administrator who may everything."""
    from doanso.core.calendar import services

    from .factories import browser, offices

    here = offices(now)
    services.seed(now=now)
    cookie = browser(here.chief).cookies["sessionid"].value
    return live.url + "/lich-lam-viec/", [{"name": "sessionid", "value": cookie, "url": live.url}]


def test_announcement_from_paste_to_table(chief, browse, shot):
    url, cookies = chief
    page = browse(PHONE)
    page.context.add_cookies(cookies)
    page.goto(url + "?nam=2027")
    page.get_by_role("link", name="Nhập thông báo nghỉ lễ").click()
    page.get_by_label("Nội dung thông báo").fill("Hoán đổi ngày làm việc từ 04/01/2027 sang 09/01/2027\nhôm nào đó")
    page.get_by_role("button", name="Xem trước").click()
    assert "Dòng 2: Không thấy ngày nào" in page.get_by_role("alert").inner_text()
    page.get_by_label("Nội dung thông báo").fill("Hoán đổi ngày làm việc từ 04/01/2027 sang 09/01/2027")
    page.get_by_role("button", name="Xem trước").click()
    assert page.get_by_role("row").count() == 3
    shot(page, "preview")
    page.get_by_role("button", name="Áp dụng thay đổi").click()
    page.get_by_text("Đã nhập 2 ngày.").wait_for()
    assert Day.objects.filter(date__year=2027, confirmed=True).count() == 2
