"""A bank of the province with somebody who writes and somebody who reviews."""

from types import SimpleNamespace
from typing import Any

from tests.support.org import NOON, build, person, seat, unit

from doanso.blocks.questions import kinds
from doanso.blocks.questions.content import Content, choosing
from doanso.blocks.questions.services import banks, reviewing, writing

PNG = bytes.fromhex(  # one pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def small() -> SimpleNamespace:
    """`o.author` and `o.reviewer` hold seats in the province, `o.neighbour_writer` in another one."""
    o = build()
    o.author, o.reviewer, o.neighbour_writer = person("Mai Lan Chi"), person("Vũ Hải Đăng"), person("Tạ Bích Ngọc")
    o.elsewhere = unit("T-KHAC", "Tỉnh đoàn khác", "TINH_DOAN")
    seat(o.author, o.province, "pho_bi_thu")
    seat(o.reviewer, o.province, "can_bo_ban")
    seat(o.neighbour_writer, o.elsewhere, "bi_thu")
    o.bank = banks.found(unit=o.province, name="Lịch sử Đoàn", by=o.author, now=NOON)
    o.topic = banks.add_topic(bank=o.bank, name="Thành lập", by=o.author, now=NOON)
    return o


def content(text: str = "Đoàn được thành lập năm nào?", **more: Any) -> Content:
    body, answer = choosing(["1930", "1931", "1941"], [1], kind=kinds.ONE)
    return Content(kinds.ONE, body | {"text": text}, answer, **more)


def accepted(o: SimpleNamespace, text: str = "Đoàn được thành lập năm nào?", **more: Any):
    question = writing.write(bank=o.bank, content=content(text, **more), by=o.author, now=NOON)
    question = writing.send(question=question, by=o.author, now=NOON)
    return reviewing.accept(question=question, seen=1, by=o.reviewer, now=NOON)
