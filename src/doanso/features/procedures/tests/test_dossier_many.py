"""A thousand running dossiers: a new version of their procedure changes none, a change of the calendar moves all."""

from datetime import date, datetime
from decimal import Decimal
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doanso.blocks.workflow import queries as workflow
from doanso.blocks.workflow.models import Activation
from doanso.features.procedures.models import Dossier
from doanso.features.procedures.services import deadlines
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.many import contents, multiply
from doanso.features.procedures.tests.office import NOON, STEPS
from doanso.lib.dates import VN

pytestmark = pytest.mark.django_db
MANY = 1_000


@pytest.fixture
def org():
    return office.build()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VN)


def test_new_version_changes_nothing_of_a_thousand_running_dossiers(org) -> None:
    first = office.submit(org.version)
    multiply(first, MANY)
    before = contents()
    check = {"key": "tham_dinh", "name": "Thẩm định", "assignee": "cong_chuc_linh_vuc", "minutes": 480}

    with CaptureQueriesContext(connection) as captured:
        second = office.publish(org.desk, name="Tên mới", limit=Decimal(1), flow={"steps": [check, *STEPS]})

    assert contents() == before
    assert [len(rows) for rows in before.values()] == [MANY] * 4
    assert [q["sql"] for q in captured if "procedures_dossier" in q["sql"] or "workflow_case" in q["sql"]] == []

    old, fresh = Dossier.objects.get(code="D-500"), office.submit(second)
    office.act(old, org.desk_officer)
    old = office.act(old, org.head)
    assert (old.version, old.status, old.due_at) == (org.version, 10, at(23, 10))
    assert [step.step for step in workflow.steps_taken(workflow.case_of(old))] == ["nhan", "ky"]
    assert (fresh.version, fresh.step_name, fresh.due_at) == (second, "Thẩm định", at(19, 10))


def test_day_off_moves_a_thousand_deadlines_with_their_steps_in_time(org) -> None:
    """CPU of this process, with room for a slow machine: ten thousand take about a second, and may take two."""
    multiply(office.submit(org.version), MANY)
    office.day_off(date(2026, 11, 18), org.admin, unit=org.commune)
    office.day_off(date(2026, 11, 20), org.admin, unit=org.commune)

    began = process_time()
    moved = deadlines.recompute(now=NOON)
    took = process_time() - began

    assert moved == {"dossiers": MANY, "steps": MANY}
    # Wednesday and Friday are off: counted from Thursday 7:00, a day each on Thursday, Monday and Tuesday.
    assert set(Dossier.objects.values_list("due_at", "promised_at")) == {(at(24, 17), at(23, 10))}
    assert set(Activation.objects.values_list("due_at", flat=True)) == {at(19, 8)}
    assert took < 1
