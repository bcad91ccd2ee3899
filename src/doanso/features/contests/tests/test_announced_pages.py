"""The evening of the announcement: few statements, the own result beside what all get, and every change at once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.support.org import person

from doanso.core.accounts.models import User
from doanso.core.units.models import Unit
from doanso.features.contests.models import Contest, Entrant, Prize, Result, Round, State
from doanso.features.contests.services import announcing, certifying
from doanso.features.contests.tests import judged
from doanso.features.contests.tests.test_known import browser, text

RANKING, OWN, AFTER = "/cuoc-thi/thi-thu/dot-1/xep-hang/", "/cuoc-thi/thi-thu/dot-1/", judged.AFTER
WHY = "Một câu hỏi có lỗi."
MARKED = 'class="own-line"'


@pytest.fixture
def s(db) -> SimpleNamespace:
    """An 9 points and the prize, Bình 8, and 50 with 7 who stand third together."""
    one = judged.over()
    one.an = judged.stand(one.round, "An", 9, unit=one.org.branch)
    one.binh = judged.stand(one.round, "Bình", 8, unit_words="Lớp 9B")
    one.many = [judged.stand(one.round, f"Người {n:02}", 7) for n in range(50)]
    announcing.announce(round=one.round, by=one.judge, now=AFTER)
    return one


def asked(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_each_page_asks_little_and_the_list_of_contests_once(s):
    last, visitor = browser(s.many[-1]), Client()
    pages = [asked(last, OWN), asked(last, RANKING), asked(visitor, RANKING), asked(visitor, "/cuoc-thi/")]
    assert pages == [3, 3, 2, 1]
    assert asked(visitor, f"{RANKING}?page=2") == 3  # who stands there, and units: nobody is counted


def test_everybody_reads_their_own_result_and_nobody_else_s(s):
    for client, rank, points, prize in (
        (browser(s.binh), "2", "8", False), (browser(s.an), "1", "9", True), (browser(s.many[-1]), "3", "7", False),
        (browser(s.many[0]), "3", "7", False), (browser(s.binh), "2", "8", False),
    ):  # fmt: skip
        shown = text(client, RANKING)
        card = shown[shown.index("own-result") : shown.index("</section>")]
        assert (f"hạng {rank}" in card, f"{points} điểm" in card, "Giải Nhất" in card) == (True, True, prize)
        own = text(client, OWN)
        assert (f"Hạng {rank}" in own, "Giải Nhất" in own) == (True, prize)
    visitor = text(Client(), RANKING)
    assert ("own-result" in visitor, MARKED in visitor) == (False, False)


def test_who_stands_on_the_page_sees_the_own_line_marked(s):
    marked = [text(browser(one), RANKING).count(MARKED) for one in (s.binh, s.many[-1], s.an)]
    assert marked == [1, 0, 1]
    assert MARKED in text(browser(s.many[-1]), f"{RANKING}?page=2")
    line = text(browser(s.an), RANKING).split(MARKED)[1]
    assert line[: line.index("</tr>")].count("An") == 1


def test_what_is_written_by_whomever_stands_on_the_next_page(s):
    """By statements of which this process knows nothing, as those of another one."""
    client = browser(s.many[-1])
    for rows, values, words in (
        (Entrant.objects.filter(pk=s.binh.pk), {"unit_words": "Lớp 10C"}, "Lớp 10C"),
        (Entrant.objects.filter(pk=s.an.pk), {"full_name": "", "withdrawn_at": AFTER}, "Đã gỡ tên"),
        (Unit.objects.filter(pk=s.org.base.pk), {"name": "Đoàn trường Mới"}, "Đoàn trường Mới"),
        (Prize.objects.all(), {"name": "Giải Đặc biệt"}, "Giải Đặc biệt"),
        (Result.objects.filter(entrant=s.binh), {"figures": {"score": "8.25"}}, "8,25"),
        (Contest.objects.all(), {"name": "Cuộc thi mùa xuân"}, "Cuộc thi mùa xuân"),
    ):  # fmt: skip
        assert words not in text(client, RANKING)
        rows.update(**values)
        assert words in text(client, RANKING)
        assert words in text(Client(), RANKING)
    Result.objects.filter(entrant=s.many[-1]).update(rank=51)
    assert ("Hạng 51" in text(client, OWN), "Bạn xếp hạng 51" in text(client, RANKING)) == (True, True)


def test_an_announcement_that_is_taken_back_is_gone_at_once_and_so_is_its_result(s):
    client = browser(s.binh)
    assert ("Hạng 2" in text(client, OWN), "Lớp 9B" in text(Client(), RANKING)) == (True, True)
    announcing.take_back(round=s.round, reason=WHY, by=s.judge, now=AFTER)
    assert ("Hạng 2" in text(client, OWN), "own-result" in text(client, RANKING)) == (False, False)
    for page in ("", "?page=2", "?ten=binh"):
        assert "Lớp 9B" not in text(Client(), RANKING + page)
        assert "Kết quả chưa được công bố" in text(Client(), RANKING + page)


def test_a_certificate_shows_with_the_next_page_until_it_is_revoked(s):
    client = browser(s.binh)
    assert "Nhận giấy chứng nhận" in text(client, OWN)
    result = Result.objects.get(entrant=s.binh)
    [given] = certifying.issue(round=s.round, results=[result], by=s.judge, now=AFTER)
    assert "Nhận giấy chứng nhận" not in text(client, OWN)
    certifying.revoke(certificate=given, reason=WHY, by=s.judge, now=AFTER)
    assert "Nhận giấy chứng nhận" in text(client, OWN)


def test_marks_of_a_link_that_was_passed_on_stay_with_who_follows_it(s):
    for path in (RANKING, OWN, "/cuoc-thi/thi-thu/", "/cuoc-thi/"):
        client = browser(s.binh)
        assert "cua-nguoi-khac" not in text(client, f"{path}?fbclid=cua-nguoi-khac")
        assert "cua-nguoi-khac" not in text(client, path)
    assert asked(Client(), f"{RANKING}?utm_source=zalo") == 2
    assert 'href="?page=2"' in text(Client(), RANKING)


def test_who_is_signed_in_reads_their_own_and_the_table_that_all_read(s):
    member = person("Trần Đoàn Viên")
    Entrant.objects.filter(pk=s.many[3].pk).update(person=member, full_name=member.full_name)
    signed_in, visitor = browser(s.binh), browser(s.binh)  # another's cookie in this browser
    signed_in.force_login(User.objects.create_user("dv", person=member))
    text(visitor, RANKING)
    for client, rank in ((signed_in, "3"), (visitor, "2"), (signed_in, "3")):
        assert f"Bạn xếp hạng {rank}" in text(client, RANKING)
    assert member.full_name not in text(visitor, RANKING).split("<table")[0]


def test_the_list_of_contests_tells_every_change_and_time_passes_on_it(s):
    home, now = "/cuoc-thi/", timezone.now()
    text(Client(), home)
    Round.objects.update(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=2))
    assert "Sắp diễn ra" in text(Client(), home)
    Unit.objects.filter(pk=s.org.province.pk).update(name="Tỉnh đoàn Mới")
    assert "Tỉnh đoàn Mới" in text(Client(), home)
    Round.objects.update(opens_at=database_now(0.4))
    coming = text(Client(), home)
    while database_now(0) < Round.objects.get().opens_at:
        pass
    assert ["Đang diễn ra" in page for page in (coming, text(Client(), home))] == [False, True]
    Contest.objects.update(state=State.CANCELLED)
    assert "Cuộc thi thử" not in text(Client(), home)
    Round.objects.update(kind=Round.Kind.ROOM)
    assert Client().get(home).status_code == 200  # a list of nothing has the database's clock, too


def database_now(later: float):
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0] + timedelta(seconds=later)
