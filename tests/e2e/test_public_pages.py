"""The pages that everybody may open, in a real browser: they load whole, and axe finds nothing."""

import pytest

from tests.support.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PAGES = ["/", "/thu-tuc/", "/tra-cuu/", "/dang-nhap/", "/q/", "/tim/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_public_page_loads_whole_and_is_accessible(live, browse, axe, path, viewport):
    page = browse(viewport)
    assert page.goto(live.url + path).status == 200
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it scrolls sideways"
    assert axe(page) == []
