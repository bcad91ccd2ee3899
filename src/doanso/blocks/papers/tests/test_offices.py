"""Where a paper is issued, from the unit that issues it."""

from datetime import UTC, datetime

import pytest

from doanso.blocks.papers.offices import place_of
from doanso.core.units import demo
from doanso.core.units.models import Unit

NOON = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_place_of_every_kind_of_unit_in_the_demonstration() -> None:
    demo.load(NOON)
    places = {
        "CQ-UB": "Hưng Lộc",
        "CQ-NV": "Hưng Lộc",
        "CQ-CCHC": "Hưng Lộc",
        "CQ-HCC": "Hưng Lộc",
        "CQ-X01": "Trung Lộc",
        "CQ-X01-HC": "Trung Lộc",
        "CQ-X10": "Hòn Sao",
        "D-TW": "",
        "D-HL": "Hưng Lộc",
        "D-HL-BTC": "Hưng Lộc",
        "D-KHOI": "Hưng Lộc",
        "D-DH-01": "Hưng Lộc",
        "D-UB-YT-01": "Hưng Lộc",
        "D-X04": "Phú Lộc Sơn",
        "D-X04-TH-01": "Phú Lộc Sơn",
        "D-X01-CQ": "Trung Lộc",
        "D-X10-01": "Hòn Sao",
    }

    assert {code: place_of(Unit.objects.get(code=code)) for code in places} == places


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Ủy ban nhân dân Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Thành đoàn Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("Ủy ban nhân dân phường 12", "Phường 12"),
        ("Thành đoàn Hà Nội", "Hà Nội"),
        ("Phòng Văn hóa - Xã hội xã Phú Hạ", "Phú Hạ"),
        ("Phòng Văn hóa - Xã hội", ""),
        ("Chi đoàn Bệnh viện đa khoa tỉnh", ""),
    ],
)
def test_place_in_a_name(name, place) -> None:
    assert place_of(Unit(name=name)) == place


def test_place_that_an_administrator_wrote_wins() -> None:
    assert place_of(Unit(name="Trung ương Đoàn", extra={"place": "Hà Nội"})) == "Hà Nội"
