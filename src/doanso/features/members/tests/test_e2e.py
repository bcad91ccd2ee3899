"""A secretary in a real browser: the menu and a delegation by keyboard."""

from typing import Any

import pytest
from django.conf import settings
from tests.support import org as organisation

from doanso.core.accounts.models import User
from doanso.core.units.models import Delegation

pytestmark = pytest.mark.e2e


@pytest.fixture
def secretary(live: Any, client: Any, browse: Any):
    """A page signed in as the secretary of the base unit, who also looks after it."""
    org = organisation.build()
    organisation.seat(org.base_secretary, org.base, "quan_tri_don_vi")
    client.force_login(User.objects.create(username="0900000009", person=org.base_secretary))
    page = browse()
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live.url}])
    return page


def test_the_menu_stands_in_one_row_and_opens_by_keyboard(live: Any, secretary: Any, axe: Any):
    secretary.set_viewport_size({"width": 1280, "height": 800})
    secretary.goto(f"{live.url}/bao-cao/")
    tops = secretary.locator(".topnav > ul > li").evaluate_all("rows => rows.map(row => row.offsetTop)")
    assert set(tops) == {tops[0]}

    secretary.focus(".topnav summary")
    secretary.keyboard.press("Enter")
    assert secretary.locator(".topnav .more a[aria-current]").inner_text() == "Báo cáo"
    assert axe(secretary) == []
    secretary.keyboard.press("Escape")
    assert secretary.locator(".topnav .more a").first.is_hidden()


def test_a_seat_is_lent_and_taken_back_by_keyboard(live: Any, secretary: Any):
    assert secretary.goto(f"{live.url}/don-vi/uy-quyen/").status == 200
    assert secretary.inner_text("h1") == "Ủy quyền"
    secretary.focus("#id_to")
    secretary.keyboard.type("Đinh Hồng Nhung")
    secretary.keyboard.press("Enter")
    secretary.get_by_text("được xử lý thay bạn").wait_for()
    lent = Delegation.objects.get()
    assert (lent.delegate.full_name, lent.revoked_at) == ("Đinh Hồng Nhung", None)

    secretary.get_by_role("button", name="Thu hồi").focus()
    secretary.keyboard.press("Enter")
    secretary.get_by_text("không còn xử lý thay bạn").wait_for()
    lent.refresh_from_db()
    assert lent.revoked_at is not None
