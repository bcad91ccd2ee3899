"""An administrator's day: finds somebody, opens an account, hands over the link; gives and takes a role; lets a
program in. On a phone and at a desk, by light and dark, with the keyboard, and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.e2e.test_look import PASSWORD, sign_in
from tests.support import org as organisation

pytestmark = pytest.mark.e2e
CHOSEN = "cây đa bến nước 1986"


@pytest.fixture
def org(transactional_db: None) -> Any:
    from doanso.core.accounts.models import Person, User
    from doanso.core.units.models import Membership, Position

    org = organisation.build()
    org.admin = organisation.person("Vũ Quản Trị", phone="0900000001")
    organisation.seat(org.admin, org.base, "quan_tri_don_vi")
    long_ago = timezone.localdate() - timedelta(days=200)
    Position.objects.update(valid_from=long_ago)
    Membership.objects.update(valid_from=long_ago)
    Person.objects.filter(pk=org.members[2].pk).update(phone="0912345678")
    User.objects.create_user("0900000001", password=PASSWORD, person=org.admin)
    return org


def press(page: Any, words: str) -> None:
    """As with the keyboard: the thing is focused, then Enter."""
    target = page.get_by_role("button", name=words, exact=True).or_(page.get_by_role("link", name=words, exact=True))
    target.first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_account_from_the_search_to_the_first_sign_in(live: Any, org: Any, phone: Any, browse: Any, shot: Any):
    sign_in(phone, live.url, "0900000001")
    phone.goto(f"{live.url}/quan-tri/")
    press(phone, "Người và tài khoản")
    phone.get_by_label("Tên, điện thoại, thư điện tử").fill("truong my anh")
    press(phone, "Lọc")
    shot(phone, "list")
    press(phone, "Trương Mỹ Anh")
    press(phone, "Tạo tài khoản")
    press(phone, "Tạo liên kết đặt mật khẩu")
    shot(phone, "link")
    link = phone.get_by_label("Liên kết", exact=True).input_value()
    plain = browse(java_script_enabled=False)
    plain.goto(link)
    plain.fill("#id_password1", CHOSEN)
    plain.fill("#id_password2", CHOSEN)
    plain.click("main form button.btn-main")
    plain.goto(f"{live.url}/dang-nhap/")
    plain.fill("#id_login", "0912345678")
    plain.fill("#id_password", CHOSEN)
    plain.click("form.form button.btn-main")
    plain.goto(f"{live.url}/tai-khoan/")
    assert plain.text_content("h1") == "Trương Mỹ Anh"
    press(phone, "Quay lại")
    press(phone, "Khóa tài khoản")
    press(phone, "Khóa tài khoản")
    assert "đã khóa" in phone.inner_text("main")
    plain.goto(f"{live.url}/tai-khoan/")
    assert "/dang-nhap/" in plain.url


def test_a_role_and_a_program_without_scripts(live: Any, org: Any, browse: Any, shot: Any):
    page = browse(java_script_enabled=False)
    sign_in(page, live.url, "0900000001")
    page.goto(f"{live.url}/quan-tri/nguoi/{org.members[2].pk}/")
    page.click("summary:has-text('Trao vai trò')")
    page.select_option("#id_unit", "T-CD")
    page.select_option("#id_role", "uv_bch")
    page.click("button:has-text('Trao vai trò')")
    assert page.inner_text("#messages").strip() == "Trương Mỹ Anh đã giữ vai trò Ủy viên Ban Chấp hành."
    page.click("a:has-text('Thu hồi')")
    page.click("button:has-text('Thu hồi vai trò')")
    page.goto(f"{live.url}/quan-tri/api/them/")
    page.fill("#id_name", "Cổng trường")
    page.select_option("#id_unit", "T-CS")
    page.check("#id_scopes_0")
    page.fill("#id_webhook_url", "https://truong.example/nhan")
    page.click("main form button.btn-main")
    shot(page, "once")
    token = page.get_by_label("Mã truy cập", exact=True).input_value()
    answer = page.request.get(f"{live.url}/api/v1/procedures", headers={"Authorization": f"Bearer {token}"})
    assert answer.status == 200
    page.click("a:has-text('Tôi đã cất giữ')")
    assert token not in page.content()
