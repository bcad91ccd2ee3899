"""Doubts, exclusions, appeals and the announcement, by their services."""

from datetime import timedelta
from typing import Any

import pytest
from tests.support.org import NOON

from doanso.core.audit.models import Event as Audit
from doanso.core.notify.models import Notification
from doanso.features.contests.models import Exclusion, Flag, Prize, Result, Round, Standing
from doanso.features.contests.queries import announcing as told
from doanso.features.contests.queries import ranking
from doanso.features.contests.services import announcing, certifying, flagging, judging
from doanso.features.contests.tests import judged
from doanso.lib.errors import AlreadyDone, Forbidden, Refused

pytestmark = pytest.mark.django_db
AFTER = judged.AFTER
WHY = "Hai bài làm trên cùng một máy."


def ranks(round: Round) -> list[tuple[int, str]]:
    names = {one.pk: one.full_name for one in round.contest.entrants.all()}
    return [(place.rank, names[place.entrant_id]) for place in ranking.people(round)]


def test_doubts_are_raised_once_and_exclude_nobody():
    """By hand: An and Bình share a device; Bình began 60 s after An on their network; An and An have one name; Dũng
    read nothing in 2 s; Chi's school has many on one network."""
    one = judged.over()
    an = judged.stand(one.round, "Nguyễn An", 3, device="m1", network="n1", birth_year=2009)
    binh = judged.stand(
        one.round, "Trần Bình", 4, seconds=60, ended=NOON + timedelta(seconds=120), device="m1", network="n1"
    )
    an2 = judged.stand(one.round, "NGUYỄN AN", 5, birth_year=2009)
    dung = judged.stand(one.round, "Dũng", 12, seconds=2)
    for i in range(flagging.AT_HOME + 1):
        judged.stand(one.round, f"Chi {i}", 1, seconds=30, ended=NOON + timedelta(minutes=i), network="truong")
    new = flagging.raise_flags(round=one.round, by=None, now=AFTER)
    assert new == {"thiet_bi": 1, "mang": 1, "ho_ten": 1, "toc_do": 1}
    assert sorted(one.round.flags.values_list("kind", "entrant", "other")) == sorted(
        [("thiet_bi", an.pk, binh.pk), ("mang", an.pk, binh.pk), ("ho_ten", an.pk, an2.pk), ("toc_do", dung.pk, None)]
    )
    assert one.round.flags.get(kind="mang").evidence == {"seconds": 60, "count": 2}
    assert not Standing.objects.filter(excluded=True).exists()
    assert flagging.raise_flags(round=one.round, by=None, now=AFTER) == {}


def test_a_doubt_is_decided_once_and_by_who_may():
    one = judged.over()
    an = judged.stand(one.round, "An", 3, device="m1", email="an@example.org")
    binh = judged.stand(one.round, "Bình", 4, device="m1")
    other = judged.stand(one.round, "Chi", 5)
    flagging.raise_flags(round=one.round, by=None, now=AFTER)
    flag = Flag.objects.get()

    def decide(by: Any, whom: Any = None, note: str = WHY) -> Flag:
        return judging.decide(flag=flag, exclude_whom=whom, note=note, by=by, now=AFTER)

    for refused, how in (
        (Forbidden, {"by": one.org.stranger}), (Forbidden, {"by": one.org.base_secretary}),
        (Refused, {"by": one.judge, "whom": other}), (Refused, {"by": one.judge, "note": "vì"}),
    ):  # fmt: skip
        with pytest.raises(refused):
            decide(**how)
    decide(one.judge, an)
    assert ranks(one.round) == [(1, "Chi"), (2, "Bình")]
    assert Exclusion.objects.get().reason == WHY
    assert Notification.objects.get(kind="contests.excluded").address == "an@example.org"
    assert (
        list(Audit.objects.filter(kind__in=["contests.excluded", "contests.flag_decided"]).values_list("actor"))
        == [(one.judge.pk,)] * 2
    )
    with pytest.raises(AlreadyDone) as again:
        decide(one.second, binh)
    assert again.value.who == one.judge.full_name


