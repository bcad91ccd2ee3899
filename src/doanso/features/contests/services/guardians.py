"""Who agrees for somebody under 16: a parent, a guardian, or the school that keeps the parents' written consent.

From seven years on the child agrees, too; for a smaller one only a parent or guardian joins. It is a consent of its
own beside the entrant's: whoever takes either of them back ends the entry.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from doanso.core.consent import queries as consents
from doanso.core.consent import services as consent
from doanso.core.consent.models import Purpose
from doanso.features.contests.models import Entrant
from doanso.features.contests.rules import children

PURPOSE = "contest_guardian"


@dataclass(frozen=True)
class Guardian:
    """`contact`: a phone number or an e-mail address."""

    kind: str
    name: str
    contact: str


def purpose() -> Purpose | None:
    """The words that a guardian agrees to."""
    return consents.newest(PURPOSE)


def seed(now: datetime) -> None:
    """Publish the first words where there are none."""
    if purpose() is None:
        consent.publish(PURPOSE, by=None, now=now, **WORDS)


def evidence_of(entrant: Entrant, evidence: dict[str, Any]) -> dict[str, Any]:
    """Who said yes to the entrant's own consent: of a small child it is the guardian."""
    if not entrant.guardian_name:
        return evidence
    small = children.is_small(entrant.birth_year, timezone.localdate(entrant.joined_at))
    return evidence | {"given_by": "guardian" if small else "child and guardian"}


def agreed(entrant: Entrant, subject: str, evidence: dict[str, Any], now: datetime) -> None:
    """Name and contact stand in the entry, from where they go when it ends; the proof says which kind it was."""
    words = purpose() if entrant.guardian_name else None
    if words is not None:
        proof = evidence | {"guardian": entrant.guardian_kind}
        consent.give(words, person=entrant.person, subject=subject, evidence=proof, now=now)


WORDS = {
    "title_vi": "Cha mẹ, người giám hộ đồng ý cho con em dưới 16 tuổi dự thi",
    "title_en": "A parent or guardian agrees that somebody under 16 takes part",
    "text_vi": (
        "Tôi là cha, mẹ, người giám hộ, hoặc đại diện nhà trường đã có văn bản đồng ý của cha mẹ. Tôi đồng ý cho người "
        "dự thi tham gia cuộc thi này và để đơn vị tổ chức sử dụng dữ liệu của người dự thi chỉ để tổ chức cuộc thi; "
        "họ tên, đơn vị và thứ hạng được công bố cùng kết quả. Họ tên, số điện thoại hoặc e-mail của tôi chỉ dùng để "
        "xác minh sự đồng ý này. Tôi được xem, yêu cầu sửa, xóa dữ liệu và rút lại sự đồng ý này bất cứ lúc nào."
    ),
    "text_en": (
        "I am a parent or guardian, or act for the school that keeps the parents' written consent. I agree that the "
        "entrant takes part in this contest and that the organiser uses the entrant's data only to hold it; name, unit "
        "and rank are published with the results. My own name and phone or e-mail serve only to verify this consent. "
        "I may see the data, ask for corrections or erasure, and withdraw this consent at any time."
    ),
    "required_for_vi": "Người dự thi rời cuộc thi: tên được gỡ, bài ở đợt chưa công bố không được tính.",
    "required_for_en": "The entrant leaves the contest: the name goes, papers of rounds not announced do not count.",
}
