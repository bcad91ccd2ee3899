"""Addresses of dossiers that wait for their applicant, and the dossiers for them."""

from types import SimpleNamespace
from typing import Any

from doanso.features.procedures.services import waiting
from doanso.features.procedures.tests import office

PAYMENT = {"amount": "50000", "how": "Nộp tại quầy"}
WAITING: list[tuple[str, dict[str, Any]]] = [
    ("/ho-so/{taken}/nop-phi/", {"post": PAYMENT}),
    ("/ho-so/{paying}/da-nop-phi/", {"get": 405, "post": {}}),
    ("/ho-so/{more}/dung/", {"post": {"reason": "Quá hạn bổ sung"}}),
]


def sample(o: SimpleNamespace, name: str) -> None:
    """One under way, and one that waits for its fee."""
    made = [office.act(office.submit(o.version, name, now=o.now), o.desk_officer, now=o.now) for _one in range(2)]
    waiting.ask_payment(dossier_id=made[1].pk, amount=50_000, how=PAYMENT["how"], by=o.desk_officer, now=o.now)
    o.at |= {"taken": made[0].code, "paying": made[1].code}
