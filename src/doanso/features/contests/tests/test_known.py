"""Pages before the paper: few statements, the same for all but for what is one's own, never older than the contest."""

import gzip
import re
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import signing
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.support.org import build, person

from doanso.core.accounts.models import User
from doanso.features.contests import tokens
from doanso.features.contests.models import Attempt, Contest, Entrant, Exclusion, Prize, Round, State
from doanso.features.contests.queries import entrants, known, unit_search
from doanso.features.contests.services import answering, joining
from doanso.features.contests.tests import sample
from doanso.features.contests.views import joining as views
from doanso.ui import kept

OWN = re.compile(r'(csrfmiddlewaretoken" value|data-key|data-ticket|data-now)="[^"]*"')
MOST = {"": 1, "dot-1/": 1, "dot-1/lam-bai/": 1, "tham-gia/ma/": 1, "tham-gia/": 2}
"""Statements for a page that is kept; beside the contest the form looks for the words of the consent."""


@pytest.fixture
def s(db) -> SimpleNamespace:
    """A round that runs now, with two attempts, and two who have joined."""
    found, now = sample.running(build()), timezone.now()
    found.contest.rounds.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1), attempts=2)
    found.round.refresh_from_db()
    joining.seed(now)
    found.home = found.contest.get_absolute_url()
    found.other = sample.entrant(found.contest, "Lê Thị <b>Na</b>", unit_words="Lớp 9B & 9C")
    return found


def browser(entrant: Entrant | None = None) -> Client:
    client = Client()
    if entrant:
        client.cookies[entrants.cookie_name(entrant.contest)] = entrants.cookie_value(entrant)
    return client


