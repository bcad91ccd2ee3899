"""Hostile words in the forms and search boxes of contests and of the question bank: never a broken page."""

import random
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from django.utils import timezone

from doanso.core.accounts.models import Person, User
from doanso.features.contests.models import Exclusion, Flag, State
from doanso.features.contests.queries import entrants
from doanso.features.contests.services import announcing, answering, joining
from doanso.features.contests.tests import judged, sample
from tests.test_fuzzed_posts import NASTY

pytestmark = pytest.mark.django_db
FIELD = re.compile(r'name="([^"]+)"')
ASKED = ("ten", "page", "unit", "sau", "so", "loai", "trang_thai", "ma", "kho", "dang", "q", "chu_de", "muc")
SEARCHED = [b"a\0b\xff\xfe", b"9" * 400]
JUDGE, PREPARE, BANK = "/to-chuc-thi/thi-thu/dot-1/", "/to-chuc-thi/soan/", "/ngan-hang-cau-hoi/T-TD/"
JUDGED = ["nghi-van/", "nghi-van/{doubt}/", "loai/", "loai/{exclusion}/", "cau-hoi/", "cau-hoi/0/", "cong-bo/"]
PARTS = ["gioi-thieu/", "phan/doi-tuong/", "phan/cach-vao/", "phan/bang-diem/", "phan/dap-an/", "giai-thuong/", "dot/",
         "dot-1/", "dot-1/de/", "dot-1/doi-lich/", "huy/"]  # fmt: skip
WRITTEN = ["", "sua/", "them/", "them/?dang=so", "nhap/", "xuat/", "cau/C001/", "cau/C001/sua/", "cau/C001/dap-an/"]
ENTERED = ["/cuoc-thi/thi-thu/dot-1/xep-hang/", "/cuoc-thi/dang-thi/tham-gia/", "/cuoc-thi/dang-thi/tham-gia/don-vi/",
           "/cuoc-thi/dang-thi/nhap-ma/", "/cuoc-thi/dang-thi/mat-ma/", "/cuoc-thi/dang-thi/on-tap/", "/lop/",
           "/tim/"]  # fmt: skip
HELPED = ["nguoi-du-thi/", "nguoi-du-thi/{entrant}/", "don-vi/"]
WHY = "Hai bài làm trên cùng một máy."


def browser(person: Person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_user(f"p{person.pk}", person=person))
    return client


def carrying(entrant: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.cookies[entrants.cookie_name(entrant.contest)] = entrants.cookie_value(entrant)
    return client


@pytest.fixture
def pages(settings: Any) -> list[tuple[Client, str]]:
    """An announced contest, one that runs, one that is being prepared; whoever has business there opens the pages."""
    settings.RATE_LIMITS = False
    one, now = judged.over(), timezone.now()
    joining.seed(now)
    bank, judge = one.round.lines.get().bank, browser(one.judge)
    an, binh = judged.stand(one.round, "An", 9), judged.stand(one.round, "Bình", 8)
    flag = Flag.objects.create(
        round=one.round, entrant=an, other=binh, kind=Flag.Kind.DEVICE, raised_at=now, evidence={"count": 2}
    )
    exclusion = Exclusion.objects.create(round=one.round, entrant=binh, reason=WHY, by=one.second, at=now)
    announcing.announce(round=one.round, by=one.judge, now=judged.AFTER)
    running = sample.contest(
        one.org.province, bank, code="dang-thi", practice=True, fields=["phone", "email", "birth", "job"]
    )
    running.rounds.update(opens_at=now - timedelta(hours=1), closes_at=now + timedelta(hours=1))
    entrant = sample.entrant(running)
    answering.start(sample.frozen(running.rounds.get()), entrant=entrant, number=1, device="", now=now)
    sample.contest(one.org.province, bank, code="soan", state=State.DRAFT)
    sample.bank(one.org.province, code="T-TD")  # of which nothing is asked
    at = {"doubt": flag.pk, "exclusion": exclusion.pk, "entrant": entrant.pk}
    return [
        *((judge, JUDGE + page.format(**at)) for page in JUDGED),
        *((judge, PREPARE + page) for page in PARTS),
        *((judge, "/to-chuc-thi/dang-thi/" + page.format(**at)) for page in HELPED),
        *((judge, BANK + page) for page in WRITTEN),
        *((Client(raise_request_exception=False), page) for page in ENTERED),
        (carrying(entrant), "/cuoc-thi/dang-thi/dot-1/lam-bai/mot-trang/"),
        (carrying(binh), "/cuoc-thi/thi-thu/dot-1/khieu-nai/"),
        (carrying(entrant), "/cuoc-thi/dang-thi/rut/"),
    ]


def test_hostile_words_break_no_page(pages: list[tuple[Client, str]]) -> None:
    chance, broken, closed = random.Random(1931), [], []
    for client, path in pages:
        shown = client.get(path)
        closed += [] if shown.status_code in (200, 405) else [path]
        fields = sorted({*ASKED, *FIELD.findall(shown.content.decode())} - {"csrfmiddlewaretoken"})
        for value in SEARCHED:
            found = client.get(path.partition("?")[0] + "?" + _typed(dict.fromkeys(fields, value)))
            broken += [("GET", path, value[:20])] if found.status_code >= 500 else []
        typed = {name: chance.choice(NASTY) for name in fields if chance.random() < 0.7}
        sent = client.post(path, _typed(typed), content_type="application/x-www-form-urlencoded")
        broken += [("POST", path, {name: value[:20] for name, value in typed.items()})] * (sent.status_code >= 500)
    assert (broken, closed) == ([], [])
    zeros = ("/to-chuc-thi/thi-thu/dot-1/chung-nhan/tep/a%00b/", "/tai-chinh/a%00b/", BANK + "cau/a%00b/")
    assert [pages[0][0].get(path).status_code for path in zeros] == [404] * 3


def _typed(values: dict[str, bytes]) -> str:
    return "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in values.items())
