"""Short ways to a running case."""

from datetime import timedelta

from tests.support.org import NOON

from doanso.blocks.workflow import queries, services
from doanso.blocks.workflow.models import Activation, Case

LATER = NOON + timedelta(hours=1)
DESK = {
    "steps": [
        {"key": "receive", "name": "Tiếp nhận", "assignee": "bo_phan_mot_cua", "minutes": 30,
         "actions": ["forward", "supplement", "refuse"]},
        {"key": "check", "name": "Thẩm định", "assignee": "cong_chuc_linh_vuc", "minutes": 240,
         "actions": ["forward", "return", "supplement"]},
        {"key": "sign", "name": "Ký duyệt", "assignee": "lanh_dao_don_vi", "minutes": 120, "not_by": ["check"],
         "actions": ["forward", "return"]},
        {"key": "hand", "name": "Trả kết quả", "assignee": "bo_phan_mot_cua", "minutes": 30, "actions": ["forward"]},
    ]
}  # fmt: skip
VOTE = {
    "steps": [
        {"key": "apply", "name": "Nộp đơn", "kind": "start"},
        {"key": "meet", "name": "Họp xét", "kind": "vote", "assignee": "hop(chi_doan_nop)",
         "vote": {"quorum": "2/3", "threshold": "1/2"}},
        {"key": "ratify", "name": "Chuẩn y", "assignee": "bi_thu(doan_co_so_cua(chi_doan_nop))"},
    ]
}  # fmt: skip


def begin(org, definition, code="flow", scope=None) -> Case:
    version = services.define(code=code, definition=definition, by=None, now=NOON)
    return services.start(
        version=version,
        subject=org.stranger,
        title="T99.1-261118-0001",
        url="/ho-so/T99.1-261118-0001/",
        unit=org.desk,
        context={"chi_doan_nop": org.branch, "don_vi_thu_ly": org.desk, "nguoi_nop": org.stranger},
        by=org.stranger,
        now=NOON,
        scope=scope,
    ).case


def only(case: Case) -> Activation:
    return queries.open_steps(case).get()


def is_paused(case: Case) -> bool:
    return case.pauses.filter(ended_at=None).exists()


def act(case: Case, who, action: str = "forward", **more) -> services.Outcome:
    return services.act(case_id=case.pk, activation_id=only(case).pk, action=action, by=who, **({"now": LATER} | more))
