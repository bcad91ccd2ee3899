"""Addresses of the staff register: path, who may open it, and how `addresses.Guarded` is to be filled for it.

Who looks after the office next door sees the figures of that one, and may enter people there.
"""

from typing import Any

OFFICE, NEXT_DOOR = "?don_vi={commune}", ("next_door",)
RECORD, ENTRY = "/bien-che/nguoi/{staff}/", "/bien-che/muc/{staff_entry}/"
FROM_DECISION = {"day": "{day}", "decision": "2/QĐ"}
QUOTA = {"go": "quota", "year": "2026", "kind": "cong_chuc", "number": "3", "decision": "7/QĐ", "decided_on": "{day}"}
FIGURES: dict[str, Any] = {"refusal": (403, 422)}
SHEET: dict[str, Any] = {"refusal": (403, 409)}

STAFF: list[tuple[str, str, dict[str, Any]]] = [
    ("/bien-che/" + OFFICE, "admin", FIGURES),
    ("/bien-che/co-cau/" + OFFICE + "&theo=education&cung=age", "admin", FIGURES),
    ("/bien-che/xu-huong/" + OFFICE + "&theo=education", "admin", FIGURES),
    ("/bien-che/chi-tieu/" + OFFICE, "admin", FIGURES),
    ("/bien-che/co-cau/bang.xlsx" + OFFICE, "admin", SHEET),
    ("/bien-che/xu-huong/bang.xlsx" + OFFICE, "admin", SHEET),
    ("/bien-che/chi-tieu/bang.xlsx" + OFFICE, "admin", SHEET),
    ("/bien-che/chi-tieu/{desk}/", "admin", {"post": QUOTA}),
    ("/bien-che/danh-sach/" + OFFICE, "admin", {"refusal": (403,), "readers": NEXT_DOOR}),
    ("/bien-che/danh-sach/bang.xlsx" + OFFICE, "admin", {"refusal": (403,)}),
    (
        "/bien-che/nguoi/moi/",
        "admin",
        {
            "refusal": (403, 422),
            "readers": NEXT_DOOR,
            "post": FROM_DECISION | {"full_name": "Lò Thị Mới", "unit": "{desk}"},
        },
    ),
    (RECORD, "admin", {}),
    (RECORD + "ghi/ngach/", "admin", {"post": FROM_DECISION | {"rank": "cv_cao_cap"}}),
    (RECORD + "gop/", "admin", {"post": {"code": "{staff_twin}", "taken_over": "0", "note": "Trùng"}}),
    (ENTRY + "sua/", "admin", {"post": FROM_DECISION | {"rank": "can_su", "note": "Nhầm ngạch"}}),
    (ENTRY + "huy/", "admin", {"post": {"note": "Nhầm người"}}),
]
