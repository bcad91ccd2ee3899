"""Addresses of the question bank: path, who may open it, and how `addresses.Guarded` is to be filled."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from django.core.files.base import File

from doanso.blocks.questions import formats, services
from doanso.blocks.questions.models import Bank, Question, State
from doanso.blocks.questions.services import banks, importing, pictures, writing
from doanso.blocks.questions.tests.support import PNG, content

ALL, BANK = "/ngan-hang-cau-hoi/", "/ngan-hang-cau-hoi/T-CH/"
DRAFT, WAITS, GONE, ASKED = (BANK + f"cau/C00{number}/" for number in (1, 2, 3, 4))
ELSEWHERE: dict[str, Any] = {
    "refusal": (403, 422),
    "readers": ("next_door",),
}  # who writes questions of an office beside
NEW = {"name": "Ngân hàng mới", "unit": "T-HL"}
WRITTEN = {"text": "Mặt trời mọc ở hướng Đông.", "truth": "1", "difficulty": "1"}
VERDICT = {"verdict": "duyet", "seen": "1"}
WHY = {"reason": "Người dự thi báo câu sai"}
DONE: dict[str, Any] = {"get": 405}

_PLACES: list[tuple[str, dict[str, Any]]] = [
    (ALL, ELSEWHERE),
    (ALL + "moi/", ELSEWHERE | {"post": NEW}),
    (BANK, {}),
    (BANK + "sua/", {"post": {"topic": "Chủ đề mới"}}),
    (BANK + "chu-de/cu/", {"post": {"topic": "Chủ đề đã đổi tên"}}),
    (BANK + "them/?dang=dung_sai", {"post": WRITTEN}),
    (BANK + "gui-duyet/", DONE | {"post": {"cau": "C001"}}),
    (BANK + "cho-duyet/", {}),
    (BANK + "duyet/", DONE | {"post": {"cau": "C002:1"}}),
    (BANK + "can-xem-lai/", {}),
    (BANK + "nhap/", {}),
    (BANK + "nhap/mau.xlsx", {}),
    (BANK + "nhap/{questions_read}/", {}),
    (BANK + "nhap/{pictures_read}/tep/0/h1/", {}),
    (BANK + "nhap/{questions_read}/lay/", DONE | {"post": {"cau": "0"}}),
    (BANK + "nhap/{questions_read}/bo/", DONE | {"post": {}}),
    (BANK + "xuat/", {}),
    (BANK + "xuat/gift/", DONE | {"post": {}}),
    (DRAFT, {}),
    (DRAFT + "sua/", {}),
    (DRAFT + "gui-duyet/", DONE | {"post": {}}),
    (DRAFT + "thoi-dung/", DONE | {"post": {}}),
    (DRAFT + "hinh/", {"get": 405}),
    (DRAFT + "hinh/h1/", {}),
    (DRAFT + "bo-hinh/", DONE | {"post": {"place": ""}}),
    (WAITS + "duyet/", DONE | {"post": VERDICT}),
    (GONE + "dung-lai/", DONE | {"post": {}}),
    (ASKED + "dap-an/", DONE | {"post": WHY}),
]
QUESTIONS = [(path, "province_secretary", more) for path, more in _PLACES]


def sample(o: SimpleNamespace) -> None:
    """A bank with a draft that has a picture, a question that waits, a retired one and one that is being asked."""
    bank = Bank.objects.create(code="T-CH", name="Câu hỏi thử", unit=o.province, created_at=o.now)
    texts = ("Đoàn ra đời năm nào?", "Đội ra đời năm nào?", "Hội ra đời năm nào?", "Đảng ra đời năm nào?")
    made = [writing.create(bank=bank, content=content(text), by=None, now=o.now) for text in texts]
    for question, state in zip(made[1:3], (State.REVIEW, State.RETIRED), strict=True):
        Question.objects.filter(pk=question.pk).update(state=state)
    picture = File(BytesIO(PNG), name="co.png")
    told = {"place": "", "upload": picture, "words": "Cờ", "by": o.province_secretary, "now": o.now}
    pictured = pictures.add(question=made[0], **told)
    told = {"place": "thi:thu", "label": "Đợt thử", "until": o.now + timedelta(days=1), "now": o.now}
    services.lock([made[3].pk], **told)
    file = "Thủ đô? {=Hà Nội ~Huế}".encode()
    read = importing.read_in(bank=bank, name="thu.gift", data=file, by=o.province_secretary, now=o.now)
    o.at["questions_read"] = read.pk
    banks.add_topic(bank=bank, name="Chủ đề cũ", code="cu", by=o.province_secretary, now=o.now)
    data = formats.FORMATS["moodle"].write([pictured], {(pictured.pk, "h1"): formats.Picture("co.png", PNG, "Cờ")})
    told = {"bank": bank, "name": "hinh.xml", "data": data, "by": o.province_secretary, "now": o.now}
    o.at["pictures_read"] = importing.read_in(**told).pk
