from datetime import timedelta

import pytest
from django.utils import timezone
from tests.support.org import NOON, person

from doanso.core.units import services as units
from doanso.features.contests.models import Standing
from doanso.features.contests.queries import announced, ranking, unit_ranking
from doanso.features.contests.services import announcing, withdrawing
from doanso.features.contests.tests import judged

pytestmark = pytest.mark.django_db


def test_equal_in_all_is_equal_in_rank_and_the_first_agree_with_the_whole():
    """By hand: An 10; Bình and Chi 8 in 200 s; Dũng 8 in 300 s; Em 2; Gia is excluded."""
    one = judged.over(tie_breaks=["time"])
    for name, score, seconds in (("An", 10, 400), ("Bình", 8, 200), ("Chi", 8, 200), ("Dũng", 8, 300), ("Em", 2, 10)):
        judged.stand(one.round, name, score, seconds=seconds)
    gone = judged.stand(one.round, "Gia", 12)
    Standing.objects.filter(entrant=gone).update(excluded=True)
    names = {entrant.pk: entrant.full_name for entrant in one.contest.entrants.all()}
    whole = [(place.rank, names[place.entrant_id]) for place in ranking.people(one.round)]
    assert whole == [(1, "An"), (2, "Bình"), (2, "Chi"), (4, "Dũng"), (5, "Em")]
    first = ranking.first(one.round, 3)
    assert [(place.rank, names[place.entrant_id]) for place in first] == whole[:3]


def test_the_guess_counts_by_its_distance_then_who_was_earlier():
    """Two had everything right: a guess of 3 and one of 1 are off by one, one of 9 by seven, none is behind all."""
    one = judged.over(tie_breaks=["guess", "earliest"])
    for minute, (name, score, guess) in enumerate(
        [("An", 12, 9), ("Bình", 12, 3), ("Chi", 11, 1), ("Dũng", 11, 3), ("Em", 11, None)]
    ):
        ended = NOON + timedelta(minutes=minute)
        judged.stand(one.round, name, score, ended=ended, guess=guess, right=score)
    names = {entrant.pk: entrant.full_name for entrant in one.contest.entrants.all()}
    found = [(place.rank, names[place.entrant_id], place.gap) for place in ranking.people(one.round)]
    assert found == [(1, "Bình", 1), (2, "An", 7), (3, "Chi", 1), (4, "Dũng", 1), (5, "Em", None)]
    first = ranking.first(one.round, 9)
    assert [(place.rank, names[place.entrant_id], place.gap) for place in first] == found


def test_units_stand_by_the_share_of_their_members_with_all_below_on_the_day_of_the_end():
    """The school has five members in its first branch; one more came a day too late. Two took part: 40,0%, though four
    came for it: one is a namesake of a member, one is none."""
    one = judged.over()
    org = one.org
    judged.stand(one.round, "truong my anh", 10, unit=org.branch)
    judged.stand(one.round, "Phạm Tuấn Kiệt", 5, unit=org.base)
    judged.stand(one.round, "Trương Mỹ Anh", 6, unit=org.branch)
    judged.stand(one.round, "Bạn Cùng Lớp", 3, unit=org.branch)
    judged.stand(one.round, "Chi", 12, unit=org.commune)  # no member belongs there
    judged.stand(one.round, "Dũng", 12)  # of no unit
    units.admit(
        person=person("Đến Sau"), unit=org.sister, since=timezone.localdate(NOON) + timedelta(days=1), by=None, now=NOON
    )
    found = [
        (place.rank, place.unit.pk, place.entrants, place.took, place.members, place.rate, str(place.mean))
        for place in unit_ranking.units_of(one.round)
    ]
    assert found == [(1, org.base.pk, 4, 2, 5, "40,0%", "6.00"), (2, org.commune.pk, 1, 0, 0, None, "12.00")]
    one.contest.audience = {"units": [org.base.code]}
    one.round.contest = one.contest
    assert [(place.unit.pk, place.rate) for place in unit_ranking.units_of(one.round)] == [
        (org.branch.pk, "20,0%"), (org.commune.pk, None), (org.base.pk, None)
    ]  # fmt: skip


def test_what_was_announced_of_units_stays_when_names_go_and_the_register_goes_on():
    one = judged.over()
    anh = judged.stand(one.round, "Trương Mỹ Anh", 10, unit=one.org.branch)
    judged.stand(one.round, "Bạn Cùng Lớp", 4, unit=one.org.branch)
    round = announcing.announce(round=one.round, by=one.judge, now=judged.AFTER)
    withdrawing.leave(entrant=anh, by=None, now=judged.AFTER + timedelta(minutes=1))
    units.admit(person=person("Bạn Cùng Lớp"), unit=one.org.branch, since=timezone.localdate(NOON), by=None, now=NOON)
    (place,) = unit_ranking.units_of(round)
    assert (place.entrants, place.took, place.members, place.rate) == (2, 1, 5, "20,0%")
    assert announced.differences(round, most=9) == []
    result = round.results.get(entrant=None)
    result.figures = {"entrants": 2, "members": 5, "rate": "40,0%", "mean": "7.00"}  # as it was written once
    result.save()
    (place,) = unit_ranking.units_of(round)
    assert place.rate == "40,0%"
    assert announced.differences(round, most=9) == []