def test_an_appeal_is_made_once_by_the_entrant_and_answered_by_somebody_else():
    one = judged.over()
    an, binh = judged.stand(one.round, "An", 3), judged.stand(one.round, "Bình", 2)
    made = judging.exclude(round=one.round, entrant=an, reason=WHY, by=one.judge, now=AFTER)
    with pytest.raises(Forbidden):
        judging.appeal(exclusion=made, words=WHY, entrant=binh, now=AFTER)
    with pytest.raises(Refused):  # nobody has appealed
        judging.answer(exclusion=made, granted=True, words=WHY, by=one.second, now=AFTER)
    judging.appeal(exclusion=made, words="Đây là máy của thư viện.", entrant=an, now=AFTER)
    with pytest.raises(AlreadyDone):
        judging.appeal(exclusion=made, words="Một lần nữa, xin xem lại.", entrant=an, now=AFTER)
    with pytest.raises(Forbidden):
        judging.answer(exclusion=made, granted=False, words=WHY, by=one.judge, now=AFTER)
    with pytest.raises(Refused):  # while it waits
        announcing.announce(round=one.round, by=one.judge, now=AFTER)
    assert list(Notification.objects.filter(kind="contests.appealed").values_list("recipient")) == [(one.second.pk,)]
    judging.answer(exclusion=made, granted=True, words=WHY, by=one.second, now=AFTER)
    assert ranks(one.round) == [(1, "An"), (2, "Bình")]
    judging.exclude(round=one.round, entrant=an, reason=WHY, by=one.judge, now=AFTER)  # another reason, another appeal


def test_what_is_announced_stays_until_it_is_taken_back_with_a_reason():
    one = judged.over(tie_breaks=["time"])
    Prize.objects.create(contest=one.contest, name="Giải Nhì", first=2, last=3)
    Prize.objects.create(contest=one.contest, name="Giải tập thể", first=1, last=1, for_units=True)
    an, binh, chi = (
        judged.stand(one.round, name, score, unit=one.org.branch)
        for name, score in (("An", 9), ("Bình", 9), ("Chi", 8))
    )
    for by, now, refused in (
        (one.org.stranger, AFTER, Forbidden), (one.judge, NOON, Refused),
        (one.judge, one.round.closes_at + timedelta(seconds=1), Refused),
    ):  # fmt: skip
        with pytest.raises(refused):
            announcing.announce(round=one.round, by=by, now=now)
    round = announcing.announce(round=one.round, by=one.judge, now=AFTER)
    assert [(one.rank, one.entrant, one.prize.name) for one in told.people(round)] == [
        (1, an, "Giải Nhất"), (1, binh, "Giải Nhất"), (3, chi, "Giải Nhì")
    ]  # fmt: skip
    assert [(one.rank, one.unit, one.figures, one.prize.name) for one in told.units(round)] == [
        (1, one.org.base, {"entrants": 3, "took": 0, "members": 5, "rate": "0,0%", "mean": "8.67"}, "Giải tập thể")
    ]
    with pytest.raises(AlreadyDone):
        announcing.announce(round=one.round, by=one.second, now=AFTER)
    with pytest.raises(Refused):
        judging.exclude(round=one.round, entrant=an, reason=WHY, by=one.judge, now=AFTER)
    Standing.objects.filter(entrant=chi).update(score=12)
    assert [one.rank for one in told.people(round)] == [1, 1, 3]
    paper = certifying.issue_own(result=Result.objects.get(entrant=an), entrant=an, by=None, now=AFTER)
    later = AFTER + timedelta(hours=1)
    round = announcing.take_back(round=one.round, reason="Chấm lại câu 5.", by=one.judge, now=later)
    assert [*told.people(round), *told.units(round)] == []
    paper.refresh_from_db()
    assert (paper.revoked_at, paper.reason) == (later, "Chấm lại câu 5.")
    judging.exclude(round=one.round, entrant=binh, reason=WHY, by=one.judge, now=later)
    round = announcing.announce(round=one.round, by=one.judge, now=later)
    assert [(one.rank, one.entrant) for one in told.people(round)] == [(1, chi), (2, an)]
    same = certifying.issue_own(result=Result.objects.get(entrant=an), entrant=an, by=None, now=later)
    assert (same.code, same.revoked_at) == (paper.code, None)


def test_a_large_ranking_is_counted_for_the_planner_as_soon_as_it_is_written(
    monkeypatch, django_assert_max_num_queries
):
    """Who comes for the result comes at once, before the database would count by itself."""
    monkeypatch.setattr(announcing, "PIECE", 2)
    one = judged.over()
    for name in ("An", "Bình"):
        judged.stand(one.round, name, 5)
    with django_assert_max_num_queries(200) as asked:
        announcing.announce(round=one.round, by=one.judge, now=AFTER)
    said = [query["sql"].strip() for query in asked.captured_queries]
    written = max(number for number, sql in enumerate(said) if sql.startswith("INSERT INTO contests_result"))
    assert "ANALYZE contests_result" in said[written:]
    assert ranks(one.round) == [(1, "An"), (1, "Bình")]
