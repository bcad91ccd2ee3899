"""Contests that were called off, people who fell out, and what leaves the house about those who won."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.support.org import NOON, build

from doanso.features.contests import exporting
from doanso.features.contests.models import Contest, Round, State
from doanso.features.contests.queries import announcing as announced
from doanso.features.contests.queries import pools, told
from doanso.features.contests.services import announcing, answering, certifying, judging
from doanso.features.contests.tests import judged, sample
from doanso.lib.errors import Refused

pytestmark = pytest.mark.django_db
AFTER, WHY = judged.AFTER, "Hai bài làm trên cùng một máy."


def test_who_fell_out_has_no_rank_and_what_was_called_off_is_not_announced():
    one = judged.over()
    an, _binh = judged.stand(one.round, "An", 9), judged.stand(one.round, "Bình", 8)
    round = announcing.announce(round=one.round, by=one.judge, now=AFTER)
    certifying.issue(round=round, results=announced.people(round), by=one.judge, now=AFTER)
    announcing.take_back(round=round, reason=WHY, by=one.judge, now=AFTER)
    judging.exclude(round=one.round, entrant=an, reason=WHY, by=one.judge, now=AFTER)
    round = announcing.announce(round=one.round, by=one.judge, now=AFTER)
    assert told.own(round, an) is None
    announcing.take_back(round=round, reason=WHY, by=one.judge, now=AFTER)
    Contest.objects.update(state=State.CANCELLED)
    with pytest.raises(Refused, match="đã bị hủy"):
        announcing.announce(round=Round.objects.get(), by=one.judge, now=AFTER)


def test_only_what_stands_on_ones_own_paper_is_shown():
    """A paper has three of twelve questions; a picture of the other nine is nobody's business yet."""
    org = build()
    round = sample.contest(org.province, sample.bank(org.province)).rounds.get()
    round.lines.update(count=3)
    round, mine, theirs = sample.frozen(round), *(sample.entrant(round.contest, name) for name in ("An", "Bình"))
    attempt = answering.start(round, entrant=mine, number=1, device="", now=NOON)
    on_it = {item.position for item in answering.paper_of(attempt).items}
    assert {position for position in range(12) if pools.is_asked(round, mine, position)} == on_it
    assert len(on_it) == 3
    assert not any(pools.is_asked(round, theirs, position) for position in range(12))


def test_the_sheet_tells_how_to_reach_the_winners_and_nobody_else():
    one = judged.over()
    judged.stand(one.round, "An", 9, phone="0912000001", email="an@thu.vn")
    judged.stand(one.round, "Bình", 8, phone="0912000002", email="binh@thu.vn")
    file = BytesIO()
    exporting.write(announcing.announce(round=one.round, by=one.judge, now=AFTER), file)
    rows = [[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows()]
    places = [rows[0].index(name) for name in ("Họ và tên", "Giải", "Số điện thoại", "Thư điện tử")]
    assert [[row[place] or "" for place in places] for row in rows[1:]] == [
        ["An", "Giải Nhất", "0912000001", "an@thu.vn"], ["Bình", "", "", ""],
    ]  # fmt: skip
