"""Dossiers on an officer's desk when the demonstration starts: new, under way, late, waiting, finished; invented."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from doanso.blocks.workflow import queries as workflow
from doanso.core.accounts.models import Person
from doanso.core.calendar.queries import calendar_for
from doanso.features.procedures.models import Channel, Dossier, Procedure
from doanso.features.procedures.services import dossiers, waiting
from doanso.features.procedures.services.contacts import Contact

PROCEDURE = "2.000815"
DESK, FIELD, HEAD = "0900000029", "0900000030", "0900000101"
DAY = 480  # working minutes
MISSING = "Bản chính bằng tốt nghiệp bị mờ con dấu: xin mang bản rõ hơn hoặc quyết định công nhận tốt nghiệp."
FEE = "Lệ phí chứng thực 25 trang. Nộp tại quầy số 2, hoặc chuyển khoản theo giấy tiếp nhận và ghi mã hồ sơ."


@dataclass(frozen=True)
class Sample:
    """`done`: who does what, and how many working minutes before now; the submission comes first."""

    name: str
    submitted: int
    done: tuple[tuple[str, str, int], ...] = ()
    channel: Channel = Channel.ONLINE
    score: int = 0


SAMPLES = (
    Sample("Bùi Thị Thảo", 6 * DAY, ((DESK, "forward", 2860), (FIELD, "forward", 2700), (HEAD, "forward", 2660),
                                     (DESK, "forward", 2640)), Channel.COUNTER, 5),
    Sample("Đỗ Minh Khuê", 4 * DAY, ((DESK, "forward", 1900), (FIELD, "forward", 1700), (HEAD, "forward", 1500))),
    Sample("Hà Thị Lương", 3 * DAY, ((DESK, "forward", 1400),)),
    Sample("Vàng A Dế", 2 * DAY, ((DESK, "supplement", 940),)),
    Sample("Tô Quang Hiển", DAY, ((DESK, "forward", 450), (DESK, "payment", 400)), Channel.COUNTER),
    Sample("Quàng Văn Diên", 300, ((DESK, "forward", 280), (FIELD, "forward", 60))),
    Sample("Triệu Mùi Nái", 180, ((DESK, "forward", 160),)),
    Sample("Lò Văn Inh", 20),
)  # fmt: skip


@transaction.atomic
def load(now: datetime) -> None:
    """Once: where any dossier is, nothing is added."""
    if Dossier.objects.exists():
        return
    procedure = Procedure.objects.select_related("current", "owner").get(code=PROCEDURE)
    people = {phone: Person.objects.get(phone=phone) for phone in (DESK, FIELD, HEAD)}
    back = calendar_for(procedure.owner_id).add_minutes
    for number, sample in enumerate(SAMPLES):
        made = _submit(procedure, sample, f"0900000{900 + number}", people[DESK], back(now, -sample.submitted))
        for phone, action, minutes in sample.done:
            _act(made, action, people[phone], back(now, -minutes))
        if sample.score:
            dossiers.rate(dossier_id=made.pk, score=sample.score, comment="Nhanh, hướng dẫn tận tình.", now=now)


def _submit(procedure: Procedure, sample: Sample, phone: str, desk: Person, now: datetime) -> Dossier:
    answers = {
        "nop_ban_giay": True,
        "ten_nguoi_nop": sample.name,
        "dien_thoai_lien_he": phone,
        "dong_y_du_lieu": "1",
    }
    taken = desk if sample.channel == Channel.COUNTER else None
    contact = Contact(sample.name, phone, "")
    return dossiers.submit(
        version=procedure.current,
        answers=answers,
        contact=contact,
        by=taken,
        now=now,
        channel=sample.channel,
        taken_by=taken,
    ).dossier


def _act(dossier: Dossier, action: str, by: Person, now: datetime) -> None:
    if action == "payment":
        waiting.ask_payment(dossier_id=dossier.pk, amount=27_000, how=FEE, by=by, now=now)
        return
    step = workflow.open_steps(workflow.case_of(dossier)).get()
    comment = MISSING if action == "supplement" else ""
    told = {"dossier_id": dossier.pk, "activation_id": step.pk, "comment": comment}
    dossiers.advance(action=action, by=by, now=now, **told)
