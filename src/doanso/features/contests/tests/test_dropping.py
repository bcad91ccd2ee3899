"""A bad question falls out: everybody is graded anew from the log, whoever had it gets its points."""

import pytest
from tests.support.org import NOON

from doanso.blocks.questions.models import Trial
from doanso.features.contests import judging_jobs
from doanso.features.contests.models import Standing
from doanso.features.contests.queries import statistics
from doanso.features.contests.services import announcing, answering, dropping, folding
from doanso.features.contests.tests import judged, sample
from doanso.lib.errors import Forbidden, Refused

pytestmark = pytest.mark.django_db
WHY = "Câu hỏi có hai đáp án đúng."


def test_dropping_gives_its_points_to_all_and_keeping_takes_them_back():
    one = judged.over()
    for name in ("An", "Bình"):
        who = sample.entrant(one.contest, name)
        attempt = answering.start(one.round, entrant=who, number=1, device="", now=NOON)
        answering.submit(attempt, answers={}, guess=None, device="", now=NOON)
    folding.rebuild(one.round, now=judged.AFTER)
    item = one.round.items.get(position=3)
    for by, now, refused in ((one.org.stranger, judged.AFTER, Forbidden), (one.judge, NOON, Refused)):
        with pytest.raises(refused):
            dropping.drop(item=item, reason=WHY, by=by, now=now)
    dropping.drop(item=item, reason=WHY, by=one.judge, now=judged.AFTER)
    assert list(Standing.objects.values_list("score", flat=True)) == [1, 1]
    with pytest.raises(Refused):
        dropping.drop(item=item, reason=WHY, by=one.second, now=judged.AFTER)
    dropping.keep(item=item, reason="Đã xem lại, đáp án đúng.", by=one.second, now=judged.AFTER)
    assert list(Standing.objects.values_list("score", flat=True)) == [0, 0]


def test_the_bank_hears_how_its_questions_did_and_has_them_back():
    """One has one question right, one has it wrong; nobody touched the rest."""
    one = judged.over()
    for name, score in (("An", 1), ("Bình", 0)):
        who = sample.entrant(one.contest, name)
        attempt = answering.start(one.round, entrant=who, number=1, device="", now=NOON)
        paper = answering.paper_of(attempt)
        place = next(i for i, item in enumerate(paper.items) if item.position == 4)  # true is right
        answering.submit(attempt, answers={str(place): score == 1}, guess=None, device="", now=NOON)
    folding.rebuild(one.round, now=judged.AFTER)
    announcing.announce(round=one.round, by=one.judge, now=judged.AFTER)
    judging_jobs.tell_bank(one.round.pk)
    asked = one.round.items.get(position=4).question
    told = asked.trials.get()
    assert (told.asked, told.answered, told.facility, told.choices) == (2, 2, 0.5, {"True": 1, "False": 1})
    assert (Trial.objects.count(), asked.locks.count()) == (12, 0)


def test_how_questions_did_is_reckoned_as_the_textbook_says():
    """Points of an item 1, 1, 0, 0 and of the rest 3, 2, 2, 1: r = 0.7071 by hand."""
    sums = statistics.Sums()
    for x, y, reply in ((1, 3, "b"), (1, 2, "b"), (0, 2, "a"), (0, 1, None)):
        sums.add(x, y, reply)
    assert (sums.facility, sums.asked, sums.answered, dict(sums.choices)) == (0.5, 4, 3, {"b": 2, "a": 1})
    assert round(sums.discrimination, 4) == 0.7071
    alike = statistics.Sums()
    for y in (1, 2, 3):
        alike.add(1, y, "b")
    assert alike.discrimination is None
