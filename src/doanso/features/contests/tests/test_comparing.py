"""A judge has the ranking made anew from the log and compared; where attempts are many, the worker grades."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone
from tests.support.org import NOON

from doanso.core.audit.models import Event as Audit
from doanso.features.contests import judging_jobs
from doanso.features.contests.models import Attempt, Fold, Standing
from doanso.features.contests.queries import announcing as told
from doanso.features.contests.queries import comparing as compared
from doanso.features.contests.services import answering, dropping, folding
from doanso.features.contests.tests import hot, judged, sample
from doanso.features.contests.tests.test_judging_pages import browser
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
HERE = "/to-chuc-thi/thi-thu/dot-1/"
MANY = """
    INSERT INTO contests_attempt (round_id, entrant_id, number, started_at, last_at, state, ended_at, score, "right")
    SELECT %s, id, 1, %s, %s, 'da_nop', %s, 0, 0 FROM unnest(%s::bigint[]) id
"""


@pytest.fixture
def one() -> SimpleNamespace:
    """A round that is over, in which one handed in an empty paper."""
    one = judged.over()
    one.an = sample.entrant(one.contest, "An")
    attempt = answering.start(one.round, entrant=one.an, number=1, device="", now=NOON)
    answering.submit(attempt, answers={}, guess=None, device="", now=NOON + timedelta(minutes=1))
    folding.rebuild(one.round, now=judged.AFTER)
    return one


def crowd(one: SimpleNamespace) -> None:
    """More attempts than are graded while somebody waits."""
    ids = [who.pk for who in hot.entrants(one.contest, compared.MOST_AT_ONCE)]
    with connection.cursor() as cursor:
        cursor.execute(MANY, [one.round.pk, NOON, NOON, NOON, ids])


def test_a_judge_sees_whether_the_ranking_is_what_the_log_says(one):
    client = browser(one.judge)

    def compare() -> str:
        assert client.post(HERE + "doi-chieu/").status_code == 302
        return client.get(HERE + "cong-bo/").content.decode()

    assert "Không có sai khác" in compare()
    Standing.objects.update(score=12)
    page = compare()
    assert f"kết quả được tính của người dự thi {one.an.pk} không khớp với nhật ký." in page
    assert "Không có sai khác" not in page
    assert Standing.objects.get().score == 12
    done = Audit.objects.filter(kind=compared.DONE).order_by("id")
    assert [(event.actor, event.data["number"]) for event in done] == [(one.judge, 0), (one.judge, 1)]


def test_the_worker_compares_many_and_is_asked_once(one):
    crowd(one)
    client = browser(one.judge)
    assert [client.post(HERE + "doi-chieu/").status_code for _turn in range(2)] == [302, 409]
    assert "Đang đối chiếu từ" in client.get(HERE + "cong-bo/").content.decode()
    judging_jobs.compare(one.round.pk, one.judge.pk)
    found = compared.last(one.round, timezone.now())
    assert (found.by, found.running) == (one.judge.full_name, False)
    assert (found.number, len(found.sentences)) == (compared.MOST_AT_ONCE, 20)  # those that no log knows


def test_the_worker_grades_many_anew_and_nothing_is_announced_meanwhile(one):
    crowd(one)
    client = browser(one.judge)
    why = {"reason": "Câu hỏi có hai đáp án đúng."}
    assert client.post(HERE + "cau-hoi/3/", why).status_code == 302
    assert Standing.objects.get(entrant=one.an).score == 0
    assert "Trong lúc chờ, điểm và xếp hạng vẫn như trước" in client.get(HERE + "cau-hoi/").content.decode()
    with pytest.raises(Refused):
        dropping.keep(item=one.round.items.get(position=3), reason=why["reason"], by=one.judge, now=judged.AFTER)
    assert told.is_folding(one.round)
    assert folding.to_fold(timezone.now()) == [one.round]
    folding.fold(one.round, now=timezone.now())
    assert Standing.objects.get(entrant=one.an).score == 1
    assert (told.is_folding(one.round), Fold.objects.get().through == Fold.ANEW) == (False, False)
    assert Attempt.objects.count() == compared.MOST_AT_ONCE + 1
