"""Nothing gives away what a contest keeps to itself: not practice, not review, not the bank."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.support.org import build

from doanso.blocks.questions import queries as bank
from doanso.features.contests.models import Attempt, Contest, Round, Show, State
from doanso.features.contests.queries import entrants, practising, reviewing, secrecy
from doanso.features.contests.tests import sample

SECOND = timedelta(seconds=1)


@pytest.fixture
def s():
    org = build()
    questions = sample.bank(org.province)
    contest = sample.contest(org.province, questions, practice=True)
    round = sample.frozen(contest.rounds.get())
    return contest, round


def numbers(contest, round):
    """How many may be practised ten seconds after the end, and a second later; whether entrants see their answers."""
    contest.refresh_from_db()
    last = round.closes_at + timedelta(seconds=10)
    moments = (round.closes_at, last, last + SECOND)
    return [(len(practising.questions(contest, now)), secrecy.is_open(contest, round, now)) for now in moments]


@pytest.mark.django_db
def test_practice_and_review_open_when_no_paper_can_come_in_and_the_contest_says_so(s):
    contest, round = s
    shut, open_ = (0, False), (12, True)
    assert numbers(contest, round) == [shut, shut, open_]
    Contest.objects.update(show=Show.NEVER)
    assert numbers(contest, round) == [shut, shut, shut]
    Contest.objects.update(show=Show.ANNOUNCED)
    assert numbers(contest, round) == [shut, shut, shut]
    Contest.objects.update(state=State.CANCELLED)  # nothing will ever be announced
    assert numbers(contest, round) == [shut, shut, (12, False)]
    Contest.objects.update(state=State.PUBLISHED)
    Round.objects.update(announced_at=round.closes_at)
    round.refresh_from_db()
    assert numbers(contest, round) == [shut, shut, open_]


@pytest.mark.django_db
def test_the_bank_opens_a_key_only_when_the_last_paper_is_in(s):
    _contest, round = s
    asked = list(round.items.values_list("question", flat=True))
    last = round.closes_at + timedelta(seconds=10)
    assert [len(bank.locked(asked, now)) for now in (last - SECOND, last)] == [12, 0]


@pytest.mark.django_db
def test_a_review_leaves_out_what_another_round_asks_too(s):
    contest, round = s
    entrant = sample.entrant(contest)
    done = {"started_at": round.opens_at, "last_at": round.closes_at, "ended_at": round.closes_at}
    attempt = Attempt.objects.create(
        round=round, entrant=entrant, number=1, state=Attempt.State.SUBMITTED, reply={"0": 0}, score=3, right=3, **done
    )
    other = sample.contest(contest.unit, contest.rounds.get().lines.get().bank, code="thi-khac")
    later = other.rounds.get()
    now = timezone.now()
    Round.objects.filter(pk=round.pk).update(opens_at=now - timedelta(hours=3), closes_at=now - timedelta(hours=2))
    Round.objects.filter(pk=later.pk).update(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=2))
    attempt.refresh_from_db()
    assert not any(one.kept for one in reviewing.review(attempt, now))
    later.refresh_from_db()
    sample.frozen(later)
    told = reviewing.review(attempt, now)
    assert {(one.kept, one.right, one.share, one.explanation) for one in told} == {(True, "", None, "")}
    client = Client()
    client.cookies[entrants.cookie_name(contest)] = entrants.cookie_value(entrant)
    page = client.get(f"/cuoc-thi/{contest.code}/dot-1/xem-lai/1/").content.decode()
    assert (page.count("Tạm giữ kín"), "Giải thích của câu" in page) == (12, False)


@pytest.mark.django_db
def test_points_wait_for_the_end_of_the_round_where_the_contest_says_so(s):
    contest, round = s
    entrant, now = sample.entrant(contest), timezone.now()
    opened, minute = now - timedelta(hours=1), timedelta(minutes=1)
    done = {"started_at": opened, "last_at": opened + 15 * minute, "ended_at": opened + minute}
    Attempt.objects.create(round=round, entrant=entrant, number=1, state=Attempt.State.SUBMITTED, score=3, **done)
    client = Client()
    client.cookies[entrants.cookie_name(contest)] = entrants.cookie_value(entrant)

    def shown(*, at_once: bool, closes: timedelta) -> tuple[bool, bool]:
        Contest.objects.update(score_at_once=at_once)
        Round.objects.update(opens_at=opened, closes_at=now + closes)
        page = client.get(f"/cuoc-thi/{contest.code}/dot-1/").content.decode()
        return "3 điểm" in page, "Điểm hiện ở đây khi hết đợt thi." in page

    assert shown(at_once=True, closes=minute) == (True, False)
    assert shown(at_once=False, closes=minute) == (False, True)
    assert shown(at_once=False, closes=-minute) == (True, False)
