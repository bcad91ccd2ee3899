"""The procedures that are shipped are themselves without a mistake that the editor would not let through."""

import pytest
from tests.support.org import NOON

from doanso.blocks.workflow.linting import Facts, lint
from doanso.blocks.workflow.simulation import Work, simulate
from doanso.core.calendar.worktime import WorkCalendar
from doanso.core.units import services as units
from doanso.features.procedures.demo import content
from doanso.lib import demo

pytestmark = pytest.mark.django_db


def test_shipped_procedures_have_no_error_and_usually_keep_their_promise() -> None:
    units.seed_roles()
    calendar = WorkCalendar.build()

    for row in demo.data("procedures")["procedures"]:
        made = content(row)
        limit = int(made.limit * 480)
        facts = Facts(limit=limit, documents=made.documents, result=str(made.result))
        assert [finding for finding in lint(made.flow, facts) if finding.level == "error"] == [], row["code"]
        usual = simulate(made.flow, calendar, NOON, work=Work(limit=limit, runs=1)).paths[0]
        assert (usual.repeats, usual.minutes <= limit) == (False, True), row["code"]
