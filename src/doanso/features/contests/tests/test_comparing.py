"""A judge has the ranking made anew from the log and compared; where attempts are many, the worker grades."""

from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone
from tests.support.org import NOON

from doanso.core.audit.models import Event as Audit
from doanso.features.contests import jobs as fold_jobs
from doanso.features.contests import judging_jobs, tokens
from doanso.features.contests.models import Attempt, Event, Fold, Standing, What
from doanso.features.contests.queries import announcing as told
from doanso.features.contests.queries import comparing as compared
from doanso.features.contests.services import anchoring, answering, comparing, dropping, folding
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
    assert folding.to_fold(timezone.now()) == []  # in a job of its own
    fold_jobs.refold(one.round.pk)
    assert Standing.objects.get(entrant=one.an).score == 1
    assert (told.is_folding(one.round), Fold.objects.get().through == Fold.ANEW) == (False, False)
    assert Attempt.objects.count() == compared.MOST_AT_ONCE + 1


def test_a_log_that_its_owner_changed_is_not_what_the_trail_says(one):
    """The answer was right all along, says the changed log; attempts made anew from it would agree."""
    rows = Event.objects.filter(round_id=one.round.pk).order_by("id")
    lines = [
        f"{row.pk}|{row.entrant_id}|1|{row.what}|{row.seq}|{tokens.milliseconds(row.at)}|{row.device}|{row.data}"
        for row in rows
    ]
    digest = sha256(b"".join(sha256(line.encode()).digest() for line in lines)).hexdigest()
    laid = Audit.objects.get(kind=anchoring.KIND)
    assert (len(rows), laid.data) == (2, {"events": 2, "last": rows[1].pk, "sha256": digest})
    assert comparing.differences(one.round, judged.AFTER) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contests_event DISABLE TRIGGER contests_event_kept")
        cursor.execute("UPDATE contests_event SET device = 'khác' WHERE what = %s", [What.START])
    assert comparing.differences(one.round, judged.AFTER) == [compared.LOG]
    assert "nhật ký không còn như khi đợt thi kết thúc." in compared.sentence(one.round, *compared.LOG)


def test_a_log_that_goes_on_in_a_round_opened_again_still_holds(one):
    Fold.objects.update(finished=False)
    binh = sample.entrant(one.contest, "Bình")
    again = answering.start(one.round, entrant=binh, number=1, device="", now=NOON + timedelta(minutes=2))
    answering.submit(again, answers={}, guess=None, device="", now=NOON + timedelta(minutes=3))
    folding.rebuild(one.round, now=judged.AFTER)
    assert [event.data["events"] for event in Audit.objects.filter(kind=anchoring.KIND).order_by("id")] == [2, 4]
    assert anchoring.holds(one.round)
