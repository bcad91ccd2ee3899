"""A passkey from its first touch to a sign-in without a password, with the authenticator that Chromium brings."""

from typing import Any

import pytest

from tests.support.browser import PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PASSWORD = "con đường làng 1975"
TOUCHED = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def login(transactional_db: None) -> str:
    from doanso.core.accounts.models import Person, User

    person = Person.objects.create(full_name="Nguyễn Thị Ánh Tuyết", phone="0900000001")
    User.objects.create_user("0900000001", password=PASSWORD, person=person)
    return "0900000001"


def sign_in(page: Any, url: str, login: str) -> None:
    page.goto(f"{url}/dang-nhap/")
    page.fill("#id_login", login)
    page.fill("#id_password", PASSWORD)
    page.click("form.form button.btn-main")
    page.wait_for_url(lambda address: "/dang-nhap/" not in address)


def test_a_passkey_signs_in_without_a_password(live: Any, browse: Any, login: str) -> None:
    url = live.url.replace("127.0.0.1", "localhost")  # browsers allow keys for names, not for numbers
    page = browse(PHONE)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCHED})
    sign_in(page, url, login)
    page.goto(f"{url}/tai-khoan/bao-mat/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    page.click("main form button.btn-main")
    assert page.locator("label[for=id_name]").inner_text().startswith("Tên")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()

    page.goto(f"{url}/dang-nhap/")
    page.click("#passkey_login")
    page.wait_for_url(lambda address: "/dang-nhap/" not in address)
    page.goto(f"{url}/tai-khoan/")
    assert "Nguyễn Thị Ánh Tuyết" in page.locator("main").inner_text()


def test_a_key_that_cannot_be_used_says_so_once(live: Any, browse: Any) -> None:
    page = browse(PHONE)
    page.goto(f"{live.url}/dang-nhap/")
    for _press in range(2):
        page.click("#passkey_login")
        page.wait_for_selector("main [role=alert]")
    assert page.locator("main [role=alert]").all_inner_texts() == [
        "Chưa dùng được khóa: bạn đã hủy, hoặc trình duyệt hay địa chỉ này không cho phép. "
        "Chưa có gì thay đổi; mật khẩu của bạn vẫn dùng được như trước."
    ]
