"""The pages of judges, the public ranking and certificates, as browsers see them."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from doanso.blocks.papers.tests.pdf import scan
from doanso.blocks.papers.tests.pdf import text as text_of
from doanso.core.accounts.models import Person, User
from doanso.core.audit.models import Event as Audit
from doanso.features.contests.models import Certificate, Exclusion, Flag, Fold, Prize, Result
from doanso.features.contests.queries import entrants
from doanso.features.contests.services import announcing, certifying, flagging, folding, tallying
from doanso.features.contests.tests import judged

pytestmark = pytest.mark.django_db
HERE, THERE = "/to-chuc-thi/thi-thu/dot-1/", "/cuoc-thi/thi-thu/dot-1/"
WHY = "Hai bài làm trên cùng một máy."
PAGES = ("bang/", "nghi-van/", "loai/", "cau-hoi/", "cau-hoi/0/", "cong-bo/", "chung-nhan/", "bang.xlsx", "bao-cao.pdf")


def browser(person: Person) -> Client:
    user, _made = User.objects.get_or_create(username=f"p{person.pk}", person=person)
    client = Client()
    client.force_login(user)
    return client


def entrant_browser(entrant) -> Client:
    client = Client()
    client.cookies[entrants.cookie_name(entrant.contest)] = entrants.cookie_value(entrant)
    return client


@pytest.fixture
def one() -> SimpleNamespace:
    """A round that ended an hour ago, with two who share a device; what is answered fits any paper."""
    one = judged.over(tie_breaks=["time"])
    ended = timezone.now() - timedelta(hours=1)
    one.round.opens_at, one.round.closes_at = ended - timedelta(hours=2), ended
    one.round.save()
    at = ended - timedelta(minutes=30)
    reply = {str(place): True for place in range(12)}
    one.an = judged.stand(one.round, "Nguyễn Thị Ánh", 9, ended=at, device="m1", unit=one.org.branch, reply=reply)
    one.binh = judged.stand(one.round, "Lê Bình", 7, ended=at, device="m1")
    Fold.objects.create(round=one.round, finished=True)
    tallying.count_anew(one.round, before=folding.ALL)
    one.client = browser(one.judge)
    return one


def test_only_judges_open_the_pages_and_strangers_see_no_name_before_the_announcement(one):
    flagging.raise_flags(round=one.round, by=None, now=timezone.now())
    doubt = f"nghi-van/{Flag.objects.get().pk}/"
    assert [one.client.get(HERE + page).status_code for page in (*PAGES, doubt)] == [200] * (len(PAGES) + 1)
    neighbour = browser(one.org.base_secretary)
    assert [neighbour.get(HERE + page).status_code for page in (*PAGES, doubt)] == [404] * (len(PAGES) + 1)
    assert [neighbour.post(HERE + page).status_code for page in ("cong-bo/", "nghi-van/tim/", doubt)] == [404] * 3
    assert [Client().get(HERE + page).status_code for page in PAGES] == [302] * len(PAGES)
    for visitor in (Client(), entrant_browser(one.an), neighbour):
        page = visitor.get(THERE + "xep-hang/")
        assert (page.status_code, "Ánh" in page.content.decode()) == (200, False)
        assert visitor.get(THERE + "khieu-nai/").status_code == 404
        assert visitor.post(THERE + "chung-nhan/").status_code == 404


def test_the_board_counts_by_itself_and_the_fragment_is_the_page_s(one):
    page = one.client.get(HERE + "bang/")
    board = page.context["board"]
    assert (board.entrants, board.started, board.finished, str(board.mean)) == (2, 2, 2, "8.00")
    assert [(one.started, one.finished) for one in board.slices if one.started] == [(2, 2)]
    assert [(of.unit.pk, of.started) for of in board.units] == [(one.org.branch.pk, 1)]
    part = one.client.get(HERE + "bang/", headers={"HX-Request": "true"}).content.decode().strip()
    assert part.startswith('<div id="board"')
    assert part in page.content.decode()


def test_a_doubt_becomes_an_exclusion_an_appeal_and_an_answer(one):
    assert one.client.post(HERE + "nghi-van/tim/").status_code == 302
    page = f"{HERE}nghi-van/{Flag.objects.get().pk}/"
    short = one.client.post(page, {"whom": str(one.an.pk), "note": "máy"})
    assert (short.status_code, "máy</textarea>" in short.content.decode()) == (422, True)
    assert one.client.post(page, {"whom": str(one.an.pk), "note": WHY}).status_code == 302
    assert one.client.post(page, {"whom": "", "note": WHY}).status_code == 409
    own = entrant_browser(one.an)
    assert WHY in own.get(THERE + "khieu-nai/").content.decode()
    assert entrant_browser(one.binh).get(THERE + "khieu-nai/").status_code == 404
    assert own.post(THERE + "khieu-nai/", {"words": "Máy của thư viện trường."}).status_code == 302
    assert own.post(THERE + "khieu-nai/", {"words": "Máy của thư viện trường."}).status_code == 409
    answer = f"{HERE}loai/{Exclusion.objects.get().pk}/"
    sent = {"granted": "co", "words": "Thư viện đã xác nhận."}
    assert [one.client.post(answer, sent).status_code, browser(one.second).post(answer, sent).status_code] == [403, 302]
    assert "Thư viện đã xác nhận." in own.get(THERE + "khieu-nai/").content.decode()
    assert one.client.post(HERE + "loai/", {"entrant": "999999999", "reason": WHY}).status_code == 422


def test_from_the_announcement_to_the_certificate_and_its_end(one, tmp_path: Path):
    assert one.client.post(HERE + "cong-bo/").status_code == 302
    page = entrant_browser(one.an).get(THERE + "xep-hang/?ten=anh")
    assert [(row.rank, row.entrant) for row in page.context["page"]] == [(1, one.an)]
    assert page.context["own"]["rank"] == "1"
    book = load_workbook(BytesIO(b"".join(one.client.get(HERE + "bang.xlsx"))))
    people, units = ([[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] for sheet in book)
    assert [row[:1] + row[2:6] for row in people] == [
        [1, "Nguyễn Thị Ánh", "Chi đoàn 10A1", 9, "5:00,0"], [2, "Lê Bình", None, 7, "5:00,0"]
    ]  # fmt: skip
    assert [row[:7] for row in units] == [[1, "Đoàn trường", 1, 0, 5, "0,0%", 9]]
    told = text_of(b"".join(one.client.get(HERE + "bao-cao.pdf")))
    assert [words for words in ("Cuộc thi thử", "Nguyễn Thị Ánh", "Giải Nhất", "0/5") if words not in told] == []
    assert Audit.objects.filter(kind="contests.exported").count() == 2
    own = entrant_browser(one.an)
    assert own.get(THERE + "chung-nhan/").status_code == 404
    assert own.post(THERE + "chung-nhan/").status_code == 302
    given = Certificate.objects.get()
    paper = b"".join(own.get(THERE + "chung-nhan/"))
    words = text_of(paper)
    assert [one for one in ("Nguyễn Thị Ánh", "GIẢI NHẤT", given.number, given.code) if one not in words] == []
    assert scan(paper, tmp_path) == [f"{settings.ADDRESS}/cuoc-thi/chung-nhan/{given.code}/"]
    there = f"/cuoc-thi/chung-nhan/{given.code}/"
    assert Client().get(there.lower()).url == there
    assert re.findall("Nguyễn Thị Ánh|còn giá trị|là thật", Client().get(there).content.decode())[:2] == [
        "là thật", "Nguyễn Thị Ánh"
    ]  # fmt: skip
    assert one.client.post(f"{HERE}chung-nhan/{given.pk}/", {"reason": "Ghi sai tên đơn vị."}).status_code == 302
    assert "Ghi sai tên đơn vị." in Client().get(there).content.decode()
    assert (own.get(THERE + "chung-nhan/").status_code, own.post(THERE + "chung-nhan/").status_code) == (404, 409)
    assert Client().get("/cuoc-thi/chung-nhan/0000-0000-1/").status_code == 404
    assert one.client.post(HERE + "cong-bo/rut/", {"reason": "Chấm lại câu 5."}).status_code == 302
    assert "Ánh" not in Client().get(THERE + "xep-hang/").content.decode()


def test_many_certificates_are_one_file_with_every_name_once(one):
    names = [f"Trần Văn Số {number:03}" for number in range(30)]
    for name in names:
        judged.stand(one.round, name, 3)
    announcing.announce(round=one.round, by=one.judge, now=timezone.now())
    certifying.issue(round=one.round, results=Result.objects.filter(unit=None), by=one.judge, now=timezone.now())
    found = text_of(b"".join(one.client.get(HERE + "chung-nhan.pdf")))
    assert [found.count(name) for name in names] == [1] * 30
    numbers = set(Certificate.objects.values_list("number", flat=True))
    assert (len(numbers), {number for number in numbers if number not in found}) == (32, set())


def test_units_that_won_get_certificates_too(one):
    Prize.objects.create(contest=one.contest, name="Giải tập thể", first=1, last=1, for_units=True)
    announcing.announce(round=one.round, by=one.judge, now=timezone.now())
    assert one.client.post(HERE + "chung-nhan/").status_code == 302
    assert Certificate.objects.count() == 2  # the first person, the first unit
    given = Certificate.objects.get(result__unit=one.org.base)
    assert "Có 1 đơn vị đoạt giải." in one.client.get(HERE + "chung-nhan/").content.decode()
    words = text_of(b"".join(one.client.get(HERE + "chung-nhan.pdf")))
    wanted = ("Đoàn trường", "GIẢI TẬP THỂ", "1 người dự thi", given.number)
    assert [said for said in wanted if said not in words] == []
    assert "Đoàn trường" in Client().get(f"/cuoc-thi/chung-nhan/{given.code}/").content.decode()
