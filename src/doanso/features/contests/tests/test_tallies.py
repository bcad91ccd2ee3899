"""What the live board adds up is what a count over attempts and standings gives, however they came to be."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Avg
from tests.support.org import NOON

from doanso.features.contests import reconciling
from doanso.features.contests.models import Attempt, Fold, Round, Standing, Tally, What
from doanso.features.contests.queries import board
from doanso.features.contests.services import folding, judging
from doanso.features.contests.tests import sample
from doanso.features.contests.tests.test_folding import answers, fold, happened, started

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
WHY = "Hai bài làm trên cùng một máy."


def counted(round: Round) -> tuple:
    """From the rows themselves."""
    papers = Attempt.objects.filter(round=round)
    done = papers.exclude(state=Attempt.State.RUNNING)
    mean = Standing.objects.filter(round=round, excluded=False).aggregate(mean=Avg("score"))["mean"]
    return papers.filter(number=1).count(), papers.count(), done.count(), mean and round_(mean)


def round_(mean: Decimal) -> Decimal:
    return mean.quantize(Decimal("0.01"))


def shown(round: Round) -> tuple:
    found = board._counted(round, NOON)
    sums = [(sum(one.started for one in found.slices), sum(one.finished for one in found.slices))]
    assert sums == [(found.attempts, found.finished)]
    return found.started, found.attempts, found.finished, found.mean


def beyond() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint + 1")
        return cursor.fetchone()[0]


@pytest.fixture
def s() -> SimpleNamespace:
    s = sample.running()
    s.others = [sample.entrant(s.contest, f"Người {n}", unit=s.org.branch) for n in range(3)]
    started(s.round, s.entrant, NOON)
    for one in s.others[:2]:
        started(s.round, one, NOON + 3 * MINUTE)
    return s


def test_the_board_shows_what_a_count_gives_after_each_fold(s):
    """By hand: one began at 12:00, two at 12:03, a second paper at 12:05, and one more at 12:06."""
    Round.objects.update(attempts=2)
    s.round.refresh_from_db()
    happened(s.round, s.others[0], What.SUBMIT, NOON + 4 * MINUTE, {"answers": answers(s.round, s.others[0], right=4)})
    fold(s, now=NOON + 4 * MINUTE)
    assert shown(s.round) == counted(s.round) == (3, 3, 1, Decimal(4))
    s.round.refresh_from_db()
    Fold.objects.update(through=beyond())  # what comes now belongs to the next transactions
    started(s.round, s.others[0], NOON + 5 * MINUTE, number=2)
    started(s.round, s.others[2], NOON + 6 * MINUTE)
    right = answers(s.round, s.others[0], right=9, number=2)
    happened(s.round, s.others[0], What.SUBMIT, NOON + 6 * MINUTE, {"answers": right}, number=2)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contests_event DISABLE TRIGGER contests_event_kept")
        cursor.execute("UPDATE contests_event SET xact = xact + 2 WHERE at >= %s", [NOON + 5 * MINUTE])
    folding.fold_until(s.round, before=beyond() + 2, now=NOON + 7 * MINUTE)
    assert shown(s.round) == counted(s.round) == (4, 5, 2, Decimal(9))
    found = board._counted(s.round, NOON)
    assert [(one.start, one.started, one.finished) for one in found.slices if one.started] == [
        (NOON, 1, 0), (NOON + 3 * MINUTE, 2, 1), (NOON + 5 * MINUTE, 1, 1), (NOON + 6 * MINUTE, 1, 0)
    ]  # fmt: skip
    assert [(of.unit, of.started, of.finished) for of in found.units] == [(s.org.branch, 3, 1)]


def test_folding_again_excluding_and_rebuilding_leave_the_sums_right(s):
    for one, right in ((s.entrant, 3), (s.others[0], 6)):
        at = NOON + 4 * MINUTE
        happened(s.round, one, What.SUBMIT, at, {"answers": answers(s.round, one, right=right)})
    fold(s, now=NOON + 5 * MINUTE)
    Fold.objects.update(through=0)
    fold(s, now=NOON + 5 * MINUTE)
    assert shown(s.round) == counted(s.round) == (3, 3, 2, Decimal("4.50"))
    judging.exclude(round=s.round, entrant=s.entrant, reason=WHY, by=s.org.province_secretary, now=NOON)
    assert shown(s.round) == counted(s.round) == (3, 3, 2, Decimal(6))
    fold(s, now=NOON + 5 * MINUTE)  # nothing is new
    Tally.objects.all().delete()
    Fold.objects.update(points=1)
    folding.rebuild(s.round, now=NOON + 60 * MINUTE)
    fold(s, now=NOON + 60 * MINUTE)  # starts of a transaction that still runs, as this one, are left to it
    assert shown(s.round) == counted(s.round) == (3, 3, 3, Decimal(3))  # time was over for one, who answered nothing
    assert reconciling.run() == []


def test_a_round_made_and_ranked_in_one_transaction_counts_each_start_once(s):
    """As a demonstration is."""
    folding.rebuild(s.round, now=s.round.closes_at + 60 * MINUTE)
    assert shown(s.round) == counted(s.round) == (3, 3, 3, Decimal(0))
    assert reconciling.run() == []
    Fold.objects.update(finished=False)
    assert reconciling.run() == []
