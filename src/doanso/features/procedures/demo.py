"""Puts the 31 invented-unit procedures of the demonstration online: forms, steps, documents, posters' links."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from doanso.core.units import queries as units
from doanso.features.procedures.models import Client, Kind, Procedure, Version
from doanso.features.procedures.services import catalogue, clients
from doanso.lib import demo

Json = dict[str, Any]

ACTIONS = {
    "tiep_nhan": "forward",
    "trinh": "forward",
    "ky": "forward",
    "tra_ket_qua": "forward",
    "xac_minh": "forward",
    "yeu_cau_bo_sung": "supplement",
    "tra_lai": "return",
    "tu_choi": "refuse",
}
# The data names some seats by what they do; these are the seats that do it.
ROLES = {
    "can_bo(hoi_dong)": "thu_ky_hoi_dong",
    "don_vi_ap_dung": "bi_thu(don_vi_nop)",
    "don_vi_chu_tri": "bi_thu(don_vi_quyet_dinh)",
}
# The step of each Union procedure whose completion signs the result.
ISSUES = {
    "D-KN": 5, "D-CSH": 3, "D-TTD": 3, "D-CY": 4, "D-KTBS": 5, "D-TL": 3, "D-NC": 4, "D-SN": 4, "D-KT": 6, "D-QT": 7,
    "D-DP": 4, "D-HSH": 2, "D-SK": 5, "D-KL": 3, "D-XT": 3, "D-QDOI": 2, "D-XL": 3, "D-THE": 3, "D-HQD": 3,
    "D-DL-TC": 2, "D-DL-CS": 3, "D-DL-RT": 2, "D-DL-XD": 3,
}  # fmt: skip
# Documents that come into being on the way, so that the applicant is not asked for them.
LATER = {
    "D-KN": {"Giấy giới thiệu", "Biên bản họp chi đoàn"},
    "D-QT": {"Bảng kê chứng từ", "Hóa đơn, danh sách ký nhận"},
    "D-KT": {"Biên bản họp xét"},
    "D-SK": {"Xác nhận áp dụng và lợi ích"},
    "D-SN": {"Biên bản kiểm kê, bàn giao"},
    "D-KTBS": {"Nhận xét của cấp ủy"},
}
STEP_FORMS = {("D-QT", 5): "F-QT", ("D-CSH", 4): "F-CSH-TN"}
# What each changes in the register of members, in the books, or in what is kept about the applicant: at its end, at a
# step, or when it comes to nothing.
EFFECTS: dict[str, list[Json]] = {
    "D-KN": [{"name": "members.admit", "params": {}}],
    "D-CY": [{"name": "cadres.elected", "params": {}}],
    "D-CSH": [
        {"name": "members.send", "params": {}, "at": "buoc_3"},
        {"name": "members.receive", "params": {}},
        {"name": "members.depart", "params": {}},
        {"name": "members.keep", "params": {}, "at": "stopped"},
    ],
    "D-TTD": [{"name": "members.of_age", "params": {}}],
    "D-HSH": [{"name": "members.defer", "params": {}}],
    "D-KTBS": [{"name": "cadres.changed", "params": {}}],
    "D-KT": [{"name": "members.commend", "params": {}}],
    "D-SK": [{"name": "members.credit", "params": {}, "at": "buoc_5"}],
    "D-KL": [{"name": "members.discipline", "params": {}}],
    "D-XT": [{"name": "members.remove", "params": {}}],
    "D-QDOI": [{"name": "members.die", "params": {}}],
    "D-XL": [{"name": "members.grade", "params": {}}],
    "D-THE": [{"name": "members.card", "params": {}}],
    "D-HQD": [{"name": name, "params": {}} for name in ("members.undo", "cadres.undone", "money.undone")],
    "D-DL-TC": [{"name": "privacy.copy", "params": {}}],
    "D-DL-CS": [{"name": "privacy.correct", "params": {}}],
    "D-DL-RT": [{"name": "consent.withdraw", "params": {}}],
    "D-DL-XD": [{"name": "privacy.erase", "params": {}}],
    "D-QT": [
        {"name": "money.advance", "params": {}, "at": "buoc_3"},
        {"name": "money.settle", "params": {}, "at": "buoc_7"},
        {"name": "money.give_up", "params": {}, "at": "stopped"},
    ],
    "D-DP": [{"name": "money.dues", "params": {}, "at": "buoc_3"}, {"name": "money.dues_on", "params": {}}],
    "D-TL": [{"name": "units.found", "params": {"members": 3}}],
    "D-NC": [{"name": "units.upgrade", "params": {"members": 30, "branches": 2}}],
    "D-SN": [
        {"name": "units.merge", "params": {}},
        {"name": "units.split", "params": {}},
        {"name": "units.dissolve", "params": {}},
        {"name": "units.rename", "params": {}},
        {"name": "units.move", "params": {}},
    ],
}
CHECKS = {
    ("D-KN", 4): [
        {
            "when": "age(ngay_sinh, today()) >= 16 and age(ngay_sinh, today()) <= 30",
            "message": "Người xin vào Đoàn phải từ đủ 16 đến 30 tuổi tại ngày chi đoàn xét.",
        }
    ]
}
CLIENT, CLIENT_UNIT = "Trang thông tin điện tử của xã (dữ liệu minh họa)", "CQ-X01"
CONTEXT = {"D-CSH": {"chi_doan_di": "don_vi_di", "chi_doan_den": "don_vi_den", "don_vi_nop": "don_vi_di"}}
LIMITS = {"ngày làm việc": Version.Limit.DAYS, "ngày": Version.Limit.CALENDAR}
DECISIONS = {
    "D-DL-TC": {
        "title": "Về việc cung cấp bản sao dữ liệu cá nhân",
        "articles": [
            "Cung cấp cho {nguoi_nop} bản sao toàn bộ dữ liệu cá nhân đang lưu, theo hồ sơ số {ma_ho_so}.",
            "{nguoi_nop} tự tải bản sao bằng tài khoản của mình, tại trang “Dữ liệu cá nhân của tôi”, hoặc nhận bản in "
            "tại nơi đã nộp yêu cầu.",
        ],
    },
    "D-DL-CS": {
        "title": "Về việc chỉnh sửa dữ liệu cá nhân",
        "articles": [
            "Chỉnh sửa dữ liệu cá nhân của {nguoi_nop} theo yêu cầu tại hồ sơ số {ma_ho_so}.",
            "Cán bộ bảo vệ dữ liệu cá nhân và {nguoi_nop} chịu trách nhiệm thi hành Quyết định này.",
        ],
    },
    "D-DL-RT": {
        "title": "Về việc ngừng xử lý dữ liệu cá nhân",
        "articles": [
            "Ngừng xử lý dữ liệu cá nhân của {nguoi_nop} cho mục đích đã rút lại sự đồng ý, theo hồ sơ số {ma_ho_so}.",
            "Những việc đã làm trước ngày rút lại sự đồng ý vẫn có giá trị.",
        ],
    },
    "D-DL-XD": {
        "title": "Về việc xóa dữ liệu cá nhân",
        "articles": [
            "Xóa dữ liệu cá nhân của {nguoi_nop} không thuộc diện phải lưu, theo hồ sơ số {ma_ho_so}.",
            "Sổ đoàn viên, hồ sơ và sổ sách phải lưu được giữ nguyên.",
        ],
    },
    "D-KN": {
        "title": "Về việc chuẩn y kết nạp đoàn viên",
        "articles": [
            "Chuẩn y kết nạp {nguoi_nop} vào Đoàn Thanh niên Cộng sản Hồ Chí Minh.",
            "Chi đoàn tổ chức lễ kết nạp, trao huy hiệu và thẻ đoàn viên theo quy định.",
            "Chi đoàn và {nguoi_nop} chịu trách nhiệm thi hành Quyết định này.",
        ],
    },
    "D-CY": {
        "title": "Về việc chuẩn y kết quả bầu cử",
        "articles": [
            "Chuẩn y kết quả bầu cử các chức danh theo danh sách trích ngang kèm hồ sơ số {ma_ho_so}.",
            "Các cá nhân có tên trong danh sách thực hiện nhiệm vụ theo Điều lệ Đoàn và quy chế làm việc.",
            "Văn phòng, Ban Tổ chức - Kiểm tra và các cá nhân có liên quan thi hành Quyết định này.",
        ],
    },
}


@transaction.atomic
def load(now: datetime) -> None:
    """Everything once: a second call changes nothing."""
    if settings.DEMO:
        _load_client(now)
    if Procedure.objects.filter(source="demo").exists():
        return
    for row in demo.data("procedures")["procedures"]:
        catalogue.publish(
            code=row["code"],
            kind=row["kind"],
            owner=units.by_code(row["owner_unit"]),
            content=content(row),
            guide_only=row.get("guide_only", False),
            by=None,
            now=now,
            source="demo",
        )


def _load_client(now: datetime) -> None:
    """A program whose token everybody knows: of the commune's office, where the one-stop desk is."""
    if not Client.objects.filter(token_hash=clients.token_hash(clients.DEMO_TOKEN)).exists():
        scopes, unit = [Client.Scope.SUBMIT.value, Client.Scope.READ.value], units.by_code(CLIENT_UNIT)
        clients.register(name=CLIENT, unit=unit, scopes=scopes, by=None, now=now, token=clients.DEMO_TOKEN)


