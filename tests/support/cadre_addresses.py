"""Addresses of cadres: path, who may open it, and how `addresses.Guarded` is to be filled for it."""

from typing import Any

HERE = "?don_vi=T-CD"
FIGURES: dict[str, Any] = {"refusal": (403, 422)}
SHEET: dict[str, Any] = {"refusal": (403, 409)}
OTHERS: dict[str, Any] = {"refusal": (403, 422), "readers": ("next_door",)}  # the secretary of the branch beside
TERM = {"unit": "T-CD", "body": "btv", "first": "2031-01-01", "last": "2033-01-01", "decision": "7/QĐ"}
CRITERIA = {"year": "{next_year}", "hong": "Bản lĩnh: 100", "chuyen": "Kết quả: 60\nSáng kiến: 40"}
PLAN = {"unit": "T-CD", "role": "bi_thu", "first_year": "2026", "last_year": "2030"}

CADRES: list[tuple[str, str, dict[str, Any]]] = [
    ("/can-bo/" + HERE, "secretary", FIGURES),
    ("/can-bo/bang.xlsx" + HERE, "secretary", SHEET),
    ("/can-bo/danh-sach/" + HERE, "secretary", FIGURES),
    ("/can-bo/danh-sach/bang.xlsx" + HERE, "secretary", SHEET),
    ("/can-bo/nhiem-ky/" + HERE, "secretary", FIGURES),
    ("/can-bo/nhiem-ky/moi/", "secretary", OTHERS | {"post": TERM}),
    ("/can-bo/nhiem-ky/{term}/", "secretary", {}),
    ("/can-bo/nguoi/{cadre}/", "secretary", {}),
    ("/can-bo/nguoi/{cadre}/dao-tao/", "secretary", {"post": {"course": "Lớp mới", "first_day": "2026-01-05"}}),
    ("/can-bo/dao-tao/{training}/rut/", "secretary", {"post": {"reason": "Nhầm người"}}),
    ("/can-bo/danh-gia/moi/T-CD/{this_year}/", "secretary", {}),
    ("/can-bo/danh-gia/con-thieu/" + HERE, "secretary", FIGURES),
    ("/can-bo/danh-gia/{appraisal}/", "secretary", {}),
    ("/can-bo/tieu-chi/", "developer", {"refusal": (403,), "post": CRITERIA}),
    ("/can-bo/quy-hoach/" + HERE, "secretary", FIGURES),
    ("/can-bo/quy-hoach/moi/", "secretary", OTHERS | {"post": PLAN | {"who": "{cadre_code}"}}),
    (
        "/can-bo/quy-hoach/{cadre_plan}/",
        "secretary",
        {"post": {"state": "phe_duyet", "decision": "7/QĐ", "decided_on": "{day}", "seen": "de_xuat"}},
    ),
]