def text(client: Client, path: str, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_each_page_asks_the_database_once(s):
    asked = {}
    for page in MOST:
        client = browser(None if page in {"", "tham-gia/"} else s.entrant)
        client.cookies[views.shown_once(s.contest)] = signing.dumps("7K3M-9QXA-4BCD-T", salt=views.CODE_SALT)
        client.get(s.home + page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(s.home + page).status_code == 200
        asked[page] = len(queries)
    assert asked == MOST


def test_joining_asks_little_and_what_is_refused_is_told_beside_the_form(s):
    form = {"full_name": "Phạm Thị Hoa", "unit": "Lớp 9B", "agree": "on"}
    Client().post(s.home + "tham-gia/", form | {"full_name": "Phạm Thị Huệ"})
    with CaptureQueriesContext(connection) as queries:
        assert Client().post(s.home + "tham-gia/", form)["Location"] == f"{s.home}tham-gia/ma/"
    assert len(queries) == 13, [query["sql"][:90] for query in queries]
    again = Client().post(s.home + "tham-gia/", form)
    assert list(again.context["form"].errors) == ["full_name"]
    assert Entrant.objects.filter(full_name="Phạm Thị Hoa").count() == 1


def test_units_are_found_by_what_is_typed_of_their_names(s):
    today = timezone.localdate()
    called = lambda words: [unit.name for unit in unit_search.called(s.contest, words, today)]  # noqa: E731
    branches = ["Chi đoàn 10A1", "Chi đoàn 10A2"]
    assert (called("chi doan"), called("CHI ĐOÀN 10A1"), called("10a1 doan")) == (branches, branches[:1], branches[:1])
    assert (called("doan x"), called("\n"), called("chi\ndoan")) == ([], [], branches)
    assert called("doan") == ["Tỉnh đoàn", "Đoàn trường", *branches]
    s.contest.audience = {"units": [s.org.base.code]}
    assert called("doan") == ["Đoàn trường", *branches]
    s.org.branch.valid_to = today - timedelta(days=1)
    s.org.branch.save()
    assert called("doan") == ["Đoàn trường", "Chi đoàn 10A2"]  # what is in memory is asked once more
    with CaptureQueriesContext(connection) as queries:
        assert called("doan khong co") == []
    assert len(queries) == 0


def test_everybody_gets_their_own_page_and_nothing_of_another_s(s):
    for page in ("dot-1/", "dot-1/lam-bai/", ""):
        first, second = (browser(one) for one in (s.entrant, s.other))
        shown = [text(client, s.home + page) for client in (first, second, first)]
        assert OWN.sub("", shown[0]) == OWN.sub("", shown[2])
        if page != "dot-1/lam-bai/":
            assert [s.entrant.full_name in one for one in shown] == [True, False, True]
            assert ["Lê Thị &lt;b&gt;Na&lt;/b&gt;" in one for one in shown] == [False, True, False]
    assert "Lớp 9B &amp; 9C" in text(second, s.home + "dot-1/")
    assert s.entrant.full_name not in text(Client(), s.home)
    tickets = [
        tokens.read_ticket(re.search(r'data-ticket="([^"]+)"', text(one, s.home + "dot-1/lam-bai/"))[1], timezone.now())
        for one in (first, second)
    ]
    assert [one.entrant_id for one in tickets] == [s.entrant.pk, s.other.pk]


def test_a_page_travels_compressed_with_what_is_one_s_own_beside_it_as_it_is(s):
    client, page = browser(s.other), s.home + "dot-1/"
    plain, packed = client.get(page), client.get(page, headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Lê Thị &lt;b&gt;Na&lt;/b&gt;".encode() in packed.content
    assert OWN.sub("", gzip.decompress(packed.content).decode()) == OWN.sub("", plain.content.decode())
    assert "kept-" not in plain.content.decode()
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer["Vary"]
        assert "no-store" in answer["Cache-Control"]
        assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")


def test_what_is_written_by_whomever_stands_on_the_next_page(s):
    """By statements of which this process knows nothing, as those of another one."""
    client, page = browser(s.entrant), s.home + "dot-1/"
    assert "Cuộc thi thử" in text(client, page)
    assert "Đã sẵn sàng?" in text(client, page)
    papers = [client.get(page + "lam-bai/").status_code]
    changes = [
        (Contest.objects.all(), {"name": "Cuộc thi mùa xuân"}, "Cuộc thi mùa xuân"),
        (Round.objects.all(), {"minutes": 33}, "33 phút"),
        (Entrant.objects.filter(pk=s.entrant.pk), {"full_name": "Nguyễn Văn Mới"}, "Nguyễn Văn Mới"),
        (Round.objects.all(), {"opens_at": timezone.now() + timedelta(minutes=9)}, "Đợt thi chưa mở"),
        (Contest.objects.all(), {"state": State.CANCELLED}, "Đợt thi đã đóng."),
    ]
    for rows, values, words in changes:
        assert words not in text(client, page)
        rows.update(**values)
        assert words in text(client, page)
    papers.append(client.get(page + "lam-bai/").status_code)
    assert papers == [200, 302]
    Round.objects.update(closes_at=timezone.now() - timedelta(minutes=30), opens_at=timezone.now() - timedelta(hours=1))
    assert "Bạn chưa dự thi đợt này" in text(client, page)
    Contest.objects.update(state=State.DRAFT)
    assert client.get(page).status_code == 404
    Contest.objects.update(state=State.PUBLISHED, code="ten-khac")
    assert (client.get(page).status_code, client.get("/cuoc-thi/ten-khac/dot-1/").status_code) == (404, 200)


def test_the_public_page_tells_new_rules_prizes_and_a_unit_s_new_name_at_once(s):
    seen = text(Client(), s.home)
    Prize.objects.create(contest=s.contest, name="Giải Nhì", first=2, last=3)
    Contest.objects.update(rules="Mỗi người thi hai lượt.")
    type(s.org.province).objects.filter(pk=s.org.province.pk).update(name="Tỉnh đoàn Mới")
    for words in ("Giải Nhì", "Mỗi người thi hai lượt.", "Tỉnh đoàn Mới"):
        assert words not in seen
        assert words in text(Client(), s.home)
    Prize.objects.all().delete()
    assert "Giải Nhất" not in text(Client(), s.home)


def test_a_version_is_another_after_every_writing_and_the_same_after_a_lock(s):
    versions = [known.find("thi-thu").version]
    with transaction.atomic():
        Contest.objects.select_for_update().get()
        list(Round.objects.select_for_update())
        assert known.find("thi-thu").version == versions[0]
    for _again in range(3):  # within one transaction, too
        Round.objects.update(minutes=20)
        versions.append(known.find("thi-thu").version)
    assert len(set(versions)) == 4


def test_time_passes_on_pages_that_are_kept(s):
    """Nothing is written when a round opens."""
    client, page = browser(s.entrant), s.home + "dot-1/"
    Round.objects.update(opens_at=timezone.now() + timedelta(seconds=0.6))
    waiting = text(client, page), text(client, page + "lam-bai/"), text(Client(), s.home)
    time.sleep(0.6)
    running = text(client, page), text(client, page + "lam-bai/"), text(Client(), s.home)
    assert ["Đợt thi chưa mở" in one for one in (waiting[0], running[0])] == [True, False]
    assert ['data-spread="8000"' in one for one in (waiting[1], running[1])] == [True, False]
    assert ["Sắp diễn ra" in one for one in (waiting[2], running[2])] == [True, False]


def test_attempts_are_told_to_whose_they_are(s):
    now = timezone.now()
    attempt = answering.start(s.round, entrant=s.entrant, number=1, device="", now=now)
    assert "Bài thi của bạn đang tính giờ" in text(browser(s.entrant), s.home + "dot-1/")
    assert "Bài thi của bạn đang tính giờ" not in text(browser(s.other), s.home + "dot-1/")
    answering.submit(attempt, answers={}, guess=None, device="", now=now)
    mine = browser(s.entrant)
    text(mine, s.home + "dot-1/")
    with CaptureQueriesContext(connection) as queries:
        shown = text(mine, s.home + "dot-1/")
    assert len(queries) == 3
    assert "Đã nộp bài" in shown
    Attempt.objects.update(score="7.50", state=Attempt.State.SUBMITTED, milliseconds=65_000)
    assert ("7,5" in text(mine, s.home + "dot-1/"), "1:05" in text(mine, s.home + "dot-1/")) == (True, True)
    Contest.objects.update(score_at_once=False)
    assert "7,5" not in text(mine, s.home + "dot-1/")


def test_an_exclusion_is_told_to_who_is_excluded_alone(s):
    clients = [browser(one) for one in (s.entrant, s.other)]
    for client in clients:
        text(client, s.home + "dot-1/")
    Exclusion.objects.create(
        round=s.round, entrant=s.other, reason="Hai máy cùng làm.", at=timezone.now(), by=person("Vũ Giám Khảo")
    )
    assert ["Hai máy cùng làm." in text(client, s.home + "dot-1/") for client in clients] == [False, True]


def test_whoever_is_signed_in_sees_their_own_page_and_leaves_nothing_for_others(s):
    member = person("Trần Đoàn Viên")
    user = User.objects.create_user("dv", person=member)
    Entrant.objects.filter(pk=s.other.pk).update(person=member, full_name=member.full_name)
    signed_in = browser(s.entrant)  # another's cookie in this browser: the account goes before it
    signed_in.force_login(user)
    visitor = browser(s.entrant)
    for _again in range(2):
        shown = text(signed_in, s.home + "dot-1/"), text(visitor, s.home + "dot-1/")
        assert [member.full_name in one for one in shown] == [True, False]
        assert [s.entrant.full_name in one for one in shown] == [False, True]
    assert browser(s.other).get(s.home + "dot-1/").status_code == 302  # who has an account signs in


def test_a_kept_page_makes_room_for_another(s, monkeypatch):
    monkeypatch.setattr(kept, "MOST_PAGES", 2)
    for page in ("", "tham-gia/", "", "tham-gia/"):
        assert text(Client(), s.home + page)
        text(Client(), s.home + page, **{"Accept-Language": "en"})
        assert len(kept._pages) <= 2
