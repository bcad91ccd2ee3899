"""Walk (a): somebody scans the poster, applies without an account, and becomes a member."""

import re

import pytest

from tests.e2e import steps
from tests.support.browser import DESKTOP

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
SECRETARY, MEMBERS = "0900000115", ("0900000115", "0900000116", "0900000117", "0900000118")
COMMITTEE = ("0900000110", "0900000111", "0900000112")
MEMBERSHIP = """
SELECT p.full_name, u.code, m.state FROM units_membership m
JOIN accounts_person p ON p.id = m.person_id JOIN units_unit u ON u.id = m.unit_id WHERE m.source = %s
"""


def test_admission_from_the_poster_to_the_membership(site, browse, phone, axe, shot, tmp_path) -> None:
    site.at("2026-08-18 08:00:00")
    poster = steps.download(phone, f"{site.url}/thu-tuc/D-KN/ap-phich.pdf", tmp_path / "poster.pdf")
    phone.goto(steps.scan(poster))
    assert phone.url == f"{site.url}/thu-tuc/D-KN/nop/"
    phone.get_by_role("link", name="Cần chuẩn bị gì").click()
    phone.wait_for_url("**/thu-tuc/D-KN/")
    assert axe(phone) == []
    shot(phone, "guide")
    code, private = _apply(phone, site, axe, shot, tmp_path)

    desk = browse(DESKTOP)
    steps.finish_step(desk, site, SECRETARY, code)
    steps.finish_step(desk, site, SECRETARY, code)
    _vote(desk, site, code, MEMBERS, shot, "branch")
    _vote(desk, site, code, COMMITTEE, shot, "committee")
    steps.finish_step(desk, site, SECRETARY, code)

    phone.goto(private)
    shot(phone, "result")
    link = phone.get_by_role("link", name=re.compile("Tải kết quả")).get_attribute("href")
    decision = steps.download(phone, link, tmp_path / "decision.pdf")
    text = steps.text_of(decision)
    assert "Chuẩn y kết nạp Trần Thị Mai Khôi vào Đoàn" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" not in text
    phone.goto(steps.scan(decision))
    assert "còn hiệu lực" in phone.locator("main").inner_text()
    assert axe(phone) == []
    shot(phone, "verify")
    assert site.rows(MEMBERSHIP, code) == [("Trần Thị Mai Khôi", "D-X04-TH-01", "dang_sinh_hoat")]


def _apply(phone, site, axe, shot, tmp_path) -> tuple[str, str]:
    """The code and the private link."""
    letter = tmp_path / "so-yeu-ly-lich.pdf"
    letter.write_bytes(steps.PDF)
    phone.get_by_role("link", name="Nộp trực tuyến").first.click()
    phone.wait_for_url("**/nop/")
    assert axe(phone) == []
    values = {
        "ho_ten": "Trần Thị Mai Khôi",
        "ngay_sinh": "06/06/2010",
        "gioi_tinh": "Nữ",
        "so_dinh_danh": "099 310 123 456",
        "dien_thoai": "0912345678",
        "noi_cu_tru.province": 1,
        "noi_cu_tru.commune": steps.first_commune(phone, site, "noi_cu_tru.province"),
        "noi_cu_tru.detail": "Thôn Đông",
        "chi_doan": "Chi đoàn 10A1 [D-X04-TH-01]",
        "ly_do": "Em muốn rèn luyện và đóng góp cho tập thể.",
        "cam_doan": True,
        "dong_y_du_lieu": True,
        "tl_2": letter,
    }
    steps.fill(phone, values)
    shot(phone, "form")
    steps.fill_to_the_end(phone, values)
    phone.wait_for_url("**/cua-toi/**")
    shot(phone, "receipt")
    assert axe(phone) == []
    return steps.code_on(phone), phone.url.split("?")[0]


def _vote(desk, site, code, voters, shot, name) -> None:
    for voter in voters:
        steps.open_dossier(desk, site, voter, code)
        steps.press(desk, re.compile("^Tán thành$"))
    steps.open_dossier(desk, site, voters[0], code)
    desk.get_by_text("Kiểm phiếu và lập biên bản").click()
    shot(desk, f"vote-{name}")
    steps.press(desk, re.compile("^Kiểm phiếu$"))
