"""A bank of the province with somebody who writes and somebody who reviews."""

from types import SimpleNamespace
from typing import Any

from tests.support.org import NOON, person, seat, unit

from doanso.blocks.questions import kinds
from doanso.blocks.questions.content import Content, choosing
from doanso.blocks.questions.services import banks, reviewing, writing
from doanso.core.units import services as units
from doanso.core.units.models import Tree, UnitType

PNG = bytes.fromhex(  # one pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


MP3 = b"ID3\x04" + bytes(60)


def small() -> SimpleNamespace:
    """Two provinces. `o.neighbour_writer` holds a seat in the other one, `o.stranger` none anywhere."""
    o = SimpleNamespace()
    units.seed_roles()
    UnitType.objects.create(code="TINH_DOAN", name="Tỉnh đoàn", tree=Tree.UNION, rank=1)
    o.province, o.elsewhere = unit("T-HL", "Tỉnh đoàn", "TINH_DOAN"), unit("T-KHAC", "Tỉnh đoàn khác", "TINH_DOAN")
    o.stranger = person("Người Lạ")
    for name, full_name, where, role in (
        ("author", "Mai Lan Chi", o.province, "pho_bi_thu"),
        ("reviewer", "Vũ Hải Đăng", o.province, "can_bo_ban"),
        ("secretary", "Trần Đức Ân", o.province, "bi_thu"),
        ("member", "Lương Minh Triết", o.province, "uv_bch"),
        ("neighbour_writer", "Tạ Bích Ngọc", o.elsewhere, "bi_thu"),
    ):
        setattr(o, name, person(full_name))
        seat(getattr(o, name), where, role)
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
