"""Two at once, and a worker killed in the middle: all of a file is written once, or nothing of it."""

import subprocess
import sys
import time
from functools import partial

import psycopg
import pytest
from django.db import connection
from tests.support import live
from tests.support import org as organisation
from tests.support.org import NOON
from tests.support.together import at_once

from doanso.blocks.intake import services
from doanso.blocks.intake.models import Batch, Progress
from doanso.blocks.intake.tests import making
from doanso.core.accounts.models import Person
from doanso.core.audit.models import Event
from doanso.core.units import services as units
from doanso.lib.errors import AlreadyDone

pytestmark = pytest.mark.django_db(transaction=True)
HEADINGS = ("Họ và tên", "Số căn cước", "Nghề nghiệp", "Chi đoàn")
CCCD = "001204000022"
NEW = [(f"Người Mới {n}", f"0012050000{n:02}", "Sinh viên", "T-CD") for n in range(5)]
CHANGED = ("Vừ A Dính", CCCD, "Sinh viên", "T-CD")
WORKER = """
from doanso.cli.environment import start_django
start_django()
from django.utils import timezone
from doanso.blocks.intake import services
services.work(batch_id={}, now=timezone.now())
"""
BLOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_killed_worker_leaves_nothing_and_the_next_writes_everything_once() -> None:
    org = organisation.build()
    member = organisation.person("Vừ A Dính", cccd=CCCD)
    units.admit(person=member, unit=org.branch, since=organisation.SINCE, by=None, now=NOON)
    batch = making.previewed(org.secretary, org.branch, [*NEW, CHANGED], HEADINGS)
    services.confirm(batch_id=batch.pk, without_refused=False, by=org.secretary, now=NOON)
    people, events = Person.objects.count(), Event.objects.count()
    env = live.environment(8000)

    with psycopg.connect(env["DATABASE_URL"]) as other:
        other.execute("SELECT 1 FROM accounts_person WHERE id = %s FOR UPDATE", [member.pk])  # it has to wait here
        worker = subprocess.Popen([sys.executable, "-c", WORKER.format(batch.pk)], env=env)
        try:
            _until_blocked()
            assert Progress.objects.get(pk=batch.pk).done == 3  # half of the way, seen while its transaction is open
        finally:
            worker.kill()
            worker.wait()
        other.rollback()

    assert (Person.objects.count(), Event.objects.count()) == (people, events)
    assert Batch.objects.get(pk=batch.pk).state == "applying"

    work = partial(services.work, batch_id=batch.pk, now=NOON)
    assert at_once(work, work) == [0, 0]  # the job comes again, twice by mistake
    assert Batch.objects.get(pk=batch.pk).state == "applied"
    assert Person.objects.count() == people + 5
    assert Person.objects.filter(job="Sinh viên").count() == 6
    assert Event.objects.filter(kind="intake.applied").count() == 1


def _until_blocked() -> None:
    deadline = time.monotonic() + 60
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute(BLOCKED)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("The worker never came to the row.")


def test_two_confirmations_at_once_are_one_and_what_changed_under_way_stops_the_file() -> None:
    org = organisation.build()
    batch = making.previewed(org.secretary, org.branch, NEW, HEADINGS)
    confirm = partial(services.confirm, batch_id=batch.pk, without_refused=False, now=NOON)
    outcome = at_once(partial(confirm, by=org.secretary), partial(confirm, by=org.deputy))
    assert sorted(type(one).__name__ for one in outcome) == [AlreadyDone.__name__, Batch.__name__]

    organisation.person("Kẻ Đến Trước", cccd=NEW[3][1])
    batch = making.worked(batch)
    assert (batch.state, batch.counts) == ("ready", {"create": 4, "refuse": 1})
    assert not Person.objects.filter(full_name__startswith="Người Mới").exists()
