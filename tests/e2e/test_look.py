"""Every component and the pages around the work, in a real browser: no barrier that axe knows, no sideways scroll."""

from typing import Any

import pytest

pytestmark = pytest.mark.e2e

LOOKS = ((320, "light"), (360, "dark"), (1280, "light"))
PASSWORD = "con đường làng 1975"


@pytest.fixture
def staff(transactional_db: None) -> str:
    from doanso.core.accounts.models import Person, User

    person = Person.objects.create(full_name="Nguyễn Thị Ánh Tuyết", phone="0900000001", cccd="099090984192")
    User.objects.create_user("0900000001", password=PASSWORD, person=person, is_superuser=True)
    return "0900000001"


def sign_in(page: Any, url: str, login: str) -> None:
    page.goto(f"{url}/dang-nhap/")
    page.fill("#id_login", login)
    page.fill("#id_password", PASSWORD)
    page.click("form.form button.btn-main")
    page.wait_for_url(lambda address: "/dang-nhap/" not in address)


def look_at(page: Any, address: str, axe: Any) -> list[str]:
    """What is wrong with this page on a small phone, on a phone at night, on a desk."""
    found = []
    for width, scheme in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        found += [f"{address} {width} {scheme}: {problem}" for problem in axe(page)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{address} {width}: scrolls sideways, {wide}"] if wide > width else []
    return found


def test_a_page_that_is_not_there_has_no_barriers(live: Any, browse: Any, axe: Any):
    """Those that are: test_every_page."""
    assert look_at(browse(), f"{live.url}/khong-co/", axe) == []


def test_the_look_changes_at_once_and_stays(live: Any, browse: Any):
    page = browse()
    page.goto(live.url)
    page.click(".top-actions button[value=dark]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_the_menu_opens_and_closes_with_the_keyboard(live: Any, phone: Any):
    phone.goto(live.url)
    phone.focus(".menu > summary")
    phone.keyboard.press("Enter")
    assert phone.is_visible(".menu-panel")
    phone.keyboard.press("Escape")
    assert phone.is_hidden(".menu-panel")


def test_without_scripts_one_can_sign_in(live: Any, staff: str, browse: Any):
    page = browse(java_script_enabled=False)
    sign_in(page, live.url, staff)
    page.goto(f"{live.url}/tai-khoan/")
    assert page.text_content("h1") == "Nguyễn Thị Ánh Tuyết"


def test_a_passkey_replaces_the_password(live: Any, staff: str, browse: Any):
    """With the browser's own virtual authenticator: added in the account, then used to sign in."""
    page = browse()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    url = live.url.replace("127.0.0.1", "localhost")  # a name, as passkeys need
    sign_in(page, url, staff)
    page.goto(f"{url}/tai-khoan/bao-mat/webauthn/add/")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.form button.btn-main")
    assert page.locator("label[for=id_name]").inner_text().startswith("Tên")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    page.context.clear_cookies()
    page.goto(f"{url}/dang-nhap/?next=/tai-khoan/")
    page.click("#passkey_login")
    page.wait_for_url(f"{url}/tai-khoan/")
    assert page.text_content("h1") == "Nguyễn Thị Ánh Tuyết"
