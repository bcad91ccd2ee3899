"""Due dates, pauses and reminders of steps."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.support.org import NOON

from doanso.blocks.workflow import services
from doanso.blocks.workflow.models import Pause
from doanso.blocks.workflow.tests.making import DESK, act, begin, is_paused, only
from doanso.core.calendar.queries import calendar_for
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db


def test_step_is_due_after_its_working_minutes(org) -> None:
    case = begin(org, DESK)

    assert only(case).due_at == datetime(2026, 11, 18, 3, 30, tzinfo=UTC)  # 10:00 and 30 minutes


def test_supplement_stops_the_clock_by_exactly_its_working_minutes(org) -> None:
    case = begin(org, DESK)
    act(case, org.desk_officer, now=NOON)
    before = only(case).due_at

    asked = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # Wednesday 11:00
    act(case, org.field_officer, "supplement", comment="Thiếu bản sao", now=asked)
    with pytest.raises(Refused):
        act(case, org.field_officer, now=asked)
    answered = datetime(2026, 11, 19, 1, 0, tzinfo=UTC)  # Thursday 08:00
    services.resume(case_id=case.pk, by=org.stranger, now=answered)

    # Paused 11:00-11:30 and 13:30-17:00 on Wednesday, 07:00-08:00 on Thursday: 30 + 210 + 60 minutes.
    assert only(case).paused_minutes == 300
    assert only(case).due_at == calendar_for(org.desk.pk).add_minutes(before, 300)
    assert Pause.objects.get(case=case).ended_at == answered


def test_reminders_are_sent_once_however_often_the_sweep_runs(org) -> None:
    case = begin(org, DESK)
    due = only(case).due_at

    def sweep(moment: datetime) -> dict[str, int]:
        services.sweep(now=moment)
        return services.sweep(now=moment)

    assert services.sweep(now=due - timedelta(minutes=10)) == {"soon": 1, "due": 0, "late": 0}
    assert sweep(due) == {"soon": 0, "due": 0, "late": 0}
    assert sweep(due + timedelta(days=2)) == {"soon": 0, "due": 0, "late": 0}
    assert sorted(only(case).reminders.values_list("kind", flat=True)) == ["due", "late", "soon"]


def test_clock_stands_still_on_a_step_that_does_not_count(org) -> None:
    flow = {"steps": [{**DESK["steps"][0], "clock": False}, DESK["steps"][1]]}
    case = begin(org, flow)

    assert is_paused(case)
    act(case, org.desk_officer)
    assert not is_paused(case)
