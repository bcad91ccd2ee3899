"""Airplane mode: forms with photos filled in without network, in a browser that dies, arrive exactly once, whole."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from doanso.blocks.eforms import services as eforms
from doanso.core.files.models import File
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.tests import publicly
from tests.support.browser import DESKTOP, FLAGS, PHONE, executable
from tests.support.phone import (
    FORM,
    HOME,
    KEPT_HERE,
    LISTED,
    READY,
    arrived,
    digests,
    fill,
    hand_in,
    items,
    kill,
)
from tests.support.photos import photo
from tests.support.wire import Wire

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
REASON = {"key": "co_ly_do", "type": "yes_no", "label": "Có lý do riêng?", "required": True}
PHOTOS = [
    {"key": "anh", "type": "photo", "label": "Ảnh chụp giấy tờ", "required": True},
    {"key": "them", "type": "file", "label": "Giấy tờ khác", "max_files": 3},
]
WHY = {**publicly.FIELDS[2], "required": True, "show_if": "co_ly_do"}
FIELDS = [publicly.FIELDS[0], publicly.FIELDS[1], REASON, WHY, *PHOTOS]
SECTION = {"key": "don", "title": "Đơn", "fields": FIELDS}
OFFLINE = {**publicly.FORM, "offline": True, "pages": [{"key": "don", "title": "Đơn", "sections": [SECTION]}]}
SIGNED_IN = "tài khoản của tôi"
LEFT_OF_PIECES = """() => new Promise((done) => {
  indexedDB.open("doanso-pieces").onsuccess = ({ target: { result: base } }) => {
    base.transaction("pieces").objectStore("pieces").count().onsuccess = ({ target }) => done(target.result);
  };
})"""


@pytest.fixture
def office(live: Any) -> SimpleNamespace:
    org = publicly.build()
    eforms.define(code="T-DON", name="Đơn thử", definition=OFFLINE, by=None, now=timezone.now())
    publicly.publish(org)
    return org


@pytest.fixture
def wire(live: Any) -> Iterator[Wire]:
    made = Wire(live.url)
    yield made
    made.end()


@pytest.fixture
def phone_in_hand(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Switched on with what lay on it before; `context.die()` ends every process of it at once."""
    home, opened = tmp_path / "phone", []

    def switch_on(*, network: bool = True) -> Any:
        context = chromium.browser_type.launch_persistent_context(
            str(home),
            executable_path=executable(),
            args=FLAGS,
            viewport=PHONE,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        context.set_default_timeout(30_000)
        context.set_offline(not network)
        context.die = lambda: kill(context, str(home))
        opened.append(context)
        return context

    yield switch_on
    for context in opened:
        context.close()


def test_two_forms_filled_without_network_in_a_browser_that_dies_arrive_once_and_whole(
    office, wire, phone_in_hand, tmp_path
) -> None:
    pictures = [photo(tmp_path / f"anh-{n}.png", n) for n in range(4)]
    first = phone_in_hand()
    page = first.new_page()
    page.goto(wire.url + FORM)
    page.wait_for_selector(KEPT_HERE)

    wire.pull()
    first.set_offline(True)
    page.goto(wire.url + FORM)
    fill(page, "Nguyễn Thị Thử", *pictures[:2])
    hand_in(page)
    page.goto(wire.url + FORM)
    fill(page, "Trần Văn Hai", *pictures[2:])
    page.wait_for_timeout(700)  # typed, not yet handed in
    first.die()

    second = phone_in_hand(network=False)
    page = second.new_page()
    page.goto(wire.url + HOME)
    items(page, "waiting").wait_for()
    assert (items(page, "waiting").count(), items(page, "typing").count()) == (1, 1)
    assert Dossier.objects.count() == 0
    items(page, "typing").get_by_role("link").click()
    page.wait_for_selector(READY)
    assert page.input_value("[name=ly_do]") == "Lý do của Trần Văn Hai"
    hand_in(page)
    assert items(page, "waiting").count() == 2
    items(page, "waiting").first.get_by_role("link", name="Sửa").click()  # taken back: it must not leave meanwhile
    page.wait_for_selector(READY)
    page.goto(wire.url + HOME)
    items(page, "typing").get_by_role("link").click()
    hand_in(page)
    other = second.new_page()
    other.goto(wire.url + HOME)  # two tabs see the network come back

    wire.plug()
    second.set_offline(False)
    items(page, "arrived").nth(1).wait_for()

    assert arrived() == {
        "Nguyễn Thị Thử: Lý do của Nguyễn Thị Thử": digests(*pictures[:2]),
        "Trần Văn Hai: Lý do của Trần Văn Hai": digests(*pictures[2:]),
    }
    shown = {text.inner_text() for text in page.locator("[data-group=arrived] [data-slot=tracking]").all()}
    assert shown == {dossier.tracking for dossier in Dossier.objects.all()}
    assert items(page, "waiting").count() == items(page, "typing").count() == 0


def test_a_lost_answer_makes_no_second_dossier_and_still_gives_the_code(office, wire, phone_in_hand, tmp_path) -> None:
    page = phone_in_hand().new_page()
    page.goto(wire.url + FORM)
    fill(page, "Nguyễn Thị Thử", photo(tmp_path / "anh.png", 7))
    wire.lose_answer_to = f"POST {FORM}gui/"

    hand_in(page)
    assert wire.lost.wait(20)
    items(page, "arrived").wait_for()  # it tries again by itself

    assert Dossier.objects.count() == 1
    items(page, "arrived").get_by_role("link").click()
    page.wait_for_url("**/cua-toi/**")
    assert "Lý do của Nguyễn Thị Thử" in page.locator("main").inner_text()


def test_network_that_breaks_between_files_begins_none_of_them_anew(office, wire, phone_in_hand, tmp_path, axe) -> None:
    pictures = [photo(tmp_path / f"anh-{n}.png", n) for n in range(4)]
    page = phone_in_hand().new_page()
    page.goto(wire.url + FORM)
    fill(page, "Nguyễn Thị Thử", *pictures)
    wire.lose_answer_to = f"POST {FORM}tep/"  # of the first file, which has arrived
    wire.cut_at, wire.said = b'filename="anh-2.png"', 0

    hand_in(page)
    assert wire.lost.wait(20)
    page.get_by_role("button", name="Gửi ngay").click()
    page.get_by_text("Đã gửi 2 trên 4 tệp (284 kB trên 568 kB)").wait_for()
    assert (wire.on, Dossier.objects.count(), axe(page)) == (False, 0, [])
    wire.plug()
    page.get_by_role("button", name="Gửi ngay").click()
    items(page, "arrived").wait_for()

    assert arrived() == {"Nguyễn Thị Thử: Lý do của Nguyễn Thị Thử": digests(*pictures)}
    assert File.objects.filter(purpose="eforms.answer").count() == File.objects.count() == 4
    # At most two of the four go again: the one whose answer was lost and the one that was cut.
    assert wire.said < 1.6 * sum(picture.stat().st_size for picture in pictures)
    assert page.evaluate(LEFT_OF_PIECES) == 0


def test_what_the_office_refuses_comes_back_filled_in_with_its_reason(
    office, wire, phone_in_hand, tmp_path, axe
) -> None:
    page = phone_in_hand().new_page()
    page.goto(wire.url + FORM)
    liar = tmp_path / "anh.png"
    liar.write_bytes(b"khong phai anh")
    fill(page, "Nguyễn Thị Thử", liar)
    page.fill("[name=so_dinh_danh]", "12")
    page.locator("form.eform .btn-main").click()
    page.get_by_role("alert").get_by_text("12 chữ số").wait_for()
    assert axe(page) == []
    page.fill("[name=so_dinh_danh]", publicly.CCCD)

    hand_in(page)
    items(page, "refused").wait_for()
    assert axe(page) == []
    items(page, "refused").get_by_role("link").click()
    page.get_by_role("alert").wait_for()

    assert page.input_value("[name=ho_ten]") == "Nguyễn Thị Thử"
    assert page.get_by_role("alert").get_by_role("link").count() == 1
    page.set_input_files("[name=anh]", photo(tmp_path / "that.png", 8))
    hand_in(page)
    items(page, "arrived").wait_for()
    assert Dossier.objects.count() == 1


def test_form_of_the_server_moves_to_the_device_when_the_network_goes_away(office, wire, phone_in_hand) -> None:
    phone = phone_in_hand()
    page = phone.new_page()
    page.goto(f"{wire.url}/thu-tuc/T-1/nop/")
    page.wait_for_selector(KEPT_HERE, state="attached")
    wire.pull()
    phone.set_offline(True)
    page.fill("[name=ho_ten]", "Nguyễn Thị Thử")
    page.locator("form.eform .btn-main").click()

    page.wait_for_selector(READY)
    assert page.url.startswith(wire.url + FORM)
    assert page.input_value("[name=ho_ten]") == "Nguyễn Thị Thử"
    page.goto(f"{wire.url}/thu-tuc/T-1/")
    assert "Cấp giấy xác nhận thử" in page.locator("h1").inner_text()


def test_a_new_version_takes_over_with_every_page_that_was_kept(office, wire, phone_in_hand) -> None:
    phone = phone_in_hand()
    page = phone.new_page()
    page.goto(wire.url + FORM)
    page.wait_for_selector(KEPT_HERE, state="attached")
    [old] = page.evaluate("caches.keys()")
    wire.swap = (old.removeprefix("doanso-").encode(), b"a-newer-one!")
    page.goto(wire.url + HOME)
    page.wait_for_selector(LISTED)
    while len(page.evaluate("caches.keys()")) < 2:
        page.wait_for_timeout(200)
    other = phone.new_page()
    page.close()
    other.wait_for_timeout(500)
    other.goto(wire.url + HOME)
    other.wait_for_selector(LISTED)
    while other.evaluate("caches.keys()") != ["doanso-a-newer-one!"]:
        other.wait_for_timeout(200)

    wire.pull()
    other.goto(wire.url + FORM)
    other.wait_for_selector(READY)


def test_nothing_of_a_signed_in_person_is_kept_and_the_button_forgets_everything(office, wire, browse) -> None:
    page = browse(DESKTOP)
    cookie = publicly.signed_in(office.head).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": wire.url}])
    page.goto(wire.url + FORM)
    page.wait_for_selector(KEPT_HERE)
    assert SIGNED_IN in page.content()
    page.goto(f"{wire.url}/ho-so/")
    page.goto(wire.url + HOME)
    page.wait_for_selector(KEPT_HERE)

    kept = page.evaluate(
        """async () => { const found = {};
        for (const name of await caches.keys()) { const cache = await caches.open(name);
          for (const request of await cache.keys()) {
            const path = new URL(request.url).pathname;
            if (!path.startsWith("/static/")) found[path] = await (await cache.match(request)).text(); } }
        return found; }"""
    )
    assert sorted(kept) == ["/thu-tuc/T-1/", "/tren-may/", "/tren-may/T-1/"]
    assert [path for path, text in kept.items() if SIGNED_IN in text] == []

    button = page.get_by_role("button", name="Quên mọi thứ")
    button.click()
    page.get_by_role("button", name="Xóa hết").click()
    page.wait_for_url(wire.url + "/")
    left = "async () => [await caches.keys(), (await indexedDB.databases()).length]"
    assert page.evaluate(left) == [[], 0]
