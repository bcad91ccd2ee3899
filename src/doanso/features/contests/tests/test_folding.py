import json
from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection
from django.db.models import F
from tests.support.org import NOON

from doanso.blocks.questions import kinds
from doanso.features.contests import reconciling
from doanso.features.contests.hot.app import database
from doanso.features.contests.models import Attempt, Counting, Entrant, Event, Fold, Item, Round, Standing, What
from doanso.features.contests.papers import compose
from doanso.features.contests.queries.pools import keys_of, pool_of
from doanso.features.contests.services import fold_statements as sql
from doanso.features.contests.services import folding
from doanso.features.contests.tests import sample

MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def s(db) -> SimpleNamespace:
    return sample.running()


def happened(round: Round, entrant: Entrant, what: What, at: datetime, data: dict, *, number: int = 1, seq: int = 0):
    values = {"round_id": round.pk, "entrant_id": entrant.pk, "number": number, "what": what, "seq": seq, "device": ""}
    Event.objects.create(**values, at=at, data=json.dumps(data, separators=(",", ":")))


def started(round: Round, entrant: Entrant, at: datetime, *, number: int = 1) -> None:
    """As the hot path writes it."""
    ends = at + 15 * MINUTE
    Attempt.objects.create(round=round, entrant=entrant, number=number, started_at=at, last_at=ends)
    happened(round, entrant, What.START, at, {"ends": int(ends.timestamp() * 1000)}, number=number)


def answers(round: Round, entrant: Entrant, *, right: int, number: int = 1) -> dict[str, object]:
    """The first `right` questions of this paper answered rightly, in the browser's language."""
    paper = compose(pool_of(round), secret=bytes(round.secret), entrant_id=entrant.pk, number=number)
    found = {}
    for place, (item, order) in enumerate(zip(paper.items[:right], paper.orders, strict=False)):
        reply = kinds.right_reply(item.kind, keys_of(round)[item.position])
        places = {option["key"]: order.index(n) for n, option in enumerate(item.options)}
        shown = [places[key] for key in reply] if isinstance(reply, list) else places.get(reply, reply)
        found[str(place)] = shown
    return found


def fold(s: SimpleNamespace, *, now: datetime) -> int:
    """As if every transaction so far were over: in a test all are one, and it still runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint + 1")
        return folding.fold_until(s.round, before=cursor.fetchone()[0], now=now)


def rows(round: Round) -> list[tuple]:
    fields = ("entrant", "number", "state", "score", "right", "milliseconds", "ended_at", "guess", "reply", "last_at")
    return list(Attempt.objects.filter(round=round).order_by("entrant", "number").values_list(*fields))


def test_what_was_handed_in_first_counts_and_rebuilding_gives_the_same(s):
    started(s.round, s.entrant, NOON)
    good, all_right = answers(s.round, s.entrant, right=9), answers(s.round, s.entrant, right=12)
    happened(s.round, s.entrant, What.SAVE, NOON + MINUTE, {"answers": all_right}, seq=1)
    happened(s.round, s.entrant, What.SUBMIT, NOON + 2 * MINUTE, {"answers": good, "guess": 40}, seq=2)
    happened(s.round, s.entrant, What.SUBMIT, NOON + 3 * MINUTE, {"answers": all_right}, seq=3)
    assert fold(s, now=NOON + 4 * MINUTE) == 1
    expected = [(s.entrant.pk, 1, "da_nop", Decimal(9), 9, 120_000, NOON + 2 * MINUTE, 40, good, NOON + 15 * MINUTE)]
    assert rows(s.round) == expected
    standing = Standing.objects.get()
    assert (standing.score, standing.milliseconds, standing.guess, standing.excluded) == (9, 120_000, 40, False)
    assert (fold(s, now=NOON + 5 * MINUTE), rows(s.round)) == (0, expected)
    Attempt.objects.update(score=12, state="het_gio", guess=1)
    Standing.objects.update(score=12)
    folding.rebuild(s.round, now=NOON + 6 * MINUTE)
    assert (rows(s.round), Standing.objects.get().score) == (expected, 9)
    Attempt.objects.all().delete()
    folding.rebuild(s.round, now=NOON + 6 * MINUTE)
    assert (rows(s.round), Standing.objects.get().score) == (expected, 9)


def test_when_time_was_over_what_was_saved_last_counts_until_a_late_submission_comes(s):
    started(s.round, s.entrant, NOON)
    silent = sample.entrant(s.contest, "Người Im")
    started(s.round, silent, NOON)
    for seq, right in ((2, 5), (1, 7)):
        saved = {"answers": answers(s.round, s.entrant, right=right)}
        happened(s.round, s.entrant, What.SAVE, NOON + seq * MINUTE, saved, seq=seq)
    assert fold(s, now=NOON + 15 * MINUTE + folding.LATE) == 0
    assert fold(s, now=NOON + 15 * MINUTE + folding.LATE + timedelta(seconds=1)) == 2
    assert [row[2:7] for row in rows(s.round)] == [
        ("het_gio", Decimal(5), 5, 900_000, NOON + 15 * MINUTE),
        ("het_gio", Decimal(0), 0, 900_000, NOON + 15 * MINUTE),
    ]
    at = NOON + 15 * MINUTE + timedelta(seconds=8)
    happened(s.round, s.entrant, What.SUBMIT, at, {"answers": answers(s.round, s.entrant, right=6)}, seq=3)
    Fold.objects.update(through=0)
    assert fold(s, now=LATER) == 1
    assert rows(s.round)[0][2:7] == ("da_nop", Decimal(6), 6, 900_000, at)
    assert Fold.objects.get().finished
    assert folding.to_fold(LATER) == []


@pytest.mark.parametrize(("counting", "number"), [(Counting.BEST, 2), (Counting.FIRST, 1), (Counting.LAST, 3)])
def test_the_attempt_that_counts(s, counting, number):
    Round.objects.update(counting=counting, attempts=3)
    s.round.refresh_from_db()
    for attempt, right in ((1, 3), (2, 8), (3, 5)):
        started(s.round, s.entrant, NOON + attempt * MINUTE, number=attempt)
        given = {"answers": answers(s.round, s.entrant, right=right, number=attempt)}
        happened(s.round, s.entrant, What.SUBMIT, NOON + attempt * MINUTE, given, number=attempt)
    fold(s, now=NOON + 5 * MINUTE)
    assert Standing.objects.get().attempt.number == number


def test_what_cannot_be_kept_or_understood_is_left_out_and_a_dropped_question_is_given_to_all(s):
    started(s.round, s.entrant, NOON)
    wild = {str(n): value for n, value in enumerate(["\ud800\0", [[]], {}, 10**30, -1, 0.5, None, "x" * 9000, [0, 0]])}
    good = answers(s.round, s.entrant, right=12)
    happened(s.round, s.entrant, What.SUBMIT, NOON + MINUTE, {"answers": wild | {"99": 1}})
    assert fold(s, now=NOON + MINUTE) == 1
    other = sample.entrant(s.contest, "Người Khác")
    started(s.round, other, NOON)
    happened(s.round, other, What.SUBMIT, NOON + MINUTE, {"answers": answers(s.round, other, right=12)})
    Item.objects.filter(position=3).update(dropped="Sai đề")
    folding.rebuild(s.round, now=NOON + 2 * MINUTE)
    assert ([row[3:5] for row in rows(s.round)], len(good)) == ([(Decimal(1), 1), (Decimal(12), 12)], 12)


def test_a_fold_does_not_pass_what_still_runs(s):
    """This test's own transaction runs: nothing of it is read yet."""
    started(s.round, s.entrant, NOON)
    happened(s.round, s.entrant, What.SUBMIT, NOON + MINUTE, {"answers": {}})
    assert folding.fold(s.round, now=NOON + 2 * MINUTE) == 0
    assert Attempt.objects.get().state == Attempt.State.RUNNING