def content(row: Json) -> catalogue.Content:
    code = row["code"]
    later = LATER.get(code, set())
    documents = [{**d, "later": d["name"] in later} for d in row["dossier"]]
    return catalogue.Content(
        name=row["name"],
        field=row["field"],
        flow=flow(row),
        forms=tuple(dict.fromkeys(d["form"] for d in documents if d["form"] and not d["later"])),
        cutoff=row["kind"] == Kind.STATE,
        documents=tuple(documents),
        effects=tuple(EFFECTS.get(code, ())),
        ask_unit=_asks_unit(row),
        extra={
            "context": CONTEXT.get(code, {}),
            "decision": DECISIONS.get(code, {}),
            "verify": row["verify_before_use"],
        },
        **_guide(row),
    )


def _guide(row: Json) -> Json:
    """What the guide page tells, as the data have it."""
    return {
        "level": row["level"],
        "audience": tuple(row["audience"]),
        "online_level": row["online_level"],
        "limit": Decimal(row["time_limit"]["value"]),
        "limit_unit": LIMITS[row["time_limit"]["unit"]],
        "sets": row["sets"],
        "channels": tuple(row["channels"]),
        "fee": row["fee"],
        "legal": tuple(row["legal_basis"]),
        "conditions": tuple(row["conditions"]),
        "result": row["result"],
        "note": " ".join(filter(None, [row.get("note"), row.get("time_limit_source")])),
        "review_by": date.fromisoformat(row["review_by"]),
    }


