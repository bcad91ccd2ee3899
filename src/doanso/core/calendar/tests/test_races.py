"""Several administrators at once, on a real database: nothing is lost, nobody overwrites what they have not seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from doanso.core.audit.models import Event
from doanso.core.calendar import queries, services
from doanso.core.calendar.models import Day, Kind, Revision
from doanso.lib.errors import AlreadyDone

from .factories import offices

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = date(2026, 6, 1)


def together(*jobs):
    """Start all at the same moment; gives what each returned, or the refusal."""
    start = Barrier(len(jobs))

    def run(job):
        try:
            start.wait(timeout=10)
            return job()
        except AlreadyDone as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result(timeout=30) for future in [pool.submit(run, job) for job in jobs]]


def test_different_days_at_once_are_all_kept(now):
    here = offices(now)

    def job(number, by):
        return lambda: services.set_day(
            day=FIRST + timedelta(days=number), kind=Kind.HOLIDAY, name="Thử", seen=0, by=by, now=now
        )

    together(*[job(number, here.chief) for number in range(6)])
    assert Day.objects.count() == 6
    assert sorted(Day.objects.values_list("revision", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert (Revision.objects.get().number, Event.objects.filter(kind="calendar.day_set").count()) == (6, 6)
    calendar = queries.calendar_for()
    assert (calendar.version, calendar.is_working_day(FIRST)) == (6, False)


def test_same_day_at_once_has_one_winner(now):
    here = offices(now)

    def job(name):
        return lambda: services.set_day(day=FIRST, kind=Kind.HOLIDAY, name=name, seen=0, by=here.chief, now=now)

    outcomes = together(job("Một"), job("Hai"))
    winners = [outcome for outcome in outcomes if isinstance(outcome, Day)]
    losers = [outcome for outcome in outcomes if isinstance(outcome, AlreadyDone)]
    assert (len(winners), len(losers), losers[0].who) == (1, 1, "Trần Chủ Tịch")
    assert Day.objects.get().name == winners[0].name
