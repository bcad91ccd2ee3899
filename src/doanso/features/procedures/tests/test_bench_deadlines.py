import pytest
from tests.support import org as organisation
from tests.support.org import NOON

from doanso.features.procedures import bench_deadlines as bench
from doanso.features.procedures.services import deadlines
from doanso.features.procedures.tests import office

pytestmark = pytest.mark.django_db


def test_every_deadline_of_the_bench_moves_each_time():
    org = office.build()
    organisation.seat(org.admin, org.commune, "giu_lich_chung")
    bench.fill(org.desk, 30)
    days = []
    for _turn in range(2):
        days.append(bench.one_more_day_off())
        assert deadlines.recompute(now=NOON) == {"dossiers": 30, "steps": 30}
    assert days[0] < days[1]
