"""Walk (b): an advance is paid, a settlement with a hundred vouchers is returned once and handed in again, the rest is
paid back; the books and all that must agree with them do."""

import re
import subprocess
import sys

import pytest

from tests.e2e import steps
from tests.support.browser import DESKTOP

pytestmark = [pytest.mark.e2e, pytest.mark.django_db]
APPLICANT, ACCOUNTANT, HOLDER = "0900000019", "0900000106", "0900000001"
ADD_ROWS = """async count => {
  for (let n = 0; n < count; n++) document.querySelector("[name='_add:chung_tu']").click();
}"""
FILL_ROWS = """() => {
  const put = (name, text) => {
    const box = document.querySelector(`[name='${name}']`);
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (let n = 0; n < 100; n++) {
    put(`chung_tu.${n}.ngay`, "17/08/2026");
    put(`chung_tu.${n}.noi_dung`, `Hóa đơn số ${n + 1}`);
    put(`chung_tu.${n}.so_tien`, "116.500");
  }
}"""


def test_settlement_of_a_hundred_vouchers_is_returned_and_settled(site, browse, axe, shot) -> None:
    site.at("2026-08-18 08:00:00")
    page = browse(DESKTOP)
    code = _ask_for_an_advance(page, site)
    steps.finish_step(page, site, ACCOUNTANT, code)
    steps.finish_step(page, site, HOLDER, code)
    _move_money(page, site, "Ghi đã chi", shot)
    _own_step(page, site, code)
    page.locator("main form button.btn-main").click()
    page.wait_for_url("**/cua-toi/**")
    _hand_in_vouchers(page, site, code, shot, axe)

    steps.open_dossier(page, site, ACCOUNTANT, code)
    assert "11.650.000" in page.locator("main").inner_text()
    shot(page, "checked")
    page.locator("[name=comment]").first.fill("Hóa đơn số 100 ghi sai số tiền.")
    steps.press(page, re.compile("^Trả lại$"))
    _correct(page, site, code)

    steps.open_dossier(page, site, ACCOUNTANT, code)
    assert "11.633.500" in page.locator("main").inner_text()
    steps.press(page, steps.DONE)
    steps.finish_step(page, site, HOLDER, code)
    assert site.rows("SELECT status FROM procedures_dossier WHERE code = %s", code) == [(10,)]
    assert _books(site, code) == [("111", -12_000_000), ("138", 366_500), ("611", 11_633_500)]
    _move_money(page, site, "Ghi đã thu", shot)
    assert _books(site, code) == [("111", -11_633_500), ("611", 11_633_500)]
    done = subprocess.run([sys.executable, "-m", "doanso", "reconcile"], env=site.env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def _move_money(page, site, button, shot) -> None:
    """The accountant, who neither asked nor approved."""
    site.sign_in(page, ACCOUNTANT)
    page.goto(f"{site.url}/tai-chinh/D-HL/tam-ung/")
    shot(page, "money")
    steps.press(page, re.compile(f"^{button}"))


def _books(site, code) -> list[tuple[str, int]]:
    """What the dossier left on each account."""
    return site.rows(
        "SELECT account_id, sum(debit - credit)::bigint FROM money_line JOIN money_entry e ON e.id = entry_id"
        " WHERE e.ref = %s GROUP BY 1 HAVING sum(debit - credit) <> 0 ORDER BY 1",
        code,
    )


def _ask_for_an_advance(page, site) -> str:
    site.sign_in(page, APPLICANT)
    page.goto(f"{site.url}/thu-tuc/D-QT/nop/")
    values = {
        "hoat_dong": "Ngày hội Thanh niên",
        "muc.0.noi_dung": "Nước uống",
        "muc.0.don_vi_tinh": "thùng",
        "muc.0.so_luong": "100",
        "muc.0.don_gia": "120.000",
        "nop_ban_giay": "yes",
        "don_vi_nop": "Đoàn phường Trung Lộc [D-X01]",
        "dong_y_du_lieu": True,
    }
    radio = page.locator("[name=nop_ban_giay]")
    if radio.count():
        values["nop_ban_giay"] = radio.first.get_attribute("value")
    steps.fill(page, values)
    for _number in range(4):
        if page.locator("[name=nop_ban_giay]").count():
            values["nop_ban_giay"] = page.locator("[name=nop_ban_giay]").first.get_attribute("value")
        if page.locator(steps.SUBMIT).count():
            break
        steps.fill(page, values)
        page.locator(steps.NEXT).click()
        page.wait_for_load_state()
    steps.fill_to_the_end(page, values)
    page.wait_for_url("**/cua-toi/**")
    return steps.code_on(page)


def _own_step(page, site, code) -> None:
    """The applicant's own step, from their list of dossiers."""
    site.sign_in(page, APPLICANT)
    page.goto(f"{site.url}/cua-toi/")
    page.get_by_role("link", name=re.compile(re.escape(code))).first.click()
    page.wait_for_load_state()
    page.locator("a[href*='/buoc/']").first.click()
    page.wait_for_load_state()


def _hand_in_vouchers(page, site, code, shot, axe) -> None:
    _own_step(page, site, code)
    page.fill("[name=tam_ung]", "12.000.000")
    page.evaluate(ADD_ROWS, 99)
    page.locator("[name='chung_tu.99.noi_dung']").wait_for()
    page.evaluate(FILL_ROWS)
    page.wait_for_timeout(500)
    shot(page, "hundred-rows")
    page.locator(steps.SUBMIT).click()
    page.wait_for_url("**/cua-toi/**")


def _correct(page, site, code) -> None:
    _own_step(page, site, code)
    page.fill("[name='chung_tu.99.so_tien']", "100.000")
    page.locator(steps.SUBMIT).click()
    page.wait_for_url("**/cua-toi/**")
