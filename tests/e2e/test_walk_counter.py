"""Walks (c) and (d): received after 15:00 on a Friday before a swapped working day; and a dossier that is late."""

import re

import pytest

from tests.e2e import steps
from tests.support.browser import DESKTOP

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
DESK, FIELD, HEAD = "0900000029", "0900000030", "0900000101"
PHONE = "0912345679"


def test_counter_dossier_keeps_its_promise_over_a_swapped_saturday(site, browse, phone, axe, shot, tmp_path) -> None:
    site.at("2026-08-21 15:30:00")  # Friday; Saturday 22 August is worked instead of Monday 31 August
    desk = browse(DESKTOP)
    code = _receive(desk, site, axe, shot, tmp_path)
    assert _due(site, code) == "2026-08-22 17:00"
    steps.press(desk, steps.DONE)

    site.at("2026-08-22 09:00:00")
    steps.open_dossier(desk, site, FIELD, code)
    desk.locator("[name=comment]").first.fill("Thiếu giấy xác nhận tình trạng hôn nhân.")
    steps.press(desk, "Yêu cầu bổ sung")

    site.at("2026-08-24 08:00:00")  # Monday: 150 + 210 minutes on Saturday and 60 on Monday have passed
    _supplement(phone, site, code, shot)
    assert _due(site, code) == "2026-08-24 16:00"
    steps.finish_step(desk, site, FIELD, code)
    site.at("2026-08-24 15:00:00")
    steps.finish_step(desk, site, HEAD, code)
    steps.finish_step(desk, site, DESK, code)

    desk.goto(f"{site.url}/ho-so/?timing=dung&q={code}")
    assert code in desk.locator("main").inner_text()
    shot(desk, "on-time")


def test_late_dossier_is_escalated_and_gets_an_apology_and_a_new_date(site, browse, phone, axe, shot, tmp_path) -> None:
    site.at("2026-08-25 08:00:00")
    desk = browse(DESKTOP)
    code = _receive(desk, site, axe, shot, tmp_path)
    tracking = site.rows("SELECT tracking FROM procedures_dossier WHERE code = %s", code)[0][0]
    site.at("2026-08-28 09:00:00")
    site.sweep()
    site.sweep()

    steps.open_dossier(desk, site, HEAD, code)
    desk.get_by_role("link", name="Xin lỗi, hẹn lại").click()
    desk.fill("[name=new_date]", "2026-08-28T16:00")
    desk.fill("[name=reason]", "Mất kết nối cơ sở dữ liệu trong hai ngày.")
    shot(desk, "apology")
    assert axe(desk) == []
    steps.press(desk, "Phát hành phiếu xin lỗi")
    link = desk.get_by_role("link", name=re.compile("xin lỗi")).first.get_attribute("href")
    slip = steps.text_of(steps.download(desk, link, tmp_path / "apology.pdf"))
    assert "Mất kết nối cơ sở dữ liệu" in slip

    phone.goto(f"{site.url}/tra-cuu/?ma={tracking}")
    shot(phone, "tracked")
    assert axe(phone) == []
    assert "16:00 28/08/2026" in phone.locator("main").inner_text()
    assert site.rows("SELECT count(*) FROM notify_notification WHERE kind = 'procedures.escalated' AND url LIKE %s",
                     f"%{code}%") == [(1,)]  # fmt: skip


def _receive(desk, site, axe, shot, tmp_path) -> str:
    site.sign_in(desk, DESK)
    desk.goto(f"{site.url}/tiep-nhan/")
    shot(desk, "intake")
    desk.get_by_role("link", name="Đăng ký kết hôn").first.click()
    desk.wait_for_load_state()
    assert axe(desk) == []
    steps.fill_to_the_end(desk, _answers(desk, site))
    desk.wait_for_url("**/ho-so/T99*/")
    assert axe(desk) == []
    shot(desk, "received")
    return steps.code_on(desk)


def _answers(page, site) -> dict:
    commune = steps.first_commune(page, site, "noi_cu_tru.province")
    own = {
        "ho_ten": "Hoàng Minh Quý",
        "ngay_sinh": "02/02/1999",
        "gioi_tinh": "Nam",
        "so_dinh_danh": "099 099 123 456",
        "dien_thoai": PHONE,
        "noi_cu_tru.province": 1,
        "noi_cu_tru.commune": commune,
        "noi_cu_tru.detail": "Số 1 phố Chợ",
        "dan_toc": "Kinh",
        "quoc_tich": "Việt Nam",
        "lan_ket_hon": "1",
    }
    other = {
        "ho_ten": "Lý Thu Cúc",
        "ngay_sinh": "03/03/2000",
        "gioi_tinh": "Nữ",
        "dan_toc": "Tày",
        "quoc_tich": "Việt Nam",
        "so_dinh_danh": "099 300 123 456",
        "noi_cu_tru.province": 1,
        "noi_cu_tru.commune": commune,
        "noi_cu_tru.detail": "Số 2 phố Chợ",
        "lan_ket_hon": "1",
    }
    rest = {"noi_dung": "Đăng ký kết hôn", "cam_doan": True, "dong_y_du_lieu": True}
    return own | {f"nguoi_ket_hon.{name}": value for name, value in other.items()} | rest


def _supplement(phone, site, code, shot) -> None:
    """The applicant comes with the tracking code and the phone number, without an account."""
    tracking = site.rows("SELECT tracking FROM procedures_dossier WHERE code = %s", code)[0][0]
    phone.goto(f"{site.url}/tra-cuu/?ma={tracking}")
    phone.locator("input[name=phone], input[name=dien_thoai], input[type=tel]").first.fill(PHONE)
    phone.locator("form:has(input[type=tel]) button").first.click()
    phone.wait_for_load_state()
    phone.locator("a[href*='bo-sung']").first.click()
    phone.wait_for_load_state()
    shot(phone, "supplement")
    steps.fill_to_the_end(phone, _answers(phone, site))
    phone.wait_for_load_state()


def _due(site, code) -> str:
    moment = "to_char(due_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD HH24:MI')"
    return site.rows(f"SELECT {moment} FROM procedures_dossier WHERE code = %s", code)[0][0]
