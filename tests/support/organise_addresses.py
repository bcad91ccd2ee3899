"""Addresses of preparing contests: see `contest_addresses`, which takes them from here."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from doanso.blocks.questions.models import Bank
from doanso.features.contests.models import Contest, State
from doanso.features.contests.queries import organising
from doanso.features.contests.services import publishing
from doanso.features.contests.tests import sample as contests

HOME, BY = "/to-chuc-thi/", "province_secretary"
DRAFT, OUT = HOME + "thi-nhap/", HOME + "thi-cong-bo/"
NEW = {"start": "trong", "name": "Cuộc thi khác", "unit": "T-HL", "first_day": "{day}"}
TEXT = {"name": "Tên khác", "summary": "Giới thiệu", "rules": "Thể lệ", "seen": "{seen_intro}"}
ROUND = {
    "name": "Đợt khác", "kind": "tuan", "opens_at": "{opens_later}", "closes_at": "{closes_later}",
    "minutes": "10", "attempts": "1", "counting": "cao_nhat", "seen": "{seen_round}",
}  # fmt: skip
LINE = {"dong-TOTAL_FORMS": "1", "dong-INITIAL_FORMS": "0", "dong-0-source": "{bank_of_contest}", "dong-0-count": "2"}
PRIZE = {"giai-TOTAL_FORMS": "1", "giai-INITIAL_FORMS": "0", "giai-0-name": "Giải Nhất", "giai-0-whom": "0"}
RANKS = {"giai-0-first": "1", "giai-0-last": "1", "seen": "{seen_prizes}"}
MOVED = {"opens_at": "{opens_later}", "closes_at": "{closes_later}", "reason": "Mưa bão"}


def _button(**sent: str) -> dict[str, Any]:
    return {"get": 405, "post": sent}


PREPARED: list[tuple[str, str, dict[str, Any]]] = [
    (HOME, BY, {"refusal": (200, 403)}),
    (HOME + "moi/", BY, {"post": NEW, "refusal": (200, 403, 422)}),
    (DRAFT, BY, {}),
    (DRAFT + "gioi-thieu/", BY, {"post": TEXT}),
    (DRAFT + "phan/cach-vao/", BY, {"post": {"without_account": "0", "seen": "{seen_entry}"}}),
    (DRAFT + "giai-thuong/", BY, {"post": PRIZE | RANKS}),
    (DRAFT + "dot/", BY, {"post": ROUND | {"seen": ""}}),
    (DRAFT + "dot-1/", BY, {"post": ROUND}),
    (DRAFT + "dot-1/de/", BY, {"post": LINE | {"dong-0-points": "1", "seen": "{seen_lines}"}}),
    (DRAFT + "dot-1/de-mau/", BY, {}),
    (DRAFT + "dot-1/vao-thi/", BY, {"post": {"best": "3", "seen": "{seen_gate}"}}),
    (DRAFT + "dot-1/xoa/", BY, _button()),
    (DRAFT + "cong-bo/", BY, _button()),
    (DRAFT + "xoa/", BY, {"post": {}}),
    (OUT + "dot-1/doi-lich/", BY, {"post": MOVED}),
    (OUT + "huy/", BY, {"post": {"reason": "Trùng lịch thi"}}),
]
SHOWN = {"/cuoc-thi/thi-cong-bo/ap-phich.pdf": "the poster of a published contest"}


def sample(o: SimpleNamespace) -> None:
    """A contest that is being prepared, ready to be published, and one that is."""
    bank = Bank.objects.get(code="T-NH")
    published, draft = (_contest(o, bank, code) for code in ("thi-cong-bo", "thi-nhap"))

    publishing.publish(contest=published, by=o.province_secretary, now=o.now)
    round = draft.rounds.get()
    o.at |= {f"seen_{part}": organising.seen(state(draft)) for part, state in organising.STATES.items()}
    o.at |= {"seen_round": organising.seen(organising.settings(round)), "bank_of_contest": bank.pk}
    o.at |= {
        f"{word}_later": f"{o.now + timedelta(days=9 + n):%Y-%m-%dT%H:%M}" for n, word in enumerate(("opens", "closes"))
    }
    o.at["seen_gate"] = organising.seen(organising.admits(round))
    o.at["seen_lines"] = organising.seen(organising.lines(round))


def _contest(o: SimpleNamespace, bank: Bank, code: str) -> Contest:
    made = contests.contest(o.province, bank, code=code, state=State.DRAFT, published_at=None)
    made.rounds.update(opens_at=o.now + timedelta(days=1), closes_at=o.now + timedelta(days=3))
    made.refresh_from_db()
    return made
