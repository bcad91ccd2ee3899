"""The nearest seat, by looking at every holder and every unit in Python, and as the database finds it."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.support import org as organisation

from doanso.core.units import queries
from doanso.core.units.models import Position, Unit
from doanso.core.units.queries import seats

pytestmark = pytest.mark.django_db
TODAY, LONG_AGO = date(2026, 11, 18), date(2020, 1, 1)


def tree(org, chance: random.Random) -> list[Unit]:
    """Names that are the beginning of others, and a unit that is gone."""
    made, above = [], [org.province]
    for _level in range(3):
        below = []
        for parent in above:
            for code in (f"{parent.code}1", f"{parent.code}-1", f"{parent.code}10", f"{parent.code}a"):
                gone = TODAY - timedelta(days=1) if chance.random() < 0.1 else None
                path = f"{parent.path}{code}/"
                unit = Unit(code=code, name=code, type_id="CHI_DOAN", parent=parent, path=path, valid_to=gone)
                unit.valid_from = LONG_AGO
                below.append(unit)
        Unit.objects.bulk_create(below)
        made, above = made + below, below
    return made


def seat(units: list[Unit], role: str, person) -> None:
    held = [Position(person=person, unit=unit, role_id=role, valid_from=LONG_AGO) for unit in units]
    for number, position in enumerate(held):
        position.valid_to = TODAY - timedelta(days=2) if number % 7 == 3 else None
    Position.objects.bulk_create(held)


def plainly(role: str, unit: Unit) -> str | None:
    """One holder after the other."""
    now = [p.unit for p in Position.objects.filter(role_id=role).select_related("unit") if stands(p) and stands(p.unit)]
    codes = unit.path.strip("/").split("/")
    for length in range(len(codes), 0, -1):
        path = "/" + "/".join(codes[:length]) + "/"
        if below := sorted((one.path.encode(), one.code) for one in now if one.path.startswith(path)):
            return below[0][1]
    return None


def stands(row: Unit | Position) -> bool:
    return row.valid_from <= TODAY and (row.valid_to is None or row.valid_to >= TODAY)


@pytest.mark.parametrize("seed", range(3))
def test_nearest_seat_is_the_one_that_looking_at_all_of_them_finds(seed) -> None:
    org, chance = organisation.build(), random.Random(seed)
    made, person = tree(org, chance), organisation.person("Ngô Văn Ghế")
    seat(chance.sample(made, 70), "pho_bi_thu", person)  # of each branch
    seat(chance.sample(made, 4), "chu_tai_khoan", person)
    assert Position.objects.filter(role_id="pho_bi_thu", valid_to=None).count() > seats.FEW

    asked = [*chance.sample(made, 25), org.province, org.desk]
    for role in ("pho_bi_thu", "chu_tai_khoan", "tham_dinh"):
        found = {one.code: queries.nearest_with(role, one, TODAY) for one in asked}
        assert {code: one and one.code for code, one in found.items()} == {
            one.code: plainly(role, one) for one in asked
        }


def test_rare_seat_costs_one_statement_and_common_one_two() -> None:
    org = organisation.build()
    made, person = tree(org, random.Random(1)), organisation.person("Ngô Văn Ghế")
    standing = [unit for unit in made if unit.valid_to is None]
    seat(standing, "pho_bi_thu", person)
    seat(standing[:1], "chu_tai_khoan", person)
    for role, most in (("chu_tai_khoan", 1), ("pho_bi_thu", 2)):
        queries.nearest_with(role, org.province, TODAY)  # kinds of units are remembered
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.nearest_with(role, standing[-1], TODAY)
        assert len(asked) == most
