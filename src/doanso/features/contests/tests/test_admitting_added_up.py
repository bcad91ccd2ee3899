"""A final for the best of several rounds added up: one ranking of them by the contest's rule."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.support.together import at_once

from doanso.core.audit import queries as audit
from doanso.core.notify.models import Notification
from doanso.features.contests import admitting_jobs, composing
from doanso.features.contests.models import Admitted, Attempt, Gate, Round, Standing, Together
from doanso.features.contests.queries import admitting as queries
from doanso.features.contests.queries import organising
from doanso.features.contests.rules.admitting import words
from doanso.features.contests.services import admitting, announcing, judging, withdrawing
from doanso.features.contests.tests import judged
from doanso.features.contests.tests.hot import during, send, ticket
from doanso.features.contests.tests.test_admitting import AFTER, HERE, THERE, WHY, again, announce, fix, names, weeks
from doanso.features.contests.tests.test_judging_pages import browser, entrant_browser
from doanso.lib.errors import Refused

SUM = {"rounds": [1, 2], "best": 2, "by_unit": False, "together": True}
# In points, first week and second: An 9 + 8, Dũng 5 + 9, Bình 8, Chi 8, Em 7, Giang 3.


def lines(one) -> list[tuple[str, int, Round | None]]:
    return [(line.entrant.full_name, line.rank, line.source) for line in queries.listed(one.final)]


@pytest.mark.django_db
def test_the_best_of_the_sum_go_in_where_each_round_would_let_in_others():
    one = weeks(SUM)
    with pytest.raises(Refused, match="chưa công bố"):
        fix(one)
    announce(one)
    fix(one)
    assert lines(one) == [("An", 1, None), ("Dũng", 2, None)]
    assert audit.of(one.contest).filter(kind="contests.list_fixed").get().data["rule"] == SUM


@pytest.mark.django_db
def test_equal_sums_at_the_limit_go_in_together_and_the_contest_s_tie_break_parts_them():
    """Bình and Chi have 8 points each; Chi took a minute less."""
    one = weeks(SUM | {"best": 3})
    Standing.objects.filter(entrant=one.people["Chi"]).update(milliseconds=240_000)
    announce(one)
    assert [found.rank for found in queries.candidates(one.final)] == [1, 2, 3, 3]
    one.contest.tie_breaks = ["time"]
    one.contest.save()
    fix(one)
    assert lines(one) == [("An", 1, None), ("Dũng", 2, None), ("Chi", 3, None)]


@pytest.mark.django_db
def test_the_best_rounds_of_each_count_where_the_contest_says_so():
    """The best round alone: An 9, Dũng 9, Bình 8, Chi 8."""
    one = weeks(SUM | {"best": 1})
    one.contest.together, one.contest.best_rounds = Together.BEST, 1
    one.contest.save()
    announce(one)
    fix(one)
    assert [(name, rank) for name, rank, _source in lines(one)] == [("An", 1), ("Dũng", 1)]
    rounds = list(organising.rounds_of(one.contest))
    assert words(one.final, rounds) == (
        "Dành cho 1 người xếp hạng cao nhất theo tổng điểm 1 đợt cao nhất trong các đợt: Đợt 1, Đợt 2."
    )
    rules = composing.default_rules(one.contest, rounds, [], [])
    assert "theo tổng điểm 1 đợt cao nhất của mình trong các đợt sau: Đợt 1, Đợt 2" in rules


@pytest.mark.django_db
def test_of_each_unit_the_best_of_the_sum_go_in():
    one = weeks(SUM | {"best": 1, "by_unit": True})
    one.contest.audience = {"units": [one.org.branch.code, one.org.sister.code]}
    one.contest.save()
    announce(one)
    fix(one)
    assert [(line.entrant.full_name, line.rank, line.unit) for line in queries.listed(one.final)] == [
        ("An", 1, one.org.branch), ("Dũng", 2, one.org.sister)
    ]  # fmt: skip
    withdrawing.leave(entrant=again(one, "Dũng"), by=None, now=AFTER)
    [following] = queries.next_in_line(one.final)
    assert ([who.full_name for who in following.entrants], following.unit_id) == (["Giang"], one.org.sister.pk)


@pytest.mark.django_db
def test_who_was_excluded_in_one_round_keeps_the_points_of_the_other_and_who_left_has_no_rank():
    """Without An, who has left, and with Dũng's second week alone: Dũng 9, Bình and Chi 8."""
    one = weeks(SUM)
    judging.exclude(round=one.round, entrant=again(one, "Dũng"), reason=WHY, by=one.judge, now=AFTER)
    withdrawing.leave(entrant=again(one, "An"), by=None, now=AFTER)
    announce(one)
    fix(one)
    assert [(name, rank) for name, rank, _source in lines(one)] == [("Dũng", 1), ("Bình", 2), ("Chi", 2)]


