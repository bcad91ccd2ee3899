"""Walk (f): a member goes to a branch of another province. Both sides act, no province is asked, all agrees."""

import re
import subprocess
import sys

import pytest

from tests.e2e import steps
from tests.support.browser import DESKTOP

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
MEMBER, SECRETARY, BASE = "0900000119", "0900000115", "0900000110"
THERE_BASE, THERE_BRANCH = "0900000991", "0900000992"
OTHER_PROVINCE = """
from doanso.cli.environment import start_django
start_django()
from datetime import date
from django.utils import timezone
from doanso.core.accounts.models import Person
from doanso.core.accounts.services import create_demo_accounts
from doanso.core.units import services
from doanso.core.units.models import Unit, UnitType
now, parent = timezone.now(), Unit.objects.get(code="D-TW")
for code, name, kind, phone, who in [
    ("D-BD", "Tỉnh đoàn Biển Đông", "TINH_DOAN", "", ""),
    ("D-BD-TH", "Đoàn trường THPT Cửa Sông", "DOAN_CO_SO", "0900000991", "Mạc Thị Hải"),
    ("D-BD-TH-01", "Chi đoàn 11B2", "CHI_DOAN", "0900000992", "Ngô Đình Khang"),
]:
    parent = services.create_unit(code=code, name=name, type=UnitType.objects.get(code=kind), parent=parent,
                                  valid_from=date(2020, 1, 1), by=None, now=now)
    if who:
        person = Person.objects.create(full_name=who, code=f"E-{phone[-3:]}", phone=phone)
        services.appoint(person=person, unit=parent, role="bi_thu", since=date(2026, 1, 1), by=None, now=now)
create_demo_accounts(now)
"""
AGREE = """
from doanso.cli.environment import start_django
start_django()
from doanso.lib.modules import all_modules
for module in all_modules():
    for reconciler in module.reconcilers:
        print(*reconciler.run(), sep="\\n", end="")
"""
BELONGS = """
SELECT u.code, m.state, m.valid_to IS NULL FROM units_membership m JOIN units_unit u ON u.id = m.unit_id
JOIN accounts_person p ON p.id = m.person_id WHERE p.phone = %s AND m.kind = 'chinh' ORDER BY m.valid_from, m.id
"""
ACTED = """
SELECT DISTINCT person.phone FROM workflow_activation step JOIN workflow_case run ON run.id = step.case_id
JOIN procedures_dossier dossier ON dossier.id = run.subject_id AND run.subject_type = 'procedures.dossier'
JOIN accounts_person person ON person.id = step.closed_by_id WHERE dossier.code = %s
"""


def run(site, code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], env=site.env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_transfer_between_two_provinces(site, browse, phone, axe, shot, tmp_path) -> None:
    site.at("2026-08-19 08:00:00")
    run(site, OTHER_PROVINCE)
    code = _apply(phone, site, tmp_path)

    desk = browse(DESKTOP)
    for who in (SECRETARY, BASE):
        steps.finish_step(desk, site, who, code)
    assert site.rows(BELONGS, MEMBER)[-1] == ("D-X04-TH-01", "dang_chuyen_di", True)
    site.at("2026-08-20 08:00:00")
    _take_in(desk, site, code, axe, shot)
    steps.open_dossier(desk, site, THERE_BRANCH, code)
    assert axe(desk) == []
    shot(desk, "dossier")
    steps.press(desk, steps.DONE)

    assert site.rows(BELONGS, MEMBER)[-1] == ("D-BD-TH-01", "dang_sinh_hoat", True)
    assert {who for (who,) in site.rows(ACTED, code)} == {MEMBER, SECRETARY, BASE, THERE_BASE, THERE_BRANCH}
    _look(phone, site, code, axe, shot, tmp_path)
    assert run(site, AGREE) == ""


def _take_in(desk, site, code, axe, shot) -> None:
    """The school chooses the branch; the one that was asked for is chosen already."""
    steps.open_dossier(desk, site, THERE_BASE, code)
    desk.get_by_role("link", name="Điền “Tiếp nhận đoàn viên”").click()
    box = desk.get_by_label("Chi đoàn tiếp nhận")
    assert box.input_value() == "D-BD-TH-01"
    assert axe(desk) == []
    shot(desk, "take-in")
    desk.locator(steps.SUBMIT).click()
    desk.wait_for_url(f"**/ho-so/{code}/")


def _apply(phone, site, tmp_path) -> str:
    site.sign_in(phone, MEMBER)
    phone.goto(f"{site.url}/thu-tuc/D-CSH/")
    phone.get_by_role("link", name="Nộp trực tuyến").first.click()
    phone.wait_for_url("**/nop/**")
    book = tmp_path / "so-doan-vien.pdf"
    book.write_bytes(steps.PDF)
    values = {
        "don_vi_di": "Chi đoàn 10A1 [D-X04-TH-01]",
        "noi_den": "Tỉnh khác cùng dùng hệ thống",
        "don_vi_den": "Chi đoàn 11B2 [D-BD-TH-01]",
        "ly_do": "Học tập",
        "doan_phi_den": "08/2026",
        "dong_y_du_lieu": True,
        "tl_2": book,
    }
    steps.fill_to_the_end(phone, values)
    return steps.code_on(phone)


def _look(phone, site, code, axe, shot, tmp_path) -> None:
    """The member reads in their own record what both sides did, and takes it along on paper."""
    site.sign_in(phone, MEMBER)  # a day has passed
    phone.goto(f"{site.url}/doan-vien/toi/")
    assert [line.inner_text() for line in phone.locator("#decided + ol strong").all()[:2]] == [
        "Chi đoàn tiếp nhận",
        "Giới thiệu chuyển sinh hoạt",
    ]
    assert axe(phone) == []
    shot(phone, "record")
    link = phone.get_by_role("link", name=re.compile("Sổ đoàn viên")).get_attribute("href")
    text = steps.text_of(steps.download(phone, link, tmp_path / "book.pdf"))
    assert all(words in text for words in ("Lâm Nhã Uyên", "Chi đoàn 11B2", code))