def _asks_unit(row: Json) -> bool:
    """Some seat of the flow depends on the applicant's unit, and no form asks for it."""
    roles = " ".join(ROLES.get(step["role"], step["role"]) for step in row["steps"])
    return "don_vi_nop" in roles or ("chi_doan_nop" in roles and row["code"] != "D-KN")


def flow(row: Json) -> Json:
    steps = [_step(row, step) for step in row["steps"]]
    if row["code"] == "D-CSH":
        steps.insert(3, _on_this_system())
    return {"steps": steps}


def _on_this_system() -> Json:
    """Who goes where another system is used is received there."""
    return {
        "key": "tren_he_thong",
        "name": "Nơi đến dùng hệ thống này?",
        "kind": "branch",
        "cases": [{"when": "noi_den != 'Ngoài tỉnh'", "to": "buoc_4"}],
        "to": "end",
    }


def _step(row: Json, step: Json) -> Json:
    code, number, state = row["code"], step["no"], row["kind"] == Kind.STATE
    role = ROLES.get(step["role"], step["role"])
    kind = _kind(state, number, step, role)
    made: Json = {
        "key": f"buoc_{number}",
        "name": step["name"],
        "kind": kind,
        "assignee": "" if kind == "start" else role,
        "minutes": round(step["work_hours"] * 60),
        "clock": step.get("clock", True),
        "output": step["output"],
        "actions": _actions(state, number, step, role),
        "extra": _extra(code, number, state, step),
        "presence": step.get("requires_presence", 0),
        "limit_days": step.get("limit_days", 0),
    }
    if kind == "vote":
        made["vote"] = _vote(step)
    if step.get("separation"):
        made["not_by"] = ["applicant"]
    if step.get("escalate_to"):
        made["escalate_to"] = f"bi_thu({step['escalate_to']})"
    return made


def _kind(state: bool, number: int, step: Json, role: str) -> str:
    if number == 1 and not state:
        return "start"
    return "vote" if step.get("collective") or role.startswith("hop(") else "task"


def _actions(state: bool, number: int, step: Json, role: str) -> list[str]:
    if state:
        return list(dict.fromkeys(ACTIONS[name] for name in step["actions"]))
    if role == "nguoi_nop":
        return ["forward"]
    back = ["return"] if number > 2 else []  # before the second step there is only the submission
    return ["forward", *back, "supplement", "refuse"]


def _vote(step: Json) -> Json:
    terms = step.get("collective", {})
    return {
        "quorum": "2/3" if "2/3" in terms.get("quorum", "") else "1/2",
        "threshold": "1/2",
        "secret": terms.get("secret", False),
    }


def _extra(code: str, number: int, state: bool, step: Json) -> Json:
    issue = "ky" in step.get("actions", []) if state else ISSUES.get(code) == number
    extra: Json = {"issue": True} if issue else {}
    if (code, number) in STEP_FORMS:
        extra["form"] = STEP_FORMS[code, number]
    if (code, number) in CHECKS:
        extra["checks"] = CHECKS[code, number]
    return extra
