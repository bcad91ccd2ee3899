"""Pages that only an entrant sees, with browsers that are entrants: for `tests/e2e/test_every_page.py`."""

from datetime import timedelta
from types import SimpleNamespace

from django.core import signing
from django.test import Client

from doanso.features.contests.models import Contest, Entrant, Exclusion, Room, Round
from doanso.features.contests.queries import entrants
from doanso.features.contests.services import answering, classes
from doanso.features.contests.services.joining import Browser
from doanso.features.contests.tests import judged
from doanso.features.contests.tests import sample as contests
from doanso.features.contests.views import joining

RUNNING, ANNOUNCED, EXCLUDED = (f"/cuoc-thi/{code}/" for code in ("thi-thu", "da-cong-bo", "nghi-van"))
ROOM, BEGUN = "/lop/{room}/", "/lop/{running_room}/"
FRESH = [
    RUNNING + "tham-gia/ma/", RUNNING + "dot-1/", RUNNING + "dot-1/lam-bai/mot-trang/", RUNNING + "rut/",
    ANNOUNCED + "dot-1/", ANNOUNCED + "dot-1/xem-lai/1/", ANNOUNCED + "dot-1/xep-hang/", ANNOUNCED + "rut/",
    EXCLUDED + "dot-1/", EXCLUDED + "dot-1/khieu-nai/", ROOM, BEGUN + "lam-bai/", BEGUN + "lam-bai/mot-trang/",
]  # fmt: skip
"""Before the start, when all is announced, and when one is excluded; and a pupil's."""
STARTED = [RUNNING, RUNNING + "dot-1/", RUNNING + "dot-1/lam-bai/", RUNNING + "dot-1/lam-bai/mot-trang/"]


def sample(o: SimpleNamespace) -> None:
    """`o.entrants`: browsers, with what they open."""
    fresh, started = Client(), Client()
    running, announced, doubtful = (Contest.objects.get(code=code) for code in ("thi-thu", "da-cong-bo", "nghi-van"))
    _is(fresh, running.entrants.get())
    fresh.cookies[joining.shown_once(running)] = signing.dumps("7K3M-9QXA-4BCD-T", salt=joining.CODE_SALT)
    _is(fresh, announced.entrants.order_by("pk").first())
    _is(fresh, _excluded(o, doubtful.rounds.get()))
    for code in (o.at["room"], o.at["running_room"]):
        room = Room.objects.get(code=code)
        _is(fresh, classes.join(room, full_name="Ngô Thử Tám", browser=Browser(), now=o.now))
    busy = contests.entrant(running, "Ngô Thử Chín")
    _is(started, busy)
    answering.start(running.rounds.get(), entrant=busy, number=1, device="", now=o.now)
    o.entrants = {"entrant": (fresh, FRESH), "entrant_at_work": (started, STARTED)}


def _is(client: Client, entrant: Entrant) -> None:
    client.cookies[entrants.cookie_name(entrant.contest)] = entrants.cookie_value(entrant)


def _excluded(o: SimpleNamespace, round: Round) -> Entrant:
    """Told why, and free to appeal."""
    made = Exclusion.objects.create(
        round=round, entrant=judged.stand(round, "Ngô Thử Bảy", 2), reason="Hai bài làm trên cùng một máy.",
        by=o.base_secretary, at=o.now - timedelta(minutes=5),
    )  # fmt: skip
    return made.entrant
