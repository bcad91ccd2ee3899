"""What judges ask of all papers of a large round is made by the worker, and kept."""

from datetime import timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.support.org import NOON

from doanso.core.accounts.models import User
from doanso.features.contests import judging_jobs
from doanso.features.contests.models import Flag, Work
from doanso.features.contests.queries import comparing, statistics
from doanso.features.contests.queries import working as queries
from doanso.features.contests.services import working
from doanso.features.contests.tests import judged
from doanso.features.contests.tests.judged import AFTER
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
PAGE = "/to-chuc-thi/thi-thu/dot-1/"


@pytest.fixture
def one(monkeypatch):
    monkeypatch.setattr(comparing, "MOST_AT_ONCE", 1)
    one = judged.over()
    for name in ("An", "Bình", "Chi"):
        judged.stand(one.round, name, 5, device="m1" if name != "Chi" else "")
    one.client = Client()
    one.client.force_login(User.objects.create_user("0900000991", person=one.judge))
    return one


def done(one):
    job = ProcrastinateJob.objects.get(task_name=working.JOB)
    judging_jobs.work(**job.args)


def test_figures_of_a_large_round_are_made_by_the_worker_and_shown_from_what_it_kept(one):
    assert one.client.get(f"{PAGE}cau-hoi/").context["rows"] == []
    assert one.client.post(f"{PAGE}cau-hoi/").status_code == 302
    shown = one.client.get(f"{PAGE}cau-hoi/")
    assert (shown.context["work"].running, shown.context["work"].total, shown.context["rows"]) == (True, 3, [])
    assert one.client.post(f"{PAGE}cau-hoi/").status_code == 409  # once at a time
    done(one)
    rows = one.client.get(f"{PAGE}cau-hoi/").context["rows"]
    straight = statistics.rows(one.round, statistics.sums(one.round))
    assert [(row.sums, row.facility, row.discrimination) for row in rows] == [
        (row.sums, row.facility, row.discrimination) for row in straight
    ]
    assert [row.sums.asked for row in rows] == [3] * 12


def test_doubts_of_a_large_round_are_looked_for_by_the_worker(one):
    assert one.client.post(f"{PAGE}nghi-van/tim/").status_code == 302
    assert not Flag.objects.exists()
    done(one)
    assert Flag.objects.get().kind == Flag.Kind.DEVICE
    work = one.client.get(f"{PAGE}nghi-van/").context["work"]
    assert (work.figures, work.done, work.running) == ({"thiet_bi": 1}, 3, False)


def test_work_that_never_came_may_be_asked_for_again_and_after_the_end_it_is_made_once(one):
    given = {"round": one.round, "what": Work.What.ITEMS, "by": one.judge}
    working.ask(**given, now=AFTER)
    with pytest.raises(Refused):
        working.ask(**given, now=AFTER + timedelta(minutes=59))
    working.ask(**given, now=AFTER + timedelta(minutes=61))
    assert not queries.is_looked_through(one.round)
    working.prepare(one.round, now=NOON + timedelta(hours=4))
    assert queries.is_looked_through(one.round)
    assert Work.objects.filter(made_at=NOON + timedelta(hours=4)).count() == 2
