"""Two banks of the demonstration's province: written by one person, accepted by another."""

from datetime import datetime
from typing import Any

from django.db import transaction

from doanso.blocks.questions import kinds, queries
from doanso.blocks.questions.content import Content, choosing
from doanso.blocks.questions.models import Bank
from doanso.blocks.questions.services import banks, reviewing, writing
from doanso.core.accounts.models import Person
from doanso.core.units import queries as units
from doanso.core.units import rules
from doanso.core.units.models import Unit
from doanso.lib import demo
from doanso.lib.dates import local

UNIT = "D-HL-BTG"  # the department that such questions come from
AUTHOR, REVIEWER = ("can_bo_ban", UNIT), ("bi_thu", "D-HL")
HISTORY = {
    "Thành lập và tên gọi của Đoàn": ["thanh_lap", "ten_goi"],
    "Đại hội Đoàn toàn quốc": ["dai_hoi"],
    "Huy hiệu, bài ca của Đoàn": ["bieu_trung"],
    "Phong trào và ngày truyền thống": ["phong_trao", "ngay_truyen_thong"],
    "Điều lệ Đoàn và Luật Thanh niên": ["dieu_le", "luat"],
    "Đội Thiếu niên, nhân vật và giải thưởng": ["doi", "nhan_vat", "giai_thuong", "lich_su"],
}
CULTURE = {
    "Văn hóa số và quy tắc ứng xử": ["van_hoa_so", "quy_tac"],
    "An toàn trên mạng": ["an_toan"],
    "Dữ liệu và trí tuệ nhân tạo": ["du_lieu", "du_lieu_tu_duy", "ai"],
    "Dịch vụ công trực tuyến": ["dvc"],
}
BANKS = {
    "lich-su-doan": ("quiz_doan_history", HISTORY),
    "van-hoa-so": ("quiz_digital_culture", CULTURE),
}


@transaction.atomic
def load(now: datetime) -> None:
    """Everything once: a second call changes nothing."""
    unit = Unit.objects.filter(code=UNIT).first()
    if unit is None or Bank.objects.exists():
        return
    today = local(now).date()
    seats = [(role, Unit.objects.get(code=place)) for role, place in (AUTHOR, REVIEWER)]
    author, reviewer = (units.holders(role, place, today).first() for role, place in seats)
    if not rules.may(author, queries.WRITE, unit, today) or not rules.may(reviewer, queries.REVIEW, unit, today):
        return  # an administrator has changed what these seats may do
    for code, (name, topics) in BANKS.items():
        told = demo.data(name)
        bank = banks.found(unit=unit, name=told["title"], code=code, by=author, now=now)
        _fill(bank, told["questions"], topics, author, reviewer, now)


def _fill(
    bank: Bank, rows: list[dict[str, Any]], topics: dict[str, list[str]], by: Person, reviewer: Person, now: datetime
) -> None:
    topic_of = {}
    for name, tags in topics.items():
        topic_of |= dict.fromkeys(tags, banks.add_topic(bank=bank, name=name, by=by, now=now))
    for row in rows:
        letters = sorted(row["options"])
        texts, right = [row["options"][letter] for letter in letters], [letters.index(row["correct"])]
        body, answer = choosing(texts, right, kind=kinds.ONE)
        content = Content(
            kinds.ONE,
            body | {"text": row["text"]},
            answer,
            explanation=row["explanation"],
            difficulty=row["difficulty"],
            topic=topic_of[row["tag"]],
        )
        question = writing.write(bank=bank, content=content, by=by, now=now, code=row["id"])
        question = writing.send(question=question, by=by, now=now)
        reviewing.accept(question=question, seen=question.version, by=reviewer, now=now)
