"""A procedure as the national database publishes it: imported, scanned from its poster, handled, its result issued.

The sample is our own, in the database's shape. DOANSO_PROCEDURES names files of real ones to walk as well.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from doanso.features.procedures.tests.test_importer import source
from tests.e2e import steps
from tests.support.browser import DESKTOP

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
REAL = [Path(name) for name in os.environ.get("DOANSO_PROCEDURES", "").split(os.pathsep) if name]
DESK, FIELD, HEAD = "0900000029", "0900000030", "0900000101"


@pytest.mark.parametrize("given", [None, *REAL], ids=lambda given: given.stem if given else "ours")
def test_imported_procedure_goes_from_its_poster_to_its_result(site, browse, phone, shot, tmp_path, given) -> None:
    site.at("2026-08-19 08:00:00")
    file = tmp_path / "thu-tuc.json"
    file.write_text(given.read_text() if given else json.dumps(source(), ensure_ascii=False), encoding="utf-8")
    procedure = json.loads(file.read_text(encoding="utf-8"))["thu_tuc_id"]
    command = [sys.executable, "-m", "doanso", "import", "procedures", str(file), "--unit", "CQ-X01-HC"]
    done = subprocess.run(command, env=site.env, capture_output=True, text=True, timeout=120)
    assert "1 imported, 0 refused" in done.stdout, done.stderr

    poster = steps.download(phone, f"{site.url}/thu-tuc/{procedure}/ap-phich.png?kho=a4", tmp_path / "poster.png")
    phone.goto(steps.scan(poster))
    phone.get_by_role("link", name="Cần chuẩn bị gì").click()
    phone.wait_for_url(f"**/thu-tuc/{procedure}/")
    shot(phone, "guide")
    code = _apply(phone, site)
    desk = browse(DESKTOP)
    for officer in (DESK, FIELD, HEAD, DESK):
        steps.finish_step(desk, site, officer, code)

    phone.reload()
    link = phone.locator("a[href$='ket-qua.pdf']").first.get_attribute("href")
    text = steps.text_of(steps.download(phone, link, tmp_path / "result.pdf"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert code in text


def _apply(phone, site) -> str:
    phone.get_by_role("link", name="Nộp trực tuyến").first.click()
    phone.wait_for_url("**/nop/")
    values = {
        "tu_cach": "ca_nhan",
        "ho_ten": "Vương Đình Thảo",
        "ngay_sinh": "1988",
        "so_dinh_danh": "099 088 123 456",
        "noi_cu_tru.province": 1,
        "noi_cu_tru.commune": steps.first_commune(phone, site, "noi_cu_tru.province"),
        "noi_cu_tru.detail": "Bến Tàu",
        "noi_dung": "Xin neo đậu một thuyền du lịch.",
        "dien_thoai_lien_he": "0912345670",
        "dong_y_du_lieu": True,
    }
    steps.fill(phone, values)
    phone.locator(steps.NEXT).click()
    phone.wait_for_load_state()
    values["nop_ban_giay"] = phone.locator("[name=nop_ban_giay]").first.get_attribute("value")
    steps.fill_to_the_end(phone, values)
    phone.wait_for_url("**/cua-toi/**")
    return steps.code_on(phone)
