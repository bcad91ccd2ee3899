"""When agencies merge, what they may have adds up: from that day on, once, until somebody decides anew."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from tests.support.together import at_once

from doanso.core.units import services as units
from doanso.core.units.models import Unit
from doanso.features.staff import reconciling, services
from doanso.features.staff.models import Quota
from doanso.features.staff.queries import quotas, scopes
from doanso.features.staff.tests import support
from doanso.features.staff.tests.support import NOW, START
from doanso.lib.errors import Refused
from doanso.lib.moves import Handover

pytestmark = pytest.mark.django_db
ON = date(2026, 9, 1)
BEFORE = ON - timedelta(days=1)


@pytest.fixture
def org():
    return support.build()


def give(org, unit: Unit, number: int, kind: str = "cong_chuc", year: int = 2026) -> Quota:
    told = {"decision": "7/QĐ", "decided_on": START, "by": org.officer, "now": NOW}
    return services.set_quota(unit=unit, year=year, kind=kind, number=number, **told)


def handover(org, **more) -> Handover:
    return Handover(org.desk, more.pop("into", org.field_office), ON, "change:3", NOW, decision="9/QĐ", **more)


def merge(org, **more) -> dict:
    """As the organisation does it: the agency ends, and hands over."""
    units.close_unit(unit=org.desk, on=ON, by=None, now=NOW)
    return services.hand_over(handover(org, **more))


def catch_up(org) -> dict:
    return services.hand_over(handover(org, late=True))


def held(org, on: date) -> int | None:
    scope = scopes.scope(org.commune, date(2026, 12, 1))
    return quotas.total(quotas.latest(scope, [on.year]), on)


def words(org, **more) -> list[str]:
    return [line.words for line in services.to_hand_over(handover(org, **more))]


def test_quotas_of_two_agencies_add_up_from_the_day_on_and_once(org):
    give(org, org.desk, 12)
    give(org, org.desk, 3, year=2027)
    give(org, org.field_office, 8)
    give(org, org.field_office, 5, year=2027)
    assert words(org) == [
        "Chỉ tiêu năm 2026 chuyển theo và được cộng dồn: 12", "Chỉ tiêu năm 2027 chuyển theo và được cộng dồn: 3",
    ]  # fmt: skip

    assert [merge(org), catch_up(org)] == [{"staff": [], "quota": 15}, {"staff": []}]

    rows = Quota.objects.filter(unit=org.field_office, since=ON).values_list("year", "number", "decision", "source")
    assert sorted(rows) == [(2026, 20, "9/QĐ", "change:3"), (2027, 8, "9/QĐ", "change:3")]
    assert [held(org, day) for day in (BEFORE, ON, date(2027, 1, 1))] == [20, 20, 8]
    by_unit = quotas.by_agency(
        quotas.latest(scopes.scope(org.commune, ON), [2026]), BEFORE, {org.desk.pk: 1, org.field_office.pk: 2}
    )
    assert {home: dict(kinds) for home, kinds in by_unit.items()} == {1: {"cong_chuc": 12}, 2: {"cong_chuc": 8}}
    assert reconciling.register() == []


def test_what_is_decided_after_the_merger_is_for_the_whole_and_changes_nothing_before(org):
    give(org, org.desk, 12)
    give(org, org.field_office, 8)
    merge(org)
    give(org, org.field_office, 18)

    assert [held(org, day) for day in (BEFORE, ON)] == [20, 18]
    assert reconciling.register() == []


def test_where_the_other_agency_was_given_none_no_sum_is_made(org):
    give(org, org.desk, 12)
    give(org, org.desk, 2, "hop_dong")
    give(org, org.field_office, 1, "hop_dong")
    assert words(org) == [
        "Chỉ tiêu năm 2026 chuyển theo và được cộng dồn: 2",
        "Chỉ tiêu năm 2026 có phần mà đơn vị nhận chưa được giao: cần quyết định mới",
    ]

    assert merge(org)["quota"] == 2
    assert sorted(Quota.objects.filter(unit=org.field_office).values_list("kind", "number")) == [
        ("hop_dong", 1), ("hop_dong", 3),
    ]  # fmt: skip


def test_what_is_decided_for_the_whole_is_not_added_to_afterwards(org):
    """The other agency was given none: the decision that was asked for is the whole number."""
    give(org, org.desk, 12)
    merge(org)
    give(org, org.field_office, 15)

    assert catch_up(org) == {"staff": []}
    assert held(org, ON) == 15
    assert reconciling.register() == []


def test_an_agency_that_has_ended_is_given_no_more_but_what_it_had_in_years_before_can_be_told(org):
    give(org, org.desk, 12)
    give(org, org.field_office, 8)
    merge(org)
    later = datetime.combine(ON, NOW.timetz())
    told = {"kind": "cong_chuc", "decision": "7/QĐ", "decided_on": START, "by": None, "source": "import:1"}
    for year in (2026, 2027):
        with pytest.raises(Refused, match="đã kết thúc"):
            services.set_quota(unit=org.desk, year=year, number=13, now=later, **told)
    services.set_quota(unit=org.desk, year=2025, number=11, now=later, **told)

    assert catch_up(org) == {"staff": []}
    assert [held(org, day) for day in (date(2025, 6, 1), BEFORE, ON)] == [11, 20, 20]


def test_what_is_part_of_the_superiors_number_is_not_added_to_it(org):
    give(org, org.desk, 5)
    give(org, org.desk, 2, "hop_dong")
    give(org, org.commune, 20)
    assert words(org, into=org.commune) == [
        "Chỉ tiêu năm 2026 nằm trong chỉ tiêu của cấp trên nên không cộng thêm: 5",
        "Chỉ tiêu năm 2026 có phần mà đơn vị nhận chưa được giao: cần quyết định mới",
    ]

    assert merge(org, into=org.commune) == {"staff": []}
    assert [held(org, day) for day in (BEFORE, ON)] == [22, 20]
    assert list(Quota.objects.filter(unit=org.desk, since=ON).values_list("kind", "number")) == [("cong_chuc", 0)]
    assert reconciling.register() == []


def test_a_new_agency_has_what_comes_with_its_parts(org):
    give(org, org.desk, 12)
    Unit.objects.filter(pk=org.field_office.pk).update(valid_from=ON)
    org.field_office.refresh_from_db()

    assert merge(org)["quota"] == 12
    assert held(org, ON) == 12


@pytest.mark.django_db(transaction=True)
def test_a_number_decided_while_agencies_merge_comes_after_the_sum_or_is_in_it():
    org = support.build()
    give(org, org.desk, 12)
    give(org, org.field_office, 8)

    def merging() -> None:
        with transaction.atomic():
            units.lock_units([org.desk.pk, org.field_office.pk])
            merge(org)

    def deciding() -> None:
        give(org, org.field_office, 30)

    assert at_once(merging, deciding) == [None, None]
    assert held(org, ON) in {30, 42}
    assert reconciling.register() == []
