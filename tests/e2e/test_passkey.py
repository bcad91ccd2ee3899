"""A passkey that cannot be used; `test_look` has the one that can."""

from typing import Any

import pytest

from tests.support.browser import PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


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
