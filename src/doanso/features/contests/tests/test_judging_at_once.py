"""Two judges at the same moment: one decides, the other is told who did."""

import pytest
from tests.support.together import at_once

from doanso.features.contests.models import Certificate, Exclusion, Flag, Result
from doanso.features.contests.services import announcing, certifying, flagging, judging
from doanso.features.contests.tests import judged
from doanso.lib.errors import AlreadyDone

pytestmark = pytest.mark.django_db(transaction=True)
NOW = judged.AFTER


def test_two_judges_decide_announce_and_certify_at_once():
    one = judged.over()
    an, binh = (judged.stand(one.round, name, 5, device="m1") for name in ("An", "Bình"))
    flagging.raise_flags(round=one.round, by=None, now=NOW)
    flag, why = Flag.objects.get(), "Hai bài làm trên cùng một máy."

    def told(results: list) -> list[str]:
        return sorted(type(result).__name__ for result in results)

    decided = at_once(
        lambda: judging.decide(flag=flag, exclude_whom=an, note=why, by=one.judge, now=NOW),
        lambda: judging.decide(flag=flag, exclude_whom=binh, note=why, by=one.second, now=NOW),
    )
    assert told(decided) == ["AlreadyDone", "Flag"]
    assert Exclusion.objects.count() == 1
    announced = at_once(
        *(lambda by=by: announcing.announce(round=one.round, by=by, now=NOW) for by in (one.judge, one.second))
    )
    assert told(announced) == ["AlreadyDone", "Round"]
    assert next(one for one in announced if isinstance(one, AlreadyDone)).who in ("Trần Đức Ân", "Vũ Thị Hai")
    result = Result.objects.get(unit=None)
    at_once(
        lambda: certifying.issue(round=one.round, results=[result], by=one.judge, now=NOW),
        lambda: certifying.issue_own(result=result, entrant=result.entrant, by=None, now=NOW),
    )
    assert Certificate.objects.count() == 1
