"""Figures as of a day: who is counted where, across reorganisations, and that everything adds up."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support import org as organisation

from doanso.core.units.models import Lineage, Unit
from doanso.features.staff import attributes, services
from doanso.features.staff.models import What
from doanso.features.staff.queries import counting, quotas, scopes
from doanso.features.staff.services import Given
from doanso.features.staff.tests.support import NOW, START, TODAY, add, build, enter, hire
from doanso.lib.dates import age

REFORM = date(2025, 7, 1)


@pytest.fixture
def org(db):
    return build()


def ended(code: str, parent: Unit, into: list[Unit]) -> Unit:
    """An office that stood until the reform and goes on in others."""
    unit = organisation.unit(code, f"Phòng {code}", "PHONG", parent, valid_to=date(2025, 6, 30))
    line = Lineage.objects.create(code=f"L-{code}", kind="merge", effective=REFORM)
    line.sources.set([unit])
    line.targets.set(into)
    return unit


def counts(unit: Unit, on: date, by: str = "education") -> dict[str, int]:
    table = counting.breakdown(scopes.scope(unit, TODAY), on, attributes.BY_NAME[by])
    return {line.label: line.counts[0] for line in table.lines if line.counts[0]}


def total(unit: Unit, on: date) -> int:
    return counting.key_figures(scopes.scope(unit, TODAY), on).staff


def test_figures_are_as_of_the_day(org):
    mai = hire(org.desk, education="dai_hoc")
    hire(org.field_office, "Lò Thị Lụa", date(2025, 5, 5), education="khac")
    add(mai, What.TRAINED, date(2025, 3, 1), education="tren_dai_hoc")
    add(mai, What.RETIRED, date(2026, 2, 1))

    days = ["2023-12-31", "2024-01-01", "2025-02-28", "2025-03-01", "2025-05-05", "2026-01-31", "2026-02-01"]
    assert [counts(org.commune, date.fromisoformat(day)) for day in days] == [
        {},
        {"Đại học": 1},
        {"Đại học": 1},
        {"Trên đại học": 1},
        {"Trên đại học": 1, "Khác": 1},
        {"Trên đại học": 1, "Khác": 1},
        {"Khác": 1},
    ]


def test_what_is_not_known_is_a_line_of_its_own_and_neither_no_nor_zero(org):
    for number, known in enumerate((True, False, None)):
        hire(org.desk, f"Người {number}", computer=known)

    table = counting.breakdown(scopes.scope(org.commune, TODAY), TODAY, attributes.BY_NAME["computer"])

    assert [(line.label, line.cells, line.unknown) for line in table.lines] == [
        ("Có", [(1, "33,4%")], False),
        ("Không", [(1, "33,3%")], False),
        ("Chưa có số liệu", [(1, "33,3%")], True),
    ]


def test_an_ended_agency_counts_where_it_goes_on_and_a_divided_one_only_above(org):
    district = organisation.unit("T-H", "UBND huyện", "UBND", None, valid_to=date(2025, 6, 30))
    whole = ended("T-H1", district, [org.desk])
    outside = ended("T-H2", district, [org.desk, org.neighbour])
    inside = ended("T-H3", district, [org.desk, org.field_office])
    for number, unit in enumerate([whole, outside, inside, inside]):
        hire(unit, f"Người {number}")

    before, after = date(2025, 6, 30), REFORM
    assert [total(unit, before) for unit in (org.desk, org.field_office, org.commune, org.neighbour)] == [1, 0, 3, 0]
    assert [total(unit, after) for unit in (org.desk, org.commune)] == [1, 3], "nobody is lost when the paper is late"
    assert total(district, before) == 4, "seen as it was"
    assert scopes.scope(org.commune, TODAY).divided == (outside.pk,)
    here = scopes.scope(org.commune, TODAY)
    assert counting.by_agency(here, before) == Counter({org.commune.pk: 2, org.desk.pk: 1})


def test_offices_without_a_lineage_go_with_their_superior_through_two_reforms(org):
    middle = organisation.unit("T-M", "UBND giữa", "UBND", None, valid_from=REFORM, valid_to=date(2025, 12, 31))
    district = ended("T-H", organisation.unit("T-X", "Cấp trên cũ", "UBND"), [middle])
    office = organisation.unit("T-HP", "Phòng", "PHONG", district, valid_to=date(2025, 6, 30))
    line = Lineage.objects.create(code="L2", kind="merge", effective=date(2026, 1, 1))
    line.sources.set([middle])
    line.targets.set([org.commune])

    hire(office)

    assert [total(unit, TODAY) for unit in (org.commune, district, Unit.objects.get(code="T-X"))] == [1, 1, 0]


def test_trend_counts_each_quarter_and_shares_make_a_hundred(org):
    mai = hire(org.desk, education="dai_hoc")
    hire(org.desk, "Lò Thị Lụa", date(2025, 5, 5), education="khac")
    add(mai, What.TRAINED, date(2025, 8, 1), education="tren_dai_hoc")
    days = counting.quarter_ends(2025, 2025, TODAY)

    table = counting.trend(scopes.scope(org.commune, TODAY), days, attributes.EDUCATION)

    assert {line.label: line.counts for line in table.lines if any(line.counts)} == {
        "Trên đại học": (0, 0, 1, 1),
        "Đại học": (1, 1, 0, 0),
        "Khác": (0, 1, 1, 1),
    }
    assert [sum(line.tenths[i] for line in table.lines) for i in range(4)] == [1000] * 4
    assert counting.quarter_ends(2026, 2026, TODAY)[-1] == TODAY


def test_quota_of_an_agency_holds_what_is_given_below_it(org):
    def give(unit, number, year=2026):
        told = {"decision": "7/QĐ", "decided_on": START, "by": org.officer, "now": NOW}
        services.set_quota(unit=unit, year=year, kind="cong_chuc", number=number, **told)

    give(org.desk, 4)
    found = lambda: quotas.total(quotas.latest(scopes.scope(org.commune, TODAY), [2025, 2026]), TODAY)  # noqa: E731
    assert found() == 4
    give(org.commune, 9)
    assert found() == 9, "the four are part of the nine"
    give(org.commune, 8)
    assert found() == 8, "the latest decision holds"
    assert quotas.total(quotas.latest(scopes.scope(org.commune, TODAY), [2025]), date(2025, 1, 1)) is None


def test_path_of_downsizing_goes_down_evenly(org):
    told = {"from_year": 2021, "from_number": 100, "to_year": 2026, "to_number": 93}
    path = services.plan_reduction(unit=org.commune, **told, decision="1/KH", decided_on=START, by=org.officer, now=NOW)

    found = quotas.milestones(path, {2021: 101, 2022: 98})

    assert [(one.wanted, one.over) for one in found] == [
        (100, 1),
        (99, -1),
        (98, None),
        (96, None),
        (95, None),
        (93, None),
    ]


BIRTHS = [date(1996, 2, 29), date(1994, 11, 18), date(1994, 11, 19), date(1964, 2, 29), date(1966, 3, 1), None]
DAYS = st.dates(date(2024, 2, 1), date(2027, 12, 31)) | st.sampled_from([date(2027, 2, 28), date(2028, 2, 29)])


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(on=DAYS)
def test_any_two_attributes_crossed_add_up_on_any_day(many, on):
    here = scopes.scope(many.commune, TODAY)
    staff = counting.key_figures(here, on).staff
    for by, across in (("age", "sex"), ("education", "field"), ("party", "ethnicity"), ("kind", "age")):
        table = counting.crossed(here, on, attributes.BY_NAME[by], attributes.BY_NAME[across])
        simple = counting.breakdown(here, on, attributes.BY_NAME[by])
        assert table.total == simple.total == staff == table.sums.sum
        assert [line.sum for line in table.lines] == [line.counts[0] for line in simple.lines]
        assert [sum(column) for column in zip(*(line.counts for line in table.lines), strict=True)] == list(
            table.sums.counts
        )
        assert all(sum(line.tenths) == 1000 for line in [*table.lines, table.sums] if line.tenths)
        assert sum(line.tenths[0] for line in simple.lines) == 1000
    found = counts(many.commune, on, "age")
    expected = Counter(_band(born, on) for born in BIRTHS * 2)
    assert found == expected
    assert sum(counting.by_agency(here, on).values()) == staff


def _band(born: date | None, on: date) -> str:
    if born is None:
        return "Chưa có số liệu"
    years = age(born, on)
    bands = [
        (30, "Từ 30 tuổi trở xuống"),
        (40, "Từ 31 đến 40 tuổi"),
        (50, "Từ 41 đến 50 tuổi"),
        (60, "Từ 51 đến 60 tuổi"),
    ]
    return next((words for oldest, words in bands if years <= oldest), "Trên 60 tuổi")


@pytest.fixture
def many(org):
    """Twelve people with all there is to know, or little."""
    rows = []
    for number, born in enumerate(BIRTHS * 2):
        values = {"full_name": f"Người {number}", "date_of_birth": born.isoformat() if born else None}
        values |= {"sex": "FM"[number % 2], "party": [True, False, None][number % 3], "field": ["Luật", ""][number % 2]}
        values |= {"education": ["dai_hoc", "khac", ""][number % 3], "ethnicity": ["Kinh", "Thái", "kinh"][number % 3]}
        rows.append(Given(What.APPOINTED, START, unit=[org.desk, org.field_office][number % 2], values=values))
    enter(*rows)
    return org
