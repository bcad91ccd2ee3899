"""Questions are written by keyboard and mouse on a wide screen, and by touch on a small one."""

import re

import pytest

from tests.support.browser import DESKTOP

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
SECRETARY = "0900000001"


def names(page) -> list[str]:
    return page.locator(".q-name").all_inner_texts()


def test_form_is_written_without_code(site, browse, phone, axe, shot) -> None:
    site.at("2026-08-17 08:00:00")
    page = browse(DESKTOP)
    site.sign_in(page, SECRETARY)
    page.goto(f"{site.url}/soan-thao/")
    page.locator("tr", has=page.get_by_text("D-KN", exact=True)).get_by_role("button").click()
    page.get_by_role("link", name="Câu hỏi", exact=True).click()
    page.wait_for_url("**/bieu-mau/")
    page.wait_for_load_state("networkidle")  # who types comes after the script
    before = names(page)

    _add_by_keyboard(page)
    assert names(page) == [before[0], "Bạn đã là đội viên?", *before[1:]]
    _drag(page, "Ngày sinh", "Họ, chữ đệm, tên")
    assert names(page)[:2] == ["Ngày sinh", "Họ, chữ đệm, tên"]
    assert page.locator("#status").inner_text().endswith("câu 1 trong 7 của “Thông tin cá nhân”")
    _compose(page, axe)
    page.frame_locator(".editor-preview iframe").get_by_text("Bạn đã là đội viên?").wait_for()
    assert axe(page) == []
    shot(page, "form-editor")
    _on_a_phone(phone, site, page.url.partition("?")[0], axe, shot)


def _add_by_keyboard(page) -> None:
    page.locator("#c-field-ho_ten-add").focus()
    page.keyboard.press("Enter")
    page.locator("#them").wait_for()
    page.keyboard.type("Bạn đã là đội viên?")
    page.get_by_role("radio", name=re.compile("^Có hoặc không")).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator(".q-open").wait_for()
    page.keyboard.press("Escape")
    page.locator(".q-open").wait_for(state="detached")


def _drag(page, what: str, before: str) -> None:
    page.locator(".q", has=page.get_by_text(what, exact=True)).locator(".grip").hover()
    page.mouse.down()
    target = page.locator(".q", has=page.get_by_text(before, exact=True)).bounding_box()
    page.mouse.move(target["x"] + 20, target["y"] + 4, steps=3)
    page.mouse.up()
    page.locator("#status", has_text="Đã chuyển").wait_for(state="attached")


def _compose(page, axe) -> None:
    """Nơi cư trú is asked only of boys."""
    page.get_by_role("link", name=re.compile("^Nơi cư trú")).click()
    page.get_by_role("link", name="Chỉ hỏi khi…").click()
    page.select_option("#s-0", "gioi_tinh")
    page.locator("select#v-0").wait_for()
    assert axe(page) == []
    page.select_option("#v-0", "Nam")
    page.locator("form", has=page.locator("#v-0")).locator("button.btn-main").click()
    page.get_by_text("Chỉ hỏi khi “Giới tính” là “Nam”").wait_for()


def _on_a_phone(phone, site, address: str, axe, shot) -> None:
    site.sign_in(phone, SECRETARY)
    phone.goto(address)
    phone.get_by_role("link", name="Bạn đã là đội viên?").tap()
    phone.locator("#move-to").select_option("section:f_dxv_hoc_van|trinh_do")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(phone) == []
    shot(phone, "form-editor-phone")
    phone.get_by_role("button", name="Chuyển", exact=True).tap()
    phone.locator("#status", has_text="câu 2 trong 3").wait_for(state="attached")
    found = names(phone)
    assert found.index("Bạn đã là đội viên?") == found.index("Trình độ học vấn") + 1
    phone.get_by_role("button", name="Hoàn tác").tap()
    phone.locator(".q").nth(2).get_by_text("Bạn đã là đội viên?").wait_for()
    assert names(phone)[2] == "Bạn đã là đội viên?"
    _several_by_touch(phone, axe)


def _several_by_touch(phone, axe) -> None:
    before = names(phone)
    phone.get_by_role("link", name="Chọn nhiều câu").tap()
    phone.locator("#many-move").wait_for()
    for number in (0, 1):
        phone.locator("label.q-name").nth(number).tap()
    phone.get_by_text("Đã chọn: 2").wait_for()
    phone.locator("#many-to").select_option(label="Sau “Trình độ học vấn”")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(phone) == []
    phone.locator("#many-move").tap()
    phone.get_by_text("Đã chuyển 2 câu hỏi.").wait_for()
    after = names(phone)
    place = after.index("Trình độ học vấn")
    assert after[place : place + 3] == ["Trình độ học vấn", *before[:2]]
    assert phone.evaluate("document.activeElement.textContent") == before[0]
