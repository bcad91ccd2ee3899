"""Deadlines follow the calendar: all of them, once it has changed."""

import threading
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from doanso.blocks.workflow import queries as workflow
from doanso.core.audit.models import Event
from doanso.core.calendar import queries as calendars
from doanso.core.inbox.models import Item
from doanso.features.procedures.models import Version
from doanso.features.procedures.queries.deadlines import count_from
from doanso.features.procedures.services import deadlines
from doanso.features.procedures.tests import office
from doanso.features.procedures.tests.office import NOON
from doanso.lib.dates import VN

pytestmark = pytest.mark.django_db
THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)  # NOON is the Wednesday before, 10:00


@pytest.fixture
def org():
    return office.build()


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VN)


def step_of(dossier):
    return workflow.open_steps(workflow.case_of(dossier)).get()


@pytest.mark.parametrize(
    ("unit", "limit", "due"),
    [
        ("hours", Decimal("2.5"), at(18, 14, 30)),  # 10:00-11:30 and 13:30-14:30
        ("days", 1, at(19, 10)),
        ("days", Decimal("0.5"), at(18, 16)),
        ("calendar", 2, at(20, 17)),
        ("calendar", 3, at(23, 17)),  # Saturday: the next day on which the office works
        ("none", 0, None),
    ],
)
def test_deadline_by_kind_of_limit(org, unit, limit, due) -> None:
    version = Version(limit_unit=unit, limit=Decimal(limit))

    assert count_from(version, org.desk, NOON) == (at(18, 10), due)


def test_day_off_moves_the_deadlines_of_dossier_step_and_inbox(org) -> None:
    dossier = office.submit(org.version)
    assert (dossier.due_at, step_of(dossier).due_at) == (at(23, 10), at(18, 11))
    office.day_off(FRIDAY, org.admin, unit=org.commune)
    office.day_off(date(2026, 11, 18), org.admin, unit=org.commune)

    assert deadlines.recompute(now=NOON) == {"dossiers": 1, "steps": 1}

    dossier.refresh_from_db()
    # Submitted on what is a day off now: counting begins on Thursday 7:00; Friday is off too.
    assert (dossier.due_at, dossier.promised_at) == (at(24, 17), at(23, 10))
    assert step_of(dossier).due_at == at(19, 8)
    assert Item.objects.get(kind="workflow.step").due_at == at(19, 8)
    event = Event.objects.get(kind="procedures.deadlines_moved")
    assert event.data == {"dossiers": 1, "steps": 1}
    assert deadlines.recompute(now=NOON) == {"dossiers": 0, "steps": 0}


def test_pause_is_kept_and_other_units_do_not_move(org) -> None:
    paused, finished = office.submit(org.version), office.submit(org.version)
    elsewhere = office.submit(office.publish(org.neighbour, code="T-2"))
    type(paused).objects.filter(pk=paused.pk).update(paused_minutes=60, due_at=at(23, 11))
    type(paused).objects.filter(pk=finished.pk).update(finished_at=NOON)
    office.day_off(FRIDAY, org.admin, unit=org.commune)

    assert deadlines.recompute(now=NOON)["dossiers"] == 1

    due = {row.pk: row.due_at for row in type(paused).objects.all()}
    assert due == {paused.pk: at(24, 11), finished.pk: at(23, 10), elsewhere.pk: at(23, 10)}


def test_recompute_asks_as_often_for_many_as_for_one(org) -> None:
    counts = []
    for day, more in ((FRIDAY, 1), (THURSDAY, 4)):
        for _turn in range(more):
            office.submit(org.version)
        office.day_off(day, org.admin, unit=org.commune)
        with CaptureQueriesContext(connection) as captured:
            deadlines.recompute(now=NOON)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_preview_counts_what_would_move(org) -> None:
    office.submit(org.version)
    office.submit(office.publish(org.neighbour, code="T-2"))
    entries = lambda day: [calendars.Entry(day, "holiday", "Nghỉ thử")]  # noqa: E731 only the day differs

    assert calendars.preview(org.commune, entries(FRIDAY), "keep").moving == 1  # the step is due before that day
    assert calendars.preview(org.commune, entries(date(2026, 11, 18)), "keep").moving == 2
    assert calendars.preview(org.commune, entries(date(2026, 11, 30)), "keep").moving == 0
    assert calendars.preview(org.neighbour, entries(FRIDAY), "keep").moving == 1


def test_change_of_the_calendar_leaves_one_job_for_the_worker(org) -> None:
    office.day_off(FRIDAY, org.admin, unit=org.commune)

    jobs = ProcrastinateJob.objects.filter(task_name="procedures.recompute")
    assert list(jobs.values_list("lock", flat=True)) == ["procedures.recompute"]


@pytest.mark.django_db(transaction=True)
def test_dossier_that_read_the_old_calendar_is_waited_for() -> None:
    org = office.build()
    read, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def submit() -> None:
        with transaction.atomic():
            office.submit(org.version)
            read.set()
            go_on.wait(20)
        connection.close()

    def recompute() -> None:
        deadlines.recompute(now=NOON)
        done.set()
        connection.close()

    threads = [threading.Thread(target=submit), threading.Thread(target=recompute)]
    threads[0].start()
    assert read.wait(20)
    office.day_off(FRIDAY, org.admin, unit=org.commune)
    threads[1].start()
    assert not done.wait(0.5)  # the new dossier is not committed yet: nobody can see it
    go_on.set()
    for thread in threads:
        thread.join(20)

    assert org.version.dossiers.get().due_at == at(24, 10)