def test_reconciling_finds_what_the_log_does_not_say(s):
    started(s.round, s.entrant, NOON)
    happened(s.round, s.entrant, What.SUBMIT, NOON + MINUTE, {"answers": answers(s.round, s.entrant, right=4)})
    fold(s, now=LATER)
    assert reconciling.run() == []
    stranger = sample.entrant(s.contest, "Người Không Thi")
    Attempt.objects.create(round=s.round, entrant=stranger, number=1, started_at=NOON, last_at=NOON)
    Standing.objects.update(score=12)
    assert reconciling.run() == [
        f"Cuộc thi thử – Đợt 1: kết quả được tính của người dự thi {s.entrant.pk} không khớp với nhật ký.",
        f"Cuộc thi thử – Đợt 1: lượt thi 1 của người dự thi {stranger.pk} không khớp với nhật ký.",
    ]
    assert (Standing.objects.get().score, Attempt.objects.count()) == (12, 2)


def test_a_round_is_not_finished_while_a_hand_in_is_still_to_be_read(s):
    """Another transaction held the fold up until long after the end."""
    started(s.round, s.entrant, NOON)
    fold(s, now=NOON)
    happened(s.round, s.entrant, What.SUBMIT, NOON + MINUTE, {"answers": answers(s.round, s.entrant, right=4)})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contests_event DISABLE TRIGGER contests_event_kept")
        cursor.execute("UPDATE contests_event SET xact = xact + 1 WHERE what = %s", [What.SUBMIT])
    fold(s, now=LATER)
    assert (rows(s.round)[0][2], Fold.objects.get().finished) == (Attempt.State.EXPIRED, False)
    Fold.objects.update(through=F("through") - 1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE contests_event SET xact = xact - 1 WHERE what = %s", [What.SUBMIT])
    fold(s, now=LATER)
    assert (rows(s.round)[0][2], Fold.objects.get().finished) == (Attempt.State.SUBMITTED, True)


@pytest.mark.django_db(transaction=True)
def test_rounds_that_run_are_folded_while_another_transaction_takes_long_and_stands_aside():
    s = sample.running()
    started(s.round, s.entrant, NOON)
    with psycopg.connect(**database(), autocommit=False) as other:
        other.execute("SELECT pg_current_xact_id()")
        happened(s.round, s.entrant, What.SUBMIT, NOON + MINUTE, {"answers": {}})
        assert folding.fold(s.round, now=NOON + 2 * MINUTE) == 0  # it may still write into the log
        other.execute(sql.ASIDE)
        assert folding.fold(s.round, now=NOON + 2 * MINUTE) == 1
        other.rollback()
