from datetime import timedelta

import pytest
from django.utils import timezone
from tests.support.browser import DESKTOP, PHONE, SHOTS

from doanso.core.inbox import services
from doanso.core.units.seats import Seat

from .conftest import Place

pytestmark = pytest.mark.e2e


@pytest.fixture
def desk(live, place: Place, client):
    """Somebody with late, urgent and borrowed work, and their session."""
    unit, me = place.unit("Đoàn xã Tân Phú"), place.person("Nguyễn Thị Ánh Tuyết")
    _, position = place.holder(unit, name="Trần Đức Ân")
    now, today = timezone.now(), timezone.localdate()
    place.delegate(position, me, today, today)
    for key, title, hours in (
        ("1", "Chuẩn y kết nạp đoàn viên", -30),
        ("2", "Thẩm định quyết toán", 2),
        ("3", "Ký giấy khen", 90),
    ):
        seats = [Seat("bi_thu", unit.pk)] if key == "1" else [Seat(person_id=me.pk)]
        services.put(
            "ky",
            key,
            title=title,
            url="/viec/",
            seats=seats,
            unit_id=unit.pk,
            due_at=now + timedelta(hours=hours),
            now=now,
            detail="DHL-260902-0007 · Lê Văn Bình",
        )
    client.force_login(me.user)
    return client.cookies["sessionid"].value


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "size", "scheme"), [("phone", PHONE, "light"), ("desktop", DESKTOP, "dark")])
def test_list_reads_well_and_a_press_takes_the_work_on(desk, live, browse, axe, name, size, scheme) -> None:
    page = browse(size, color_scheme=scheme)
    page.context.add_cookies([{"name": "sessionid", "value": desk, "url": live.url}])

    page.goto(f"{live.url}/viec/")

    assert page.locator("tbody tr").count() == 3
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"inbox-{name}.png", full_page=True)

    page.get_by_role("button", name="Nhận việc: Thẩm định quyết toán").click()
    page.goto(f"{live.url}/viec/")
    assert page.get_by_role("button", name="Trả lại: Thẩm định quyết toán").count() == 1
    page.goto(f"{live.url}/thong-bao/")
    assert axe(page) == []
    page.goto(f"{live.url}/thong-bao/tuy-chon/")
    assert axe(page) == []
    page.screenshot(path=SHOTS / f"preferences-{name}.png", full_page=True)
