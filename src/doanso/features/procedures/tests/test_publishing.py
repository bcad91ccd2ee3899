"""Publishing: a new version only when something is new."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from tests.support import org as organisation

from doanso.core.audit import queries as audit
from doanso.core.qr import queries as qr
from doanso.features.procedures.queries import catalogue
from doanso.features.procedures.tests import office

pytestmark = pytest.mark.django_db
MANY = {
    "documents": ({"name": "Tờ khai", "original": 1, "copy": 0, "required": True},),
    "channels": ({"mode": "truc_tiep", "time": "3 ngày", "fee": "Không"},),
    "legal": ({"number": "123/2015/NĐ-CP", "title": "Hộ tịch"}, "Luật Hộ tịch"),
    "limit": Decimal("2.5"),
    "review_by": date(2027, 1, 1),
    "extra": {"decision": {"title": "Về việc thử"}},
}


@pytest.fixture
def org():
    return organisation.build()


def test_publishing_the_same_again_changes_nothing(org) -> None:
    first = office.publish(org.desk, **MANY)
    before = list(audit.of(first.procedure))

    assert office.publish(org.desk, **MANY) == first
    assert (first.procedure.versions.count(), list(audit.of(first.procedure))) == (1, before)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Cấp giấy xác nhận khác"},
        {"limit": Decimal(4)},
        {"documents": ({"name": "Tờ khai", "original": 2, "copy": 0, "required": True},)},
        {"extra": {}},
        {"review_by": None},
        {"flow": {"steps": office.STEPS[1:]}},
    ],
)
def test_any_change_makes_a_new_version(org, change) -> None:
    first = office.publish(org.desk, **MANY)

    second = office.publish(org.desk, **{**MANY, **change})

    assert (second.number, catalogue.current("T-1")) == (2, second)
    assert catalogue.current("T-1") != first
    assert office.publish(org.desk, **MANY).number == 3  # back again is a change, too


@pytest.mark.django_db(transaction=True)
def test_publishing_at_once_is_as_one_after_the_other() -> None:
    org = organisation.build()

    same = office.at_once(*[partial(office.publish, org.desk)] * 3)
    other = office.at_once(*[partial(office.publish, org.desk, name=f"Tên {n}") for n in (1, 2)])

    assert [version.number for version in same] == [1] * 3
    assert sorted(version.number for version in other) == [2, 3]
    assert catalogue.current("T-1") == max(other, key=lambda version: version.number)


def test_another_owner_is_no_new_version(org) -> None:
    first = office.publish(org.desk)

    assert office.publish(org.neighbour) == first
    first.procedure.refresh_from_db()
    assert first.procedure.owner == org.neighbour
    assert [event.data["owner"] for event in audit.of(first.procedure)] == ["T-HC", "T-UB2"]


def test_link_of_the_poster_belongs_to_the_unit_and_stays(org) -> None:
    office.publish(org.desk)
    link = qr.of_key("form", "T-1")
    office.publish(org.desk, name="Tên mới")

    assert (link.unit, link.label, qr.of_key("form", "T-1")) == (org.desk, "Cấp giấy xác nhận thử", link)


WAYS = (
    {"mode": "truc_tuyen", "time": "1 ngày"},
    {"mode": "truc_tiep", "time": "2 ngày"},
    {"mode": "buu_chinh", "time": "2 ngày"},
    {"mode": "Fax", "time": ""},
)


def test_poster_says_how_to_apply_with_the_times_that_differ(org) -> None:
    version = office.publish(org.desk, channels=WAYS)

    assert catalogue.poster_data(version).channels == (
        "Trực tuyến: quét mã QR (1 ngày)",
        "Trực tiếp tại Trung tâm Phục vụ hành chính công (2 ngày)",
        "Qua bưu chính (2 ngày)",
        "Fax",
    )


def test_poster_leaves_out_times_that_are_all_the_same(org) -> None:
    org.desk.address = "Tầng 1, số 5 phố Thử"
    version = office.publish(org.desk, channels=tuple({**way, "time": "3 ngày"} for way in WAYS[:2]))

    assert catalogue.poster_data(version).channels == (
        "Trực tuyến: quét mã QR",
        "Trực tiếp tại Tầng 1, số 5 phố Thử",
    )
