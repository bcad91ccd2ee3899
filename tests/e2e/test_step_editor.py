"""The step table in a real browser: rows open in place, keyboard and pointer move them, nothing reloads."""

from typing import Any

import pytest

from tests.support.browser import DESKTOP

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
SECRETARY = "0900000001"


def names(page: Any) -> list[str]:
    return [name.split("\n")[0].strip() for name in page.locator(".open-row").all_inner_texts()]


def settled(page: Any, text: str) -> None:
    page.locator("#status", has_text=text).wait_for(state="attached")


def test_steps_are_written_and_moved_without_a_reload(site, browse, phone, axe) -> None:
    site.at("2026-08-17 08:00:00")
    page = browse(DESKTOP)
    site.sign_in(page, SECRETARY)
    page.goto(f"{site.url}/soan-thao/")
    page.locator("tr", has=page.get_by_text("D-CSH", exact=True)).get_by_role("button").click()
    page.get_by_role("link", name="Các bước", exact=True).click()
    page.locator("#steps-table").wait_for()
    page.wait_for_load_state()  # the script is there
    page.evaluate("window.stayed = true")

    _write_by_keyboard(page, axe)
    assert names(page)[1:3] == ["Xác minh tại chỗ", "Xác nhận đoàn phí, nhận xét"]
    assert page.evaluate("window.stayed")
    _drag_on_a_phone(phone, site, page.url, axe)


def _write_by_keyboard(page: Any, axe: Any) -> None:
    page.focus("#add-buoc_2")
    page.keyboard.press("Enter")
    page.locator("#b_name:focus").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("Xác minh tại chỗ")
    page.select_option("select[name=assignee_who]", "cong_chuc_linh_vuc")
    page.fill("#b_time", "0,5")
    assert axe(page) == []
    page.locator("#b_time").press("Enter")
    page.locator("#open-buoc_6:focus").wait_for()
    page.focus("#up-buoc_6")
    page.keyboard.press("Enter")
    settled(page, "Bước 2 trong 7 bước: Xác minh tại chỗ")
    assert page.locator("#open-buoc_6:focus").count() == 1  # the button that was pressed has nowhere to go any more


def _drag_on_a_phone(page: Any, site: Any, address: str, axe: Any) -> None:
    site.sign_in(page, SECRETARY)
    page.goto(address)
    assert axe(page) == []
    grip, target = page.locator("#buoc-buoc_2 [data-grip]"), page.locator("#buoc-buoc_6")
    target.evaluate("row => row.scrollIntoView({block: 'center', behavior: 'instant'})")
    start, end = grip.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + 4, steps=4)
    page.mouse.up()
    settled(page, "Bước 2 trong 7 bước: Xác nhận đoàn phí, nhận xét")
    page.locator("#open-buoc_6").tap()
    page.locator("#b_name:focus").wait_for()
    page.fill("#b_time", "lâu")
    page.locator("#step-form .btn-main").tap()
    page.locator(".note[data-summary]:focus").wait_for()
    assert page.input_value("#b_time") == "lâu"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert axe(page) == []