@pytest.mark.django_db
def test_seats_that_become_free_one_after_the_other_are_each_filled_once():
    """Ranks stay as they were announced: Bình and Chi 3, Em 5, Giang 6, whoever leaves."""
    one = weeks(SUM)
    announce(one)
    fix(one)
    moved = []
    for leaving in ("Dũng", "An", "Bình", "Chi"):
        withdrawing.leave(entrant=again(one, leaving), by=None, now=AFTER + timedelta(minutes=1))
        for following in queries.next_in_line(one.final):
            moved.append((following.rank, [who.full_name for who in following.entrants]))
            admitting.call_up(round=one.final, key=following.key, reason=WHY, by=one.judge, now=AFTER)
        assert len(queries.next_in_line(one.final)) <= 1
    assert moved == [(3, ["Bình", "Chi"]), (5, ["Em"]), (6, ["Giang"])]


@pytest.mark.django_db
def test_rankings_stay_while_the_list_stands_and_everybody_is_told_by_which():
    one = weeks(SUM)
    announce(one)
    fix(one)
    for round in (one.round, one.second_week):
        with pytest.raises(Refused, match="Chung kết"):
            announcing.take_back(round=round, reason=WHY, by=one.judge, now=AFTER)
    admitting_jobs.tell(one.final.pk, after=0)
    told = Notification.objects.filter(kind="contests.admitted")
    assert "hạng 1 ở bảng cộng điểm các đợt đưa bạn vào Chung kết" in told.get(address="0@thu.vn").body
    assert told.count() == 2
    admitting.give_up(round=one.final, reason=WHY, by=one.judge, now=AFTER)
    announcing.take_back(round=one.second_week, reason=WHY, by=one.judge, now=AFTER)
    with pytest.raises(Refused, match="chưa công bố"):
        fix(one)


@pytest.mark.django_db
def test_the_organiser_chooses_the_sum_looks_at_the_list_and_everybody_reads_the_rule():
    one = weeks()
    Attempt.objects.all().delete()
    client = browser(one.judge)
    given = {"rounds": ["1"], "best": "2", "together": "on", "seen": client.get(HERE).context["form"]["seen"].value()}
    refused = client.post(HERE, given)
    assert (refused.status_code, "từ hai đợt trở lên" in refused.content.decode()) == (422, True)
    assert client.post(HERE, given | {"rounds": ["1", "2"]}).status_code == 302
    one.final.refresh_from_db()
    assert one.final.gate == Gate((1, 2), 2, by_unit=False, together=True)
    for who, name, score in ((one.round, "An", 9), (one.round, "Bình", 8), (one.second_week, "Bình", 5)):
        judged.stand(who, again(one, name), score)
    announce(one)
    page = client.get(HERE)
    assert [who.full_name for _place, who in page.context["preview"]] == ["Bình", "An"]
    assert client.post(f"{HERE}chot/", {"seen": page.context["mark"]}).status_code == 302
    public = entrant_browser(again(one, "An")).get(f"{THERE}danh-sach/").content.decode()
    assert "Dành cho 2 người xếp hạng cao nhất theo tổng điểm các đợt: Đợt 1, Đợt 2." in public
    assert "hạng 1, bảng cộng điểm các đợt" in public
    assert "Nhờ hạng 2 ở bảng cộng điểm các đợt." in entrant_browser(again(one, "An")).get(THERE).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_hot_path_refuses_who_is_not_among_the_best_of_the_sum():
    """Bình stands second in the first week, and third in the sum."""
    one = weeks(SUM)
    announce(one)
    fix(one)
    Round.objects.filter(pk=one.final.pk).update(opens_at=timezone.now() - timedelta(minutes=1))

    async def go(hot):
        return [await send(hot, "bat-dau", ticket(one.final, one.people[name])) for name in ("Bình", "Dũng")]

    refused, begun = during(go)
    assert (refused[0], refused[1]["error"], begun[0]) == (403, "gate", 200)


@pytest.mark.django_db(transaction=True)
def test_fixing_the_sum_and_taking_one_of_its_rounds_back_at_once_never_both():
    one = weeks(SUM)
    announce(one)
    back = {"round": one.second_week, "reason": WHY, "by": one.second, "now": AFTER}
    at_once(lambda: fix(one), lambda: announcing.take_back(**back))
    one.second_week.refresh_from_db()
    assert bool(one.second_week.announced_at) == Admitted.objects.exists()
    assert set(names(one)) <= {"An", "Dũng"}
