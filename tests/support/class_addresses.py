"""Addresses of rooms in class: see `contest_addresses`, which takes them from here."""

from types import SimpleNamespace
from typing import Any

from doanso.features.contests.models import Room
from doanso.features.contests.services import classes
from doanso.features.contests.tests import sample as contests

BY, OPENED, RUNNING = "province_secretary", "/lop/{room}/", "/lop/{running_room}/"
NEW = {"title": "Lớp 10A3", "unit": "T-HL", "source": "{bank_of_class}", "count": "2", "minutes": "5"}
TAUGHT: list[tuple[str, str, dict[str, Any]]] = [
    ("/lop/moi/", BY, {"post": NEW, "refusal": (200, 403, 422)}),
    (OPENED + "bang/", BY, {}),
    (OPENED + "bat-dau/", BY, {"get": 405, "post": {}}),
    (RUNNING + "ket-thuc/", BY, {"get": 405, "post": {}}),
]
SHOWN = {
    "/lop/": "the code on the board is typed here",
    OPENED: "a room in class: the name, then waiting, then one's own result",
    RUNNING + "lam-bai/": "the paper of a class; who has not joined is led to the room",
    RUNNING + "lam-bai/mot-trang/": "the same without scripts, likewise",
    RUNNING + "tep/0/anh/": "a picture of a question, for who is doing the paper",
}


def sample(o: SimpleNamespace) -> None:
    """Two rooms of one teacher: one waits, in the other a class is answering. Their bank serves no contest."""
    o.at["bank_of_class"] = contests.bank(o.province, code="T-LOP").pk
    o.at["room"] = _room(o, "Lớp 10A1").code
    o.at["running_room"] = classes.start(_room(o, "Lớp 10A2"), by=o.province_secretary, now=o.now).code


def _room(o: SimpleNamespace, title: str) -> Room:
    drawn = classes.Drawn(o.at["bank_of_class"], None, None, 2)
    return classes.open_room(unit=o.province, title=title, drawn=drawn, minutes=10, by=o.province_secretary, now=o.now)
