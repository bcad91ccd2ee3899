from datetime import date

import pytest
from django.utils import timezone
from tests.support.browser import DESKTOP, PHONE, SHOTS

from doanso.core.units import services as units
from doanso.core.units.models import UnitType

pytestmark = pytest.mark.e2e


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "size", "scheme"), [("phone", PHONE, "light"), ("desktop", DESKTOP, "dark")])
def test_results_appear_while_one_types(live, browse, axe, name, size, scheme) -> None:
    kind = UnitType.objects.create(code="T", name="Đoàn cơ sở", tree="doan", rank=3)
    for number in range(7):
        units.create_unit(
            code=f"D-{number}",
            name=f"Đoàn xã Tân Phú {number}",
            type=kind,
            parent=None,
            valid_from=date(2020, 1, 1),
            by=None,
            now=timezone.now(),
        )
    page = browse(size, color_scheme=scheme)
    page.goto(f"{live.url}/tim/")
    assert axe(page) == []

    page.get_by_role("searchbox").press_sequentially("doan xa tan ph", delay=20)
    page.locator("#results mark").first.wait_for()

    assert page.locator("#results li mark").first.inner_text() == "Đoàn"
    assert axe(page) == []
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"search-{name}.png", full_page=True)
    page.goto(f"{live.url}/tim/?q=kh%C3%B4ngc%C3%B3")
    assert axe(page) == []
    page.screenshot(path=SHOTS / f"search-none-{name}.png", full_page=True)
