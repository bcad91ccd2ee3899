"""A branch of the base that has grown becomes a base organisation: proposed on a phone, refused while too small, then
decided; its members are shared out among the new branches, and all agrees."""

import pytest

from tests.e2e import steps
from tests.e2e.test_walk_transfer import AGREE, run
from tests.support.browser import DESKTOP

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
SECRETARY, DEPUTY_ABOVE, SECRETARY_ABOVE = "0900000981", "0900000005", "0900000004"
GROWN = """
SURNAMES = ["Đinh", "Mạc", "Tạ", "Kiều", "Lục", "Từ"]
NAMES = ["Thị Thảo", "Văn Bách", "Thu Cúc", "Minh Dũng", "Hải Yến", "Gia Khiêm"]
from doanso.cli.environment import start_django
start_django()
from datetime import date
from django.utils import timezone
from doanso.core.accounts.models import Person
from doanso.core.accounts.services import create_demo_accounts
from doanso.core.units import services
from doanso.core.units.models import Unit, UnitType
from doanso.features.members.services import open_register
now, since = timezone.now(), date(2026, 1, 1)
unit = Unit.objects.filter(code="D-UB-XD").first() or services.create_unit(
    code="D-UB-XD", name="Chi đoàn cơ sở Sở Xây dựng", type=UnitType.objects.get(code="CHI_DOAN_CO_SO"),
    parent=Unit.objects.get(code="D-UB"), valid_from=since, by=None, now=now)
for number in range(FIRST, LAST):
    name = f"{SURNAMES[number // 6]} {NAMES[number % 6]}"
    person = Person.objects.create(full_name=name, code=f"E-XD{number}", phone="" if number else "0900000981")
    services.admit(person=person, unit=unit, since=since, by=None, now=now)
    if number == 0:
        services.appoint(person=person, unit=unit, role="bi_thu", since=since, by=None, now=now)
open_register(now=now)
create_demo_accounts(now)
"""
UNIT = "SELECT name, type_id FROM units_unit WHERE code = 'D-UB-XD'"
MEMBERS = """
SELECT u.name, count(*) FROM units_membership m JOIN units_unit u ON u.id = m.unit_id
WHERE u.path LIKE '%%/D-UB-XD/%%' AND m.valid_to IS NULL AND m.kind = 'chinh' GROUP BY u.name ORDER BY u.name
"""


def join(site, first: int, last: int) -> None:
    run(site, GROWN.replace("FIRST, LAST", f"{first}, {last}"))


def test_upgrade_of_a_branch_that_has_grown(site, browse, phone, axe, shot, tmp_path) -> None:
    site.at("2026-08-24 08:00:00")
    join(site, 0, 29)
    code = _propose(phone, site, tmp_path)
    desk = browse(DESKTOP)
    for who in (SECRETARY, DEPUTY_ABOVE):
        steps.finish_step(desk, site, who, code)

    steps.open_dossier(desk, site, SECRETARY_ABOVE, code)
    assert axe(desk) == []
    shot(desk, "too-small")
    steps.press(desk, steps.DONE)
    desk.get_by_text("có 29 đoàn viên, cần ít nhất 30.").wait_for()
    assert site.rows(UNIT) == [("Chi đoàn cơ sở Sở Xây dựng", "CHI_DOAN_CO_SO")]

    join(site, 29, 31)
    steps.finish_step(desk, site, SECRETARY_ABOVE, code)
    desk.get_by_text("Đã trả kết quả").first.wait_for()
    assert site.rows(UNIT) == [("Đoàn cơ sở Sở Xây dựng", "DOAN_CO_SO")]
    assert site.rows(MEMBERS) == [("Chi đoàn Hạ tầng", 1), ("Chi đoàn Quản lý nhà", 30)]
    desk.goto(f"{site.url}/don-vi/D-UB-XD/")
    desk.get_by_role("link", name="Chi đoàn Hạ tầng").first.wait_for()
    assert axe(desk) == []
    shot(desk, "unit")
    assert run(site, AGREE) == ""


def _propose(phone, site, tmp_path) -> str:
    site.sign_in(phone, SECRETARY)
    phone.goto(f"{site.url}/thu-tuc/D-NC/")
    phone.get_by_role("link", name="Nộp trực tuyến").first.click()
    phone.wait_for_url("**/nop/**")
    plan = tmp_path / "de-an.pdf"
    plan.write_bytes(steps.PDF)
    steps.fill(phone, {"kinh_gui": "Đoàn Thanh niên UBND tỉnh Hưng Lộc [D-UB]", "noi_dung": "Đề nghị nâng cấp."})
    steps.fill(phone, {"can_cu.0.trich_yeu": "Hướng dẫn thực hiện Điều lệ Đoàn"})
    phone.locator(steps.NEXT).click()
    phone.wait_for_load_state()
    steps.press(phone, "Thêm dòng")
    values = {
        "ngay_hieu_luc": "2026-08-24",
        "ten_don_vi": "Đoàn cơ sở Sở Xây dựng",
        "chi_doan_moi.0.ten": "Chi đoàn Quản lý nhà",
        "chi_doan_moi.1.ten": "Chi đoàn Hạ tầng",
        "phan_cong.0.ho_ten": "Mạc Văn Bách",
        "phan_cong.0.chi_doan": "Chi đoàn Hạ tầng",
        "dong_y_du_lieu": True,
        "tl_0": plan,
        "tl_1": plan,
        "tl_2": plan,
    }
    steps.fill_to_the_end(phone, values)
    return steps.code_on(phone)
